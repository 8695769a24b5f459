"""The closed loop in the database: reports, objections, requests and evidence of a commitment, as they are or were."""

from functools import lru_cache
from typing import Any

from sqlalchemy import Select, bindparam, func, select, union_all

from tracker.domain.commitment import ENDED
from tracker.domain.moment import Moment
from tracker.domain.moves import Move
from tracker.kit.errors import NotFound
from tracker.kit.text import Text, text
from tracker.store.database import Session
from tracker.store.filter_scope import FACET, found_as
from tracker.store.records import sought
from tracker.store.tables import VERSIONED, HistoryEntry
from tracker.store.tables.versions import known_rows, table_of
from tracker.store.types import Name

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
    if moment is None or moment.known is None:
        statement = _rows(record, tuple(wanted))
    else:
        table, alive = known_rows(record, moment)
        statement = select(table).where(*alive, *(table.c[name] == bindparam(f"_{name}") for name in wanted))
    given = {f"_{name}": value for name, value in wanted.items()}
    found = [dict(row) for row in session.execute(statement, given).mappings()]
    return sorted(found, key=lambda row: (row["commitment"], number(row["key"])))


@lru_cache(maxsize=64)
def _rows(record: str, names: tuple[str, ...]) -> Select[Any]:
    """Built once: every change asks several of them."""
    table = VERSIONED[record][0]
    return select(table).where(*(table.c[name] == bindparam(f"_{name}") for name in names))


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


def work_before_end(session: Session, ref: str) -> str | None:
    """The state of work in which a commitment last was before it ended; None where it never was in another."""
    versions = VERSIONED["commitment"][1]
    open_ = versions.c.ref == ref, versions.c.work.not_in([str(work) for work in ENDED])
    found = select(versions.c.work).where(*open_).order_by(versions.c.version.desc()).limit(1)
    work: str | None = session.execute(found).scalar_one_or_none()
    return work


def filed(session: Session, ref: str) -> dict[str, int]:
    """Piece of evidence → the number of the entry by which it was filed."""
    versions = VERSIONED["evidence"][1]
    first = select(versions.c.key, versions.c.entry_seq).where(versions.c.commitment == ref, versions.c.version == 1)
    return {row.key: row.entry_seq for row in session.execute(first)}


def ever_responsible(session: Session, ref: str) -> set[str]:
    """The tree paths of all bodies that were responsible for a commitment in any of its versions.

    Of a body that was merged, that of the one that took its place too.
    """
    first, further = _ever_responsible()
    rows = session.execute(first, {"_ref": ref}).all()
    paths = {row.path for row in rows}
    while slugs := {row.merged_into for row in rows if row.merged_into}:
        rows = session.execute(further, {"_slugs": sorted(slugs)}).all()
        paths.update(row.path for row in rows)
    return paths


def responsible_by(session: Session, ref: str, moment: Moment) -> set[str]:
    """The same as it was known at a moment, for a letter that says the same whenever it is made."""
    versions, (body, alive) = VERSIONED["commitment"][1], known_rows("body", moment)
    known = [] if moment.known is None else [versions.c.recorded_from <= moment.known]
    found = session.execute(select(versions.c.body, versions.c.co_bodies).where(versions.c.ref == ref, *known)).all()
    slugs, paths = {slug for lead, others in found for slug in (lead, *others) if slug}, set[str]()
    while slugs:
        rows = session.execute(select(body.c.path, body.c.merged_into).where(body.c.slug.in_(slugs), *alive)).all()
        slugs = {row.merged_into for row in rows if row.merged_into}
        paths.update(row.path for row in rows)
    return paths


@lru_cache(maxsize=1)
def _ever_responsible() -> tuple[Select[Any], Select[Any]]:
    versions, body, ref = VERSIONED["commitment"][1], VERSIONED["body"][0], bindparam("_ref", type_=Name())
    of_any_version = union_all(
        select(versions.c.body).where(versions.c.ref == ref),
        select(FACET.c.value).where(FACET.c.ref == ref, found_as("co")),
    )
    bodies = select(body.c.path, body.c.merged_into)
    further = bodies.where(body.c.slug.in_(bindparam("_slugs", expanding=True)))
    return bodies.where(body.c.slug.in_(of_any_version)), further
