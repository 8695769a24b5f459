"""What the board shows: the answer in numbers, the worst, the next, what is missing, by programme and by body."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from tracker.domain.moment import Moment
from tracker.domain.sight import Sight
from tracker.query.language import parse
from tracker.services import health, names, numbers
from tracker.services.actors import asking
from tracker.services.commitments import asked, items
from tracker.services.context import Context
from tracker.services.health import Scheduler
from tracker.services.names import Names
from tracker.services.numbers import Line
from tracker.services.views import Asked, Item
from tracker.store import commitments
from tracker.store.database import Session

MISSING = {
    "undated": "is:undated",
    "unreviewed": "is:unreviewed",
    "unowned": "is:unowned",
    "unconfirmed": "is:unconfirmed",
}
"""What commitments can lack → the query whose answer the number is."""

QUERIES = {
    "open": "is:open",
    "overdue": "is:overdue sort:-late",
    "fresh": "is:overdue late:<=7",
    "coming": "is:open -is:suspended -is:done due:>=today sort:due",
    **MISSING,
}
"""Every number on the board but those of programmes and bodies → the query whose answer it is."""

FIRST = 10
"""So many rows of a list stand on the board."""

MOST_LINES = 40
"""So many bodies stand on the board at most; deeper levels of a larger tree are left to the pages of the bodies."""


@dataclass(frozen=True, slots=True)
class Board:
    """The whole first page, judged at one moment; ``fresh`` counts what became overdue within a week.

    ``queries``: the question to which each number is the answer. ``scheduler``: how it does, its moment in the
    register's zone; None where another moment than the present is asked about.
    """

    asked: Asked
    queries: Mapping[str, str]
    totals: Mapping[str, int]
    fresh: int
    oldest: date | None
    worst: tuple[Item, ...]
    coming: int
    next: tuple[Item, ...]
    missing: Mapping[str, int]
    programmes: tuple[Line, ...]
    bodies: tuple[Line, ...]
    names: Names
    scheduler: Scheduler | None


def board(ctx: Context) -> Board:
    """Everything on the first page, of what whoever asks may see."""
    moment = ctx.moment()
    with ctx.db.read() as session:
        seen = asking(session, ctx).sight
        without = numbers.without_duplicates(session, moment)
        queries = {name: query + without for name, query in QUERIES.items()}
        programmes = numbers.by_programme(session, moment, seen, without)
        worst, coming = (_first(session, queries[name], moment, seen) for name in ("overdue", "coming"))
        return Board(
            asked=asked(ctx, moment),
            queries=queries,
            totals=numbers.totals(programmes),
            fresh=_count(session, queries["fresh"], moment, seen),
            oldest=worst[0].due.last_day if worst else None,
            worst=worst,
            coming=_count(session, queries["coming"], moment, seen),
            next=coming,
            missing={name: _count(session, queries[name], moment, seen) for name in MISSING},
            programmes=_used(programmes),
            bodies=_fewer(_used(numbers.by_body(session, moment, seen, without))),
            names=names.of_items(session, moment, (*worst, *coming)),
            scheduler=_scheduler(session, ctx),
        )


def _scheduler(session: Session, ctx: Context) -> Scheduler | None:
    if ctx.as_if or ctx.as_of:
        return None
    found = health.scheduler(session, ctx.clock.now())
    return replace(found, last_tick=found.last_tick and found.last_tick.astimezone(ctx.zone))


def _first(session: Session, query: str, moment: Moment, seen: Sight) -> tuple[Item, ...]:
    rows = commitments.page(session, parse(query), moment, seen, limit=FIRST)
    return items(session, [row._asdict() for row in rows], moment)


def _count(session: Session, query: str, moment: Moment, seen: Sight) -> int:
    return commitments.count(session, parse(query), moment, seen)


def _used(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    return tuple(line for line in lines if line.numbers["all"])


def _fewer(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    deepest = max((line.depth for line in lines), default=0)
    while len(lines) > MOST_LINES and deepest > 0:
        lines = tuple(line for line in lines if line.depth < deepest)
        deepest -= 1
    return lines
