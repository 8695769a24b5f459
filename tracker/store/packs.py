"""Rule packs in force: which ones, and what is in them; as known at the moment.

The packs of closings stand in the same table as those of rules that flag, and are called ``closing/...`` there.
"""

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, bindparam, func, literal_column, select

from tracker.domain.moment import Moment
from tracker.store.database import Session
from tracker.store.remembering import remembered
from tracker.store.tables import VERSIONED, HistoryEntry
from tracker.store.tables.versions import known_rows, table_of
from tracker.store.types import FOREVER, Name

_pack, _version = VERSIONED["rule_pack"]
_programme, _ = VERSIONED["programme"]
_entry = table_of(HistoryEntry)

CLOSINGS = "closing/"
"""With this begins what the pack of a closing is called on record; no rule that flags can be called so."""

Hashes = tuple[tuple[str, str], ...]
"""(what a pack is called, SHA-256 of its content), in the order of names."""


def in_force(session: Session, moment: Moment, *, closings: bool = False) -> Hashes:
    """The rules that flag, or the closings, in force at the moment of knowledge; before any were on record, the first.

    Each kind has a beginning of its own, since closings came later.
    """
    if moment.known is None:
        return current(session, closings=closings)
    found = _hashes(session, _version, _is(_version, closings), *known_rows("rule_pack", moment)[1])
    if found:
        return found
    earliest = select(func.min(_version.c.recorded_from)).where(_is(_version, closings))
    first: datetime | None = session.execute(earliest).scalar_one()
    if first is None or first <= moment.known:
        return found
    then = _version.c.recorded_from <= first, _version.c.recorded_to > first
    return _hashes(session, _version, _is(_version, closings), *then)


def current(session: Session, *, closings: bool = False) -> Hashes:
    """The rules that flag, or the closings, that are in force now."""

    def read() -> Hashes:
        return tuple((slug, sha256) for slug, sha256 in session.execute(_current(closings=closings)))

    return remembered(session, ("packs", closings), read)


@lru_cache(maxsize=2)
def _current(*, closings: bool) -> Select[Any]:
    """Built once: every page and every change asks for them."""
    return select(_pack.c.slug, _pack.c.sha256).where(_is(_pack, closings)).order_by(_pack.c.slug)


def closing_of(session: Session, programme: str) -> tuple[str, str | None]:
    """The closing that a programme names, and the hash of its pack in force now; None where none is on record."""
    found = session.execute(_closing(), {"_programme": programme}).one()
    return found.closing, found.sha256


@lru_cache(maxsize=1)
def _closing() -> Select[Any]:
    named = _pack.c.slug == literal_column(f"'{CLOSINGS}'").concat(_programme.c.closing)
    mine = _programme.c.slug == bindparam("_programme", type_=Name())
    return select(_programme.c.closing, _pack.c.sha256).select_from(_programme).outerjoin(_pack, named).where(mine)


def contents(session: Session, hashes: Hashes) -> list[dict[str, Any]]:
    """What is in packs, in the order of ``hashes``; they may be in force no more."""
    rows = session.execute(
        select(_version.c.slug, _version.c.sha256, _version.c.content).where(
            _version.c.sha256.in_([sha256 for _, sha256 in hashes])
        )
    )
    found = {(slug, sha256): content for slug, sha256, content in rows}
    return [found[key] for key in hashes]


def in_force_since(session: Session) -> dict[str, datetime]:
    """Rule that flags → since when its pack is in force as it is now, or since when it is so no longer."""
    columns = _version.c.slug, _version.c.recorded_from, _version.c.recorded_to
    found = session.execute(select(*columns).where(_is(_version, closings=False)).order_by(_version.c.version))
    return {row.slug: row.recorded_from if row.recorded_to == FOREVER else row.recorded_to for row in found}


def put_after(session: Session, seq: int) -> frozenset[str]:
    """The rules that flag whose pack was put in force, or taken out of it, after the entry of this number."""
    mine = _entry.c.record_type == "rule_pack", _entry.c.seq > seq
    found = session.execute(select(_entry.c.record_key).where(*mine)).scalars()
    return frozenset(key for key in found if not key.startswith(CLOSINGS))


def programmes_closing(session: Session, closings: Iterable[str]) -> dict[str, list[str]]:
    """Closing → the programmes that name it now, in order; without those that none names."""
    rows = select(_programme.c.closing, _programme.c.slug).where(_programme.c.closing.in_(sorted(closings)))
    found: dict[str, list[str]] = {}
    for closing, slug in session.execute(rows.order_by(_programme.c.slug)):
        found.setdefault(closing, []).append(slug)
    return found


def _is(table: Table, closings: bool) -> ColumnElement[bool]:
    # A pattern given as a parameter would have SQLite plan the statement anew each time.
    closing = table.c.slug.like(literal_column(f"'{CLOSINGS}%'"))
    return closing if closings else ~closing


def _hashes(session: Session, table: Table, *conditions: Any) -> Hashes:
    rows = session.execute(select(table.c.slug, table.c.sha256).where(*conditions).order_by(table.c.slug))
    return tuple((slug, sha256) for slug, sha256 in rows)
