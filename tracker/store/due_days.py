"""How many commitments fall due on each day, and since when anything is on record."""

from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, func, select

from tracker.domain.moment import Moment
from tracker.domain.sight import Sight
from tracker.query.tree import Query
from tracker.store import filters
from tracker.store.database import Session
from tracker.store.tables import HistoryEntry
from tracker.store.tables.versions import table_of

_entry = table_of(HistoryEntry)


def by_day(session: Session, query: Query, moment: Moment, seen: Sight) -> dict[date, int]:
    """The last on-time day → how many match, of those that are ``seen``; what has no such day is left out."""
    prepared = filters.prepare(query, moment, seen)
    found = session.execute(_by_day(prepared), prepared.parameters(moment, seen))
    return {row[0]: row[1] for row in found}


@lru_cache(maxsize=512)
def _by_day(prepared: filters.Prepared) -> Select[Any]:
    day = prepared.table.c.last_day
    return select(day, func.count()).where(prepared.where, day.is_not(None)).group_by(day)


def first_recorded(session: Session) -> datetime | None:
    """The instant of the first entry of the history, None where there is none."""
    found: datetime | None = session.execute(_first()).scalar_one_or_none()
    return found


@lru_cache(maxsize=1)
def _first() -> Select[Any]:
    return select(_entry.c.recorded_at).order_by(_entry.c.seq).limit(1)
