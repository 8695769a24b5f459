"""How many were overdue week by week, as the register knew it on each of those days."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from tracker.domain.moment import Moment
from tracker.domain.sight import Sight
from tracker.query.language import parse
from tracker.services.context import Context
from tracker.store import commitments, due_days
from tracker.store.database import Session

WEEKS = 12
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Week:
    """How many were overdue on ``day``; None where the register had nothing on record yet."""

    day: date
    overdue: int | None


def overdue(session: Session, ctx: Context, moment: Moment, seen: Sight, now: int, scope: str = "") -> tuple[Week, ...]:
    """The last ``WEEKS`` weeks and the moment asked about, oldest first; ``now`` is the number of that moment.

    Each by what was known at that instant, so that nothing entered later changes it; where it is asked as if it were
    another moment, by what is known at the one asked. ``scope``: a query that everything counted passes. As many
    statements as weeks, and one.
    """
    query = parse(f"{scope} is:overdue".strip())
    began = due_days.first_recorded(session)
    weeks = []
    for n in range(WEEKS, 0, -1):
        then = moment.judged - n * WEEK
        day = ctx.local_day(then)
        if ctx.as_if is not None:
            weeks.append(Week(day, commitments.count(session, query, replace(moment, judged=then, day=day), seen)))
        elif began is None or then < began:
            weeks.append(Week(day, None))
        else:
            weeks.append(Week(day, commitments.count(session, query, Moment(then, day, day, then), seen)))
    return (*weeks, Week(moment.day, now))
