"""Letters in the outbox as people look at them, and what those that are due say and to whom."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy import text as sql

from tracker.store.bodies import Held
from tracker.store.database import Session
from tracker.store.tables import Account, Attempt, Body, Delivery, Holding, Letter, Post
from tracker.store.tables.versions import table_of

CHUNK = 1_000
"""So many keys are asked for at once; PostgreSQL takes 65,535 values in a statement."""

TOGETHER = 20
"""So many letters are in memory at once; one may name thousands of commitments."""

_delivery, _attempt, _letter = table_of(Delivery), table_of(Attempt), table_of(Letter)
_holding, _post, _body, _account = table_of(Holding), table_of(Post), table_of(Body), table_of(Account)
# Word for word the condition of the index, which SQLite uses only then.
_indexed = sql("state IN ('ready', 'sending', 'ambiguous')")
_said = (_delivery.c.key, _delivery.c.ambiguous, _letter.c.edition, _letter.c.person, _letter.c.payload)


def rows(
    session: Session,
    *,
    edition: int | None = None,
    states: Sequence[str] | None = None,
    ended_after: datetime | None = None,
    limit: int | None = None,
) -> Sequence[Any]:
    """Letters without their bytes, newest first."""
    query = select(_delivery).order_by(_delivery.c.created_at.desc(), _delivery.c.key).limit(limit)
    if edition is not None:
        query = query.where(_delivery.c.edition == edition)
    if states is not None:
        query = query.where(_delivery.c.state.in_(states))
    if ended_after is not None:
        query = query.where(_delivery.c.ended_at > ended_after)
    return session.execute(query).all()


def attempts(session: Session, keys: Sequence[str]) -> dict[str, list[Any]]:
    """Every attempt to deliver these letters, by key, in their order."""
    found: dict[str, list[Any]] = {key: [] for key in keys}
    for first in range(0, len(keys), CHUNK):
        some = _attempt.c.delivery.in_(keys[first : first + CHUNK])
        for row in session.execute(select(_attempt).where(some).order_by(_attempt.c.delivery, _attempt.c.n)):
            found[row.delivery].append(row)
    return found


def counts(session: Session, *, edition: int | None = None) -> dict[str, int]:
    """How many letters are in each state."""
    query = select(_delivery.c.state, func.count().label("letters")).group_by(_delivery.c.state)
    query = query if edition is None else query.where(_delivery.c.edition == edition)
    return {row.state: row.letters for row in session.execute(query)}


def due(session: Session, *, at: datetime, limit: int | None) -> Iterator[Any]:
    """Letters that can be sent, in the order in which they are: key, ``ambiguous``, and what is said to whom.

    Edition, person and payload are null for what is no letter of an edition.
    """
    waiting = _indexed, _delivery.c.state != "sending", _delivery.c.not_before <= at
    query = select(*_said).outerjoin(_letter, _letter_of()).where(*waiting)
    query = query.order_by(_delivery.c.not_before, _delivery.c.key).limit(limit)
    yield from session.execute(query.execution_options(yield_per=TOGETHER))


def some(session: Session, keys: Collection[str]) -> Sequence[Any]:
    """The same of these letters."""
    wanted, found = sorted(keys), select(*_said).outerjoin(_letter, _letter_of())
    parts = (wanted[first : first + CHUNK] for first in range(0, len(wanted), CHUNK))
    return [row for part in parts for row in session.execute(found.where(_delivery.c.key.in_(part)))]


def _letter_of() -> Any:
    mine = _letter.c.edition == _delivery.c.edition, _letter.c.person == _delivery.c.person
    return (_letter.c.delivery == _delivery.c.key) & mine[0] & mine[1]


def held(session: Session, persons: Collection[str], *, day: date) -> Iterator[tuple[str, Held]]:
    """(person, post held) on ``day``; nothing of whoever may not sign in any more."""
    scope = _body.alias()
    query = (
        select(_holding.c.person, _post.c.slug, _body.c.path, _post.c.duty, scope.c.path)
        .join(_post, _post.c.slug == _holding.c.post)
        .join(_body, _body.c.slug == _post.c.body)
        .outerjoin(scope, scope.c.slug == _post.c.scope)
        .outerjoin(_account, _account.c.person == _holding.c.person)
        .where(_holding.c.since <= day, or_(_holding.c.until.is_(None), _holding.c.until >= day))
        .where(_account.c.disabled_at.is_(None))
    )
    wanted = sorted(persons)
    for first in range(0, len(wanted), CHUNK):
        for person, *post in session.execute(query.where(_holding.c.person.in_(wanted[first : first + CHUNK]))):
            yield person, Held(*post)
