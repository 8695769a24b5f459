"""Questions 6 and 7: the first sweep, against reading and writing the same rows by hand, and one that finds nothing.

What it takes of memory beyond that of an idle process is told beside it; the limit is 64 MiB at any size.
"""

import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from itertools import count
from typing import Any

from benchmarks.loading import begin_peak, peak
from benchmarks.measure import Figure, forget_garbage, taking_turns, timed
from benchmarks.raw import driver_of
from tests.support.rows import START
from tracker.kit.clock import FrozenClock
from tracker.services import packs, runs, sweeping
from tracker.services.context import Context
from tracker.settings import Settings
from tracker.store import register
from tracker.store.database import Database

FIRST_LIMIT = 4.0
"""At least a quarter as fast as reading and writing the rows by hand."""

NOTHING_LIMIT = 2.0

MEMORY_LIMIT = 64 * 2**20

READ = [
    "ref",
    "kind",
    "work",
    "assurance",
    "programme",
    "body",
    "post",
    "due_words",
    "last_day",
    "first_day",
    "context_day",
    "confirmed_by",
    "stage_day",
    "done_on",
    "review_day",
    "unowned_since",
    "registered_on",
    "updated_on",
    "precision",
    "clock_day",
    "version",
    "size",
]
"""What a judgement on a commitment needs."""

WRITTEN = {
    "watch": ["ref", "version", "checked_on", "next_on", "touched_at"],
    "flag": ["ref", "rule", "since", "raised_at", "found_at"],
    "flag_change": ["ref", "rule", "true_at", "raised", "since", "found_at"],
}

Row = tuple[Any, ...]


def measure(db: Database, size: int, *, rounds: int) -> Iterator[Figure]:
    """The figures of the first sweep over ``size`` commitments, and of one with nothing new."""
    ctx, settings = context(db), Settings(database_url=db.url.render_as_string(hide_password=False))
    packs.put_in_force(ctx, settings)
    turns = count(1)

    def sweep() -> None:
        then = replace(ctx, clock=FrozenClock(ctx.clock.now() + timedelta(microseconds=next(turns))))
        sweeping.sweep(then, settings, runs.by_hand(then, "check", "bench"))

    ours, raw = _first(db, sweep, rounds=1 if size >= 1_000_000 else min(rounds, 3))
    memory = _memory(db, settings)
    told = "memory is told by Linux only" if memory is None else f"{memory / 2**20:,.0f} MiB at its peak beyond idle"
    over = " (OVER its limit of 64)" if memory is not None and memory > MEMORY_LIMIT else ""
    remark = f"{size / ours:,.0f} rows/s, raw {size / raw:,.0f} rows/s; {told}{over}"
    yield Figure("first sweep", db.dialect, size, raw, ours, FIRST_LIMIT, remark)
    nothing = taking_turns({"raw": partial(_ask, db, turns), "ours": sweep}, rounds)
    yield Figure("sweep with nothing new", db.dialect, size, nothing["raw"], nothing["ours"], NOTHING_LIMIT)


def context(db: Database) -> Context:
    """The register in a database, thirty days after its generated commitments were registered."""
    with db.read() as session:
        facts = register.load(session)
    if facts is None:
        raise ValueError("this is no register")
    return Context(db, FrozenClock(START + timedelta(days=30)), facts)


def _first(db: Database, sweep: Any, *, rounds: int) -> tuple[float, float]:
    """Seconds of the first sweep, and of the same by hand."""
    taken: dict[str, list[float]] = {"ours": [], "raw": []}
    for _ in range(rounds):
        _forget(db)
        forget_garbage()
        taken["ours"].append(timed(sweep))
        rows = {table: _rows(db, table, columns) for table, columns in WRITTEN.items()}
        _forget(db)
        forget_garbage()
        taken["raw"].append(timed(partial(_by_hand, db, rows)))
        rows.clear()
    return min(taken["ours"]), min(taken["raw"])


def _memory(db: Database, settings: Settings) -> int | None:
    """The most memory, in bytes, that a first sweep takes beyond that of its process when idle."""
    _forget(db)
    words = [sys.executable, "-m", "benchmarks.sweeping", settings.url]
    said = subprocess.run(words, capture_output=True, text=True, check=True).stdout
    return int(said) if said.strip().isdigit() else None


def _sweep_alone(url: str) -> None:
    """Sweep for the first time, and say how much memory that took."""
    db = Database(url)
    ctx, settings = context(db), Settings(database_url=url)
    packs.put_in_force(ctx, settings)
    before = begin_peak()
    sweeping.sweep(ctx, settings, runs.by_hand(ctx, "check", "alone"))
    print("" if before is None else peak() - before)
    db.close()


def _forget(db: Database) -> None:
    with db.write() as session:
        for table in (*WRITTEN, "sweep"):
            session.exec_driver_sql(f"DELETE FROM {table}")
    if db.dialect == "postgresql":
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql(f"VACUUM {', '.join(WRITTEN)}")


def _rows(db: Database, table: str, columns: Sequence[str]) -> list[Row]:
    with db.read() as session:
        cursor = driver_of(session).cursor()
        rows: list[Row] = cursor.execute(f"SELECT {', '.join(columns)} FROM {table}").fetchall()
        cursor.close()
    return rows


def _by_hand(db: Database, rows: dict[str, list[Row]]) -> None:
    """Read every commitment, and write what the sweep wrote, batch by batch and durable as the sweep does."""
    last, done = "", dict.fromkeys(rows, 0)
    while True:
        with db.write() as session:
            cursor = driver_of(session).cursor()
            place = "?" if db.dialect == "sqlite" else "%s"
            wanted = f"SELECT {', '.join(READ)} FROM commitment WHERE ref > {place} ORDER BY ref LIMIT {place}"
            found = cursor.execute(wanted, (last, sweeping.BATCH)).fetchall()
            for table, all_rows in rows.items():
                share = len(all_rows) * sweeping.BATCH // max(len(rows["watch"]), 1) + 1
                _insert(cursor, db.dialect, table, all_rows[done[table] : done[table] + share])
                done[table] += share
            cursor.close()
        if len(found) < sweeping.BATCH:
            return
        last = found[-1][0]


def _insert(cursor: Any, dialect: str, table: str, rows: list[Row]) -> None:
    columns = WRITTEN[table]
    if dialect == "sqlite":
        cursor.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})", rows)
        return
    with cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def _ask(db: Database, turns: "count[int]") -> None:
    """What has to be asked to know that nothing is new, and a run row that is begun and ended, each on the disk."""
    at: datetime = START + timedelta(days=30)
    with db.read() as session:
        for words in ("SELECT seen, packs, passing FROM sweep", "SELECT size FROM history_head"):
            _fetch(session, words, ())
        place = "?" if db.dialect == "sqlite" else "%s"
        day = at.date().isoformat()
        _fetch(session, f"SELECT ref FROM watch WHERE next_on <= {place} LIMIT 1", (day,))
        _fetch(session, "SELECT slug, sha256 FROM rule_pack ORDER BY slug", ())
        _fetch(session, "SELECT slug, recorded_from, recorded_to FROM rule_pack_version ORDER BY version", ())
    slot = f"raw-{next(turns)}"
    moment = at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    with db.write() as session:
        columns = "job, slot, due_at, planned_at, state, fence, attempts"
        values = ("check", slot, moment, moment, "running", 1, 1)
        _write(session, f"INSERT INTO job_run ({columns}) VALUES ({', '.join([place] * 7)})", values)
    with db.write() as session:
        words = f"UPDATE job_run SET state = 'done', ended_at = {place} WHERE job = 'check' AND slot = {place}"
        _write(session, words, (moment, slot))


def _fetch(session: Any, words: str, values: Row) -> list[Row]:
    cursor = driver_of(session).cursor()
    rows: list[Row] = cursor.execute(words, values).fetchall()
    cursor.close()
    return rows


def _write(session: Any, words: str, values: Row) -> None:
    cursor = driver_of(session).cursor()
    cursor.execute(words, values)
    cursor.close()


if __name__ == "__main__":
    _sweep_alone(sys.argv[1])
