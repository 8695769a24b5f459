"""Sessions in browsers, found by the hash of the secret in the cookie."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, bindparam, or_, select

from tracker.store.accounts import ACTIVE
from tracker.store.bodies import Held, held_in, with_held
from tracker.store.database import Session
from tracker.store.tables import Account, Person, SignIn
from tracker.store.tables.versions import table_of

_sign_in, _account, _person = table_of(SignIn), table_of(Account), table_of(Person)

_LIVE = with_held(
    select(_sign_in.c.person, _sign_in.c.seen_at)
    .join(_account, _account.c.person == _sign_in.c.person)
    .join(_person, _person.c.id == _sign_in.c.person)
    .where(
        _sign_in.c.hash == bindparam("hash"),
        _sign_in.c.ended_at.is_(None),
        _sign_in.c.expires_at > bindparam("at"),
        _sign_in.c.seen_at > bindparam("seen_after"),
        *ACTIVE,
    ),
    _sign_in.c.person,
)
"""Made once: this is asked for every page."""


def add(session: Session, hash_: bytes, **values: Any) -> None:
    """Keep a session that begins."""
    session.execute(_sign_in.insert().values(hash=hash_, **values))


def live(
    session: Session, hash_: bytes, *, at: datetime, seen_after: datetime, day: date
) -> tuple[Any, tuple[Held, ...]]:
    """Person and ``seen_at`` of a session that goes on at ``at``, its account being in order; else None.

    With the posts that the person holds on a local day.
    """
    rows = session.execute(_LIVE, {"hash": hash_, "at": at, "seen_after": seen_after, "_day": day}).all()
    return next(iter(rows), None), held_in(rows)


def touch(session: Session, hash_: bytes, *, at: datetime) -> None:
    """Note that a session was used; one that was used later, or has ended, stays as it is."""
    mine = _sign_in.c.hash == hash_, _sign_in.c.seen_at < at, _sign_in.c.ended_at.is_(None)
    session.execute(_sign_in.update().where(*mine).values(seen_at=at))


def of_person(session: Session, person: str, *, at: datetime, seen_after: datetime) -> list[Row[Any]]:
    """The sessions of a person that go on at ``at``, the one used last first."""
    going_on = _sign_in.c.ended_at.is_(None), _sign_in.c.expires_at > at, _sign_in.c.seen_at > seen_after
    statement = select(_sign_in).where(_sign_in.c.person == person, *going_on)
    return list(session.execute(statement.order_by(_sign_in.c.seen_at.desc(), _sign_in.c.hash)))


def end(session: Session, hash_: bytes, *, at: datetime) -> str | None:
    """End a session; gives whose it was, None where it had ended or there is none."""
    mine = _sign_in.c.hash == hash_, _sign_in.c.ended_at.is_(None)
    ended = session.execute(_sign_in.update().where(*mine).values(ended_at=at).returning(_sign_in.c.person))
    person: str | None = ended.scalar_one_or_none()
    return person


def end_all(session: Session, person: str, *, at: datetime, but: bytes | None = None) -> int:
    """End every session of a person, but one; gives how many."""
    mine = [_sign_in.c.person == person, _sign_in.c.ended_at.is_(None)]
    if but is not None:
        mine.append(_sign_in.c.hash != but)
    return session.execute(_sign_in.update().where(*mine).values(ended_at=at)).rowcount


def forget(session: Session, *, before: datetime) -> int:
    """Remove the sessions that had ended or run out before a moment; gives how many."""
    over = or_(_sign_in.c.ended_at < before, _sign_in.c.expires_at < before)
    return session.execute(_sign_in.delete().where(over)).rowcount
