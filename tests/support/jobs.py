"""Scheduled work for tests: jobs that write down in the ledger's own transaction what they did."""

import sys
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, time

from sqlalchemy import Column, MetaData, String, Table, func, select

from tests.support.registers import opened
from tracker.domain.slots import Daily, Weekly
from tracker.kit.clock import FrozenClock
from tracker.scheduler.jobs import Job
from tracker.services import runs
from tracker.services.context import Context
from tracker.services.runs import Claim
from tracker.settings import Settings

CHECK, EDITION = Daily(time(0, 0)), Weekly(0, time(8, 0))

effects = Table("effect", MetaData(), Column("job", String), Column("slot", String), Column("owner", String))
"""What recorded work has done: one row each time, without any key that would hide a second."""


@dataclass
class Recorder:
    """Two jobs, ``check`` and ``edition``, that remember which slots they did."""

    done: list[tuple[str, str]] = field(default_factory=list)
    fails: Callable[[Claim], None] = lambda claim: None

    def work(self, ctx: Context, settings: Settings, claim: Claim) -> None:
        """Do a run, unless it is to fail."""
        self.fails(claim)
        with ctx.db.write() as session:
            runs.finish(session, claim, at=ctx.clock.now(), outcome={"done": 1})
        self.done.append((claim.job, claim.slot))

    @property
    def jobs(self) -> tuple[Job, ...]:
        """The table of jobs, to be passed in."""
        return (Job("check", CHECK, self.work), Job("edition", EDITION, self.work))


def record(ctx: Context, settings: Settings, claim: Claim) -> None:
    """Do a run by writing a row in the transaction that finishes it."""
    with ctx.db.write() as session:
        session.execute(effects.insert().values(job=claim.job, slot=claim.slot, owner=claim.owner))
        runs.finish(session, claim, at=ctx.clock.now(), outcome={"done": 1})


RECORDING = (Job("check", CHECK, record), Job("edition", EDITION, record))


def at(ctx: Context, moment: datetime) -> Context:
    """The same register at another moment."""
    return replace(ctx, clock=FrozenClock(moment))


def make_effects(ctx: Context) -> None:
    """Make the table that recorded work writes to."""
    effects.create(ctx.db.engine)


def done(ctx: Context) -> dict[tuple[str, str], int]:
    """How often each slot of each job was done."""
    with ctx.db.read() as session:
        query = select(effects.c.job, effects.c.slot, func.count()).group_by(effects.c.job, effects.c.slot)
        return {(row[0], row[1]): row[2] for row in session.execute(query)}


def open_in_process(url: str, moment: str) -> Context:
    """The register in another process, its clock standing at ``moment``."""
    return opened(url, at=datetime.fromisoformat(moment))


def say(words: str) -> None:
    """Tell the test that started this process."""
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()
