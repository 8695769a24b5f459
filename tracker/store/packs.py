"""Rule packs in force: which ones, and what is in them; as known at the moment."""

from datetime import datetime
from typing import Any

from sqlalchemy import Table, func, select

from tracker.domain.moment import Moment
from tracker.store.database import Session
from tracker.store.tables import VERSIONED
from tracker.store.tables.versions import known_rows

_pack, _version = VERSIONED["rule_pack"]

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


def _hashes(session: Session, table: Table, *conditions: Any) -> Hashes:
    rows = session.execute(select(table.c.slug, table.c.sha256).where(*conditions).order_by(table.c.slug))
    return tuple((slug, sha256) for slug, sha256 in rows)
