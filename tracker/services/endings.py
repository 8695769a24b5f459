"""What came to an end between two moments, as a letter tells it."""

from collections.abc import Mapping

from tracker.domain.commitment import Work
from tracker.kit.text import Text, text
from tracker.store import letters
from tracker.store.database import Session

ENDINGS: Mapping[str, Text] = {
    Work.REPORTED_DONE: text("Completion is reported."),
    Work.CLOSED: text("It is closed."),
    Work.CANCELLED: text("It was cancelled."),
    Work.REPLACED: text("It was replaced by another commitment."),
}
"""States of work that a letter tells when they are new → in a sentence."""


def between(session: Session, *, after: int, upto: int) -> dict[str, int]:
    """Reference → the entry by which it came into the ending state in which it still was at the later of two heads."""
    moved = list(letters.moves(session, after=after, upto=upto))
    work = letters.work_at(session, sorted({ref for ref, _, _ in moved}), seq=after)
    ended: dict[str, int] = {}
    for ref, state, seq in moved:
        if state != work.get(ref):
            ended.pop(ref, None)
            if state in ENDINGS:
                ended[ref] = seq
        work[ref] = state
    return ended
