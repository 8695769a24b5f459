"""A month of due days: its weeks from Monday to Sunday, with what is due on each day."""

from calendar import Calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from tracker.domain.moment import YEARS, Moment
from tracker.domain.sight import Sight
from tracker.kit.errors import Invalid
from tracker.kit.text import text
from tracker.query.language import parse
from tracker.services import numbers
from tracker.services.actors import asking
from tracker.services.commitments import asked as asked_of
from tracker.services.commitments import items
from tracker.services.context import Context
from tracker.services.views import Asked, Item
from tracker.store import commitments, due_days
from tracker.store.database import Session

SHOWN = 3
"""So many commitments of a day are named; the register has them all."""

READ = 500
"""So many commitments of a month are read at most, in the order of their days."""

SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Day:
    """One day: how many are due on it and still open, the first of them, and how many of all are overdue.

    ``is_rest``: a Saturday or a Sunday. The register has no calendar of public holidays and make-up workdays yet.
    """

    day: date
    inside: bool
    is_rest: bool
    due: int
    overdue: int
    first: tuple[Item, ...]
    query: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """One month; ``previous`` and ``following`` are the first days of the months beside it, None at the edge.

    ``last_before`` and ``first_after``: the nearest due days of what is open beyond the month, None without any.
    """

    asked: Asked
    month: date
    previous: date | None
    following: date | None
    weeks: tuple[tuple[Day, ...], ...]
    due: int
    overdue: int
    query: str
    last_before: date | None
    first_after: date | None


def show(ctx: Context, month: str = "") -> Sheet:
    """The month written as ``2026-03``, else that of the moment asked about; raises Invalid for anything else."""
    moment = ctx.moment()
    first = _first_of(month) if month else moment.day.replace(day=1)
    following = (first.replace(day=28) + timedelta(days=4)).replace(day=1)
    previous = (first - timedelta(days=1)).replace(day=1)
    with ctx.db.read() as session:
        seen = asking(session, ctx).sight
        without = numbers.without_duplicates(session, moment)
        query = f"is:open due:{first:%Y-%m} sort:due{without}"
        due = due_days.by_day(session, parse(query), moment, seen)
        late = due_days.by_day(session, parse(f"is:overdue due:{first:%Y-%m}{without}"), moment, seen)
        named = _named(session, query, moment, seen) if due else {}
        before = _nearest(session, f"is:open due:<{first} sort:-due{without}", moment, seen)
        after = _nearest(session, f"is:open due:>={following} sort:due{without}", moment, seen)
    weeks = tuple(
        tuple(_day(day, first, due, late, named, without) for day in week)
        for week in Calendar().monthdatescalendar(first.year, first.month)
    )
    return Sheet(
        asked=asked_of(ctx, moment),
        month=first,
        previous=previous if previous.year in YEARS else None,
        following=following if following.year in YEARS else None,
        weeks=weeks,
        due=sum(due.values()),
        overdue=sum(late.values()),
        query=query,
        last_before=before,
        first_after=after,
    )


def _nearest(session: Session, query: str, moment: Moment, seen: Sight) -> date | None:
    rows = commitments.page(session, parse(query), moment, seen, limit=1)
    return rows[0].last_day if rows else None


def _first_of(month: str) -> date:
    try:
        found = date.fromisoformat(f"{month}-01")
    except ValueError:
        found = None
    if found is None or found.year not in YEARS[1:-1] or f"{found:%Y-%m}" != month:
        raise Invalid(text("“{words}” is no month.", words=month), hint=text("Write it like 2026-03."), where="month")
    return found


def _named(session: Session, query: str, moment: Moment, seen: Sight) -> dict[date, list[Item]]:
    rows = commitments.page(session, parse(query), moment, seen, limit=READ)
    chosen: dict[date, list[dict[str, object]]] = {}
    for row in rows:
        same = chosen.setdefault(row.last_day, [])
        if len(same) < SHOWN:
            same.append(row._asdict())
    found: dict[date, list[Item]] = {}
    for item in items(session, [row for same in chosen.values() for row in same], moment):
        if item.due.last_day:
            found.setdefault(item.due.last_day, []).append(item)
    return found


def _day(
    day: date,
    first: date,
    due: Mapping[date, int],
    late: Mapping[date, int],
    named: Mapping[date, list[Item]],
    without: str,
) -> Day:
    inside = day.month == first.month
    return Day(
        day=day,
        inside=inside,
        is_rest=day.weekday() >= SATURDAY,
        due=due.get(day, 0) if inside else 0,
        overdue=late.get(day, 0) if inside else 0,
        first=tuple(named.get(day, ())) if inside else (),
        query=f"is:open due:{day}{without}",
    )
