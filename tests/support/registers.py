"""Registers to test on: the starter register, copied from one that was seeded once in the run."""

from contextlib import ExitStack
from datetime import UTC, datetime

from tracker import bootstrap
from tracker.kit.clock import FrozenClock
from tracker.services import seeding
from tracker.services.context import Context
from tracker.settings import Settings, data_folder

SEEDED_AT = datetime(2025, 6, 2, 1, 0, tzinfo=UTC)
"""Monday 2 June 2025, 09:00 in Shanghai."""


def settings_of(url: str) -> Settings:
    """Settings whose register is at this address."""
    return Settings(database_url=url)


def make_starter(url: str) -> None:
    """Fill the database at ``url`` with the starter register."""
    settings, clock = settings_of(url), FrozenClock(SEEDED_AT)
    bootstrap.make_register(settings, sandbox=False, clock=clock)
    ctx = bootstrap.open_register(settings, clock=clock)
    report = seeding.load_starter(ctx, data_folder("seeds"), wanted=True)
    ctx.db.close()
    assert report is not None
    assert report.faults == []


def make_empty(url: str) -> None:
    """Make an empty register at ``url``."""
    bootstrap.make_register(settings_of(url), sandbox=False, clock=FrozenClock(SEEDED_AT))


def opened(url: str, *, at: datetime = SEEDED_AT, as_if: str | None = None, as_of: str | None = None) -> Context:
    """The context of the register at ``url``, its clock standing at ``at``."""
    return bootstrap.open_register(settings_of(url), clock=FrozenClock(at), as_if=as_if, as_of=as_of)


class Register:
    """A register of a test: asked and changed at any moment, its connections closed at the end."""

    def __init__(self, url: str, closing: ExitStack) -> None:
        self.url, self._closing = url, closing

    def at(self, moment: datetime = SEEDED_AT, *, as_if: str | None = None, as_of: str | None = None) -> Context:
        """The context at a moment of the clock."""
        ctx = opened(self.url, at=moment, as_if=as_if, as_of=as_of)
        self._closing.callback(ctx.db.close)
        return ctx
