"""Answers that are kept for requests that may be repeated, and the one transaction in which such a request is made."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy import text as text_sql
from sqlalchemy.exc import IntegrityError

from tracker.store.database import Database, Session
from tracker.store.history import PATIENCE_MILLISECONDS
from tracker.store.tables import Idempotency
from tracker.store.tables.versions import table_of

_kept = table_of(Idempotency)


class Taken(Exception):  # noqa: N818 - says what the key is
    """A key that another request took first."""


@dataclass(frozen=True, slots=True)
class Remembered:
    """A request that was made under a key, and what was answered."""

    fingerprint: str
    status: int
    headers: dict[str, str]
    body: str


class Joined(Database):
    """A register all of whose transactions are one that is open already: it commits when that one does."""

    def __init__(self, database: Database, session: Session) -> None:
        self.url, self.dialect, self.session = database.url, database.dialect, session

    @contextmanager
    def read(self) -> Iterator[Session]:
        """The open transaction, which sees its own changes."""
        yield self.session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """The open transaction."""
        yield self.session


def find(session: Session, person: str, key: str, *, since: datetime) -> Remembered | None:
    """What was answered to a person's request under this key; None for none since then."""
    mine = _kept.c.person == person, _kept.c.key == key, _kept.c.at >= since, _kept.c.status.is_not(None)
    columns = _kept.c.fingerprint, _kept.c.status, _kept.c.headers, _kept.c.body
    row = session.execute(select(*columns).where(*mine)).one_or_none()
    return Remembered(*row) if row else None


def claim(session: Session, person: str, key: str, fingerprint: str, *, at: datetime, since: datetime) -> None:
    """Take a key for a request that is about to be made; raises Taken, which ends the transaction.

    Waits for whoever is making the same request just now. Keys older than ``since`` are free again.
    """
    if session.dialect.name == "postgresql":
        session.execute(text_sql(f"SET LOCAL lock_timeout = {PATIENCE_MILLISECONDS}"))
    session.execute(_kept.delete().where(_kept.c.person == person, _kept.c.key == key, _kept.c.at < since))
    row: dict[str, Any] = {"person": person, "key": key, "fingerprint": fingerprint, "at": at}
    try:
        session.execute(_kept.insert().values(row))
    except IntegrityError as error:
        raise Taken from error


def keep(session: Session, person: str, key: str, answer: Remembered) -> None:
    """Keep the answer to a request whose key was claimed in this transaction."""
    mine = _kept.c.person == person, _kept.c.key == key
    values = {"status": answer.status, "headers": answer.headers, "body": answer.body}
    session.execute(_kept.update().where(*mine).values(values))


def forget(session: Session, *, before: datetime) -> int:
    """Forget the answers that were kept before a moment; returns how many."""
    return session.execute(_kept.delete().where(_kept.c.at < before)).rowcount
