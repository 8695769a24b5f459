"""Buckets: how many tries are left of an allowance."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from tracker.store.database import Session
from tracker.store.tables import Bucket
from tracker.store.tables.versions import table_of

_bucket = table_of(Bucket)


@dataclass(frozen=True, slots=True)
class Level:
    """What is left in thousandths of a try, as of ``at`` (UTC)."""

    left: int
    at: datetime


def locked(session: Session, key: str, *, otherwise: Level) -> Level:
    """The level of a bucket, which nobody else can change until this transaction ends; made where there is none.

    On SQLite the transaction has the lock already.
    """
    insert = postgresql.insert if session.dialect.name == "postgresql" else sqlite.insert
    statement = insert(_bucket).values(key=key, level=otherwise.left, at=otherwise.at)
    session.execute(statement.on_conflict_do_nothing(index_elements=["key"]))
    row = session.execute(select(_bucket.c.level, _bucket.c.at).where(_bucket.c.key == key).with_for_update()).one()
    return Level(row.level, row.at)


def put(session: Session, key: str, level: Level) -> None:
    """Keep the level of a bucket that is locked."""
    session.execute(_bucket.update().where(_bucket.c.key == key).values(level=level.left, at=level.at))


def forget(session: Session, *, before: datetime) -> int:
    """Remove the buckets that nobody used since ``before``; they are full by then. Gives how many."""
    return session.execute(_bucket.delete().where(_bucket.c.at < before)).rowcount
