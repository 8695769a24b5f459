"""Records as they travel: a row of a table, its snapshot in the history, and what follows from it."""

from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from sqlalchemy import Table

from tracker.domain.commitment import Work, clock_day, searchable
from tracker.store.tables import VERSIONED
from tracker.store.types import Day

Row = dict[str, Any]
Snapshot = dict[str, Any]


ADDED: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        "body": {"ended_on": None, "merged_into": None},
        "post": {"duty": "", "scope": None, "ended_on": None},
        "commitment": {"progress": None, "extended": 0, "reopened": 0},
        "reading": {"vintage": "", "corrects": None, "entered_by": None, "entered_on": None},
    }
)
"""Record type → the columns that came later, and what they are for a record or an entry that does not say them."""


def key_column(record: str) -> str:
    """The name of the column that identifies a record of this type."""
    (column,) = VERSIONED[record][0].primary_key.columns
    return str(column.name)


def snapshot_of(record: str, row: Mapping[str, Any]) -> Snapshot:
    """What the history keeps of a row: every column but derived ones and the version, days as ISO text."""
    return {
        name: value.isoformat() if is_day and value is not None else value
        for name, is_day in _PLAIN[record]
        for value in (row[name] if name in row else ADDED[record][name],)
    }


def row_of(record: str, snapshot: Mapping[str, Any], *, version: int) -> Row:
    """The row that a snapshot stands for, with derived columns; the inverse of ``snapshot_of``."""
    row: Row = {
        name: date.fromisoformat(value) if is_day and value is not None else value
        for name, is_day in _PLAIN[record]
        for value in (snapshot[name] if name in snapshot else ADDED[record][name],)
    }
    row["version"] = version
    return derived(record, row)


def whole(record: str, row: Mapping[str, Any]) -> Row:
    """A row with the columns that follow from the others, ``row`` itself being left as it is."""
    return derived(record, dict(row))


def derived(record: str, row: Row) -> Row:
    """``row`` with the columns that follow from the others, and with those that came later."""
    if record in ADDED:
        row = {**ADDED[record], **row}
    derive = _DERIVE.get(record)
    return derive(row) if derive else row


_CAPITALS = {ord(small): ord(small) - 32 for small in "abcdefghijklmnopqrstuvwxyz"}


def capitals(name: str) -> str:
    """A reference or an alias as it is looked for: a to z are not distinguished from A to Z, nothing else is folded."""
    return name.translate(_CAPITALS)


def sought(name: str) -> str | None:
    """The reference, alias or key that ``name`` asks for, as it is kept; None for what cannot be one.

    Such a thing need not be looked for, and PostgreSQL cannot even be asked for some of it.
    """
    wanted = capitals(name.strip())
    return wanted if wanted and wanted.isprintable() else None


def facets_of(row: Mapping[str, Any]) -> set[tuple[str, str]]:
    """Every (field, value) by which a commitment is found."""
    found = {("alias", capitals(value)) for value in row["aliases"]}
    found.update(("place", value) for value in row["places"])
    found.update(("tag", value) for value in row["tags"])
    found.update(("mark", value) for value in row["marks"])
    found.update(("co", value) for value in row["co_bodies"])
    found.update(("source", citation["source"]) for citation in row["sources"])
    return found


def _derive_commitment(row: Row) -> Row:
    row["clock_day"] = clock_day(Work(row["work"]), row["last_day"], row["stage_day"])
    row["title_text"] = searchable(row["title_en"], row["title_zh"])
    row["search_text"] = searchable(
        row["ref"],
        *row["aliases"],
        row["title_en"],
        row["title_zh"],
        row["note_en"],
        row["note_zh"],
        row["owner_words"],
        row["due_words"],
    )
    return row


_DERIVE: dict[str, Callable[[Row], Row]] = {"commitment": _derive_commitment}
DERIVED = {"commitment": {"clock_day", "title_text", "search_text"}}


def _plain(record: str, table: Table) -> list[tuple[str, bool]]:
    left_out = DERIVED.get(record, set()) | {"version"}
    return [(c.name, isinstance(c.type, Day)) for c in table.columns if c.name not in left_out]


_PLAIN: dict[str, list[tuple[str, bool]]] = {record: _plain(record, table) for record, (table, _) in VERSIONED.items()}
