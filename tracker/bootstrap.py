"""Putting the parts together: settings and what a door was told become a context."""

from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from tracker.domain.moment import read_moment
from tracker.kit.clock import Clock, SystemClock
from tracker.kit.errors import Invalid
from tracker.kit.text import text
from tracker.services import packs, registers
from tracker.services.context import Context
from tracker.settings import Settings
from tracker.store.evidence_files import EvidenceFiles


def moment(words: str | None, *, zone: str, option: str) -> datetime | None:
    """The instant given to ``--as-if`` or ``--as-of``; raises Invalid."""
    if words is None:
        return None
    found = read_moment(words, ZoneInfo(zone))
    if found is None:
        raise Invalid(
            text("{option} cannot be read as a moment: “{words}”", option=option, words=words),
            hint=text("Write a day or a moment, such as 2026-01-05, 2025-12-31T23:30 or 2025-12-31T23:30+08:00."),
            where=option,
        )
    return found


def make_register(
    settings: Settings, *, sandbox: bool, as_if: str | None = None, clock: Clock | None = None, empty: bool = False
) -> bool:
    """Make the register where there is none, or bring its database up to date; returns whether it was made.

    The rule packs are put in force; where a file of them has a fault, the pack that was in force or is shipped is.
    ``empty`` remembers that it is to start without the starter register.
    """
    at = moment(as_if, zone=settings.zone, option="--as-if") if sandbox else None
    made = registers.make(settings, sandbox=sandbox, at=at or (clock or SystemClock()).now(), empty=empty)
    ctx = open_register(settings, clock=clock)
    try:
        packs.put_in_force(replace(ctx, as_if=at if ctx.register.sandbox else None), settings)
    finally:
        ctx.db.close()
    return made


def open_register(
    settings: Settings, *, as_if: str | None = None, as_of: str | None = None, clock: Clock | None = None
) -> Context:
    """The context of a register that exists; raises NotFound where there is none, Conflict for another version."""
    db, register = registers.find(settings)
    with ExitStack() as otherwise:
        otherwise.callback(db.close)
        ctx = Context(
            db=db,
            clock=clock or SystemClock(),
            register=register,
            as_if=moment(as_if, zone=register.zone, option="--as-if"),
            as_of=moment(as_of, zone=register.zone, option="--as-of"),
            acting_for=settings.actor,
            files=EvidenceFiles(settings.evidence_folder, settings.evidence_limit),
        )
        otherwise.pop_all()
    return ctx
