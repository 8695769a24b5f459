"""Accounts: who may sign in, found by what somebody types as his name; and the persons behind them."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, exists, func, literal, or_, select

from tracker.store.database import Session
from tracker.store.tables import Account, Holding, Identity, Invitation, Person, Post, SignIn
from tracker.store.tables.versions import table_of

_account, _person, _identity = table_of(Account), table_of(Person), table_of(Identity)
_post, _holding = table_of(Post), table_of(Holding)
_sign_in, _invitation = table_of(SignIn), table_of(Invitation)

ACTIVE: tuple[ColumnElement[bool], ...] = (_account.c.disabled_at.is_(None), _person.c.erased_at.is_(None))
"""What must hold of an account and its person, that anything can be done with it."""


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody who tries to sign in; ``is_near``: he did so before from the same address."""

    person: str
    password: str
    is_active: bool
    is_near: bool


def known_as(session: Session, name: str, *, address: str, since: datetime) -> Known | None:
    """Whose account this name is: a short name, an id, or an address in capitals or not; None also where of several.

    ``is_near`` looks at sessions that began at or after ``since``.
    """
    folded = name.strip()
    if not folded or not folded.isprintable():
        return None
    near = exists().where(
        _sign_in.c.person == _person.c.id, _sign_in.c.address == (address or None), _sign_in.c.began_at >= since
    )
    matching = or_(_person.c.id == folded, _person.c.slug == folded, func.lower(_person.c.email) == folded.lower())
    statement = (
        select(_person.c.id, _account.c.password, _account.c.disabled_at, _person.c.erased_at, near.label("near"))
        .join(_account, _account.c.person == _person.c.id)
        .where(matching)
        .limit(2)
    )
    found = session.execute(statement).all()
    if len(found) != 1:
        return None
    row = found[0]
    return Known(row.id, row.password, row.disabled_at is None and row.erased_at is None, bool(row.near))


def locked(session: Session, person: str) -> Row[Any] | None:
    """The account of a person, None where there is none; nobody else changes it until this transaction ends.

    The person's row is what is locked, so that an account that is just being opened is waited for too.
    """
    session.execute(select(_person.c.id).where(_person.c.id == person).with_for_update(key_share=True)).first()
    return get(session, person)


def get(session: Session, person: str) -> Row[Any] | None:
    """The account of a person, None where there is none."""
    return session.execute(select(_account).where(_account.c.person == person)).one_or_none()


def is_active(session: Session, person: str) -> bool:
    """Whether a person has an account that is not disabled."""
    found = select(literal(1)).select_from(_account.join(_person)).where(_account.c.person == person, *ACTIVE)
    return session.execute(found).first() is not None


def person(session: Session, id_: str) -> Row[Any] | None:
    """The row of a person who was not erased."""
    statement = select(_person).where(_person.c.id == id_, _person.c.erased_at.is_(None))
    return session.execute(statement).one_or_none()


def opened(session: Session, person: str, *, password: str, at: datetime) -> None:
    """Open an account; ``password`` is a hash, empty where there is none."""
    session.execute(
        _account.insert().values(
            person=person, password=password, password_at=at if password else None, created_at=at, disabled_at=None
        )
    )


def put(session: Session, person: str, **values: Any) -> None:
    """Change columns of an account."""
    session.execute(_account.update().where(_account.c.person == person).values(values))


def has_administrator(session: Session, *, day: date) -> bool:
    """Whether anybody who can sign in holds the post of an administrator on a local day."""
    can_sign_in = or_(_account.c.password != "", exists().where(_identity.c.person == _account.c.person))
    statement = (
        select(literal(1))
        .select_from(_account.join(_person).join(_holding, _holding.c.person == _person.c.id))
        .join(_post, _post.c.slug == _holding.c.post)
        .where(_post.c.duty == "administrator", *ACTIVE, can_sign_in, _holding.c.since <= day)
        .where(or_(_holding.c.until.is_(None), _holding.c.until >= day))
    )
    return session.execute(statement.limit(1)).first() is not None


def taken(session: Session, *, slug: str, email: str) -> str | None:
    """Which of these names somebody else has: ``slug``, ``email``, or neither."""
    if session.execute(select(_person.c.id).where(or_(_person.c.slug == slug, _person.c.id == slug))).first():
        return "slug"
    if session.execute(select(_person.c.id).where(func.lower(_person.c.email) == email.lower())).first():
        return "email"
    return None


def everybody(session: Session, *, at: datetime) -> list[Row[Any]]:
    """Every person who was not erased, with the account, when last seen, and whether a link to it is open at ``at``."""
    seen = select(func.max(_sign_in.c.seen_at)).where(_sign_in.c.person == _person.c.id).scalar_subquery()
    open_link = exists().where(
        _invitation.c.person == _person.c.id, _invitation.c.used_at.is_(None), _invitation.c.expires_at > at
    )
    statement = (
        select(
            *(_person.c[name] for name in ("id", "slug", "name_en", "name_zh", "email", "language")),
            _account.c.password,
            _account.c.created_at,
            _account.c.disabled_at,
            seen.label("seen_at"),
            open_link.label("is_invited"),
        )
        .outerjoin(_account, _account.c.person == _person.c.id)
        .where(_person.c.erased_at.is_(None))
        .order_by(_person.c.slug, _person.c.id)
    )
    return list(session.execute(statement))


def empty_posts(session: Session, *, body: str, duty: str, stem: str, day: date) -> list[str]:
    """The posts called ``stem``, or that with a number, of a body and a duty, that nobody holds on a day or later."""
    held = exists().where(_holding.c.post == _post.c.slug, or_(_holding.c.until.is_(None), _holding.c.until >= day))
    mine = _post.c.body == body, _post.c.duty == duty, _post.c.ended_on.is_(None)
    called = or_(_post.c.slug == stem, _post.c.slug.like(f"{stem}-%"))
    return list(session.execute(select(_post.c.slug).where(*mine, called, ~held).order_by(_post.c.slug)).scalars())
