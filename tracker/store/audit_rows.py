"""Checking rows, versions and facets against the entries, which rebuild them."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import ColumnElement, Table, Text, func, literal, select, type_coerce
from sqlalchemy.types import NullType

from tracker.store.database import Session
from tracker.store.records import Row, facets_of, key_column, row_of
from tracker.store.tables import VERSIONED, Facet, HistoryEntry
from tracker.store.tables.versions import table_of
from tracker.store.types import FOREVER

_entry = table_of(HistoryEntry)
_facet = table_of(Facet)

CHUNK = 2_000
KEYS = 500
_LISTS = ("aliases", "places", "tags", "marks", "co_bodies", "sources")
_UNREADABLE = (ValueError, TypeError, KeyError, AttributeError)

Period = tuple[str, str, str, str, str]
"""A facet and when it was in force: ref, field, value, recorded from, recorded to."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not hold: the sequence number of the entry, where there is one, and a word for what."""

    what: str
    seq: int | None
    record: str = ""


def moment_words(session: Session, column: ColumnElement[Any]) -> ColumnElement[str]:
    """A moment as an entry writes it; read as text, so that one that is none can be told from the others."""
    if session.dialect.name == "sqlite":
        return type_coerce(column, Text())
    utc = func.timezone("UTC", column)
    return type_coerce(func.to_char(utc, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), Text())


def rebuilt(entry: Mapping[str, Any]) -> Row:
    """The row that an entry says there was after it."""
    return row_of(entry["record"]["type"], entry["snapshot"], version=entry["version"])


def version_findings(session: Session, said: Mapping[int, Mapping[str, Any]]) -> Iterator[Finding]:
    """Each version must be what its entry says, from the moment of the entry; none stands where none is said."""
    by_type = sorted(said.items(), key=_type_of)
    for record, group in groupby(by_type, key=_type_of):
        entries = dict(group)
        versions = VERSIONED[record][1]
        stored = _Stored(session, versions)
        found = stored.find([entry["record"]["key"] for entry in entries.values()], min(entries), max(entries))
        for seq, entry in entries.items():
            name = f"{record} {entry['record']['key']}"
            try:
                wanted = [] if entry["snapshot"] is None else [stored.of(rebuilt(entry))]
            except _UNREADABLE:
                yield Finding("body", seq, name)
                continue
            there = found.get(seq, [])
            if [values for _, values in there] != wanted:
                yield Finding("version", seq, name)
            elif any(moment != entry["recorded_at"] for moment, _ in there):
                yield Finding("period", seq, name)


def _type_of(item: tuple[int, Mapping[str, Any]]) -> str:
    record: str = item[1]["record"]["type"]
    return record


class _Stored:
    """Versions as the database holds them: a value that cannot be read differs, and stops nothing."""

    def __init__(self, session: Session, versions: Table) -> None:
        apart = {"recorded_from", "recorded_to", "entry_seq"}
        self.session, self.versions = session, versions
        self.columns = [column for column in versions.columns if column.name not in apart]
        self.convert = [(column.name, column.type.bind_processor(session.dialect)) for column in self.columns]

    def of(self, row: Row) -> tuple[Any, ...]:
        """The values that ``row`` is stored as."""
        return tuple(convert(row[name]) if convert else row[name] for name, convert in self.convert)

    def find(self, keys: Sequence[str], first: int, last: int) -> dict[int, list[tuple[str, tuple[Any, ...]]]]:
        """The versions of these records by their entries from ``first`` to ``last``, each with when it began."""
        versions, found = self.versions, dict[int, list[tuple[str, tuple[Any, ...]]]]()
        (key,) = (c for c in versions.primary_key.columns if c.name != "version")
        raw = [type_coerce(column, NullType()) for column in self.columns]
        query = select(versions.c.entry_seq, moment_words(self.session, versions.c.recorded_from), *raw)
        unique = sorted(set(keys))
        for start in range(0, len(unique), KEYS):
            # By keys, since these have an index and the sequence numbers have none.
            some = key.in_(unique[start : start + KEYS]), versions.c.entry_seq.between(first, last)
            for row in self.session.execute(query.where(*some)):
                found.setdefault(row[0], []).append((row[1], tuple(row[2:])))
        return found


def period_findings(session: Session) -> Iterator[Finding]:
    """Each version belongs to an entry of its record, and ends where the next entry of the record begins."""
    for record, (_, versions) in VERSIONED.items():
        key = versions.c[key_column(record)]
        same = (_entry.c.record_type == record, _entry.c.record_key == key)
        own = select(_entry.c.seq).where(_entry.c.seq == versions.c.entry_seq, *same)
        later = select(_entry.c.recorded_at).where(*same, _entry.c.seq > versions.c.entry_seq)
        following = later.order_by(_entry.c.seq).limit(1).correlate(versions).scalar_subquery()
        until = func.coalesce(following, literal(FOREVER, versions.c.recorded_to.type))
        wrong = {"stray": ~own.correlate(versions).exists(), "period": versions.c.recorded_to != until}
        for what, condition in wrong.items():
            rows = session.execute(select(key, versions.c.entry_seq).where(condition).limit(CHUNK))
            yield from (Finding(what, seq, f"{record} {name}") for name, seq in rows)


def row_findings(session: Session) -> Iterator[Finding]:
    """What stands now must be the open versions, no more and no less."""
    for record, (table, versions) in VERSIONED.items():
        names = [column.name for column in table.columns]
        now = select(*(table.c[name] for name in names))
        open_ = select(*(versions.c[name] for name in names)).where(versions.c.recorded_to == FOREVER)
        unequal: set[str] = set()
        for one in (now.except_(open_), open_.except_(now)):
            unequal.update(session.execute(select(one.subquery().c[key_column(record)])).scalars())
        yield from (Finding("row", None, f"{record} {name}") for name in sorted(unequal))


def facet_findings(session: Session) -> Iterator[Finding]:
    """The facets must be those of the versions of commitments, each for as long as they held."""
    versions, last = VERSIONED["commitment"][1], ""
    key = versions.c.ref
    some = select(key).distinct().order_by(key).limit(KEYS)
    while refs := session.execute(some.where(key > last)).scalars().all():
        yield from _facets_between(session, last, refs[-1])
        last = refs[-1]
    without = select(_facet.c.ref).distinct().where(_facet.c.ref > last).limit(CHUNK)
    yield from (Finding("facet", None, f"commitment {ref}") for ref in session.execute(without).scalars())


def _facets_between(session: Session, after: str, to: str) -> Iterator[Finding]:
    versions = VERSIONED["commitment"][1]
    begun, ended = (moment_words(session, versions.c[name]) for name in ("recorded_from", "recorded_to"))
    lists = [type_coerce(versions.c[name], Text()) for name in _LISTS]
    query = select(versions.c.ref, begun, ended, *lists).where(versions.c.ref > after, versions.c.ref <= to)
    unequal: set[str] = set()
    wanted: set[Period] = set()
    rows = session.execute(query.order_by(versions.c.ref, versions.c.version)).all()
    for ref, group in groupby(rows, key=itemgetter(0)):
        try:
            wanted |= _periods(ref, [tuple(row) for row in group])
        except _UNREADABLE:
            unequal.add(ref)
    moments = [moment_words(session, _facet.c[name]) for name in ("recorded_from", "recorded_to")]
    there = select(_facet.c.ref, _facet.c.field, _facet.c.value, *moments)
    found = {tuple(row) for row in session.execute(there.where(_facet.c.ref > after, _facet.c.ref <= to))}
    unequal.update(period[0] for period in found ^ wanted)
    yield from (Finding("facet", None, f"commitment {ref}") for ref in sorted(unequal))


def _periods(ref: str, versions: Sequence[tuple[Any, ...]]) -> set[Period]:
    """The facets of one commitment, through versions that follow one another."""
    periods: set[Period] = set()
    current: dict[tuple[str, str], tuple[str, str]] = {}
    for _, begun, ended, *lists in versions:
        facets = facets_of({name: json.loads(words) for name, words in zip(_LISTS, lists, strict=True)})
        for (field, value), (since, until) in current.items():
            if (field, value) not in facets or until != begun:
                periods.add((ref, field, value, since, until))
        current = {
            facet: (current[facet][0] if facet in current and current[facet][1] == begun else begun, ended)
            for facet in facets
        }
    return periods | {(ref, field, value, since, until) for (field, value), (since, until) in current.items()}
