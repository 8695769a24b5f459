"""Question 2: how many commitments each body has, against the driver asked the same."""

from collections.abc import Iterator
from functools import partial

from benchmarks import generate, raw
from benchmarks.measure import Figure, taking_turns
from tracker.domain.sight import EVERYTHING
from tracker.query.language import parse
from tracker.store import commitments
from tracker.store.database import Database, Session

LIMIT = 2.0
COUNT = "SELECT body, count(*) FROM commitment WHERE {} GROUP BY body"
BY_HAND = {
    "is:overdue": COUNT.format("clock_day < :day AND done_on IS NULL"),
    "is:open": COUNT.format("work NOT IN ('cancelled', 'closed', 'replaced')"),
}


def measure(db: Database, size: int, *, rounds: int) -> Iterator[Figure]:
    """The figures of every question."""
    for words, by_hand in BY_HAND.items():
        with db.read() as session:
            ask = partial(_count, session, words)
            limits = raw.candidates(session, by_hand, ask)
            counts = ask()
            if any(dict(limit()) != counts for limit in limits.values()):
                raise AssertionError(f"{words}: the store and the hand-written SQL count differently")
            found = taking_turns({**limits, "ours": ask}, rounds)
        best = min(found[name] for name in limits)
        remark = f"{sum(counts.values()):,} in {len(counts):,} bodies"
        yield Figure(f"counts by body of {words}", db.dialect, size, best, found["ours"], LIMIT, remark)


def _count(session: Session, words: str) -> dict[str | None, int]:
    return commitments.count_by(session, parse(words), generate.MOMENT, EVERYTHING, "body")
