"""Who persons are to providers of single sign-on: an issuer and a subject there, for one person each."""

from datetime import datetime

from sqlalchemy import func, select

from tracker.store.accounts import ACTIVE
from tracker.store.database import Session
from tracker.store.tables import Account, Identity, Person
from tracker.store.tables.versions import table_of

_identity, _account, _person = table_of(Identity), table_of(Account), table_of(Person)


def person_of(session: Session, *, issuer: str, subject: str) -> str | None:
    """The person whom a subject of an issuer was linked to."""
    mine = _identity.c.issuer == issuer, _identity.c.subject == subject
    found: str | None = session.execute(select(_identity.c.person).where(*mine)).scalar_one_or_none()
    return found


def is_linked(session: Session, person: str, *, issuer: str) -> bool:
    """Whether a person was linked to any subject of an issuer."""
    mine = _identity.c.issuer == issuer, _identity.c.person == person
    return session.execute(select(_identity.c.subject).where(*mine).limit(1)).first() is not None


def with_address(session: Session, email: str) -> list[str]:
    """The persons with this e-mail address whose accounts are in order, two at most."""
    statement = select(_person.c.id).join(_account, _account.c.person == _person.c.id)
    matching = func.lower(_person.c.email) == email.lower(), *ACTIVE
    return list(session.execute(statement.where(*matching).limit(2)).scalars())


def link(session: Session, *, issuer: str, subject: str, person: str, at: datetime) -> None:
    """Remember who a person is to an issuer."""
    session.execute(_identity.insert().values(issuer=issuer, subject=subject, person=person, linked_at=at))
