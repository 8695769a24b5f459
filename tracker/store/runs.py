"""The ledger of scheduled work: slots planned once, claimed by one owner at a time, ended by whoever holds the fence.

All of these are steps in somebody's transaction; what the states mean stands at ``tables.runs.JobRun``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, bindparam, exists, func, or_, select
from sqlalchemy import text as sql
from sqlalchemy.dialects import postgresql, sqlite

from tracker.store.database import Session
from tracker.store.tables import Beat, Delivery, JobRun
from tracker.store.tables.versions import table_of
from tracker.store.types import UtcDateTime

_run = table_of(JobRun)
_beat = table_of(Beat)
_delivery = table_of(Delivery)
_other = _run.alias("other")

BY_HAND = "hand-"
"""How the name of a slot begins that a person asked for; it sorts behind all dates and weeks."""

_FRESH = {
    **dict.fromkeys(("owner", "lease_until", "not_before", "began_at", "ended_at", "outcome", "reason")),
    "fence": 0,
    "attempts": 0,
}

# Written out, since SQLite uses a partial index only where it sees the same condition.
_UNFINISHED = sql("job_run.state IN ('due', 'running')")
_WAITING = sql("delivery.state IN ('ready', 'sending', 'ambiguous')")


@dataclass(frozen=True, slots=True)
class Glance:
    """What one cheap look tells: the last heartbeat, the newest planned slot of each job, and what there is to do.

    ``claimable``: a run can begin; ``letters``: the outbox has one to send, or one whose sender is gone.
    """

    beat: datetime | None
    newest: Mapping[str, datetime | None]
    claimable: bool
    letters: bool


def glance(session: Session, jobs: Sequence[str], *, beat: str, at: datetime) -> Glance:
    """Look at the ledger at the instant ``at``, in one statement."""
    row = session.execute(_glance(tuple(jobs)), {"now": at, "beat": beat}).one()
    return Glance(row[0], dict(zip(jobs, row[3:], strict=True)), bool(row[1]), bool(row[2]))


@lru_cache(maxsize=16)
def _glance(jobs: tuple[str, ...]) -> Select[Any]:
    pulse = select(_beat.c.at).where(_beat.c.name == bindparam("beat")).scalar_subquery()
    now = bindparam("now", type_=UtcDateTime())
    ready = exists().where(_run.c.job.in_(jobs), _can_begin(now))
    sending = _delivery.c.state == "sending"
    left_behind = and_(sending, _delivery.c.lease_until <= now)
    letters = exists().where(_WAITING, or_(left_behind, and_(~sending, _delivery.c.not_before <= now)))
    newest = [_newest(job).with_only_columns(_other.c.due_at).scalar_subquery() for job in jobs]
    return select(pulse, ready, letters, *newest)


def _newest(job: Any) -> Select[Any]:
    planned = (_other.c.job == job, _other.c.slot < BY_HAND)
    return select(_other.c.slot, _other.c.due_at).where(*planned).order_by(_other.c.slot.desc()).limit(1)


def _can_begin(now: Any, *, early: bool = False) -> ColumnElement[bool]:
    due = _run.c.state == "due"
    waited = due if early else and_(due, or_(_run.c.not_before.is_(None), _run.c.not_before <= now))
    left_behind = and_(_run.c.state == "running", _run.c.lease_until <= now)
    return and_(_UNFINISHED, or_(waited, left_behind), ~_lives(_run.c.job, now))


def _lives(job: Any, now: Any) -> ColumnElement[bool]:
    return exists().where(_other.c.job == job, _other.c.state == "running", _other.c.lease_until > now)


def newest(session: Session, job: str) -> Row[Any] | None:
    """The slot and ``due_at`` of the newest planned slot of a job; runs by hand are not planned."""
    return session.execute(_newest(job)).one_or_none()


def add(session: Session, rows: Sequence[Mapping[str, Any]]) -> int:
    """Put in the slots that nobody has put in yet; a row names job, slot, due_at, planned_at, state and what differs.

    Returns how many were new.
    """
    insert = postgresql.insert if session.dialect.name == "postgresql" else sqlite.insert
    statement = insert(_run).on_conflict_do_nothing(index_elements=["job", "slot"])
    counted = {"preserve_rowcount": True}  # else an insert on PostgreSQL does not tell
    return int(session.execute(statement, [{**_FRESH, **row} for row in rows], execution_options=counted).rowcount)


def lock_job(session: Session, job: str) -> None:
    """Let nobody else begin a run of this job until the transaction ends; on SQLite it has the lock already."""
    if session.dialect.name == "postgresql":
        session.execute(sql("SELECT pg_advisory_xact_lock(hashtextextended('job_run:' || :job, 0))"), {"job": job})


def running(session: Session, job: str, *, at: datetime) -> bool:
    """Whether a living owner is at work on a slot of the job."""
    return bool(session.execute(select(_lives(job, at))).scalar_one())


def next_up(session: Session, jobs: Sequence[str], *, at: datetime, early: bool = False) -> Row[Any] | None:
    """The oldest run that can begin, locked; ``early`` does not wait out the pause after a failure."""
    statement = (
        select(_run)
        .where(_run.c.job.in_(jobs), _can_begin(at, early=early))
        .order_by(_run.c.due_at, _run.c.job, _run.c.slot)
        .limit(1)
        .with_for_update(skip_locked=True, of=_run)
    )
    return session.execute(statement).one_or_none()


def begin(session: Session, job: str, slot: str, *, owner: str, at: datetime, until: datetime) -> Row[Any]:
    """Make a locked run the owner's, with a lease ``until`` an instant; returns its new row."""
    values = {"state": "running", "owner": owner, "began_at": at, "lease_until": until, "not_before": None}
    counted = {"fence": _run.c.fence + 1, "attempts": _run.c.attempts + 1}
    statement = _run.update().where(_run.c.job == job, _run.c.slot == slot).values(**values, **counted)
    return session.execute(statement.returning(_run)).one()


def change(session: Session, job: str, slot: str, fence: int, **values: Any) -> bool:
    """Write what became of a run under way; False, and nothing is written, where the fence is another's by now."""
    statement = _run.update().where(_run.c.job == job, _run.c.slot == slot, *_held(fence))
    return session.execute(statement.values(**values)).rowcount == 1


def _held(fence: int) -> tuple[ColumnElement[bool], ...]:
    return (_run.c.state == "running", _run.c.fence == fence)


def find(session: Session, job: str, slot: str) -> Row[Any]:
    """A run that exists."""
    return session.execute(select(_run).where(_run.c.job == job, _run.c.slot == slot)).one()


def settle(session: Session, job: str, slot: str, **values: Any) -> None:
    """Write the end of a run that is locked and that nobody is at work on."""
    session.execute(_run.update().where(_run.c.job == job, _run.c.slot == slot).values(lease_until=None, **values))


def dead_before(session: Session, job: str, due_at: datetime) -> list[Row[Any]]:
    """The given-up runs of a job older than an instant, locked but for those that somebody else is looking at."""
    older = (_run.c.job == job, _run.c.state == "dead", _run.c.due_at < due_at, _run.c.slot < BY_HAND)
    return list(session.execute(select(_run).where(*older).with_for_update(skip_locked=True)))


def renew(session: Session, owner: str, until: datetime) -> None:
    """Prolong the leases of everything that an owner has under way: runs and deliveries."""
    for table, state in ((_run, "running"), (_delivery, "sending")):
        statement = table.update().where(table.c.owner == owner, table.c.state == state, _open(table.name))
        session.execute(statement.values(lease_until=until))


def _open(table: str) -> Any:
    return _UNFINISHED if table == _run.name else _WAITING


def beat(session: Session, name: str, *, at: datetime) -> None:
    """Write down that a part of the register lives."""
    insert = postgresql.insert if session.dialect.name == "postgresql" else sqlite.insert
    statement = insert(_beat).values(name=name, at=at)
    session.execute(statement.on_conflict_do_update(index_elements=["name"], set_={"at": at}))


def last_beat(session: Session, name: str) -> datetime | None:
    """When a part of the register last said that it lives."""
    return session.execute(select(_beat.c.at).where(_beat.c.name == name)).scalar_one_or_none()


def oldest_unfinished(session: Session) -> datetime | None:
    """Since when the oldest run that has not ended has been planned: a slot may lie long before its register."""
    found: datetime | None = session.execute(select(func.min(_run.c.planned_at)).where(_UNFINISHED)).scalar_one()
    return found


def oldest_waiting(session: Session) -> datetime | None:
    """Since when the oldest delivery waits that is neither sent, refused, held nor given up."""
    found: datetime | None = session.execute(select(func.min(_delivery.c.created_at)).where(_WAITING)).scalar_one()
    return found


def latest(session: Session, *, job: str | None, limit: int) -> Sequence[Any]:
    """The runs of a job, None: of all; what was due last comes first."""
    found = select(_run).order_by(_run.c.due_at.desc(), _run.c.job, _run.c.slot).limit(limit)
    return session.execute(found if job is None else found.where(_run.c.job == job)).all()


def due_after(session: Session, moment: datetime) -> Any:
    """The run that is due last, where that is after ``moment``; None where there is none."""
    late = select(_run.c.job, _run.c.slot).where(_run.c.due_at > moment)
    return session.execute(late.order_by(_run.c.due_at.desc()).limit(1)).first()


def dead(session: Session) -> list[Row[Any]]:
    """The planned runs that were given up and that no newer slot has made up for."""
    given_up = (_run.c.state == "dead", _run.c.slot < BY_HAND)
    return list(session.execute(select(_run).where(*given_up).order_by(_run.c.due_at)))
