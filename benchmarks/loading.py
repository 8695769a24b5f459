"""Question 3: loading commitments with their whole history, against the driver putting bare rows into such a table."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks import generate
from benchmarks.measure import Figure, forget_garbage, timed
from benchmarks.raw import driver_of
from tests.support.rows import BY, START
from tracker.store import history
from tracker.store.database import Database
from tracker.store.history import Change
from tracker.store.records import derived
from tracker.store.tables import VERSIONED

CHUNK = 50_000
"""So many commitments are loaded in one transaction."""

LIMIT = 10.0
"""A tenth of the speed of raw insertion."""

Progress = Callable[[int], None]
_commitment = VERSIONED["commitment"][0]
_names = ", ".join(f'"{column.name}"' for column in _commitment.columns)


@dataclass(slots=True)
class Loading:
    """What loading cost: seconds for each chunk of ``chunk`` commitments, and the most memory that a chunk took."""

    chunk: int
    raw: list[float] = field(default_factory=list)
    ours: list[float] = field(default_factory=list)
    memory: int | None = None

    def figure(self, database: str, size: int) -> Figure:
        """The answer, in seconds for one commitment."""
        ours = median(self.ours) / self.chunk
        raw = median(self.raw) / self.chunk
        remark = f"{1 / ours:,.0f} entries/s, raw {1 / raw:,.0f} rows/s"
        return Figure("load one commitment with its history", database, size, raw, ours, LIMIT, remark)


def load(ours: Database, raw: Database, size: int, found: Loading, *, progress: Progress) -> None:
    """Load ``size`` commitments into two registers, chunk by chunk: all of it into one, bare rows into the other."""
    for first in range(0, size, found.chunk):
        changes = list(generate.changes(first, min(found.chunk, size - first)))
        tuples = _tuples(changes, raw)
        runs = [(found.raw, partial(_insert, raw, tuples)), (found.ours, partial(_append, ours, changes))]
        forget_garbage()
        for taken, run in runs if first // found.chunk % 2 == 0 else reversed(runs):
            before = begin_peak()
            taken.append(timed(run))
            if taken is found.ours and before is not None:
                found.memory = max(found.memory or 0, peak() - before)
        progress(len(changes))


def _append(db: Database, changes: list[Change]) -> None:
    with db.write() as session:
        history.append(session, changes, by=BY, at=START, new=True)


def _insert(db: Database, rows: list[tuple[Any, ...]]) -> None:
    with db.write() as session:
        cursor = driver_of(session).cursor()
        if db.dialect == "sqlite":
            places = ", ".join("?" * len(_commitment.columns))
            cursor.executemany(f"INSERT INTO commitment ({_names}) VALUES ({places})", rows)
        else:
            with cursor.copy(f"COPY commitment ({_names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        cursor.close()


def _tuples(changes: list[Change], db: Database) -> list[tuple[Any, ...]]:
    """The rows as the driver takes them, so that nothing is left to do for it but to insert."""
    columns = [(column.name, column.type.bind_processor(db.engine.dialect)) for column in _commitment.columns]
    rows = (derived("commitment", {**(change.row or {}), "version": 1}) for change in changes)
    return [tuple(convert(row[name]) if convert else row[name] for name, convert in columns) for row in rows]


def begin_peak() -> int | None:
    """Forget the peak of this process's memory; what it uses now, in bytes (only Linux tells)."""
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")
        return _status("VmRSS")
    return None


def peak() -> int:
    """The most memory that this process used since, in bytes."""
    return _status("VmHWM")


def _status(name: str) -> int:
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    return 1024 * next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:"))
