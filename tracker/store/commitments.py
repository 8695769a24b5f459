"""Commitments in the database: found by name, listed by a query, counted by what they belong to."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Row, Select, bindparam, func, select, union, union_all

from tracker.domain.moment import Moment
from tracker.domain.sight import Sight
from tracker.kit.errors import NotFound
from tracker.kit.text import text
from tracker.query.language import parse
from tracker.query.tree import Query
from tracker.store import filters
from tracker.store.database import Session
from tracker.store.filter_scope import found_as
from tracker.store.records import DERIVED, sought
from tracker.store.tables import VERSIONED, Facet
from tracker.store.tables.versions import table_of
from tracker.store.types import FOREVER, Name, UtcDateTime

_commitment, _version = VERSIONED["commitment"]
_programme = VERSIONED["programme"][0]
_facet = table_of(Facet)

_NAME = bindparam("_name", type_=Name())

ALL = parse("")
"""The question whose answer is every commitment."""

TOGETHER = 500
"""So many references are asked for in one statement."""

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
    "extended",
    "reopened",
    "registered_on",
    "updated_on",
)
"""The columns that a list needs; decoding the others would cost more than the query."""


KEYS = ("ref", "version", "size")
"""A version of a commitment is always the same; ``size`` says whether its parts have to be counted."""


def ref_of(session: Session, name: str) -> str | None:
    """The reference of the commitment that ``name`` is a reference or an alias of, in any case of letters."""
    wanted = sought(name)
    if wanted is None:
        return None
    found: str | None = session.execute(_named(), {"_name": wanted}).scalars().first()
    return found


@lru_cache(maxsize=1)
def _named() -> Select[Any]:
    return select(_commitment.c.ref).where(_is_named())


@lru_cache(maxsize=1)
def _now() -> tuple[Select[Any], Select[Any]]:
    """By its reference, which is what mostly is said and takes half the time; by an alias."""
    columns = [column for column in _commitment.columns if column.name not in DERIVED["commitment"]]
    return select(*columns).where(_commitment.c.ref == _NAME), select(*columns).where(_is_named())


def _is_named() -> ColumnElement[bool]:
    alias = found_as("alias"), _facet.c.value == _NAME, _facet.c.recorded_to == FOREVER
    return _commitment.c.ref.in_(_either(select(_facet.c.ref).where(*alias)))


def _either(aliased: Select[str]) -> CompoundSelect[Any]:
    """What may be the reference: the name itself, or that of which it is an alias.

    As one subquery, since PostgreSQL would go through all commitments for an OR of the two.
    """
    return union_all(select(_NAME), aliased)


def current(session: Session, name: str) -> dict[str, Any]:
    """The whole row of a commitment as it is now, without derived columns; raises NotFound."""
    wanted = sought(name)
    for statement in _now() if wanted else ():
        row = session.execute(statement, {"_name": wanted}).mappings().first()
        if row is not None:
            return dict(row)
    raise not_found(name)


def as_of(session: Session, name: str, moment: Moment, seen: Sight) -> dict[str, Any]:
    """The whole row of a commitment as it was known at a moment.

    Raises NotFound where it was not known then, and where it is not ``seen``.
    """
    wanted = sought(name)
    prepared = filters.prepare(ALL, moment, seen)
    parameters = {**prepared.parameters(moment, seen), "_name": wanted}
    found = session.execute(_whole(prepared), parameters).mappings().first() if wanted else None
    if found is None:
        raise not_found(name)
    return dict(found)


def visible(session: Session, refs: Iterable[str], moment: Moment, seen: Sight) -> set[str]:
    """Those of these commitments that were known at a moment and are ``seen``."""
    wanted = sorted(set(refs))
    prepared = filters.prepare(ALL, moment, seen)
    parameters = prepared.parameters(moment, seen)
    found: set[str] = set()
    for first in range(0, len(wanted), TOGETHER):
        some = {**parameters, "_refs": wanted[first : first + TOGETHER]}
        found.update(session.execute(_among(prepared), some).scalars())
    return found


def responsibilities(session: Session, refs: Iterable[str]) -> list[dict[str, Any]]:
    """Who is responsible for commitments: post, leader and bodies, without anything else of the row."""
    names = ("ref", "post", "leader", "body", "supervisor", "acceptor", "co_bodies")
    wanted = select(*(_commitment.c[name] for name in names)).where(_commitment.c.ref.in_(set(refs)))
    return [dict(row) for row in session.execute(wanted).mappings()]


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
    named = found_as("alias"), _facet.c.value.startswith(begins, autoescape=True)
    taken = union(
        select(_version.c.ref).where(_version.c.ref.startswith(begins, autoescape=True)),
        select(_facet.c.value).where(*named),
    )
    numbers = [
        int(tail) for tail in (name.removeprefix(begins) for (name,) in session.execute(taken)) if tail.isdecimal()
    ]
    return f"{begins}{max(numbers, default=0) + 1:03d}"


def page(
    session: Session, query: Query, moment: Moment, seen: Sight, *, limit: int, offset: int = 0
) -> Sequence[Row[Any]]:
    """The rows of ``LISTED`` that match, of those that are ``seen``, in the order of the query."""
    return _paged(session, LISTED, query, moment, seen, limit=limit, offset=offset)


def keys(
    session: Session, query: Query, moment: Moment, seen: Sight, *, limit: int, offset: int = 0
) -> Sequence[Row[Any]]:
    """The same, of each row no more than by which what was worked out of it may be remembered: ``KEYS``."""
    return _paged(session, KEYS, query, moment, seen, limit=limit, offset=offset)


def _paged(
    session: Session, columns: tuple[str, ...], query: Query, moment: Moment, seen: Sight, *, limit: int, offset: int
) -> Sequence[Row[Any]]:
    prepared = filters.prepare(query, moment, seen)
    parameters = {**prepared.parameters(moment, seen), "_limit": limit, "_offset": offset}
    return session.execute(_page(prepared, columns), parameters).all()


def listed(session: Session, refs: Iterable[str], moment: Moment) -> dict[str, dict[str, Any]]:
    """Reference → the columns of ``LISTED``, as known at the moment; whether they may be seen was asked before."""
    statement, known = _listed(past=moment.known is not None), {"known": moment.known}
    wanted, found = list(refs), dict[str, dict[str, Any]]()
    for first in range(0, len(wanted), TOGETHER):
        some = {"refs": wanted[first : first + TOGETHER], **known}
        found.update({row["ref"]: dict(row) for row in session.execute(statement, some).mappings()})
    return found


def count(session: Session, query: Query, moment: Moment, seen: Sight) -> int:
    """How many commitments match, of those that are ``seen``."""
    prepared = filters.prepare(query, moment, seen)
    found: int = session.execute(_count(prepared), prepared.parameters(moment, seen)).scalar_one()
    return found


def count_by(session: Session, query: Query, moment: Moment, seen: Sight, column: str) -> dict[str | None, int]:
    """How many match, of those that are ``seen``, for each value of ``column`` (body, programme, kind, work).

    None: those without a value.
    """
    prepared = filters.prepare(query, moment, seen)
    found = session.execute(_count_by(prepared, column), prepared.parameters(moment, seen))
    return {row[0]: row[1] for row in found}


# Building a statement costs several times what running it does; a question is asked again and again.


@lru_cache(maxsize=512)
def _whole(prepared: filters.Prepared) -> Select[Any]:
    named = _either(prepared.scope.facets("alias", _facet.c.value == _NAME))
    return select(prepared.table).where(prepared.table.c.ref.in_(named), prepared.where)


@lru_cache(maxsize=512)
def _among(prepared: filters.Prepared) -> Select[Any]:
    ref = prepared.table.c.ref
    return select(ref).where(ref.in_(bindparam("_refs", expanding=True)), prepared.where)


@lru_cache(maxsize=2)
def _listed(*, past: bool) -> Select[Any]:
    table = VERSIONED["commitment"][past]
    known = bindparam("known", type_=UtcDateTime())
    then = (table.c.recorded_from <= known, table.c.recorded_to > known) if past else ()
    return select(*(table.c[name] for name in LISTED)).where(table.c.ref.in_(bindparam("refs", expanding=True)), *then)


@lru_cache(maxsize=512)
def _page(prepared: filters.Prepared, columns: tuple[str, ...]) -> Select[Any]:
    statement = select(*(prepared.table.c[name] for name in columns)).where(prepared.where).order_by(*prepared.order_by)
    return statement.limit(bindparam("_limit")).offset(bindparam("_offset"))


@lru_cache(maxsize=512)
def _count(prepared: filters.Prepared) -> Select[Any]:
    return select(func.count()).select_from(prepared.table).where(prepared.where)


@lru_cache(maxsize=512)
def _count_by(prepared: filters.Prepared, column: str) -> Select[Any]:
    value: ColumnElement[Any] = prepared.table.c[column]
    # Where the rows themselves must be read, reading them in the order of an index by value takes three times as long.
    value = value if prepared.scope.sight is None else value.concat("")
    return select(value, func.count()).where(prepared.where).group_by(value)
