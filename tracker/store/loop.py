"""The closed loop in the database: reports, objections, requests and evidence of a commitment, as they are or were."""

from typing import Any

from sqlalchemy import func, select

from tracker.domain.moment import Moment
from tracker.domain.moves import Move
from tracker.kit.errors import NotFound
from tracker.kit.text import Text, text
from tracker.store.database import Session
from tracker.store.records import sought
from tracker.store.tables import VERSIONED, HistoryEntry
from tracker.store.tables.versions import known_rows, table_of

Row = dict[str, Any]

_entry = table_of(HistoryEntry)

LETTERS = {"report": "R", "objection": "O", "request": "Q", "evidence": "E"}
"""Record type → the letter in its keys: ``HLJ-2024-017.R1`` is the first report of that commitment."""

SUCCESSION = "replaced_by"
"""The kind of link that leads from a commitment to one that took its place."""

NOUNS: dict[str, Text] = {
    "report": text("report"),
    "objection": text("objection"),
    "request": text("request"),
    "evidence": text("piece of evidence"),
}


def rows(session: Session, record: str, moment: Moment | None = None, **wanted: str) -> list[Row]:
    """The records of a type with these values, oldest first of each commitment; as known at a moment, else now."""
    table, alive = known_rows(record, moment) if moment else (VERSIONED[record][0], [])
    same = [table.c[name] == value for name, value in wanted.items()]
    found = [dict(row) for row in session.execute(select(table).where(*alive, *same)).mappings()]
    return sorted(found, key=lambda row: (row["commitment"], number(row["key"])))


def get(session: Session, record: str, key: str, moment: Moment | None = None) -> Row:
    """One record by its key, in any case of letters; raises NotFound."""
    wanted = sought(key)
    found = rows(session, record, moment, key=wanted) if wanted else []
    if not found:
        raise not_found(record, key)
    return found[0]


def not_found(record: str, key: str) -> NotFound:
    """The answer for a key that is none, or that may not be seen."""
    return NotFound(text("There is no {noun} “{key}” in this register.", noun=NOUNS[record], key=key))


def next_key(session: Session, record: str, ref: str) -> str:
    """The key of the next record of this type; nothing is ever taken away, so the count tells it."""
    table = VERSIONED[record][0]
    count: int = session.execute(select(func.count()).where(table.c.commitment == ref)).scalar_one()
    return f"{ref}.{LETTERS[record]}{count + 1}"


def number(key: str) -> int:
    """The number at the end of a key."""
    return int(key.rpartition(".")[2][1:])


def standing_report(session: Session, ref: str) -> Row | None:
    """The report of completion that stands, None where none does; a closed one stands no more."""
    found = rows(session, "report", commitment=ref, outcome="standing")
    return found[0] if found else None


def submitted(session: Session, ref: str) -> list[Row]:
    """The requests about a commitment on which nobody has decided."""
    return rows(session, "request", commitment=ref, state="submitted")


def successions(session: Session, ref: str) -> list[str]:
    """The keys of the links from a commitment to those that took its place."""
    table = VERSIONED["link"][0]
    mine = table.c.a == ref, table.c.kind == SUCCESSION
    return list(session.execute(select(table.c.key).where(*mine)).scalars())


def last_reopened(session: Session, ref: str) -> int:
    """The number of the entry by which a commitment was last opened again; 0 where it never was."""
    mine = _entry.c.record_type == "commitment", _entry.c.record_key == ref, _entry.c.action == str(Move.REOPEN)
    found: int | None = session.execute(select(func.max(_entry.c.seq)).where(*mine)).scalar_one()
    return found or 0


def filed(session: Session, ref: str) -> dict[str, int]:
    """Piece of evidence → the number of the entry by which it was filed."""
    versions = VERSIONED["evidence"][1]
    first = select(versions.c.key, versions.c.entry_seq).where(versions.c.commitment == ref, versions.c.version == 1)
    return {row.key: row.entry_seq for row in session.execute(first)}


def ever_responsible(session: Session, ref: str) -> set[str]:
    """The tree paths of all bodies that were responsible for a commitment in any of its versions.

    Of a body that was merged, that of the one that took its place too.
    """
    versions, body = VERSIONED["commitment"][1], VERSIONED["body"][0]
    found = session.execute(select(versions.c.body, versions.c.co_bodies).where(versions.c.ref == ref).distinct())
    slugs = {slug for lead, others in found for slug in (lead, *others) if slug}
    paths: set[str] = set()
    while slugs:
        rows = session.execute(select(body.c.path, body.c.merged_into).where(body.c.slug.in_(slugs))).all()
        slugs = {row.merged_into for row in rows if row.merged_into}
        paths.update(row.path for row in rows)
    return paths
