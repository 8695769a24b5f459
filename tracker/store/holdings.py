"""Who held, holds or will hold a post: the current records of holdings."""

from datetime import date
from typing import Any

from sqlalchemy import select

from tracker.store.database import Session
from tracker.store.tables import VERSIONED, Holding, Person
from tracker.store.tables.versions import table_of

_holding, _person = table_of(Holding), table_of(Person)

Row = dict[str, Any]


def of_posts(session: Session, *posts: str) -> list[Row]:
    """Every holding of these posts, oldest first; past and coming ones too."""
    return _of(session, _holding.c.post.in_(posts))


def of_person(session: Session, person: str) -> list[Row]:
    """Every holding of a person (an opaque id), oldest first; past and coming ones too."""
    return _of(session, _holding.c.person == person)


def everyones(session: Session) -> list[Row]:
    """Every holding there is, oldest first."""
    return _of(session)


def of_erased(session: Session) -> set[tuple[str, date]]:
    """(post, since when) of everything that was ever held by persons who are erased."""
    ever = VERSIONED["holding"][1]  # what had not begun was taken out when it ended
    erased = ever.join(_person, _person.c.id == ever.c.person)
    found = select(ever.c.post, ever.c.since).select_from(erased).where(_person.c.erased_at.is_not(None)).distinct()
    return {(row.post, row.since) for row in session.execute(found)}


def _of(session: Session, *conditions: Any) -> list[Row]:
    found = select(_holding).where(*conditions).order_by(_holding.c.since, _holding.c.key)
    return [dict(row) for row in session.execute(found).mappings()]


def is_erased(session: Session, person: str) -> bool:
    """Whether a person's name and address were erased."""
    erased = _person.c.id == person, _person.c.erased_at.is_not(None)
    return session.execute(select(_person.c.id).where(*erased)).first() is not None
