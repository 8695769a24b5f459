"""Commitments in the database: found by name, listed by a query, counted by what they belong to."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Row, Select, bindparam, func, or_, select, union

from tracker.domain.moment import Moment
from tracker.kit.errors import NotFound
from tracker.kit.text import text
from tracker.query.tree import Query
from tracker.store import filters
from tracker.store.database import Session
from tracker.store.records import DERIVED, capitals
from tracker.store.tables import VERSIONED, Facet
from tracker.store.tables.versions import table_of
from tracker.store.types import FOREVER

_commitment, _version = VERSIONED["commitment"]
_programme = VERSIONED["programme"][0]
_facet = table_of(Facet)

LISTED = (
    "ref",
    "aliases",
    "title_en",
    "title_zh",
    "kind",
    "programme",
    "body",
    "post",
    "owner_words",
    "due_words",
    "last_day",
    "precision",
    "policy",
    "confirmed_by",
    "context_day",
    "first_day",
    "work",
    "assurance",
    "stage_day",
    "done_on",
    "review_day",
    "unowned_since",
    "size",
    "registered_on",
    "updated_on",
)
"""The columns that a list needs; decoding the others would cost more than the query."""


def ref_of(session: Session, name: str) -> str | None:
    """The reference of the commitment that ``name`` is a reference or an alias of, in any case of letters."""
    wanted = capitals(name.strip())
    # What cannot be a name need not be looked for, and PostgreSQL cannot even be asked for some of it.
    if not wanted or not wanted.isprintable():
        return None
    found: str | None = session.execute(_named(), {"name": wanted}).scalars().first()
    return found


@lru_cache(maxsize=1)
def _named() -> Select[Any]:
    aliased = select(_facet.c.ref).where(
        _facet.c.field == "alias", _facet.c.value == bindparam("name"), _facet.c.recorded_to == FOREVER
    )
    return select(_commitment.c.ref).where(or_(_commitment.c.ref == bindparam("name"), _commitment.c.ref.in_(aliased)))


def current(session: Session, name: str) -> dict[str, Any]:
    """The whole row of a commitment as it is now, without derived columns; raises NotFound."""
    ref = ref_of(session, name)
    if ref is None:
        raise not_found(name)
    row = session.execute(select(_commitment).where(_commitment.c.ref == ref)).mappings().one()
    return {key: value for key, value in row.items() if key not in DERIVED["commitment"]}


def as_of(session: Session, name: str, moment: Moment) -> dict[str, Any]:
    """The whole row of a commitment as it was known at a moment; raises NotFound where it was not known then."""
    if moment.known is None:
        return current(session, name)
    wanted = capitals(name.strip())
    if not wanted.isprintable():
        raise not_found(name)
    named = _facet.c.field == "alias", _facet.c.value == wanted
    then = _facet.c.recorded_from <= moment.known, _facet.c.recorded_to > moment.known
    aliased = select(_facet.c.ref).where(*named, *then)
    known = (_version.c.recorded_from <= moment.known) & (_version.c.recorded_to > moment.known)
    found = session.execute(
        select(_version).where(or_(_version.c.ref == wanted, _version.c.ref.in_(aliased)), known)
    ).mappings()
    row = next(iter(found), None)
    if row is None:
        raise not_found(name)
    return dict(row)


def not_found(name: str) -> NotFound:
    """The answer for a name that is no reference and no alias."""
    return NotFound(
        text("There is no commitment “{name}” in this register.", name=name),
        hint=text("Look for words of its title: tracker list WORDS."),
    )


def next_ref(session: Session, programme: str) -> str:
    """A reference that is free and never was taken, as an alias or before: the programme's code and the next number."""
    code = session.execute(select(_programme.c.code).where(_programme.c.slug == programme)).scalar_one_or_none()
    if code is None:
        return ""
    begins = f"{code}-"
    named = _facet.c.field == "alias", _facet.c.value.startswith(begins, autoescape=True)
    taken = union(
        select(_version.c.ref).where(_version.c.ref.startswith(begins, autoescape=True)),
        select(_facet.c.value).where(*named),
    )
    numbers = [
        int(tail) for tail in (name.removeprefix(begins) for (name,) in session.execute(taken)) if tail.isdecimal()
    ]
    return f"{begins}{max(numbers, default=0) + 1:03d}"


def page(session: Session, query: Query, moment: Moment, *, limit: int, offset: int = 0) -> Sequence[Row[Any]]:
    """The rows of ``LISTED`` that match, in the order of the query."""
    prepared = filters.prepare(query, moment)
    parameters = {**prepared.parameters(moment), "_limit": limit, "_offset": offset}
    return session.execute(_page(prepared), parameters).all()


def count(session: Session, query: Query, moment: Moment) -> int:
    """How many commitments match."""
    prepared = filters.prepare(query, moment)
    found: int = session.execute(_count(prepared), prepared.parameters(moment)).scalar_one()
    return found


def count_by(session: Session, query: Query, moment: Moment, column: str) -> dict[str | None, int]:
    """How many commitments match for each value of ``column`` (body, programme, kind, work); None: those without."""
    prepared = filters.prepare(query, moment)
    found = session.execute(_count_by(prepared, column), prepared.parameters(moment))
    return {row[0]: row[1] for row in found}


# Building a statement costs several times what running it does; a question is asked again and again.


@lru_cache(maxsize=512)
def _page(prepared: filters.Prepared) -> Select[Any]:
    columns = [prepared.table.c[name] for name in LISTED]
    statement = select(*columns).where(prepared.where).order_by(*prepared.order_by)
    return statement.limit(bindparam("_limit")).offset(bindparam("_offset"))


@lru_cache(maxsize=512)
def _count(prepared: filters.Prepared) -> Select[Any]:
    return select(func.count()).select_from(prepared.table).where(prepared.where)


@lru_cache(maxsize=512)
def _count_by(prepared: filters.Prepared, column: str) -> Select[Any]:
    value = prepared.table.c[column]
    return select(value, func.count()).where(prepared.where).group_by(value)
