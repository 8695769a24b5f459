"""Question 1: the first page of a list from the store, against the best SQL for it through the driver's cursor."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from benchmarks import generate, ground, raw
from benchmarks.measure import Figure, taking_turns
from tracker.domain.sight import EVERYTHING
from tracker.query.language import parse
from tracker.store import commitments, filters
from tracker.store.database import Database, Session

LIMIT = 4.0
ROWS = 50
COLUMNS = ", ".join(f"c.{name}" for name in commitments.LISTED)
OVERDUE = "c.clock_day < :day AND c.done_on IS NULL"

# As somebody would write them who knows the table and its indexes.
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
EXPLAIN = {"sqlite": "EXPLAIN QUERY PLAN ", "postgresql": "EXPLAIN (ANALYZE, COSTS OFF, BUFFERS OFF, TIMING OFF) "}


def measure(db: Database, size: int, *, rounds: int) -> Iterator[Figure]:
    """The figures of every question: asked again, as in a server that runs, and asked for the first time."""
    for question, by_hand in BY_HAND.items():
        with db.read() as session:
            ask, ask_anew = partial(_page, session, _words(question)), partial(_page_anew, session, _words(question))
            limits = raw.candidates(session, by_hand, ask)
            shown = [row.ref for row in ask()]
            if any([row[0] for row in limit()] != shown for limit in limits.values()):
                raise AssertionError(f"{question}: the store and the hand-written SQL find different commitments")
            found = taking_turns({**limits, "again": ask, "first": ask_anew}, rounds)
        best = min(found[name] for name in limits)
        yield Figure(f"first page of {question}", db.dialect, size, best, found["again"], LIMIT, f"{len(shown)} rows")
        yield Figure(f"first page of {question}, asked for the first time", db.dialect, size, best, found["first"])


def _words(question: str) -> str:
    return question.replace("unit:U", f"unit:{ground.unit()}")


def _page(session: Session, words: str) -> Sequence[Any]:
    return commitments.page(session, parse(words), generate.MOMENT, EVERYTHING, limit=ROWS)


def _page_anew(session: Session, words: str) -> Sequence[Any]:
    """The page where nothing about the question is remembered; only SQLAlchemy still knows statements of this shape."""
    for remembered in (parse, filters._prepare, commitments._page):
        remembered.cache_clear()
    return _page(session, words)


def plans(db: Database) -> Iterator[tuple[str, list[str]]]:
    """How the database goes about each question: the question, and the lines of its plan."""
    with db.read() as session:
        for question in BY_HAND:
            statement, parameters = raw.compiled(session, partial(_page, session, _words(question)))
            plan = raw.fetch(session, (EXPLAIN[db.dialect] + statement, parameters))
            yield question, [str(row[-1]) for row in plan]
