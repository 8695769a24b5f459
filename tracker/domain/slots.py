"""When scheduled work is due: slots named by local dates and ISO weeks, so that clock changes lose and double none."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

_MARGIN = timedelta(days=2)
"""By UTC a slot lies less than this from its local date: zones differ by a day, and a zone may leave one out."""


@dataclass(frozen=True, slots=True)
class Slot:
    """One turn of scheduled work: its name, which is its key, and the instant (UTC) from which it is due."""

    name: str
    at: datetime


class Trigger(Protocol):
    """Whatever can say which slots there are."""

    def due(self, zone: ZoneInfo, after: datetime | None, until: datetime) -> list[Slot]:
        """The slots with ``after`` < instant <= ``until``, oldest first; only the newest where ``after`` is None."""


@dataclass(frozen=True, slots=True)
class Daily:
    """Every local date at a local wall time; a slot is named by its date, such as ``2026-11-22``.

    A date that a zone left out altogether (30 December 2011 in Samoa) has no slot: its moment would be the next date's.
    """

    time: time

    def due(self, zone: ZoneInfo, after: datetime | None, until: datetime) -> list[Slot]:
        """The slots with ``after`` < instant <= ``until``, oldest first; only the newest where ``after`` is None."""
        first = (after or until - _MARGIN).astimezone(UTC).date() - _MARGIN
        found = _between(first, timedelta(days=1), self.time, zone, after, until)
        return [Slot(day.isoformat(), at) for day, at in found]


@dataclass(frozen=True, slots=True)
class Weekly:
    """Every ISO week on a weekday (Monday is 0) at a local wall time; a slot is named by its week: ``2026-W47``."""

    weekday: int
    time: time

    def due(self, zone: ZoneInfo, after: datetime | None, until: datetime) -> list[Slot]:
        """The slots with ``after`` < instant <= ``until``, oldest first; only the newest where ``after`` is None."""
        near = (after or until - timedelta(weeks=1)).astimezone(UTC).date() - _MARGIN
        first = near - timedelta(days=(near.weekday() - self.weekday) % 7)
        found = _between(first, timedelta(weeks=1), self.time, zone, after, until)
        return [Slot(week_of(day), at) for day, at in found]


def week_of(day: date) -> str:
    """The name of the ISO week of a day: ``2026-W47``."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"


def instant(day: date, wall: time, zone: ZoneInfo) -> datetime:
    """The instant (UTC) of a local wall time: the first where clocks repeat it, later by the gap where they skip it."""
    return datetime.combine(day, wall, zone).replace(fold=0).astimezone(UTC)


def _between(
    first: date, step: timedelta, wall: time, zone: ZoneInfo, after: datetime | None, until: datetime
) -> list[tuple[date, datetime]]:
    found, day, at = [], first, instant(first, wall, zone)
    while at <= until:
        following = instant(day + step, wall, zone)
        if (after is None or after < at) and at < following:
            found.append((day, at))
        day, at = day + step, following
    return found[-1:] if after is None else found
