"""Question 5: one change at a time, each on the disk before the next, against a bare row put there in the same way."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import count
from random import Random

from benchmarks.measure import Figure, taking_turns
from benchmarks.registers import driver
from tests.support.rows import BY, DAY, START
from tracker.store import commitments, history
from tracker.store.database import Database

SAMPLE = 2_000
"""So many commitments take turns in being updated."""


def measure(ours: Database, raw: Database, size: int, *, rounds: int) -> Iterator[Figure]:
    """The figure of an update of a commitment with its entry, version and facets, and of a bare update of its row."""
    with ours.read() as session:
        cursor = session.exec_driver_sql(f"SELECT ref FROM commitment ORDER BY ref LIMIT {SAMPLE}")
        refs = [ref for (ref,) in cursor]
    Random(1).shuffle(refs)
    turns = count()

    def update() -> None:
        number = next(turns)
        with ours.write() as session:
            row = commitments.current(session, refs[number % len(refs)])
            changed = {**row, "updated_on": DAY + timedelta(days=1 + number % 90)}
            change = history.Change("commitment", row["ref"], "update", changed, DAY, "seen on site, half of it stands")
            history.append(session, [change], by=BY, at=START)

    with driver(raw) as connection:
        sqlite = raw.dialect == "sqlite"
        place = "?" if sqlite else "%s"
        statement = f"UPDATE commitment SET note_en = {place} WHERE ref = {place}"

        def commit() -> None:
            number = next(turns)
            cursor = connection.cursor()
            if sqlite:
                cursor.execute("BEGIN IMMEDIATE")
            cursor.execute(statement, (f"seen {number} times", refs[number % len(refs)]))
            if sqlite:
                cursor.execute("COMMIT")
            else:
                connection.commit()
            cursor.close()

        found = taking_turns({"raw": commit, "ours": update}, rounds)
    remark = f"{1 / found['ours']:,.0f} changes/s, raw {1 / found['raw']:,.0f} commits/s"
    yield Figure("one change, durable", ours.dialect, size, found["raw"], found["ours"], remark=remark)
