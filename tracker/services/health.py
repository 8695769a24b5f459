"""Whether the register answers, for whoever watches the machine."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from tracker import __version__
from tracker.services.context import Context
from tracker.services.runs import BEAT
from tracker.store import history, runs
from tracker.store.database import Session, sqlite_is_sound, sqlite_module

SILENT = timedelta(minutes=5)
"""A scheduler that said nothing for longer does not run."""


@dataclass(frozen=True, slots=True)
class Health:
    """What the register runs on, and how far its history goes; ``sound`` is False for a SQLite that can corrupt."""

    version: str
    database: str
    sqlite: str | None
    sound: bool
    zone: str
    entries: int
    head: str


def health(ctx: Context) -> Health:
    """Ask the database for the head of the history; raises Unavailable where it does not answer."""
    with ctx.db.read() as session:
        head = history.head(session)
    on_sqlite = ctx.db.dialect == "sqlite"
    return Health(
        version=__version__,
        database=ctx.db.dialect,
        sqlite=sqlite_module().sqlite_version if on_sqlite else None,
        sound=not on_sqlite or sqlite_is_sound(),
        zone=ctx.register.zone,
        entries=head.size,
        head=head.root.hex(),
    )


@dataclass(frozen=True, slots=True)
class Scheduler:
    """When the scheduler last said that it lives (UTC, None: never), and whether that is too long ago."""

    last_tick: datetime | None
    seconds_ago: int | None
    silent: bool


@dataclass(frozen=True, slots=True)
class Work:
    """How the work goes that nobody watches; the ages of the oldest unfinished run and letter, None: there is none.

    A run is as old as its planning, since the slot of a young register may lie days before it.
    """

    scheduler: Scheduler
    oldest_unfinished_run_seconds: int | None
    oldest_waiting_delivery_seconds: int | None


def work(ctx: Context) -> Work:
    """Ask how the scheduler does; raises Unavailable where the database does not answer."""
    now = ctx.clock.now()
    with ctx.db.read() as session:
        return Work(
            scheduler=scheduler(session, now),
            oldest_unfinished_run_seconds=_age(runs.oldest_unfinished(session), now),
            oldest_waiting_delivery_seconds=_age(runs.oldest_waiting(session), now),
        )


def scheduler(session: Session, now: datetime) -> Scheduler:
    """How the scheduler does at the instant ``now``."""
    last = runs.last_beat(session, BEAT)
    return Scheduler(last, _age(last, now), silent=last is None or now - last > SILENT)


def _age(moment: datetime | None, now: datetime) -> int | None:
    return None if moment is None else int((now - moment).total_seconds())
