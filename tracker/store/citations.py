"""Which sources the commitments cite that somebody sees."""

from functools import lru_cache
from typing import Any

from sqlalchemy import Select, select

from tracker.domain.moment import Moment
from tracker.domain.sight import Sight
from tracker.store import filters
from tracker.store.commitments import ALL
from tracker.store.database import Session
from tracker.store.filter_scope import FACET, found_as


def cited(session: Session, moment: Moment, seen: Sight) -> set[str]:
    """The slugs of the sources of what is ``seen``, as known at the moment."""
    prepared = filters.prepare(ALL, moment, seen)
    return set(session.execute(_cited(prepared), prepared.parameters(moment, seen)).scalars())


@lru_cache(maxsize=64)
def _cited(prepared: filters.Prepared) -> Select[Any]:
    visible = select(prepared.table.c.ref).where(prepared.where)
    alive = prepared.scope.alive(FACET)
    return select(FACET.c.value).where(found_as("source"), FACET.c.ref.in_(visible), *alive).distinct()
