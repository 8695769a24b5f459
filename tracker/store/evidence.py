"""Pieces of evidence in the database, as known at a moment; the files lie beside it (``evidence_files``)."""

from typing import Any

from sqlalchemy import select

from tracker.domain.moment import Moment
from tracker.kit.errors import NotFound
from tracker.kit.text import text
from tracker.store.database import Session
from tracker.store.loop import NOUNS, number
from tracker.store.records import capitals
from tracker.store.tables import VERSIONED
from tracker.store.tables.versions import known_rows

Row = dict[str, Any]

_evidence = VERSIONED["evidence"][0]


def of(session: Session, ref: str, moment: Moment) -> list[Row]:
    """All pieces that belong to a commitment, withdrawn ones too, oldest first."""
    table, known = known_rows("evidence", moment)
    found = session.execute(select(table).where(table.c.commitment == ref, *known)).mappings()
    return sorted((dict(row) for row in found), key=lambda row: number(row["key"]))


def get(session: Session, key: str, moment: Moment) -> Row:
    """One piece by its key, in any case of letters; raises NotFound."""
    wanted = capitals(key.strip())
    row = None
    if wanted.isprintable():
        table, known = known_rows("evidence", moment)
        row = session.execute(select(table).where(table.c.key == wanted, *known)).mappings().one_or_none()
    if row is None:
        raise not_found(key)
    return dict(row)


def not_found(key: str) -> NotFound:
    """The answer for a key that is none, and for one that is not visible."""
    return NotFound(text("There is no {noun} “{key}” in this register.", noun=NOUNS["evidence"], key=key))


def named(session: Session) -> dict[str, str]:
    """The hash of every file that a record names → the first key that names it."""
    files = select(_evidence.c.sha256, _evidence.c.key).where(_evidence.c.sha256.is_not(None))
    found: dict[str, str] = {}
    for digest, key in session.execute(files.order_by(_evidence.c.added_on, _evidence.c.key)):
        found.setdefault(digest, key)
    return found
