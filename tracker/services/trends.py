"""How many were overdue week by week, as the register knew it on each of those days."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import partial

from tracker.domain.moment import Moment
from tracker.domain.sight import Sight
from tracker.query.language import parse
from tracker.query.tree import Query
from tracker.services.context import Context
from tracker.services.unchanged import lasting
from tracker.store import commitments, due_days
from tracker.store.database import Session

WEEKS = 12
WEEK, DAY, INSTANT = timedelta(days=7), timedelta(days=1), timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Week:
    """How many were overdue on ``day``; None where the register had nothing on record yet."""

    day: date
    overdue: int | None


def overdue(session: Session, ctx: Context, moment: Moment, seen: Sight, now: int, scope: str = "") -> tuple[Week, ...]:
    """The last ``WEEKS`` weeks and the moment asked about, oldest first; ``now`` is the number of that moment.

    Each by what was known at the end of its local day, so that nothing entered later changes it; where it is asked as
    if it were another moment, by what is known at the one asked. ``scope``: a query that everything counted passes. At
    most as many statements as weeks, and one.
    """
    query = parse(f"{scope} is:overdue".strip())
    began = due_days.first_recorded(session)
    weeks = []
    for n in range(WEEKS, 0, -1):
        day = moment.day - n * WEEK
        if ctx.as_if is not None:
            then = replace(moment, judged=moment.judged - n * WEEK, day=day)
            weeks.append(Week(day, commitments.count(session, query, then, seen)))
            continue
        end = datetime.combine(day + DAY, time.min, ctx.zone).astimezone(UTC) - INSTANT
        if began is None or end < began:
            weeks.append(Week(day, None))
        else:
            weeks.append(Week(day, _known_then(session, ctx, query, Moment(end, day, day, end), seen)))
    return (*weeks, Week(moment.day, now))


def _known_then(session: Session, ctx: Context, query: Query, then: Moment, seen: Sight) -> int:
    """How many there were by what was known then, which is never another number once it has been counted."""
    counted = partial(commitments.count, session, query, then, seen)
    if ctx.register.sandbox:  # there something may still be recorded for a moment that has passed
        return counted()
    return lasting(ctx, ("week", query.text, then, seen), counted)
