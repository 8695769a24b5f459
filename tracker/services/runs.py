"""Scheduled work in the ledger: planned once, done by one owner at a time, tried again, made up for, and seen.

However many processes plan and claim, what a run writes in the transaction that finishes it is written once.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from tracker.domain.slots import Slot, Trigger
from tracker.kit.errors import Conflict
from tracker.kit.points import reached
from tracker.kit.text import Text, from_data, text, to_data
from tracker.services.context import Context
from tracker.services.leases import LEASE
from tracker.store import runs
from tracker.store.database import Session

BY_HAND = runs.BY_HAND
BEAT = "scheduler"
BACKOFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60))
"""Pauses after the first, second, third and every further failure."""

ATTEMPTS = 8
"""After so many a run is given up; the next slot makes up for it."""


class Job(Protocol):
    """A kind of scheduled work: its name in the ledger, and which slots there are."""

    @property
    def name(self) -> str:
        """The name under which its runs stand in the ledger."""

    @property
    def trigger(self) -> Trigger:
        """Which slots there are."""


class Lost(Conflict):
    """The lease ran out and somebody else took the work over; nothing more may be written for it."""


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to do one run: held as long as nobody else has claimed it since (the fence counts the claims)."""

    job: str
    slot: str
    due_at: datetime
    planned_at: datetime
    fence: int
    owner: str
    attempts: int


@dataclass(frozen=True, slots=True)
class Look:
    """What there is to do at one moment: slots to be planned by job, whether a run can begin, whether letters wait."""

    at: datetime
    beat: datetime | None
    missing: tuple[tuple[str, tuple[Slot, ...]], ...]
    claimable: bool
    letters: bool


@dataclass(frozen=True, slots=True)
class Failure:
    """What became of a run that failed: when it is tried again, None where it was given up; and why it failed."""

    again_at: datetime | None
    reason: Text


def look(ctx: Context, jobs: Sequence[Job]) -> Look:
    """See what there is to do: one statement, nothing is written."""
    now = ctx.clock.now()
    with ctx.db.read() as session:
        glance = runs.glance(session, [job.name for job in jobs], beat=BEAT, at=now)
    missing = ((job.name, tuple(job.trigger.due(ctx.zone, glance.newest[job.name], now))) for job in jobs)
    return Look(now, glance.beat, tuple(each for each in missing if each[1]), glance.claimable, glance.letters)


def plan(ctx: Context, jobs: Sequence[Job]) -> int:
    """Write down every slot that has become due; returns how many were new, without a write where there is none.

    A job that was never planned starts with its newest slot. Of slots missed since, the newest makes up for the others,
    which are kept as skipped.
    """
    return plan_seen(ctx, look(ctx, jobs))


def plan_seen(ctx: Context, seen: Look) -> int:
    """Write down the slots that a look found missing; several processes may."""
    if not seen.missing:
        return 0
    with ctx.db.write() as session:
        # In the order of their names, so that no two planners wait for each other.
        new = sum(_plan(session, job, slots, seen.at) for job, slots in sorted(seen.missing))
        reached("plan.written")
    reached("plan.committed")
    return new


def _plan(session: Session, job: str, slots: Sequence[Slot], at: datetime) -> int:
    *missed, newest = slots
    reason = to_data(text("Nobody was awake; made up for by slot {slot}.", slot=newest.name))
    skipped = {"state": "skipped", "ended_at": at, "reason": reason}
    facts = {"job": job, "planned_at": at}
    rows: list[dict[str, Any]] = [{**facts, "slot": slot.name, "due_at": slot.at, **skipped} for slot in missed]
    new = runs.add(session, [*rows, {**facts, "slot": newest.name, "due_at": newest.at, "state": "due"}])
    for row in runs.dead_before(session, job, newest.at):
        why = text("Given up: {reason} Made up for by slot {slot}.", reason=_reason(row.reason), slot=newest.name)
        runs.settle(session, job, row.slot, state="skipped", reason=to_data(why))
    return new


def claim(ctx: Context, owner: str, jobs: Sequence[Job], *, early: bool = False) -> Claim | None:
    """Take over the oldest run that can begin, None where there is none; one run of a job at a time.

    That is what is due and has waited out its pause (``early``: or not), and what a dead owner left behind. A run for
    which a newer slot has come up is skipped instead.
    """
    names, now = [job.name for job in jobs], ctx.clock.now()
    with ctx.db.write() as session:
        claimed = _claim(session, owner, names, now, early=early)
    if claimed is not None:
        reached("claim.committed")
    return claimed


def _claim(session: Session, owner: str, jobs: Sequence[str], now: datetime, *, early: bool) -> Claim | None:
    while (row := runs.next_up(session, jobs, at=now, early=early)) is not None:
        newest = runs.newest(session, row.job)
        if newest is not None and newest.due_at > row.due_at:
            why = text("It was not finished in time; made up for by slot {slot}.", slot=newest.slot)
            runs.settle(session, row.job, row.slot, state="skipped", ended_at=now, reason=to_data(why))
        elif row.attempts >= ATTEMPTS:
            why = text("It was begun {n} times and never came to an end.", n=row.attempts)
            runs.settle(session, row.job, row.slot, state="dead", ended_at=now, reason=to_data(why))
        else:
            runs.lock_job(session, row.job)
            if runs.running(session, row.job, at=now):
                return None
            return _begin(session, row.job, row.slot, owner, now)
    return None


def _begin(session: Session, job: str, slot: str, owner: str, now: datetime) -> Claim:
    row = runs.begin(session, job, slot, owner=owner, at=now, until=now + LEASE)
    return Claim(job, slot, row.due_at, row.planned_at, row.fence, owner, row.attempts)


def by_hand(ctx: Context, job: str, owner: str) -> Claim:
    """A run that a person asks for, beside the planned ones; it is not tried again when it fails.

    Raises Conflict while a run of the job is under way.
    """
    now = ctx.clock.now()
    slot = f"{BY_HAND}{now:%Y-%m-%dT%H:%M:%S.%fZ}"
    with ctx.db.write() as session:
        runs.lock_job(session, job)
        if runs.running(session, job, at=now):
            raise Conflict(
                text("“{job}” is being run just now.", job=job), hint=text("Wait until it has ended, then try again.")
            )
        runs.add(session, [{"job": job, "slot": slot, "due_at": now, "planned_at": now, "state": "due"}])
        claimed = _begin(session, job, slot, owner, now)
    reached("claim.committed")
    return claimed


def hold(session: Session, claim: Claim, *, at: datetime) -> None:
    """Make sure that the run is still mine, and prolong its lease; until the transaction ends nobody can take it.

    Raises Lost.
    """
    _require(runs.change(session, claim.job, claim.slot, claim.fence, lease_until=at + LEASE), claim)


def finish(
    session: Session, claim: Claim, *, at: datetime, outcome: dict[str, Any], reason: Text | None = None
) -> None:
    """End the run in the transaction that holds what it did, so that both are there or neither.

    ``outcome``: what was done, in numbers; ``reason``: what there is to say of it. Raises Lost.
    """
    told = to_data(_plain(reason)) if reason else None
    values = {"state": "done", "ended_at": at, "lease_until": None, "outcome": outcome, "reason": told}
    _require(runs.change(session, claim.job, claim.slot, claim.fence, **values), claim)


def _require(mine: bool, claim: Claim) -> None:
    if not mine:
        raise Lost(text("The run {slot} of “{job}” was taken over by another process.", slot=claim.slot, job=claim.job))


def outcome(ctx: Context, claim: Claim) -> dict[str, Any] | None:
    """What the run did, in numbers, once it has ended; None while it is under way. Raises Lost."""
    with ctx.db.read() as session:
        row = runs.find(session, claim.job, claim.slot)
    _require(row.fence == claim.fence, claim)
    return None if row.state == "running" else row.outcome or {}


def fail(ctx: Context, claim: Claim, reason: Text) -> Failure:
    """Keep why the run failed, and when it is tried again; after enough attempts it is given up. Raises Lost."""
    now = ctx.clock.now()
    last = claim.attempts >= ATTEMPTS or claim.slot.startswith(BY_HAND)
    again = None if last else now + BACKOFF[min(claim.attempts, len(BACKOFF)) - 1]
    values = {"state": "dead" if last else "due", "not_before": again, "ended_at": now if last else None}
    with ctx.db.write() as session:
        told = {"lease_until": None, "reason": to_data(_plain(reason))}
        _require(runs.change(session, claim.job, claim.slot, claim.fence, **values, **told), claim)
    return Failure(again, reason)


def _plain(reason: Text) -> Text:
    """The same message with values that can be kept."""
    kept = {name: value if isinstance(value, str | int | Text) else str(value) for name, value in reason.values.items()}
    return Text(reason.msgid, kept, reason.zh)


def beat(ctx: Context) -> None:
    """Write down that the scheduler lives."""
    with ctx.db.write() as session:
        runs.beat(session, BEAT, at=ctx.clock.now())


def planned_ahead(session: Session, now: datetime) -> tuple[str, str] | None:
    """A slot that lies more than a week ahead, which a clock far ahead must have planned: job and slot (step)."""
    row = runs.due_after(session, now + timedelta(days=7))
    return (row.job, row.slot) if row else None


def given_up(session: Session) -> Iterable[tuple[str, str, Text]]:
    """The runs that were given up and not made up for: job, slot, and why (step)."""
    return [(row.job, row.slot, _reason(row.reason)) for row in runs.dead(session)]


def _reason(kept: Any) -> Text:
    return from_data(kept) if kept else Text("")
