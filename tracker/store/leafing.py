"""The references on one page of a list, read from whichever end of it is nearer."""

from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, UnaryExpression, bindparam, select
from sqlalchemy.sql import operators

from tracker.domain.moment import Moment
from tracker.domain.sight import Sight
from tracker.query.tree import Query
from tracker.store import filters
from tracker.store.database import Session

_NULLS = {operators.nulls_first_op: "nulls_last", operators.nulls_last_op: "nulls_first"}


def refs(
    session: Session, query: Query, moment: Moment, seen: Sight, *, total: int, limit: int, offset: int
) -> list[str]:
    """The references at ``offset`` of the ``total`` that match, in the order of the query.

    What stands before a page must be gone through; in the second half there is less of it behind.
    """
    length = max(min(limit, total - offset), 0)
    after = total - offset - length
    backwards = after < offset
    prepared = filters.prepare(query, moment, seen)
    given = {**prepared.parameters(moment, seen), "_limit": length, "_offset": after if backwards else offset}
    found = list(session.execute(_page(prepared, backwards), given).scalars())
    return found[::-1] if backwards else found


@lru_cache(maxsize=512)
def _page(prepared: filters.Prepared, backwards: bool) -> Select[Any]:
    order = tuple(turned(key) for key in prepared.order_by) if backwards else prepared.order_by
    wanted = select(prepared.table.c.ref).where(prepared.where).order_by(*order)
    return wanted.limit(bindparam("_limit")).offset(bindparam("_offset"))


def turned(key: ColumnElement[Any]) -> ColumnElement[Any]:
    """The other way round, what is empty at the other end too."""
    modifier = key.modifier if isinstance(key, UnaryExpression) else None
    if isinstance(key, UnaryExpression) and modifier in _NULLS:
        nulls: ColumnElement[Any] = getattr(turned(key.element), _NULLS[modifier])()
        return nulls
    if isinstance(key, UnaryExpression) and modifier is operators.desc_op:
        return key.element.asc()
    return (key.element if isinstance(key, UnaryExpression) and modifier is operators.asc_op else key).desc()
