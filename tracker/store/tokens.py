"""Tokens of programs, found by the hash of their secret."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, bindparam, select

from tracker.store.bodies import Held, held_in, with_held
from tracker.store.database import Session
from tracker.store.tables import Access, Account, Person, Token
from tracker.store.tables.versions import table_of

_token, _account, _person, _access = table_of(Token), table_of(Account), table_of(Person), table_of(Access)

_FOUND = with_held(
    select(
        *(_token.c[name] for name in ("id", "person", "scopes", "expires_at", "used_at", "revoked_at")),
        _account.c.person.label("account"),
        _account.c.disabled_at,
        _person.c.erased_at,
        _access.c.id.label("line"),
    )
    .join(_person, _person.c.id == _token.c.person)
    .outerjoin(_account, _account.c.person == _token.c.person)
    .outerjoin(_access, _access.c.id == bindparam("line"))
    .where(_token.c.hash == bindparam("hash")),
    _token.c.person,
)
"""Made once: this is asked for every request of a program."""

_WITH_SLUG = select(_token, _person.c.slug).join(_person, _person.c.id == _token.c.person)


def found(session: Session, hash_: bytes, *, line: str, day: date) -> tuple[Any, tuple[Held, ...]]:
    """A token, in force or not, its account, and whether the access log has a line of this id; else None.

    With the posts that its person holds on a local day.
    """
    rows = session.execute(_FOUND, {"hash": hash_, "line": line, "_day": day}).all()
    return next(iter(rows), None), held_in(rows)


def add(session: Session, **values: Any) -> None:
    """Keep a new token."""
    session.execute(_token.insert().values(values))


def get(session: Session, id_: str) -> Row[Any] | None:
    """A token by its public id, with the short name of its person."""
    return session.execute(_WITH_SLUG.where(_token.c.id == id_)).one_or_none()


def listing(session: Session, person: str | None) -> list[Row[Any]]:
    """The tokens of a person, or of everybody, with the short names of their persons, the newest first."""
    statement = _WITH_SLUG if person is None else _WITH_SLUG.where(_token.c.person == person)
    return list(session.execute(statement.order_by(_token.c.created_at.desc(), _token.c.id)))


def touch(session: Session, id_: str, *, at: datetime, before: datetime) -> None:
    """Note that a token was used, where that was last noted before a moment, or never."""
    long_ago = _token.c.used_at.is_(None) | (_token.c.used_at <= before)
    session.execute(_token.update().where(_token.c.id == id_, long_ago).values(used_at=at))


def revoke(session: Session, id_: str, *, at: datetime) -> bool:
    """Revoke a token; whether it was in force until now."""
    mine = _token.c.id == id_, _token.c.revoked_at.is_(None)
    return session.execute(_token.update().where(*mine).values(revoked_at=at)).rowcount == 1


def revoke_all(session: Session, person: str, *, at: datetime) -> int:
    """Revoke every token of a person; gives how many were in force."""
    mine = _token.c.person == person, _token.c.revoked_at.is_(None)
    return session.execute(_token.update().where(*mine).values(revoked_at=at)).rowcount
