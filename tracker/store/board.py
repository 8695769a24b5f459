"""What a page says beside the commitments themselves: names of what they refer to, the tree of bodies, people."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Row, Select, bindparam, select

from tracker.domain.moment import Moment
from tracker.store.database import Session
from tracker.store.records import key_column
from tracker.store.tables import VERSIONED, Person
from tracker.store.tables.versions import known_rows, table_of
from tracker.store.types import UtcDateTime

_person = table_of(Person)

NAMED = {"body": "name", "place": "name", "post": "title", "programme": "title", "source": "title"}
"""Noun → the columns that hold what it is called, without the language at their end."""


def named(session: Session, noun: str, moment: Moment, slugs: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Slug → its name in both languages, as known at the moment; nothing for slugs that were not known then."""
    wanted = set(slugs)
    if not wanted:
        return {}
    table, known = known_rows(noun, moment)
    key, column = table.c[key_column(noun)], NAMED[noun]
    statement = select(key, table.c[f"{column}_en"], table.c[f"{column}_zh"]).where(key.in_(wanted), *known)
    return {slug: (en, zh) for slug, en, zh in session.execute(statement)}


def whole(session: Session, noun: str, moment: Moment) -> Sequence[Row[Any]]:
    """Every record of a noun as known at the moment, by its key."""
    table, known = known_rows(noun, moment)
    return session.execute(select(table).where(*known).order_by(table.c[key_column(noun)])).all()


def one(session: Session, noun: str, moment: Moment, slug: str) -> Row[Any] | None:
    """One record as known at the moment."""
    table, known = known_rows(noun, moment)
    return session.execute(select(table).where(table.c[key_column(noun)] == slug, *known)).one_or_none()


def records(session: Session, noun: str, moment: Moment, keys: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Key → the whole record as known at the moment; nothing for keys that were not known then."""
    wanted = sorted(set(keys))
    statement = _records(noun, past=moment.known is not None, many=len(wanted) != 1)
    given = {"_keys": wanted} if len(wanted) != 1 else {"_key": wanted[0]}
    return {
        str(row[key_column(noun)]): dict(row)
        for row in session.execute(statement, {**given, "_known": moment.known}).mappings()
    }


@lru_cache(maxsize=64)
def _records(noun: str, *, past: bool, many: bool) -> Select[Any]:
    """Built once: every question that names a body asks it, mostly of one, which by itself costs half as much."""
    table, known = VERSIONED[noun][past], bindparam("_known", type_=UtcDateTime())
    key = table.c[key_column(noun)]
    wanted = key.in_(bindparam("_keys", expanding=True)) if many else key == bindparam("_key")
    then = (table.c.recorded_from <= known, table.c.recorded_to > known) if past else ()
    return select(table).where(wanted, *then)


def readings(session: Session, moment: Moment, programme: str) -> Sequence[Row[Any]]:
    """The readings and results that belong to a programme as a whole."""
    table, known = known_rows("reading", moment)
    return session.execute(select(table).where(table.c.programme == programme, *known).order_by(table.c.ref)).all()


def has_duplicates(session: Session, moment: Moment) -> bool:
    """Whether any commitment was known at the moment to be the same as another."""
    table, known = known_rows("link", moment)
    return session.execute(select(table.c.key).where(table.c.kind == "same_as", *known).limit(1)).first() is not None


def people(session: Session, ids: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Id → name in both languages; nothing for those whose name was erased."""
    called = _person.c.id.in_(set(ids)), _person.c.erased_at.is_(None)
    names = select(_person.c.id, _person.c.name_en, _person.c.name_zh).where(*called)
    return {id_: (en, zh) for id_, en, zh in session.execute(names)}
