"""Which rows a question is put to: those of the present, or those that were known at a moment."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    CTE,
    BindParameter,
    ColumnElement,
    FromClause,
    Integer,
    ScalarSelect,
    Select,
    Table,
    bindparam,
    func,
    literal_column,
    select,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from tracker.store.tables import VERSIONED, Facet
from tracker.store.tables.versions import table_of
from tracker.store.types import FOREVER, Day, UtcDateTime

Bool = ColumnElement[bool]

OfDay = Callable[[date], date]
"""A day as seen from the day of judgement."""

FACET = table_of(Facet)


def found_as(field: str) -> Bool:
    """The facets of a field.

    Its name stands in the statement and is no parameter: SQLite, which has an index for aliases alone, would plan the
    statement anew each time it is given one, which costs more than running it.
    """
    if not field.isidentifier():
        raise ValueError(f"{field!r} is no name of a field")
    return FACET.c.field == literal_column(f"'{field}'")


def the_same(day: date) -> date:
    """The day of judgement itself."""
    return day


@dataclass(frozen=True, slots=True)
class Shape:
    """For how many posts and bodies a statement has room that asks what somebody sees (``store.filter_sight``)."""

    posts: int
    within: int
    above: int


class StatedSize(FunctionElement[int]):
    """How many parts a source says there are, out of the column that keeps it as printed; NULL where no number is."""

    type = Integer()
    inherit_cache = True


@compiles(StatedSize, "sqlite")
def _json_extract(element: StatedSize, compiler: Any, **options: Any) -> str:
    return f"json_extract({compiler.process(element.clauses, **options)}, '$.stated')"


@compiles(StatedSize)
def _json_field(element: StatedSize, compiler: Any, **options: Any) -> str:
    return f"({compiler.process(element.clauses, **options)}::json->>'stated')::int"


class Scope:
    """The tables that one statement reads, and the days it must be given whenever it runs.

    ``past``: rows as they were known at a moment. ``settled``: the moment judged is not before the day of knowledge;
    then no report of completion can be for a later day, since the domain refuses those, and none is looked for.
    ``sight``: how what is seen looks in the statement, None where that is everything.
    """

    def __init__(self, *, past: bool, settled: bool, sight: Shape | None = None) -> None:
        self.past, self.settled, self.sight = past, settled, sight
        self.commitment = self.table("commitment")
        self.days: dict[OfDay, str] = {}
        self.seen: CTE | None = None
        """The bodies that are seen, worked out once for all places of a statement that ask (``store.filter_sight``)."""

    def day(self, of: OfDay = the_same) -> BindParameter[date]:
        """The day of judgement, or a day counted from it; its value is worked out when the statement runs."""
        return bindparam(self.days.setdefault(of, f"day_{len(self.days)}_"), type_=Day())

    def alive(self, table: FromClause) -> tuple[Bool, ...]:
        """The conditions under which a row was in force at the moment of knowledge."""
        if self.past:
            known = bindparam("known", type_=UtcDateTime())
            return table.c.recorded_from <= known, table.c.recorded_to > known
        return (table.c.recorded_to == FOREVER,) if table is FACET else ()

    def facets(self, field: str, *conditions: Bool) -> Select[str]:
        """The references of the commitments that are found as a ``field``."""
        return select(FACET.c.ref).where(found_as(field), *conditions, *self.alive(FACET))

    def entered(self) -> ScalarSelect[int]:
        """How many parts of a commitment are in the register."""
        part = self.table("commitment").alias()
        below = part.c.parent == self.commitment.c.ref
        counted = select(func.count()).select_from(part).where(below, *self.alive(part))
        return counted.correlate(self.commitment).scalar_subquery()

    def below(self, tree: str, slug: str) -> Select[str]:
        """The slugs of a node of a tree and of all nodes below it; none where there is no such node."""
        nodes = self.table(tree)
        path = select(nodes.c.path).where(nodes.c.slug == slug, *self.alive(nodes)).scalar_subquery()
        # A path ends in "/", and the next character is "0": between them lies what begins with the path.
        end = select(func.substr(nodes.c.path, 1, func.length(nodes.c.path) - 1) + "0")
        after = end.where(nodes.c.slug == slug, *self.alive(nodes)).scalar_subquery()
        below = nodes.alias()
        return select(below.c.slug).where(below.c.path >= path, below.c.path < after, *self.alive(below))

    def table(self, record: str) -> Table:
        """The rows of a record: of the present, or all versions."""
        return VERSIONED[record][1 if self.past else 0]
