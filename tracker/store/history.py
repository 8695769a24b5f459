"""The history: every change of a record appends an entry and a row version, in the transaction of the change.

The entry format is pinned in docs/history.md; the tree over the entries is that of RFC 6962.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import chain, groupby
from operator import itemgetter
from types import MappingProxyType
from typing import Any, TypeVar

from sqlalchemy import Select, Update, bindparam, func, select
from sqlalchemy import text as text_sql
from sqlalchemy.exc import IntegrityError

from tracker.domain.chain import Head, canonical, leaf_hash
from tracker.kit.errors import Conflict
from tracker.kit.text import text
from tracker.store.bulk import insert_rows
from tracker.store.database import Session
from tracker.store.records import Row, derived, facets_of, key_column, snapshot_of
from tracker.store.tables import VERSIONED, Facet, HistoryEntry, HistoryHead
from tracker.store.tables.versions import table_of
from tracker.store.types import FOREVER, Json, moment_text

T = TypeVar("T")

FORMAT = 1
BATCH = 5_000
PATIENCE_MILLISECONDS = 15_000

_entry = table_of(HistoryEntry)
_head = table_of(HistoryHead)
_facet = table_of(Facet)
_HEAD = select(_head).with_for_update()

By = Mapping[str, str | None]
"""Who did it, as the entry says it: ``{"as": "operator", "for": <opaque person id or null>}`` and the like."""


@dataclass(frozen=True, slots=True)
class Change:
    """One change of one record: its whole row afterwards, or None where it is withdrawn."""

    record: str
    key: str
    action: str
    row: Row | None
    valid_on: date
    reason: str = ""


def head(session: Session) -> Head:
    """The head of the history as this transaction sees it."""
    size, peaks = session.execute(select(_head.c.size, _head.c.peaks)).one()
    return Head(size, tuple(bytes.fromhex(peak) for peak in peaks))


def last_moment(session: Session) -> datetime:
    """The moment of the last entry, the beginning of 1970 where there is none."""
    found: datetime = session.execute(select(_head.c.recorded_at)).scalar_one()
    return found


def lock(session: Session) -> None:
    """Let nobody else change the register until this transaction ends; waits for whoever does, at most a while.

    On SQLite the transaction has the lock already. Without it two could judge the same state and both change it.
    """
    if session.dialect.name == "postgresql":
        session.execute(text_sql(f"SET LOCAL lock_timeout = {PATIENCE_MILLISECONDS}"))
        session.execute(select(_head.c.id).with_for_update()).one()


def append(
    session: Session,
    changes: Iterable[Change],
    *,
    by: By,
    at: datetime,
    new: bool = False,
    known: Mapping[tuple[str, str], Row] = MappingProxyType({}),
) -> Head:
    """Record changes: entries, rows, versions, facets and the new head; returns the head.

    ``new`` promises that none of the records exists yet, which saves asking for each; the promise is checked by the
    keys of the tables. ``known`` are whole rows that were read under the lock of this transaction, by record and key,
    which are not asked for again. A record may change once in a call. Every call has a moment of its own, later than
    all before: where the clock stands still or runs backwards, it is a microsecond after the last. Raises Conflict when
    a record that is new by promise exists.
    """
    waiting = iter(changes)
    first = next(waiting, None)
    if first is None:
        return head(session)
    row = session.execute(_HEAD).one()
    moment = max(at.astimezone(UTC), row.recorded_at + timedelta(microseconds=1))
    state = Head(row.size, tuple(bytes.fromhex(peak) for peak in row.peaks))
    writer = _Writer(session, by=by, moment=moment, new=new, known=known)
    try:
        for batch in _batches(chain((first,), waiting), BATCH):
            state = writer.write(batch, state)
    except IntegrityError as error:
        raise Conflict(text("The register already holds this: {what}", what=str(error.orig).strip())) from error
    session.execute(
        _head.update().values(size=state.size, peaks=[peak.hex() for peak in state.peaks], recorded_at=moment)
    )
    return state


class _Writer:
    """Writes batches of changes that share actor and moment."""

    def __init__(
        self, session: Session, *, by: By, moment: datetime, new: bool, known: Mapping[tuple[str, str], Row]
    ) -> None:
        self.session, self.by, self.moment, self.new, self.known = session, dict(by), moment, new, known
        self.moment_text = moment_text(moment)

    def write(self, changes: Sequence[Change], state: Head) -> Head:
        """Append one batch after ``state``."""
        old = {} if self.new else self._current(changes)
        entries: list[Row] = []
        versions: dict[str, list[Row]] = {}
        for seq, change in enumerate(changes, start=state.size + 1):
            known = old.get((change.record, change.key))
            version = 1 + (known["version"] if known else self._ended(change))
            entries.append(self._entry(change, seq, version))
            if change.row is not None:
                row = derived(change.record, {**change.row, "version": version})
                row.update(recorded_from=self.moment, recorded_to=FOREVER, entry_seq=seq)
                versions.setdefault(change.record, []).append(row)
        insert_rows(self.session, entries, _entry)
        self._close(old)
        for record in VERSIONED:
            if record in versions:
                self._put(record, versions[record], old)
        self._withdraw(changes)
        self._facets(versions.get("commitment", []), old, changes)
        return state.extend(entry["leaf"] for entry in entries)

    def _entry(self, change: Change, seq: int, version: int) -> Row:
        body = canonical(
            {
                "v": FORMAT,
                "seq": seq,
                "recorded_at": self.moment_text,
                "by": self.by,
                "record": {"type": change.record, "key": change.key},
                "action": change.action,
                "valid_on": change.valid_on.isoformat(),
                "reason": change.reason,
                "version": version,
                "snapshot": None if change.row is None else snapshot_of(change.record, change.row),
            }
        )
        return {
            "seq": seq,
            "recorded_at": self.moment,
            "record_type": change.record,
            "record_key": change.key,
            "action": change.action,
            "body": body.decode(),
            "leaf": leaf_hash(body),
        }

    def _current(self, changes: Sequence[Change]) -> dict[tuple[str, str], Row]:
        found: dict[tuple[str, str], Row] = {}
        for record, group in groupby(sorted(changes, key=_record), key=_record):
            key = VERSIONED[record][0].c[key_column(record)]
            keys = [change.key for change in group]
            if len(set(keys)) != len(keys):
                raise ValueError("a record may change once in a call")
            found.update(((record, k), self.known[record, k]) for k in keys if (record, k) in self.known)
            for part in _batches((k for k in keys if (record, k) not in found), 500):
                for row in self.session.execute(_standing(record), {"_keys": part}).mappings():
                    found[record, row[key.name]] = dict(row)
        return found

    def _ended(self, change: Change) -> int:
        """How many versions a record that is not there now has had: none, unless it was withdrawn and comes back."""
        if self.new:
            return 0
        mine = _entry.c.record_type == change.record, _entry.c.record_key == change.key
        count: int = self.session.execute(select(func.count()).where(*mine)).scalar_one()
        return count

    def _close(self, old: Mapping[tuple[str, str], Row]) -> None:
        for record, group in groupby(sorted(old), key=lambda item: item[0]):
            closed = [{"_key": k, "_version": old[r, k]["version"], "_to": self.moment} for r, k in group]
            self.session.execute(_closing(record), closed)

    def _put(self, record: str, rows: list[Row], old: Mapping[tuple[str, str], Row]) -> None:
        table, versions = VERSIONED[record]
        key = key_column(record)
        known = [row for row in rows if (record, row[key]) in old]
        insert_rows(self.session, [row for row in rows if (record, row[key]) not in old], versions, table)
        insert_rows(self.session, known, versions)
        for row in known:
            # An index is written for every column that is said, be it as it was.
            before = old[record, row[key]]
            names = tuple(name for name in _replaceable(record) if name in _JSON[record] or row[name] != before[name])
            values = {f"_{name}": row[name] for name in (key, *names)}
            self.session.execute(_replacing(record, names), values)

    def _withdraw(self, changes: Sequence[Change]) -> None:
        for change in changes:
            if change.row is None:
                table = VERSIONED[change.record][0]
                self.session.execute(table.delete().where(table.c[key_column(change.record)] == change.key))

    def _facets(self, rows: list[Row], old: Mapping[tuple[str, str], Row], changes: Sequence[Change]) -> None:
        gone: list[Row] = []
        come: list[Row] = []
        wanted = {row["ref"]: facets_of(row) for row in rows}
        wanted.update({c.key: set() for c in changes if c.record == "commitment" and c.row is None})
        for ref, facets in wanted.items():
            before = facets_of(old["commitment", ref]) if ("commitment", ref) in old else set()
            gone.extend({"_field": f, "_value": v, "_ref": ref} for f, v in before - facets)
            come.extend(
                {"field": f, "value": v, "ref": ref, "recorded_from": self.moment, "recorded_to": FOREVER}
                for f, v in facets - before
            )
        if gone:
            same = (_facet.c.field == bindparam("_field"), _facet.c.value == bindparam("_value"))
            mine = (_facet.c.ref == bindparam("_ref"), _facet.c.recorded_to == FOREVER)
            self.session.execute(_facet.update().where(*same, *mine).values(recorded_to=self.moment), gone)
        # In the order of the key: pages of a large index are then written one after the other.
        insert_rows(self.session, sorted(come, key=itemgetter("field", "value", "ref")), _facet)


# Building a statement with all columns of a table costs more than running it.


@lru_cache(maxsize=32)
def _standing(record: str) -> Select[Any]:
    table = VERSIONED[record][0]
    return select(table).where(table.c[key_column(record)].in_(bindparam("_keys", expanding=True)))


@lru_cache(maxsize=32)
def _closing(record: str) -> Update:
    versions = VERSIONED[record][1]
    mine = versions.c[key_column(record)] == bindparam("_key"), versions.c.version == bindparam("_version")
    return versions.update().where(*mine).values(recorded_to=bindparam("_to"))


@lru_cache(maxsize=32)
def _replaceable(record: str) -> tuple[str, ...]:
    return tuple(column.name for column in VERSIONED[record][0].columns if column.name != key_column(record))


@lru_cache(maxsize=512)
def _replacing(record: str, names: tuple[str, ...]) -> Update:
    table, key = VERSIONED[record][0], key_column(record)
    values: dict[str, Any] = {name: bindparam(f"_{name}") for name in names}
    return table.update().where(table.c[key] == bindparam(f"_{key}")).values(values)


_JSON = {
    record: frozenset(column.name for column in table.columns if isinstance(column.type, Json))
    for record, (table, _) in VERSIONED.items()
}
"""Columns that are always written: of two values that Python calls equal, 1 and true, the text may differ."""


def _record(change: Change) -> str:
    return change.record


def _batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    batch: list[T] = []
    for item in items:
        batch.append(item)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch
