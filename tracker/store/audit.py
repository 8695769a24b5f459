"""Checking the history against itself and against the rows: what was written, what it hashes to, what stands now."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from tracker.domain.chain import Head, leaf_hash
from tracker.store import history
from tracker.store.database import Session
from tracker.store.records import Row, key_column, row_of
from tracker.store.tables import VERSIONED, HistoryEntry
from tracker.store.tables.versions import table_of
from tracker.store.types import FOREVER

_entry = table_of(HistoryEntry)
CHUNK = 2_000


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not hold: the sequence number of the entry, where there is one, and a word for what."""

    what: str
    seq: int | None
    record: str = ""


def findings(session: Session) -> Iterator[Finding]:
    """Everything wrong with the history of this register; nothing when it is whole. Reads every entry once."""
    head = history.head(session)
    state, seq = Head(), 0
    for chunk in _chunks(session):
        leaves: list[bytes] = []
        for entry in chunk:
            seq += 1
            yield from _entry_findings(entry, seq)
            leaves.append(leaf_hash(entry.body.encode()))
        state = state.extend(leaves)
        yield from _version_findings(session, chunk)
    if seq != head.size or state.root != head.root:
        yield Finding("head", None)
    yield from _row_findings(session)


def _chunks(session: Session) -> Iterator[list[Any]]:
    last = 0
    while chunk := session.execute(select(_entry).where(_entry.c.seq > last).order_by(_entry.c.seq).limit(CHUNK)).all():
        yield list(chunk)
        last = chunk[-1].seq


def _entry_findings(entry: Any, seq: int) -> Iterator[Finding]:
    if entry.seq != seq:
        yield Finding("gap", entry.seq)
    if leaf_hash(entry.body.encode()) != entry.leaf:
        yield Finding("hash", entry.seq)
    said = json.loads(entry.body)
    columns = (entry.seq, entry.record_type, entry.record_key, entry.action)
    if columns != (said["seq"], said["record"]["type"], said["record"]["key"], said["action"]):
        yield Finding("columns", entry.seq)


def _version_findings(session: Session, chunk: list[Any]) -> Iterator[Finding]:
    """Each version must be what its entry says; the rows are a projection that the entries rebuild."""
    said = {entry.seq: json.loads(entry.body) for entry in chunk}
    for record, (_, versions) in VERSIONED.items():
        wanted = {seq: e for seq, e in said.items() if e["record"]["type"] == record and e["snapshot"] is not None}
        if not wanted:
            continue
        between = versions.c.entry_seq.between(min(wanted), max(wanted))
        found = {row["entry_seq"]: dict(row) for row in session.execute(select(versions).where(between)).mappings()}
        for seq, entry in wanted.items():
            if seq not in found or _stripped(found[seq]) != rebuilt(entry):
                yield Finding("version", seq, f"{record} {entry['record']['key']}")


def rebuilt(entry: dict[str, Any]) -> Row:
    """The row that an entry says there was after it."""
    return row_of(entry["record"]["type"], entry["snapshot"], version=entry["version"])


def _stripped(version: Row) -> Row:
    return {name: value for name, value in version.items() if name not in ("recorded_from", "recorded_to", "entry_seq")}


def _row_findings(session: Session) -> Iterator[Finding]:
    """What stands now must be the open versions, no more and no less."""
    for record, (table, versions) in VERSIONED.items():
        key = key_column(record)
        columns = [key, *(column.name for column in table.columns if column.name != key)]
        now = select(*(table.c[name] for name in columns))
        open_ = select(*(versions.c[name] for name in columns)).where(versions.c.recorded_to == FOREVER)
        unequal = {row[0] for one in (now.except_(open_), open_.except_(now)) for row in session.execute(one)}
        yield from (Finding("row", None, f"{record} {name}") for name in sorted(unequal))
