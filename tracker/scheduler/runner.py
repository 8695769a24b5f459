"""Doing the work when it is time: APScheduler as an alarm clock that remembers nothing, and what fails is recorded."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from traceback import format_exception
from typing import Any

from apscheduler.schedulers.background import BackgroundScheduler  # type: ignore[import-untyped]

from tracker.kit.errors import TrackerError, Unavailable
from tracker.kit.system import reason
from tracker.kit.text import text
from tracker.scheduler.jobs import Job
from tracker.services import runs
from tracker.services.context import Context
from tracker.services.runs import Claim, Lost
from tracker.settings import Settings

INTERVAL = 15
"""Seconds between two ticks."""


@dataclass(frozen=True, slots=True)
class Ran:
    """What became of a run: what it did in numbers, or what went wrong and when it is tried again (None: never)."""

    job: str
    slot: str
    outcome: dict[str, Any] | None = None
    error: TrackerError | None = None
    again_at: datetime | None = None


def perform(ctx: Context, settings: Settings, claim: Claim, job: Job) -> Ran:
    """Do one run, whose lease is kept meanwhile; whatever goes wrong is recorded in the ledger. Raises Unavailable."""
    try:
        job.function(ctx, settings, claim)
        outcome = runs.outcome(ctx, claim)
        if outcome is not None:
            return Ran(claim.job, claim.slot, outcome)
        error: TrackerError = Unavailable(text("The work ended without saying what it did."))
    except Lost as lost:
        return Ran(claim.job, claim.slot, error=lost)
    except TrackerError as known:
        error = known
    except Exception as unknown:  # noqa: BLE001 - one job that fails is recorded, and the others go on
        error = fault(unknown, settings, ctx.clock.now())
    return _failed(ctx, claim, error)


def _failed(ctx: Context, claim: Claim, error: TrackerError) -> Ran:
    try:
        again_at = runs.fail(ctx, claim, error.message).again_at
    except Lost as lost:
        return Ran(claim.job, claim.slot, error=lost)
    return Ran(claim.job, claim.slot, error=error, again_at=again_at)


def fault(error: Exception, settings: Settings, at: datetime) -> TrackerError:
    """What is told of a fault of the program; the traceback goes to a file below the home folder, which it names."""
    place = settings.home / "log" / f"tracker-{at:%Y%m%dT%H%M%S.%fZ}.txt"
    kind = type(error).__name__
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text("".join(format_exception(error)), encoding="utf-8", errors="backslashreplace")
    except OSError:
        return Unavailable(
            text("Something went wrong in the program itself ({kind}: {reason}).", kind=kind, reason=reason(error))
        )
    return Unavailable(
        text("Something went wrong in the program itself ({kind}); it stands in {place}.", kind=kind, place=str(place))
    )


@contextmanager
def ticking(
    ctx: Context, settings: Settings, work: Callable[[], object], told: Callable[[TrackerError], None]
) -> Iterator[None]:
    """Do ``work`` at once and every 15 seconds, in a thread, until the block ends; what is under way is ended first.

    ``told`` hears of a tick that failed; the next one comes all the same.
    """
    logging.getLogger("apscheduler").setLevel(logging.CRITICAL)  # a tick that takes longer than 15 seconds is no news
    alarm = BackgroundScheduler(
        timezone=UTC, job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
    )
    guarded = partial(_guarded, ctx, settings, work, told)
    alarm.add_job(guarded, "interval", seconds=INTERVAL, next_run_time=ctx.clock.now())
    alarm.start()
    try:
        yield
    finally:
        alarm.shutdown(wait=True)


def _guarded(
    ctx: Context, settings: Settings, work: Callable[[], object], told: Callable[[TrackerError], None]
) -> None:
    try:
        work()
    except TrackerError as error:
        told(error)
    except Exception as error:  # noqa: BLE001 - a tick that fails must not end the ticking
        told(fault(error, settings, ctx.clock.now()))
