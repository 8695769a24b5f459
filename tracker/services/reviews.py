"""Which step of somebody else a report of completion waits for next, and how a letter says so; pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

from tracker.domain.moves import Closing, Move, State
from tracker.domain.moves.states import ACCEPTED, APPLIED, NOTICED, REPORTED
from tracker.kit.text import Text, text

Row = Mapping[str, Any]

NO_ACCEPTOR = text("Acceptance was applied for, and nobody in an accepting body can accept it.")
"""What the register office is told, which can name another body."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """The move that comes next, since when it can be made, and why."""

    move: Move
    since: date
    why: Text


def binding(programme: Closing, report: Row) -> Closing:
    """The closing by which a report goes on: never less than what was asked for when it was made."""
    order: Sequence[Closing] = list(Closing)
    return max(programme, Closing(report["closing"]), key=order.index)


def waiting(state: State, closing: Closing, report: Row, objections: Sequence[Row], *, day: date) -> Waiting | None:
    """What somebody who did not report has to do on ``day``; None where it waits for the owners or for a day.

    ``objections`` are those to the report that nobody has answered.
    """
    if state == APPLIED:
        return Waiting(Move.ACCEPT, report["applied_on"], text("Reported done for {day}.", day=report["true_for"]))
    if state == REPORTED and closing is Closing.SIMPLE:
        said = text("Reported done for {day}. It can be closed, or returned.", day=report["true_for"])
        return Waiting(Move.CLOSE, report["reported_on"], said)
    if state == ACCEPTED:
        move = Move.OPEN_NOTICE if closing is Closing.CLOSED_LOOP else Move.WRITE_OFF
        return Waiting(move, report["accepted_on"], _NEXT[move])
    if state == NOTICED:
        return _in_notice(report["notice_until"], objections, day=day)
    return None


def _in_notice(until: date | None, objections: Sequence[Row], *, day: date) -> Waiting | None:
    if objections:
        since = min(row["entered_on"] for row in objections)
        return Waiting(
            Move.ANSWER_OBJECTION, since, text("Objections that nobody has answered: {n}.", n=len(objections))
        )
    if until is None or until >= day:
        return None
    return Waiting(Move.WRITE_OFF, until + timedelta(days=1), _NEXT[Move.WRITE_OFF])


_NEXT: Mapping[Move, Text] = MappingProxyType(
    {
        Move.OPEN_NOTICE: text("Accepted. The public notice can be opened."),
        Move.WRITE_OFF: text("Accepted, and nothing stands in the way of the write-off."),
    }
)
