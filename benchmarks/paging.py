"""Question 1: the first page of a list from the store, against the best SQL for it through the driver's cursor."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from sqlalchemy import event

from benchmarks import generate, ground
from benchmarks.measure import Figure, taking_turns
from benchmarks.registers import driver_of
from tracker.query.language import parse
from tracker.store import commitments, filters
from tracker.store.database import Database, Session
from tracker.store.types import Day

LIMIT = 4.0
ROWS = 50
COLUMNS = ", ".join(f"c.{name}" for name in commitments.LISTED)
OVERDUE = "c.clock_day < :day AND c.done_on IS NULL"

# As somebody would write them who knows the table and its indexes; :day and :unit are filled in by ``_for_driver``.
EXPLAIN = {"sqlite": "EXPLAIN QUERY PLAN ", "postgresql": "EXPLAIN (ANALYZE, COSTS OFF, BUFFERS OFF, TIMING OFF) "}
BY_HAND = {
    "is:overdue unit:U": (
        f"SELECT {COLUMNS} FROM body AS top JOIN body AS b ON b.path >= top.path AND b.path < top.path || '~' "
        f"JOIN commitment AS c ON c.body = b.slug WHERE top.slug = :unit AND {OVERDUE} "
        f"ORDER BY c.last_day NULLS LAST, c.ref LIMIT {ROWS}"
    ),
    "is:overdue": (
        f"SELECT {COLUMNS} FROM commitment AS c WHERE {OVERDUE} ORDER BY c.last_day NULLS LAST, c.ref LIMIT {ROWS}"
    ),
    "is:overdue sort:-late": (
        f"SELECT {COLUMNS} FROM commitment AS c WHERE {OVERDUE} ORDER BY c.clock_day, c.ref LIMIT {ROWS}"
    ),
}


def measure(db: Database, size: int, *, rounds: int) -> Iterator[Figure]:
    """The figures of every question, each asked again and asked for the first time."""
    for question, by_hand in BY_HAND.items():
        words = question.replace("unit:U", f"unit:{ground.unit()}")
        with db.read() as session:
            yield from _measure(session, question, words, by_hand, size, rounds)


def _measure(session: Session, question: str, words: str, by_hand: str, size: int, rounds: int) -> Iterator[Figure]:
    statements = {"raw, by hand": _for_driver(by_hand, session), "raw, as compiled": compiled(session, words)}
    answers = [_fetch(session, *statement) for statement in statements.values()]
    shown = [row.ref for row in _page(session, words)]
    if any([row[0] for row in answer] != shown for answer in answers):
        raise AssertionError(f"{words}: the store and the hand-written SQL find different commitments")

    found = taking_turns(
        {
            **{name: partial(_fetch, session, *statement) for name, statement in statements.items()},
            "again": partial(_page, session, words),
            "first": partial(_page_anew, session, words),
        },
        rounds,
    )
    raw = min(found[name] for name in statements)
    name = session.dialect.name
    yield Figure(f"first page of {question}", name, size, raw, found["again"], LIMIT, f"{len(shown)} rows")
    yield Figure(f"first page of {question}, asked for the first time", name, size, raw, found["first"])


def _page(session: Session, words: str) -> Sequence[Any]:
    return commitments.page(session, parse(words), generate.MOMENT, limit=ROWS)


def _page_anew(session: Session, words: str) -> Sequence[Any]:
    """The page where nothing about the question is remembered; only SQLAlchemy still knows statements of this shape."""
    for remembered in (parse, filters._prepare, commitments._page):
        remembered.cache_clear()
    return _page(session, words)


def _fetch(session: Session, statement: str, parameters: Any) -> list[Any]:
    cursor = driver_of(session).cursor()
    rows: list[Any] = cursor.execute(statement, parameters).fetchall()
    cursor.close()
    return rows


def compiled(session: Session, words: str) -> tuple[str, Any]:
    """The statement and parameters that the store gives the driver for a question."""
    given: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        given.append((statement, parameters))

    event.listen(session, "before_cursor_execute", note)
    _page(session, words)
    event.remove(session, "before_cursor_execute", note)
    return given[-1]


def _for_driver(statement: str, session: Session) -> tuple[str, Any]:
    convert = Day().bind_processor(session.dialect)
    day = generate.MOMENT.day
    given = {"day": convert(day) if convert else day, "unit": ground.unit()}
    if session.dialect.name == "postgresql":
        return statement.replace(":day", "%(day)s").replace(":unit", "%(unit)s"), given
    return statement, given


def plans(db: Database) -> Iterator[tuple[str, list[str]]]:
    """How the database goes about each question: the question, and the lines of its plan."""
    explain = EXPLAIN[db.dialect]
    with db.read() as session:
        for question in BY_HAND:
            statement, parameters = compiled(session, question.replace("unit:U", f"unit:{ground.unit()}"))
            yield question, [str(row[-1]) for row in _fetch(session, explain + statement, parameters)]
