"""The ledger of scheduled work, for whoever asks whether it was done each day, and why not."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tracker.domain.rights import Right
from tracker.kit.language import say
from tracker.kit.text import Text, from_data
from tracker.services.actors import entitled
from tracker.services.context import Context
from tracker.services.views import iso
from tracker.store import runs


@dataclass(frozen=True, slots=True)
class Run:
    """One slot of one job: when it was due, what became of it, and why where there is something to say of it.

    Moments are in the register's zone. ``late`` is how many seconds after it was due the work began.
    """

    job: str
    slot: str
    state: str
    due_at: datetime
    began_at: datetime | None
    ended_at: datetime | None
    attempts: int
    outcome: dict[str, Any] | None
    reason: Text | None

    @property
    def late(self) -> int | None:
        """Seconds from the moment it was due to that at which it began; None where it never did."""
        return int((self.began_at - self.due_at).total_seconds()) if self.began_at else None


def listing(ctx: Context, *, job: str | None = None, limit: int = 50) -> tuple[Run, ...]:
    """The runs of all jobs, or of one, what was due last first; raises Forbidden for whoever may not read that."""
    with ctx.db.read() as session:
        entitled(session, ctx, Right.READ_RUNS)
        rows = runs.latest(session, job=job, limit=limit)
    return tuple(
        Run(
            row.job,
            row.slot,
            row.state,
            row.due_at.astimezone(ctx.zone),
            row.began_at and row.began_at.astimezone(ctx.zone),
            row.ended_at and row.ended_at.astimezone(ctx.zone),
            row.attempts,
            row.outcome,
            from_data(row.reason) if row.reason else None,
        )
        for row in rows
    )


def run_json(run: Run, language: str) -> dict[str, Any]:
    """One run, its reason in ``language``."""
    return {
        "job": run.job,
        "slot": run.slot,
        "state": run.state,
        "due_at": iso(run.due_at),
        "began_at": iso(run.began_at),
        "ended_at": iso(run.ended_at),
        "late_seconds": run.late,
        "attempts": run.attempts,
        "outcome": run.outcome,
        "reason": say(run.reason, language) if run.reason else None,
    }
