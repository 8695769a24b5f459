"""Letters that name one commitment, of the last editions."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Text, and_, cast, func, select

from tracker.store.database import Session
from tracker.store.tables import Attempt, Delivery, Edition, Letter
from tracker.store.tables.versions import table_of

_edition, _letter = table_of(Edition), table_of(Letter)
_delivery, _attempt = table_of(Delivery), table_of(Attempt)


def of(session: Session, ref: str, *, editions: int, person: str | None = None) -> Sequence[Any]:
    """Letters of the last ``editions`` that may name a commitment, the newest first; with ``person``, to that person.

    Each with the moment of its edition, its payload, the state of its delivery, and by which channel and whether to
    another address it went at last. A payload holds the reference somewhere; where, is for the caller to see.
    """
    newest = select(func.max(_edition.c.number)).scalar_subquery()
    last = and_(_attempt.c.delivery == _delivery.c.key, _attempt.c.n == _delivery.c.fence)
    columns = (_letter.c.edition, _letter.c.person, _letter.c.payload, _edition.c.as_of, _delivery.c.state)
    way = (_attempt.c.channel, (_attempt.c.recipient != _delivery.c.address).label("elsewhere"))
    joined = (
        _letter.join(_edition, _edition.c.number == _letter.c.edition)
        .outerjoin(_delivery, _delivery.c.key == _letter.c.delivery)
        .outerjoin(_attempt, last)
    )
    mine = [] if person is None else [_letter.c.person == person]
    named = cast(_letter.c.payload, Text).contains(f'"{ref}"', autoescape=True)
    query = select(*columns, *way).select_from(joined).where(_letter.c.edition > newest - editions, named, *mine)
    return session.execute(query.order_by(_letter.c.edition.desc(), _letter.c.person)).all()
