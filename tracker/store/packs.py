"""Rule packs in force: which ones, and what is in them; as known at the moment."""

from datetime import datetime
from typing import Any

from sqlalchemy import Table, func, select

from tracker.domain.moment import Moment
from tracker.store.database import Session
from tracker.store.tables import VERSIONED, HistoryEntry
from tracker.store.tables.versions import known_rows, table_of
from tracker.store.types import FOREVER

_pack, _version = VERSIONED["rule_pack"]
_entry = table_of(HistoryEntry)

Hashes = tuple[tuple[str, str], ...]
"""(rule, SHA-256 of the content) of packs, by rule."""


def in_force(session: Session, moment: Moment) -> Hashes:
    """The packs that were in force at the moment of knowledge; before there were any on record, the first ones."""
    if moment.known is None:
        return current(session)
    found = _hashes(session, _version, *known_rows("rule_pack", moment)[1])
    if found:
        return found
    first: datetime | None = session.execute(select(func.min(_version.c.recorded_from))).scalar_one()
    if first is None or first <= moment.known:
        return found
    return _hashes(session, _version, _version.c.recorded_from <= first, _version.c.recorded_to > first)


def current(session: Session) -> Hashes:
    """The packs that are in force now."""
    return _hashes(session, _pack)


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
    """Rule → since when its pack is in force as it is now, or since when it is so no longer."""
    columns = _version.c.slug, _version.c.recorded_from, _version.c.recorded_to
    found = session.execute(select(*columns).order_by(_version.c.version))
    return {row.slug: row.recorded_from if row.recorded_to == FOREVER else row.recorded_to for row in found}


def put_after(session: Session, seq: int) -> frozenset[str]:
    """The rules whose pack was put in force, or taken out of it, after the entry of this number."""
    mine = _entry.c.record_type == "rule_pack", _entry.c.seq > seq
    return frozenset(session.execute(select(_entry.c.record_key).where(*mine)).scalars())


def _hashes(session: Session, table: Table, *conditions: Any) -> Hashes:
    rows = session.execute(select(table.c.slug, table.c.sha256).where(*conditions).order_by(table.c.slug))
    return tuple((slug, sha256) for slug, sha256 in rows)
