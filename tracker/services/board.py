"""What the board shows: the answer in numbers, the worst, the next, what is missing, by programme and by body."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial

from tracker.domain.moment import Moment
from tracker.domain.sight import Sight
from tracker.query.language import parse
from tracker.query.tree import Sort
from tracker.services import due_months, health, names, numbers, packs, questions, trends
from tracker.services.actors import asking
from tracker.services.commitments import asked, items
from tracker.services.context import Context
from tracker.services.due_months import Month
from tracker.services.health import Scheduler
from tracker.services.names import Names
from tracker.services.numbers import Line
from tracker.services.trends import Week
from tracker.services.unchanged import unchanged
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

ANSWERS = {
    "overdue": "is:overdue sort:-late",
    "fresh": "is:overdue late:<=7 sort:late",
    "soon": "is:open -is:suspended -is:done due:today..+30d sort:due",
    "silent": "what the rule of that name says",
    "accepting": "is:open assurance:under_acceptance sort:updated",
}
"""The numbers of the answer → the query of each."""

RULES = frozenset({"silent"})
"""Those of them that a rule in force tells; without the rule there is no such number."""

QUERIES = {
    "open": "is:open",
    "coming": "is:open -is:suspended -is:done due:>=today sort:due",
    **ANSWERS,
    **MISSING,
}
"""Every number on the board but those of programmes and bodies → the query whose answer it is."""

FIRST = 10
"""So many rows of a list stand on the board."""

MOST_LINES = 40
"""So many bodies stand on the board at most; deeper levels of a larger tree are left to the pages of the bodies."""


@dataclass(frozen=True, slots=True)
class Board:
    """The whole first page, judged at one moment; ``answers`` are the numbers by which one begins.

    ``fresh`` is what became overdue within a week; ``oldest`` the first day on which the worst was late. ``weeks``:
    overdue over the last weeks; ``months``: what falls due.
    ``queries``: the question to which each number is the answer. ``scheduler``: how it does, its moment in the
    register's zone; None where another moment than the present is asked about.
    """

    asked: Asked
    queries: Mapping[str, str]
    totals: Mapping[str, int]
    answers: Mapping[str, int]
    oldest: date | None
    worst: tuple[Item, ...]
    coming: int
    next: tuple[Item, ...]
    missing: Mapping[str, int]
    weeks: tuple[Week, ...]
    months: tuple[Month, ...]
    programmes: tuple[Line, ...]
    bodies: tuple[Line, ...]
    names: Names
    scheduler: Scheduler | None
    sees_all: bool


def board(ctx: Context) -> Board:
    """Everything on the first page, of what whoever asks may see.

    It is counted anew when something is entered in the history; how the scheduler does is asked each time.
    """
    moment = ctx.moment()
    with ctx.db.read() as session:
        seen = asking(session, ctx).sight
        # As if it were another day, past weeks are judged by what is known now: the same day has two boards.
        question = "board", ctx.as_if is None, ctx.zone.key
        found = unchanged(ctx, session, question, moment, seen, partial(_board, session, ctx, moment, seen))
        return replace(found, asked=asked(ctx, moment), scheduler=_scheduler(session, ctx))


def _board(session: Session, ctx: Context, moment: Moment, seen: Sight) -> Board:
    without = numbers.without_duplicates(session, moment)
    queries = of_rules(session, moment, QUERIES, without)
    answers = {name: count(session, queries[name], moment, seen) for name in ANSWERS if name in queries}
    programmes = numbers.by_programme(session, moment, seen, without)
    worst, coming = (first(session, queries[name], moment, seen) for name in ("overdue", "coming"))
    return Board(
        asked=asked(ctx, moment),
        sees_all=seen.everything,
        queries=queries,
        totals=numbers.totals(programmes),
        answers=answers,
        oldest=late_since(worst[0], moment.day) if worst else None,
        worst=worst,
        coming=count(session, queries["coming"], moment, seen),
        next=coming,
        missing={name: count(session, queries[name], moment, seen) for name in MISSING},
        weeks=trends.overdue(session, ctx, moment, seen, answers["overdue"], without),
        months=due_months.by_month(session, moment, seen, without),
        programmes=_used(programmes),
        bodies=_fewer(_used(numbers.by_body(session, moment, seen, without))),
        names=names.of_items(session, moment, (*worst, *coming)),
        scheduler=None,
    )


def late_since(item: Item, day: date) -> date:
    """The first day on which what is overdue on ``day`` was late: the day after its last on-time day."""
    return day - timedelta(days=item.days_late - 1)


def _scheduler(session: Session, ctx: Context) -> Scheduler | None:
    if ctx.as_if or ctx.as_of:
        return None
    found = health.scheduler(session, ctx.clock.now())
    return replace(found, last_tick=found.last_tick and found.last_tick.astimezone(ctx.zone))


def of_rules(
    session: Session, moment: Moment, queries: Mapping[str, str], without: str, scope: str = ""
) -> dict[str, str]:
    """Queries within ``scope``, and those of ``RULES`` in force; ``without``: how nothing is counted twice."""
    applied = packs.in_force(session, moment)
    rules = {name: questions.of_rule(applied.windows, name) for name in RULES if name in applied.by_rule}
    told = {name: questions.text_of(questions.OPEN, node, sort=Sort("updated")) for name, node in rules.items()}
    return {
        name: f"{scope} {told.get(name, query)}".strip() + without
        for name, query in queries.items()
        if name in told or name not in RULES
    }


def first(session: Session, query: str, moment: Moment, seen: Sight) -> tuple[Item, ...]:
    """The first rows of a query, as many as stand on the board."""
    rows = commitments.page(session, parse(query), moment, seen, limit=FIRST)
    return items(session, [row._asdict() for row in rows], moment)


def count(session: Session, query: str, moment: Moment, seen: Sight) -> int:
    """How many match a query, of those that are seen."""
    return commitments.count(session, parse(query), moment, seen)


def _used(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    return tuple(line for line in lines if line.numbers["all"])


def _fewer(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    deepest = max((line.depth for line in lines), default=0)
    while len(lines) > MOST_LINES and deepest > 0:
        lines = tuple(line for line in lines if line.depth < deepest)
        deepest -= 1
    return lines
