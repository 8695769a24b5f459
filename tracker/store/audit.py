"""Checking the history against itself and against the rows: what was written, what it hashes to, what stands now."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import DataError, InvalidRequestError, OperationalError

from tracker.domain.chain import Head, leaf_hash
from tracker.store import history
from tracker.store.audit_rows import (
    CHUNK,
    Finding,
    facet_findings,
    moment_words,
    period_findings,
    rebuilt,
    row_findings,
    version_findings,
)
from tracker.store.database import Session
from tracker.store.tables import VERSIONED, HistoryEntry
from tracker.store.tables.versions import table_of
from tracker.store.types import moment_text

__all__ = ["Finding", "findings", "head_of", "rebuilt"]

_entry = table_of(HistoryEntry)
_MEMBERS = {
    "v": int,
    "seq": int,
    "recorded_at": str,
    "by": dict,
    "record": dict,
    "action": str,
    "valid_on": str,
    "reason": str,
    "version": int,
    "snapshot": dict | None,
}
"""The members of an entry, exactly these (docs/history.md), and what each of them is."""

_BEGINNING = moment_text(datetime(1970, 1, 1, tzinfo=UTC))

Entry = dict[str, Any]


def findings(session: Session) -> Iterator[Finding]:
    """Everything wrong with the history of this register; nothing when it is whole. Reads every entry once."""
    try:
        yield from _entries(session)
        yield from period_findings(session)
        yield from row_findings(session)
        yield from facet_findings(session)
    except (DataError, OperationalError) as error:
        # A value that the driver cannot read at all, such as text that is not UTF-8; nothing after it can be checked.
        if not isinstance(error, DataError) and "decode" not in str(error.orig):
            raise
        yield Finding("unreadable", None, str(error.orig).strip().splitlines()[0])


def head_of(session: Session) -> tuple[Head, datetime] | None:
    """The head and the moment it was written; None where its row is missing, doubled or cannot be read."""
    try:
        return history.head(session), history.last_moment(session)
    except (InvalidRequestError, ValueError, TypeError):
        return None


def _entries(session: Session) -> Iterator[Finding]:
    state, last, recorded_at = Head(), 0, _BEGINNING
    for chunk in _chunks(session):
        leaves: list[bytes] = []
        said: dict[int, Entry] = {}
        for entry in chunk:
            if entry.seq != last + 1:
                yield Finding("gap", entry.seq)
            last, recorded_at = entry.seq, entry.moment
            leaf = leaf_hash(entry.body.encode())
            leaves.append(leaf)
            if leaf != entry.leaf:
                yield Finding("hash", entry.seq)
            found = _read(entry.body)
            if found is None:
                yield Finding("body", entry.seq)
                continue
            said[entry.seq] = found
            if not _columns_agree(entry, found):
                yield Finding("columns", entry.seq)
        state = state.extend(leaves)
        yield from version_findings(session, said)
    head = head_of(session)
    # The moment may be newer than the last entry's: a call that found nothing to change moves it on.
    if head is None or head[0] != state or moment_text(head[1]) < recorded_at:
        yield Finding("head", None)


def _chunks(session: Session) -> Iterator[list[Any]]:
    moment = moment_words(session, _entry.c.recorded_at).label("moment")
    columns = [column for column in _entry.columns if column.name != "recorded_at"]
    following = select(*columns, moment).order_by(_entry.c.seq).limit(CHUNK)
    chunk = session.execute(following).all()
    while chunk:
        yield list(chunk)
        chunk = session.execute(following.where(_entry.c.seq > chunk[-1].seq)).all()


def _read(body: str) -> Entry | None:
    """The entry that a body says, None where it is none."""
    try:
        entry = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(entry, dict) or entry.keys() != _MEMBERS.keys():
        return None
    if not all(isinstance(entry[name], kind) for name, kind in _MEMBERS.items()):
        return None
    record = entry["record"]
    named = record.get("type") in VERSIONED and isinstance(record.get("key"), str)
    return entry if named and entry["v"] == history.FORMAT else None


def _columns_agree(entry: Any, said: Entry) -> bool:
    columns = (entry.seq, entry.moment, entry.record_type, entry.record_key, entry.action)
    record = said["record"]
    return columns == (said["seq"], said["recorded_at"], record["type"], record["key"], said["action"])
