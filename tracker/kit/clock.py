"""The only place that asks the machine for the time."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Whatever can say what moment it is, in UTC."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""


@dataclass(frozen=True, slots=True)
class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        return datetime.now(UTC)  # noqa: TID251 - this is the one place


@dataclass(frozen=True, slots=True)
class FrozenClock:
    """A clock that stands still, for ``--as-if`` and for tests."""

    moment: datetime

    def now(self) -> datetime:
        """The moment it was given, in UTC."""
        return self.moment.astimezone(UTC)
