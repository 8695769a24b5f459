"""Deadlines that come round again: the last on-time day of each instance."""

from dataclasses import dataclass
from datetime import date, timedelta

MONTHS_OF = {"year": 12, "half_year": 6, "quarter": 3, "month": 1}


def month_end(year: int, month: int) -> date:
    """The last day of a month, leap years included."""
    return date(year, 12, 31) if month == 12 else date(year, month + 1, 1) - timedelta(days=1)


def months_later(day: date, months: int) -> date:
    """The same day some months on, or the end of a shorter month (DOMAIN.md 5: same day or month end)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, month_end(year, month + 1).day))


@dataclass(frozen=True, slots=True)
class Recurrence:
    """One on-time day in every year, half-year, quarter, month or week (DOMAIN.md 5: each is its own instance).

    ``month`` counts inside the period (None: its last month); ``day`` is the day of that month, cut to the month's
    end, or for a week the ISO weekday (None: the last day).
    """

    every: str
    month: int | None = None
    day: int | None = None

    def day_in(self, year: int, part: int = 1) -> date:
        """The on-time day of one instance: ``part`` is which half-year, quarter, month or ISO week of the year."""
        if self.every == "week":
            return date.fromisocalendar(year, part, self.day or 7)
        months = MONTHS_OF[self.every]
        last = month_end(year, (part - 1) * months + (self.month or months))
        return last.replace(day=min(self.day or last.day, last.day))

    def next_after(self, day: date) -> date:
        """The first on-time day later than ``day``."""
        if self.every == "week":
            return day + timedelta(days=((self.day or 7) - day.isoweekday() - 1) % 7 + 1)
        parts = range(1, 12 // MONTHS_OF[self.every] + 1)
        days = (self.day_in(year, part) for year in (day.year, day.year + 1) for part in parts)
        return next(found for found in days if found > day)
