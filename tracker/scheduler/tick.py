"""One tick: say that the scheduler lives, plan what is due, do it, and send what is to be sent."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import astuple, dataclass
from datetime import timedelta
from operator import add

from tracker.kit.errors import NotFound, TrackerError
from tracker.kit.text import text
from tracker.scheduler.jobs import JOBS, Job
from tracker.scheduler.runner import Ran, perform
from tracker.services import leases, runs
from tracker.services.context import Context
from tracker.services.deliveries import Drained, drain
from tracker.settings import Settings

BEATS = timedelta(seconds=60)
"""At most so often the heartbeat is written; every write costs the disk a turn."""

AT_A_TIME = 20
"""So many letters are sent between two looks at whether to end."""


@dataclass(frozen=True, slots=True)
class Ticked:
    """What a tick did: slots newly planned, runs, and what became of the letters that were to be sent.

    ``trouble``: why leases could not be renewed meanwhile, so that others may have taken work over.
    """

    planned: int
    ran: tuple[Ran, ...]
    drained: Drained
    trouble: TrackerError | None = None


def tick(
    ctx: Context,
    settings: Settings,
    owner: str,
    jobs: Sequence[Job] = JOBS,
    *,
    stopped: Callable[[], bool] = bool,
) -> Ticked:
    """Do what is due now; where nothing is, that costs one read. One job that fails does not stop the others.

    ``stopped`` says between two pieces of work whether to leave the rest for later. Raises Unavailable.
    """
    seen = runs.look(ctx, jobs)
    if seen.beat is None or not timedelta(0) <= seen.at - seen.beat < BEATS:
        runs.beat(ctx)
    planned = runs.plan_seen(ctx, seen)
    if not (planned or seen.claimable or seen.letters):
        return Ticked(0, (), Drained())
    with leases.kept(ctx, owner, beat=runs.BEAT) as keeping:
        ran = tuple(_work(ctx, settings, owner, jobs, stopped)) if planned or seen.claimable else ()
        drained = send(ctx, settings, owner, stopped=stopped)
    return Ticked(planned, ran, drained, keeping.trouble)


def _work(
    ctx: Context, settings: Settings, owner: str, jobs: Sequence[Job], stopped: Callable[[], bool]
) -> Iterator[Ran]:
    for job in jobs:
        while not stopped() and (claim := runs.claim(ctx, owner, (job,))) is not None:
            yield perform(ctx, settings, claim, job)


def send(ctx: Context, settings: Settings, owner: str, *, stopped: Callable[[], bool] = bool) -> Drained:
    """Deal with every letter that is to be sent now; returns what became of them. Raises as ``deliveries.drain``."""
    total = Drained()
    while not stopped():
        drained = drain(ctx, settings, owner=owner, limit=AT_A_TIME)
        total = Drained(*map(add, astuple(total), astuple(drained)))
        if sum(astuple(drained)) < AT_A_TIME:
            break
    return total


def run_now(ctx: Context, settings: Settings, owner: str, name: str, jobs: Sequence[Job] = JOBS) -> Ran:
    """Do one job at once, because a person asks: the slot that waits, also one that failed before, else a run by hand.

    Raises NotFound for a name that no job has, Conflict while a run of it is under way, Unavailable.
    """
    job = next((job for job in jobs if job.name == name), None)
    if job is None:
        raise NotFound(
            text("There is no job “{name}”.", name=name),
            hint=text("There are: {names}.", names=", ".join(job.name for job in jobs)),
        )
    runs.plan(ctx, (job,))
    claim = runs.claim(ctx, owner, (job,), early=True) or runs.by_hand(ctx, name, owner)
    with leases.kept(ctx, owner):
        return perform(ctx, settings, claim, job)
