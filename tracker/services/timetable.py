"""When scheduled work is due, by the name of the job; and its ledger as people look at it, what failed first."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from tracker.domain.slots import Daily, Trigger
from tracker.kit.text import Text, text
from tracker.services import editions, health, ledger
from tracker.services.context import Context
from tracker.services.ledger import Run

TIMETABLE: Mapping[str, Trigger] = {
    "check": Daily(time(0, 0)),
    editions.JOB: editions.TRIGGER,
    "tidy": Daily(time(3, 0)),
}

JOBS: Mapping[str, Text] = {
    "check": text("Check of all flags"),
    editions.JOB: text("Weekly edition"),
    "tidy": text("Tidying up"),
}
"""What the jobs are called."""

STATES: Mapping[str, Text] = {
    "due": text("Waits to be run"),
    "running": text("Running now"),
    "done": text("Ended well"),
    "skipped": text("Made up for by a later one"),
    "dead": text("Given up"),
}
FOUND: Mapping[str, Text] = {
    "looked_at": text("Commitments looked at"),
    "raised": text("Flags raised"),
    "lowered": text("Flags lowered"),
    "edition": text("Edition"),
    "letters": text("Letters"),
    "unsendable": text("Letters that cannot be sent"),
    "nothing_to_say": text("Nothing to say"),
    "unsubscribed": text("Unsubscribed"),
    "access": text("Lines of the access log removed"),
    "sessions": text("Sessions removed"),
    "links": text("Links removed"),
    "answers": text("Kept answers removed"),
    "buckets": text("Allowances removed"),
    "files": text("Files of no evidence removed"),
}
"""What a run found or did → in words."""

AHEAD = timedelta(days=8)


@dataclass(frozen=True, slots=True)
class Planned:
    """The next slot of a job, and when it is due (register's zone)."""

    job: str
    slot: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Work:
    """The last runs, those that were given up or failed first; what is planned next; when the scheduler last spoke."""

    failed: tuple[Run, ...]
    others: tuple[Run, ...]
    planned: tuple[Planned, ...]
    beat: datetime | None
    silent: bool


def work(ctx: Context, *, limit: int = 60) -> Work:
    """How the scheduled work goes; raises Forbidden for whoever may not read that."""
    runs, now = ledger.listing(ctx, limit=limit), ctx.clock.now()
    lives = health.work(ctx).scheduler
    ahead = ((job, trigger.due(ctx.zone, now, now + AHEAD)[0]) for job, trigger in TIMETABLE.items())
    planned = (Planned(job, slot.name, slot.at.astimezone(ctx.zone)) for job, slot in ahead)
    return Work(
        failed=tuple(run for run in runs if has_failed(run)),
        others=tuple(run for run in runs if not has_failed(run)),
        planned=tuple(sorted(planned, key=lambda each: each.at)),
        beat=lives.last_tick and lives.last_tick.astimezone(ctx.zone),
        silent=lives.silent,
    )


def has_failed(run: Run) -> bool:
    """Whether a run was given up, or failed and is to be tried again."""
    return run.state == "dead" or (run.state == "due" and run.attempts > 0)


def found(run: Run) -> tuple[tuple[Text | str, int], ...]:
    """What a run found or did, in words with numbers that are not 0; of flags, how many of all rules together."""
    numbers = {
        name: sum(value.values()) if isinstance(value, dict) else value for name, value in (run.outcome or {}).items()
    }
    return tuple((FOUND.get(name, name), value) for name, value in numbers.items() if isinstance(value, int) and value)
