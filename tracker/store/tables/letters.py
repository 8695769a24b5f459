"""Weekly editions, the letters in them, and the outbox with every attempt to deliver."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlalchemy import text as sql
from sqlmodel import Field, SQLModel

from tracker.store.tables.base import STRICT, listing, moment, name, whole, words
from tracker.store.types import Bytes

_WAITING = sql("state IN ('ready', 'sending', 'ambiguous')")


class Edition(SQLModel, table=True):
    """A numbered weekly edition: the moment it speaks of, and the head of the history at that moment."""

    __tablename__ = "edition"
    __table_args__ = (Index("uq_edition_slot", "slot", unique=True), STRICT)
    number: int = whole(key=True)
    slot: str = name()
    as_of: datetime = moment()
    made_at: datetime = moment()
    missed: list[str] = listing()
    size: int = whole()
    root: str = name()


class Letter(SQLModel, table=True):
    """What an edition says to one person (an opaque id); ``delivery`` is null where there was nothing to say."""

    __tablename__ = "letter"
    __table_args__ = (Index("ix_letter_person", "person", "edition"), STRICT)
    edition: int = whole(key=True)
    person: str = name(key=True)
    language: str = name()
    previous: int | None = whole(null=True)
    payload: dict[str, Any] = listing()
    delivery: str | None = name(null=True)


class Delivery(SQLModel, table=True):
    """One message to one recipient, and what became of it; its bytes stand in ``DeliveryBody``.

    ``state``: ready, sending, sent, ambiguous, held, refused, dead, withdrawn. ``ambiguous`` counts the times that the
    answer of the server was lost, so that a copy may have arrived.
    """

    __tablename__ = "delivery"
    __table_args__ = (
        Index("ix_delivery_waiting", "not_before", "key", sqlite_where=_WAITING, postgresql_where=_WAITING),
        Index("ix_delivery_edition", "edition"),
        STRICT,
    )
    key: str = name(key=True)
    message_id: str = name()
    edition: int | None = whole(null=True)
    person: str = name()
    address: str = words()
    sender: str = words()
    subject: str = words()
    state: str = name()
    fence: int = whole()
    attempts: int = whole()
    ambiguous: int = whole()
    owner: str | None = name(null=True)
    lease_until: datetime | None = moment(null=True)
    not_before: datetime = moment()
    created_at: datetime = moment()
    ended_at: datetime | None = moment(null=True)
    reason: dict[str, Any] | None = listing(null=True)


class DeliveryBody(SQLModel, table=True):
    """The frozen bytes of a message, as they are handed over; apart, since the state beside them changes often."""

    __tablename__ = "delivery_body"
    __table_args__ = STRICT
    key: str = name(key=True, to="delivery.key")
    body: bytes = Field(sa_type=Bytes)


class Attempt(SQLModel, table=True):
    """One attempt to deliver: by which way, to which address, and what came back."""

    __tablename__ = "attempt"
    __table_args__ = STRICT
    delivery: str = name(key=True, to="delivery.key")
    n: int = whole(key=True)
    channel: str = name()
    recipient: str = words()
    began_at: datetime = moment()
    ended_at: datetime | None = moment(null=True)
    outcome: str = name()
    code: int | None = whole(null=True)
    reply: str = words()
