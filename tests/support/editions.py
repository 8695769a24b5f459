"""Editions made by a process of its own, so that it can be killed."""

from datetime import datetime
from pathlib import Path

from tests.support.registers import opened
from tracker.scheduler.jobs import JOBS
from tracker.scheduler.runner import perform
from tracker.services import leases, runs
from tracker.settings import Settings


def make(url: str, home: str, moment: str) -> None:
    """Make the edition that is due at a moment."""
    ctx = opened(url, at=datetime.fromisoformat(moment))
    (job,) = (job for job in JOBS if job.name == "edition")
    runs.plan(ctx, (job,))
    claim = runs.claim(ctx, leases.new_owner(), (job,))
    if claim is not None:
        ran = perform(ctx, Settings(home=Path(home)), claim, job)
        assert ran.error is None, ran.error
    ctx.db.close()
