"""Question 2: how many commitments each body has, against the driver asked the same."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from benchmarks import generate
from benchmarks.measure import Figure, taking_turns
from benchmarks.registers import driver_of
from tracker.query.language import parse
from tracker.store import commitments
from tracker.store.database import Database, Session
from tracker.store.types import Day

LIMIT = 2.0

COUNT = "SELECT body, count(*) FROM commitment WHERE {} GROUP BY body"
BY_HAND = {
    "is:overdue": COUNT.format("clock_day < {day} AND done_on IS NULL"),
    "is:open": COUNT.format("work NOT IN ('cancelled', 'closed', 'replaced')"),
}


def measure(db: Database, size: int, *, rounds: int) -> Iterator[Figure]:
    """The figures of every question."""
    for words, statement in BY_HAND.items():
        with db.read() as session:
            asked, parameters = _for_driver(statement, session)
            ours, raw = _count(session, words), _fetch(session, asked, parameters)
            if ours != dict(raw):
                raise AssertionError(f"{words}: the store and the hand-written SQL count differently")
            found = taking_turns(
                {"raw": partial(_fetch, session, asked, parameters), "ours": partial(_count, session, words)}, rounds
            )
        remark = f"{sum(ours.values()):,} in {len(ours):,} bodies"
        yield Figure(f"counts by body of {words}", db.dialect, size, found["raw"], found["ours"], LIMIT, remark)


def _count(session: Session, words: str) -> dict[str | None, int]:
    return commitments.count_by(session, parse(words), generate.MOMENT, "body")


def _fetch(session: Session, statement: str, parameters: tuple[Any, ...]) -> list[Any]:
    cursor = driver_of(session).cursor()
    rows: list[Any] = cursor.execute(statement, parameters).fetchall()
    cursor.close()
    return rows


def _for_driver(statement: str, session: Session) -> tuple[str, tuple[Any, ...]]:
    if "{day}" not in statement:
        return statement, ()
    convert = Day().bind_processor(session.dialect)
    day = generate.MOMENT.day
    place = "?" if session.dialect.name == "sqlite" else "%s"
    return statement.format(day=place), (convert(day) if convert else day,)
