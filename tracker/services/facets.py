"""Narrowing a list down: what a query could be narrowed to, how many would be left, and the query that does it."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial

from tracker.domain.moment import Moment
from tracker.domain.sight import Sight
from tracker.query.language import build, parse
from tracker.query.tree import And, Missing, Node, Query, Sort, Test, Value, Where, all_of
from tracker.services.actors import asking
from tracker.services.context import Context
from tracker.services.unchanged import unchanged
from tracker.services.views import Both
from tracker.store import board, commitments
from tracker.store.database import Session

STATES = ("overdue", "open", "undated", "unreviewed", "unowned", "unconfirmed")
"""The judgements offered, worst first."""

PLAIN = ("kind", "work", "programme")
"""Fields of which a commitment has exactly one value."""


@dataclass(frozen=True, slots=True)
class Option:
    """One value, how many commitments choosing it leaves, and the query that chooses it or, where chosen, drops it."""

    value: str
    name: Both | None
    count: int
    chosen: bool
    query: str


@dataclass(frozen=True, slots=True)
class Facet:
    """One field by which the list can be narrowed."""

    field: str
    options: tuple[Option, ...]


def facets(ctx: Context, text: str) -> tuple[Facet, ...]:
    """The ways in which a query can be narrowed down; raises Invalid for a faulty query.

    Counting all of them takes longer than the list.
    """
    query, moment = parse(text), ctx.moment()
    with ctx.db.read() as session:
        seen = asking(session, ctx).sight
        work = partial(_counted, session, query, moment, seen)
        return unchanged(ctx, session, ("facets", query), moment, seen, work)


def _counted(session: Session, query: Query, moment: Moment, seen: Sight) -> tuple[Facet, ...]:
    narrowing = _Narrowing(session, query, moment, seen)
    found = [narrowing.states(), *(narrowing.plain(field) for field in PLAIN), narrowing.units()]
    return tuple(facet for facet in found if len(facet.options) > 1 or any(o.chosen for o in facet.options))


class _Narrowing:
    """One query, seen as conditions that all hold, of which single ones can be added, changed or dropped."""

    def __init__(self, session: Session, query: Query, moment: Moment, seen: Sight) -> None:
        self.session, self.moment, self.seen, self.sort = session, moment, seen, query.sort
        where = query.where
        self.parts: tuple[Node, ...] = where.parts if isinstance(where, And) else (where,)

    def states(self) -> Facet:
        """The judgements: several can hold at once."""
        return Facet("is", tuple(self._states()))

    def _states(self) -> Iterator[Option]:
        for name in STATES:
            condition = Where("is", (Value(name),))
            chosen = condition in self.parts
            others = [part for part in self.parts if part != condition]
            count = self._count([*others, condition])
            if count or chosen:
                yield Option(name, None, count, chosen, self._text(others if chosen else [*others, condition]))

    def plain(self, field: str) -> Facet:
        """A field with one value each: choosing another value takes the place of the chosen one."""
        others, chosen = self._without(field)
        counts = commitments.count_by(self.session, self._query(others), self.moment, self.seen, field)
        names = board.named(self.session, field, self.moment, filter(None, counts)) if field in board.NAMED else {}
        found = sorted(((n, value) for value, n in counts.items() if value), key=lambda pair: (-pair[0], pair[1]))
        narrowed = _Field(field, others, chosen, self.sort)
        return Facet(field, tuple(narrowed.option(Value(value), n, names.get(value)) for n, value in found))

    def units(self) -> Facet:
        """The tree of bodies, one step at a time: the chosen body and those directly below it, else the roots."""
        others, chosen = self._without("unit")
        counts = commitments.count_by(self.session, self._query(others), self.moment, self.seen, "body")
        above = chosen.value if isinstance(chosen, Value) else None
        sums: Counter[str] = Counter()
        shown = []
        for row in board.whole(self.session, "body", self.moment):
            for slug in row.path.strip("/").split("/"):
                sums[slug] += counts.get(row.slug, 0)
            if above in (row.parent, row.slug):
                shown.append(row)
        narrowed = _Field("unit", others, chosen, self.sort)
        shown.sort(key=lambda row: (row.slug != above, -sums[row.slug], row.slug))
        options = [narrowed.option(Value(r.slug), sums[r.slug], (r.name_en, r.name_zh)) for r in shown if sums[r.slug]]
        if counts.get(None) and above is None:
            options.append(narrowed.option(Missing(), counts[None], None))
        return Facet("unit", tuple(options))

    def _without(self, field: str) -> tuple[list[Node], Test | None]:
        """The conditions but those on this field, and its value where it asks for a single one."""
        mine = [part for part in self.parts if isinstance(part, Where) and part.field == field]
        tests = [test for part in mine for test in part.tests]
        return [part for part in self.parts if part not in mine], tests[0] if len(tests) == 1 else None

    def _query(self, parts: Iterable[Node]) -> Query:
        return build(all_of(parts), self.sort)

    def _count(self, parts: Iterable[Node]) -> int:
        return commitments.count(self.session, self._query(parts), self.moment, self.seen)

    def _text(self, parts: Iterable[Node]) -> str:
        return self._query(parts).text


@dataclass(frozen=True, slots=True)
class _Field:
    """One field being narrowed: the other conditions, what is chosen, and the order of the list."""

    name: str
    others: list[Node]
    chosen: Test | None
    sort: tuple[Sort, ...]

    def option(self, test: Test, count: int, name: tuple[str, str] | None) -> Option:
        chosen = test == self.chosen
        wanted = self.others if chosen else [*self.others, Where(self.name, (test,))]
        value = test.value if isinstance(test, Value) else "none"
        return Option(value, Both(*name) if name else None, count, chosen, build(all_of(wanted), self.sort).text)
