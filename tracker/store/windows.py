"""The windows of rules as SQL: what ``query.windows`` and ``query.timeline`` say of a row with one version."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import CTE, ColumnElement, Integer, and_, bindparam, case, cast, func, literal, or_, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from tracker.query.windows import Anchor, Edge, Window
from tracker.store.filter_scope import Bool, Scope
from tracker.store.filters import holding
from tracker.store.tables import VERSIONED, Watch
from tracker.store.tables.versions import table_of
from tracker.store.types import Day, Name

LONG_AGO, FAR = date.min, date.max
"""In place of a day that is not: sorted before, and after, all that are."""

_watch = table_of(Watch)
_commitment, _version = VERSIONED["commitment"]

ColumnDay = ColumnElement[date]


class DayPlus(FunctionElement[date]):
    """A day, so many calendar days later; NULL where the calendar of SQLite has ended."""

    type = Day()
    inherit_cache = True


@compiles(DayPlus, "sqlite")
def _by_words(element: DayPlus, compiler: Any, **options: Any) -> str:
    day, n = (compiler.process(part, **options) for part in element.clauses)
    return f"date({day}, ({n}) || ' days')"


@compiles(DayPlus)
def _by_sum(element: DayPlus, compiler: Any, **options: Any) -> str:
    day, n = (compiler.process(part, **options) for part in element.clauses)
    return f"({day} + {n})"


class Least(FunctionElement[date]):
    """The earliest of some days, none of which may be NULL."""

    type = Day()
    inherit_cache = True


class Greatest(FunctionElement[date]):
    """The latest of some days, none of which may be NULL."""

    type = Day()
    inherit_cache = True


class DayOf(FunctionElement[date]):
    """The day of an instant in UTC."""

    type = Day()
    inherit_cache = True


@compiles(Least)
@compiles(Greatest)
def _choose(element: Any, compiler: Any, **options: Any) -> str:
    parts = [compiler.process(part, **options) for part in element.clauses]
    lowest, sqlite = isinstance(element, Least), compiler.dialect.name == "sqlite"
    name = ("min" if lowest else "max") if sqlite else ("least" if lowest else "greatest")
    return parts[0] if len(parts) == 1 else f"{name}({', '.join(parts)})"


@compiles(DayOf)
def _day_of(element: DayOf, compiler: Any, **options: Any) -> str:
    instant = compiler.process(element.clauses, **options)
    if compiler.dialect.name == "sqlite":
        return f"substr({instant}, 1, 10)"
    return f"({instant} AT TIME ZONE 'UTC')::date"


def anchor(scope: Scope, of: Anchor) -> ColumnDay:
    """The day among the columns of a row that an anchor names, NULL where it is missing."""
    row = scope.commitment.c
    match of:
        case Anchor.HEARD:
            return case((row.updated_on > row.registered_on, row.updated_on), else_=row.registered_on)
        case Anchor.UNOWNED:
            return func.coalesce(row.unowned_since, row.registered_on, type_=Day())
    columns = {
        Anchor.DUE: row.clock_day,
        Anchor.FIRST_DUE: row.first_day,
        Anchor.REGISTERED: row.registered_on,
        Anchor.REVIEW: row.review_day,
        Anchor.DONE: row.done_on,
    }
    return columns[of]


def edge(scope: Scope, of: Edge) -> ColumnDay:
    """The day of an edge, NULL where its anchor is missing."""
    day = anchor(scope, of.anchor)
    if of.by_precision:
        shifts = {str(precision): days for precision, days in of.by_precision}
        return DayPlus(day, case(shifts, value=scope.commitment.c.precision, else_=of.plus))
    return DayPlus(day, literal(of.plus, Integer())) if of.plus else day


@dataclass(frozen=True, slots=True)
class Opened:
    """The window of a rule in the rows of a batch: the days on which it opens and is over."""

    rule: str
    first: ColumnDay
    after: ColumnDay

    def is_open(self, day: ColumnDay) -> Bool:
        """Whether it stands open on ``day``."""
        return and_(self.first <= day, day < self.after)

    def crossings(self, since: ColumnDay, day: ColumnDay) -> Iterator[Bool]:
        """Whether it opened after ``since`` up to ``day``, and whether it was over in that time."""
        for mine in (self.first, self.after):
            yield and_(self.first < self.after, mine > since, mine <= day)

    def coming(self, day: ColumnDay) -> Iterator[ColumnDay]:
        """Its days after ``day``, ``FAR`` for what has passed."""
        for mine in (self.first, self.after):
            yield case((and_(self.first < self.after, mine > day), mine), else_=literal(FAR, Day()))


DAY: ColumnDay = bindparam("day", type_=Day())
"""The local day of the sweep."""

LAST: ColumnElement[str] = bindparam("last", type_=Name())
LIMIT = bindparam("limit", type_=Integer())


def batch(windows: Sequence[Window], *, everything: bool) -> tuple[CTE, list[Opened]]:
    """The rows of one batch with the days of every window, worked out once.

    ``everything``: the rows after the reference ``last``, by reference; else those whose look is due on ``day``.
    """
    scope = Scope(past=False, settled=True)
    row = scope.commitment.c
    columns: list[ColumnElement[Any]] = []
    for n, window in enumerate(windows):
        holds = holding(scope, window.where)
        columns.append(case((holds, edge(scope, window.begins))).label(f"first_{n}"))
        ends = [func.coalesce(edge(scope, each), literal(FAR, Day()), type_=Day()) for each in window.ends]
        columns.append((Least(*ends) if ends else literal(FAR, Day())).label(f"after_{n}"))
    born = and_(_version.c.ref == row.ref, _version.c.version == row.version)
    known = [
        row.ref,
        row.version,
        func.coalesce(_watch.c.version, 0).label("seen"),
        _watch.c.checked_on,
        _watch.c.touched_at,
        _version.c.recorded_from,
    ]
    joined = scope.commitment.join(_watch, _watch.c.ref == row.ref, isouter=everything).join(_version, born)
    found = select(*known, *columns).select_from(joined)
    if everything:
        found = found.where(row.ref > LAST).order_by(row.ref)
    else:
        found = found.where(_watch.c.next_on <= DAY).order_by(_watch.c.next_on, _watch.c.ref)
    rows = found.limit(LIMIT).cte("looked_at")
    opened = [Opened(w.rule, rows.c[f"first_{n}"], rows.c[f"after_{n}"]) for n, w in enumerate(windows)]
    return rows, opened


def several_versions(rows: CTE) -> Bool:
    """Whether more than one version of a row is new, or a new one stands beside one that was looked at."""
    return and_(rows.c.seen != rows.c.version, or_(rows.c.seen > 0, rows.c.version > 1))


def stands(opened: Iterable[Opened]) -> Bool:
    """Whether one of the windows of a rule is open; never NULL."""
    return func.coalesce(or_(*(each.is_open(DAY) for each in opened)), literal(False))


def least(opened: Iterable[Opened], days: Callable[[Opened], Iterable[ColumnDay]]) -> ColumnDay:
    """The earliest of some days of windows."""
    return Least(*(func.coalesce(day, literal(FAR, Day()), type_=Day()) for each in opened for day in days(each)))


def since(opened: Iterable[Opened]) -> ColumnDay:
    """The first day of the flag that stands, ``FAR`` where none does."""
    return least(opened, lambda each: [case((each.is_open(DAY), each.first))])


def ended(opened: Iterable[Opened]) -> ColumnDay:
    """The last day on which one of the windows was over, ``LONG_AGO`` where none ever was."""
    over = (case((and_(each.first < each.after, each.after <= DAY), each.after)) for each in opened)
    return Greatest(*(func.coalesce(day, literal(LONG_AGO, Day()), type_=Day()) for day in over))


def next_on(opened: Sequence[Opened]) -> ColumnDay:
    """The first day after today on which time alone changes a flag, NULL where it never does."""
    if not opened:
        return literal(None, Day())
    return func.nullif(least(opened, lambda each: each.coming(DAY)), literal(FAR, Day()), type_=Day())


def crossed(rows: CTE, opened: Iterable[Opened]) -> ColumnElement[int]:
    """How often windows opened or were over since the last look, or since birth (and two days more, for the zone)."""
    start = func.coalesce(rows.c.checked_on, DayPlus(DayOf(rows.c.recorded_from), literal(-2, Integer())), type_=Day())
    counted = [case((crossing, 1), else_=0) for each in opened for crossing in each.crossings(start, DAY)]
    total: ColumnElement[int] = cast(counted[0], Integer())
    for each in counted[1:]:
        total = total + each
    return total


def of_rule(opened: Iterable[Opened]) -> dict[str, list[Opened]]:
    """The windows by rule."""
    found: dict[str, list[Opened]] = {}
    for each in opened:
        found.setdefault(each.rule, []).append(each)
    return found
