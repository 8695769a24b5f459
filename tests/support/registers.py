"""Registers to test on: the starter register, copied from one that was seeded once in the run."""

from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime

from tracker import bootstrap
from tracker.kit.clock import FrozenClock
from tracker.services import seeding
from tracker.services.context import Context
from tracker.settings import Settings, data_folder
from tracker.store import register

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
    """A register of a test, opened once: asked and changed at any moment, its connections closed at the end."""

    def __init__(self, url: str, closing: ExitStack) -> None:
        self.url, self._closing = url, closing
        self._opened = self.apart()

    def at(self, moment: datetime = SEEDED_AT, *, as_if: str | None = None, as_of: str | None = None) -> Context:
        """The context at a moment of the clock, as if the register had been opened then; the connections stay."""
        db, zone = self._opened.db, self._opened.register.zone
        db.memory.clear()
        with db.read() as session:
            facts = register.load(session)
        assert facts is not None
        return replace(
            self._opened,
            clock=FrozenClock(moment),
            register=facts,
            as_if=bootstrap.moment(as_if, zone=zone, option="--as-if"),
            as_of=bootstrap.moment(as_of, zone=zone, option="--as-of"),
        )

    def apart(self, moment: datetime = SEEDED_AT) -> Context:
        """The context at a moment of the clock, with connections of its own, as another process has."""
        ctx = opened(self.url, at=moment)
        self._closing.callback(ctx.db.close)
        return ctx
