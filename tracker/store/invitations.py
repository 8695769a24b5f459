"""Links that work once."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row, select

from tracker.store.database import Session
from tracker.store.tables import Invitation
from tracker.store.tables.versions import table_of

_invitation = table_of(Invitation)


def add(
    session: Session, hash_: bytes, *, purpose: str, person: str | None, created_at: datetime, expires_at: datetime
) -> None:
    """Keep a new link by the hash of its secret."""
    session.execute(
        _invitation.insert().values(
            hash=hash_, purpose=purpose, person=person, created_at=created_at, expires_at=expires_at, used_at=None
        )
    )


def get(session: Session, hash_: bytes) -> Row[Any] | None:
    """A link, used or run out ones too."""
    return session.execute(select(_invitation).where(_invitation.c.hash == hash_)).one_or_none()


def use(session: Session, hash_: bytes, *, at: datetime) -> bool:
    """Mark a link as used, if nobody has used it and it has not run out; whether it was so. One of several gets it."""
    unused = _invitation.c.hash == hash_, _invitation.c.used_at.is_(None), _invitation.c.expires_at > at
    return session.execute(_invitation.update().where(*unused).values(used_at=at)).rowcount == 1


def revoke(session: Session, person: str | None) -> None:
    """Take back the unused links of a person; None: those to the first administrator."""
    session.execute(_invitation.delete().where(_invitation.c.person == person, _invitation.c.used_at.is_(None)))


def forget(session: Session, *, before: datetime) -> int:
    """Remove the links that had run out before a moment; gives how many."""
    return session.execute(_invitation.delete().where(_invitation.c.expires_at < before)).rowcount
