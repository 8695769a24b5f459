"""How sure the readings are that a question finds: whether there is a day, and whether the words are clear."""

from functools import lru_cache
from typing import Any

from sqlalchemy import Select, func, select

from tracker.domain.moment import Moment
from tracker.domain.sight import Sight
from tracker.query.tree import Query
from tracker.store import filters
from tracker.store.database import Session


def certainty(session: Session, query: Query, moment: Moment, seen: Sight) -> dict[tuple[bool, bool], int]:
    """(a day was read, the words are clear) → how many match, of those that are ``seen``."""
    prepared = filters.prepare(query, moment, seen)
    found = session.execute(_certainty(prepared), prepared.parameters(moment, seen))
    return {(not without, bool(certain)): n for without, certain, n in found}


@lru_cache(maxsize=64)
def _certainty(prepared: filters.Prepared) -> Select[Any]:
    without, certain = prepared.table.c.last_day.is_(None).label("without"), prepared.table.c.due_certain
    return select(without, certain, func.count()).where(prepared.where).group_by(without, certain)
