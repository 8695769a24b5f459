"""What people set for themselves: their views of the register, and what they wish about letters that are optional.

None of this is part of the history; all of it goes with the person.
"""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from tracker.store.tables.base import STRICT, moment, name, words
from tracker.store.types import Bytes


class SavedView(SQLModel, table=True):
    """A question that somebody keeps under a name; ``columns`` are those shown, in order, by a comma."""

    __tablename__ = "saved_view"
    __table_args__ = (UniqueConstraint("person", "title", name="uq_saved_view_person_title"), STRICT)
    id: str = name(key=True)
    person: str = name(to="person.id", index=True)
    title: str = words()
    query: str = words()
    columns: str = words()
    saved_at: datetime = moment()


class Preference(SQLModel, table=True):
    """One wish of a person, by name (``services.preferences`` says which there are)."""

    __tablename__ = "preference"
    __table_args__ = STRICT
    person: str = name(key=True, to="person.id")
    name: str = name(key=True)
    value: str = words()
    changed_at: datetime = moment()


class Unsubscription(SQLModel, table=True):
    """The link in a letter by which its reader is sent no more of its kind; ``hash`` is the SHA-256 of its secret."""

    __tablename__ = "unsubscription"
    __table_args__ = STRICT
    hash: bytes = Field(sa_type=Bytes, primary_key=True)
    person: str = name(to="person.id", index=True)
    kind: str = name()
    made_at: datetime = moment()
    used_at: datetime | None = moment(null=True)
