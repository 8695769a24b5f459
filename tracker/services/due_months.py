"""What falls due by month: open and overdue, from where the eldest stands to the end of the plan."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from tracker.domain.moment import Moment
from tracker.domain.sight import Sight
from tracker.query.language import parse
from tracker.store import due_days
from tracker.store.database import Session

LAST_YEAR = 2035
"""To its end the chart goes, as the plans of this register do."""

YEARS_BACK = 1
"""So many whole years before the present one are told month by month; all that is older is told at once."""

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Month:
    """What is due from ``first`` to ``last`` and still open, and how much of that is overdue, each counted once.

    Mostly a month; without ``first`` all that was due up to ``last``, without ``last`` all that is due from ``first``.
    ``query``: the question whose answer ``total`` is.
    """

    first: date | None
    last: date | None
    open: int
    overdue: int
    query: str

    @property
    def total(self) -> int:
        """Open and overdue together."""
        return self.open + self.overdue

    @property
    def is_month(self) -> bool:
        """Whether this is one month and not the rest before or after."""
        return self.first is not None and self.last is not None


def by_month(session: Session, moment: Moment, seen: Sight, scope: str = "") -> tuple[Month, ...]:
    """Each month from the eldest open deadline to the end of ``LAST_YEAR``, empty ones too; none where none is dated.

    ``scope``: a query that everything counted passes. Two statements.
    """
    asked = f"{scope} is:open".strip()
    dated = due_days.by_day(session, parse(asked), moment, seen)
    if not dated:
        return ()
    overdue = due_days.by_day(session, parse(f"{scope} is:overdue".strip()), moment, seen)
    start = date(min(max(min(dated).year, moment.day.year - YEARS_BACK), moment.day.year), 1, 1)
    end = date(max(LAST_YEAR, moment.day.year), 12, 31)
    found = []
    for first, last, words in _spans(start, end):
        inside = [day for day in dated if (first is None or first <= day) and (last is None or day <= last)]
        late = sum(overdue.get(day, 0) for day in inside)
        whole = sum(dated[day] for day in inside)
        if whole or (first and last):
            found.append(Month(first, last, whole - late, late, f"{asked} due:{words}"))
    return tuple(found)


def _spans(start: date, end: date) -> Iterator[tuple[date | None, date | None, str]]:
    """All before, each month, all after: the first and the last day of each, and the words of the filter for it."""
    yield None, start - ONE_DAY, f"<{start}"
    first = start
    while first <= end:
        following = (first.replace(day=28) + 4 * ONE_DAY).replace(day=1)
        yield first, following - ONE_DAY, f"{first:%Y-%m}"
        first = following
    yield end + ONE_DAY, None, f">{end}"
