"""The closed loop in the database: reports, objections, requests and evidence of a commitment, as they are now."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import func, select

from tracker.kit.errors import NotFound
from tracker.kit.text import Text, text
from tracker.store.database import Session
from tracker.store.records import capitals
from tracker.store.tables import VERSIONED

Row = dict[str, Any]

LETTERS = {"report": "R", "objection": "O", "request": "Q", "evidence": "E"}
"""Record type → the letter in its keys: ``HLJ-2024-017.R1`` is the first report of that commitment."""

NOUNS: dict[str, Text] = {
    "report": text("report"),
    "objection": text("objection"),
    "request": text("request"),
    "evidence": text("piece of evidence"),
}


def get(session: Session, record: str, key: str) -> Row:
    """One record by its key, in any case of letters; raises NotFound."""
    wanted = capitals(key.strip())
    table = VERSIONED[record][0]
    row = None
    if wanted.isprintable():
        row = session.execute(select(table).where(table.c.key == wanted)).mappings().one_or_none()
    if row is None:
        raise NotFound(text("There is no {noun} “{key}” in this register.", noun=NOUNS[record], key=key))
    return dict(row)


def of(session: Session, record: str, ref: str) -> list[Row]:
    """All records of a type that belong to a commitment, oldest first."""
    table = VERSIONED[record][0]
    found = session.execute(select(table).where(table.c.commitment == ref)).mappings()
    return sorted((dict(row) for row in found), key=lambda row: number(row["key"]))


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
    table = VERSIONED["report"][0]
    mine = table.c.commitment == ref, table.c.outcome == "standing"
    row = session.execute(select(table).where(*mine)).mappings().one_or_none()
    return dict(row) if row else None


def submitted(session: Session, refs: Iterable[str]) -> list[Row]:
    """The requests about these commitments on which nobody has decided."""
    table = VERSIONED["request"][0]
    mine = table.c.commitment.in_(set(refs)), table.c.state == "submitted"
    return [dict(row) for row in session.execute(select(table).where(*mine).order_by(table.c.key)).mappings()]
