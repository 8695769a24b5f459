"""Questions that people keep under a name: only ever those of one person."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select

from tracker.store.database import Session
from tracker.store.tables import SavedView
from tracker.store.tables.versions import table_of

_view = table_of(SavedView)


def listing(session: Session, person: str) -> list[Row[Any]]:
    """Those of a person, by name."""
    return list(session.execute(select(_view).where(_view.c.person == person).order_by(_view.c.title, _view.c.id)))


def count(session: Session, person: str) -> int:
    """How many a person has."""
    found: int = session.execute(select(func.count()).where(_view.c.person == person)).scalar_one()
    return found


def named(session: Session, person: str, title: str) -> str | None:
    """The id of the one that a person has under a name."""
    mine = _view.c.person == person, _view.c.title == title
    return session.execute(select(_view.c.id).where(*mine)).scalar_one_or_none()


def add(session: Session, *, at: datetime, **values: Any) -> None:
    """Keep a new one."""
    session.execute(_view.insert().values(saved_at=at, **values))


def rename(session: Session, person: str, id_: str, title: str) -> bool:
    """Whether the person has this one, which now has another name."""
    mine = _view.c.person == person, _view.c.id == id_
    return session.execute(_view.update().where(*mine).values(title=title)).rowcount == 1


def delete(session: Session, person: str, id_: str) -> bool:
    """Whether the person had this one."""
    return session.execute(_view.delete().where(_view.c.person == person, _view.c.id == id_)).rowcount == 1


def forget(session: Session, person: str) -> None:
    """Keep none of a person."""
    session.execute(_view.delete().where(_view.c.person == person))
