"""The scheduler at the door: started, told to end, and what it does said in lines."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import copy_context
from dataclasses import asdict, dataclass, replace
from threading import Event
from typing import Any

from tracker.bootstrap import open_register
from tracker.cli import failures, opening, options, output
from tracker.kit.clock import FrozenClock
from tracker.kit.errors import TrackerError, Unavailable
from tracker.kit.text import Text, text
from tracker.scheduler.runner import Ran, ticking
from tracker.scheduler.tick import Ticked, run_now, send, tick
from tracker.services import deliveries, leases
from tracker.services.context import Context
from tracker.services.deliveries import Drained
from tracker.services.runs import BY_HAND, Lost
from tracker.settings import Settings

MOST = 100_000
"""More letters than any edition has."""


@dataclass(frozen=True, slots=True)
class Letters:
    """The letters of the newest edition: how many were made, how many of them lie as files, and in which folder."""

    made: int
    files: int
    folder: str | None

    def as_json(self) -> dict[str, Any]:
        """For a program that reads."""
        return {"made": self.made, "files": self.files, "folder": self.folder}

    def told(self) -> list[Text]:
        """For a person."""
        if not self.made:
            return [text("There are no letters yet.")]
        if not self.files:
            return [text("This week's letters: {n}; tracker digest list says what became of them.", n=self.made)]
        return [text("This week's letters: {n}, as files in {folder}", n=self.files, folder=self.folder)]


def first(settings: Settings) -> Letters:
    """Do at once what the scheduler would do first; gives the letters of the newest edition."""
    ctx = open_register(settings)
    try:
        _tell_failed(ctx, tick(ctx, settings, leases.new_owner()))
        return _letters(ctx, settings)
    finally:
        ctx.db.close()


def _letters(ctx: Context, settings: Settings) -> Letters:
    newest = next((each.edition for each in deliveries.listing(ctx) if each.edition is not None), None)
    if newest is None:
        return Letters(0, 0, None)
    found = deliveries.listing(ctx, edition=newest, limit=MOST)
    files = sum(each.state == "sent" and each.attempts[-1].channel == "file" for each in found)
    return Letters(len(found), files, str(settings.mail_folder / str(newest)) if files else None)


@contextmanager
def beside(settings: Settings, ctx: Context) -> Iterator[None]:
    """Run the scheduler in a thread until the block ends; only what goes wrong is told."""
    with _running(settings, ctx, Event(), _tell_failed):
        yield


def foreground(settings: Settings) -> None:
    """Run the scheduler until SIGTERM or SIGINT; what is under way comes to an end first."""
    ended = Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: ended.set())
    ctx = open_register(settings)
    opening.collect_garbage()
    try:
        with _running(settings, ctx, ended, _tell):
            ended.wait()
    finally:
        ctx.db.close()


@contextmanager
def _running(settings: Settings, ctx: Context, ended: Event, tell: Callable[[Context, Ticked], None]) -> Iterator[None]:
    owner, troubles = leases.new_owner(), _Troubles()

    def work() -> None:
        tell(ctx, tick(ctx, settings, owner, stopped=ended.is_set))
        troubles.over()

    # What this call was asked for, such as its language, is known to a thread of the alarm only in this way.
    call = copy_context()
    with ticking(ctx, settings, lambda: call.run(work), lambda error: call.run(troubles.told, error)):
        try:
            yield
        finally:
            ended.set()


class _Troubles:
    """Tells what keeps the scheduler from working once, not again every quarter of a minute."""

    def __init__(self) -> None:
        self._last = ""

    def told(self, error: TrackerError) -> None:
        if str(error) != self._last:
            failures.report(error)
        self._last = str(error)

    def over(self) -> None:
        self._last = ""


def once(settings: Settings, name: str) -> int:
    """Run one job, then send; returns the exit code. Under --as-if only in a sandbox; raises Forbidden, NotFound."""
    with performed(settings, name) as (ctx, ran):
        drained = send(ctx, settings, leases.new_owner())
    if options.current().json:
        output.tell_json(_as_json(ran, drained))
    else:
        _tell(ctx, Ticked(0, (ran,), drained))
    return 0


@contextmanager
def performed(settings: Settings, name: str) -> Iterator[tuple[Context, Ran]]:
    """One job run at once, in a register that stays open for what follows; raises what went wrong with it."""
    chosen = options.current()
    ctx = open_register(settings, as_if=chosen.as_if, as_of=chosen.as_of)
    opening.collect_garbage()
    try:
        at = ctx.writing_at()
        ctx = replace(ctx, clock=FrozenClock(at)) if ctx.as_if else ctx
        ran = run_now(ctx, settings, leases.new_owner(), name)
        if ran.error is not None:
            raise ran.error
        yield ctx, ran
    finally:
        ctx.db.close()


def _as_json(ran: Ran, drained: Drained) -> dict[str, Any]:
    return {"job": ran.job, "slot": ran.slot, "outcome": ran.outcome, "letters": asdict(drained)}


def _tell(ctx: Context, ticked: Ticked) -> None:
    """Tell what a tick did; where there was nothing to do, nothing."""
    for ran in ticked.ran:
        if ran.error is None:
            by_hand = ran.slot.startswith(BY_HAND)
            done = text("Done by hand: {job}.", job=ran.job)
            output.tell(done if by_hand else text("Done: {job}, {slot}.", job=ran.job, slot=ran.slot))
    if ticked.drained.sent:
        output.tell(text("Letters sent or written: {n}.", n=ticked.drained.sent))
    _tell_failed(ctx, ticked)


def _tell_failed(ctx: Context, ticked: Ticked) -> None:
    """Tell which runs failed, and what follows."""
    for ran in ticked.ran:
        if ran.error is not None:
            failures.report(_failed(ctx, ran, ran.error))
    if ticked.trouble is not None:
        failures.report(ticked.trouble)


def _failed(ctx: Context, ran: Ran, error: TrackerError) -> TrackerError:
    if isinstance(error, Lost):
        return error
    again = text("It will not be tried again before the next one is due.")
    if ran.again_at is not None:
        again = text("It is tried again at {moment}.", moment=ran.again_at.astimezone(ctx.zone))
    message = text("{job}, {slot}, failed: {reason}", job=ran.job, slot=ran.slot, reason=error.message)
    return Unavailable(message, hint=again)
