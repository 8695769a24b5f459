"""What people wish for themselves, by name, and the links in letters by which they are sent no more of a kind."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.dialects import postgresql, sqlite

from tracker.store.database import Session
from tracker.store.tables import Preference, Unsubscription
from tracker.store.tables.versions import table_of

INFORMING, NONE = "informing", "none"
"""The wish about letters that only inform, and what it is for whoever wants none."""

_preference, _link = table_of(Preference), table_of(Unsubscription)


def of(session: Session, person: str) -> dict[str, str]:
    """The wishes of a person: name → value."""
    found = select(_preference.c.name, _preference.c.value).where(_preference.c.person == person)
    return {row.name: row.value for row in session.execute(found)}


def put(session: Session, person: str, name: str, value: str, *, at: datetime) -> None:
    """Keep a wish; it takes the place of what was wished before."""
    insert = postgresql.insert if session.dialect.name == "postgresql" else sqlite.insert
    row = {"person": person, "name": name, "value": value, "changed_at": at}
    new = {"value": value, "changed_at": at}
    session.execute(insert(_preference).values(row).on_conflict_do_update(index_elements=["person", "name"], set_=new))


def declining(session: Session) -> set[str]:
    """The persons who want no letters that only inform."""
    wish = _preference.c.name == INFORMING, _preference.c.value == NONE
    return set(session.execute(select(_preference.c.person).where(*wish)).scalars())


def add_link(session: Session, hash_: bytes, person: str, *, kind: str, at: datetime) -> None:
    """Keep the hash of the secret that stands in a letter."""
    session.execute(_link.insert().values(hash=hash_, person=person, kind=kind, made_at=at, used_at=None))


def link(session: Session, hash_: bytes) -> Row[Any] | None:
    """The link of a secret, None where there is none."""
    return session.execute(select(_link).where(_link.c.hash == hash_)).one_or_none()


def use_link(session: Session, hash_: bytes, *, at: datetime) -> bool:
    """Use a link up; False where it was used before."""
    unused = _link.c.hash == hash_, _link.c.used_at.is_(None)
    return session.execute(_link.update().where(*unused).values(used_at=at)).rowcount == 1
