"""The access log: lines are added and, when they are old, removed; never changed but to forget a person."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Row, or_, select
from sqlalchemy.dialects import postgresql, sqlite

from tracker.store.database import Session
from tracker.store.tables import Access
from tracker.store.tables.versions import table_of

_access = table_of(Access)


def add(session: Session, row: Mapping[str, Any]) -> None:
    """Add a line; one with the same id, which was there before, stays as it is."""
    insert = postgresql.insert if session.dialect.name == "postgresql" else sqlite.insert
    session.execute(insert(_access).values(dict(row)).on_conflict_do_nothing(index_elements=["id"]))


def lines(
    session: Session,
    *,
    since: datetime | None,
    until: datetime | None,
    person: str | None,
    event: str | None,
    after: str | None,
    limit: int,
) -> list[Row[Any]]:
    """Lines from ``since`` to before ``until``, the newest first; ``after`` is the id of the last one seen."""
    wanted = [
        *([_access.c.at >= since] if since else []),
        *([_access.c.at < until] if until else []),
        *([_access.c.person == person] if person else []),
        *([_access.c.event == event] if event else []),
    ]
    if after is not None:
        seen = select(_access.c.at).where(_access.c.id == after).scalar_subquery()
        wanted.append(or_(_access.c.at < seen, (_access.c.at == seen) & (_access.c.id < after)))
    newest_first = _access.c.at.desc(), _access.c.id.desc()
    return list(session.execute(select(_access).where(*wanted).order_by(*newest_first).limit(limit)))


def forget(session: Session, *, before: datetime) -> int:
    """Remove the lines from before a moment; gives how many."""
    return session.execute(_access.delete().where(_access.c.at < before)).rowcount
