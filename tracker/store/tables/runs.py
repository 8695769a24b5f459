"""The ledger of scheduled work: one row for each slot of each job, and the heartbeat of the scheduler."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlalchemy import text as sql
from sqlmodel import SQLModel

from tracker.store.tables.base import STRICT, listing, moment, name, whole

_UNFINISHED = sql("state IN ('due', 'running')")


class JobRun(SQLModel, table=True):
    """One slot of one job: ``due``, ``running``, ``done``, ``skipped`` or ``dead``.

    ``fence`` counts the claims, so that an owner whose lease was taken over can tell; ``outcome`` holds what it did in
    numbers, ``reason`` a message (kit.text) for what was skipped or went wrong.
    """

    __tablename__ = "job_run"
    __table_args__ = (
        Index("ix_job_run_unfinished", "due_at", sqlite_where=_UNFINISHED, postgresql_where=_UNFINISHED),
        STRICT,
    )
    job: str = name(key=True)
    slot: str = name(key=True)
    due_at: datetime = moment()
    planned_at: datetime = moment()
    state: str = name()
    fence: int = whole()
    attempts: int = whole()
    owner: str | None = name(null=True)
    lease_until: datetime | None = moment(null=True)
    not_before: datetime | None = moment(null=True)
    began_at: datetime | None = moment(null=True)
    ended_at: datetime | None = moment(null=True)
    outcome: dict[str, Any] | None = listing(null=True)
    reason: dict[str, Any] | None = listing(null=True)


class Beat(SQLModel, table=True):
    """When a part of the register last said that it lives."""

    __tablename__ = "beat"
    __table_args__ = STRICT
    name: str = name(key=True)
    at: datetime = moment()
