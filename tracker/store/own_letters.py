"""The letters of one person."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from tracker.store.database import Session
from tracker.store.outbox import WAITING
from tracker.store.tables import Delivery, Edition, Letter
from tracker.store.tables.versions import table_of

_delivery, _letter, _edition = table_of(Delivery), table_of(Letter), table_of(Edition)


def last(session: Session, person: str) -> dict[str, Any] | None:
    """What the last letter to a person says; None before the first."""
    mine = select(_letter.c.payload).where(_letter.c.person == person).order_by(_letter.c.edition.desc())
    found: dict[str, Any] | None = session.execute(mine.limit(1)).scalar_one_or_none()
    return found


def of(session: Session, person: str, *, limit: int, edition: int | None = None) -> Sequence[Any]:
    """The letters to a person with their editions, the newest first; or that of one edition."""
    query = (
        select(_letter, _edition.c.slot, _edition.c.as_of)
        .join(_edition, _edition.c.number == _letter.c.edition)
        .where(_letter.c.person == person)
        .order_by(_letter.c.edition.desc())
        .limit(limit)
    )
    return session.execute(query if edition is None else query.where(_letter.c.edition == edition)).all()


def ways(session: Session, keys: Sequence[str]) -> Sequence[Any]:
    """The rows of these letters in the outbox."""
    return session.execute(select(_delivery).where(_delivery.c.key.in_(keys))).all()


def waiting(session: Session, person: str) -> list[str]:
    """The keys of the letters that only inform, and wait to be sent to a person."""
    query = (
        select(_delivery.c.key, _letter.c.payload)
        .join(_letter, _letter.c.delivery == _delivery.c.key)
        .where(_delivery.c.person == person, _delivery.c.state.in_((*WAITING, "held")))
    )
    return [row.key for row in session.execute(query) if row.payload["letter"].get("optional")]
