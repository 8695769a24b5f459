"""What follows from an attempt to deliver, written down: the state of the letter, and how the attempt ended (steps)."""

from datetime import datetime

from tracker.kit.text import to_data
from tracker.notifications.channels import Handed, Outcome
from tracker.services import mailing
from tracker.services.mailing import Settled
from tracker.store import outbox
from tracker.store.database import Session
from tracker.store.outbox import Claimed


def take_over(session: Session, *, at: datetime) -> None:
    """Settle the letters whose senders are gone: at once, since their leases have waited long enough."""
    for claimed, channel in outbox.abandoned(session, at=at):
        handed = mailing.left_behind(channel)
        outcome = "ambiguous" if handed.outcome is Outcome.AMBIGUOUS else "interrupted"
        outbox.end(session, claimed, outcome=outcome, code=None, reply="", at=at)
        found = _settled(session, claimed, handed, at=at)
        _settle(session, claimed, found, not_before=at)


def record(session: Session, claimed: Claimed, handed: Handed, *, at: datetime) -> str:
    """Write down what came back for a letter; gives under which name of ``Drained`` it counts."""
    found = _settled(session, claimed, handed, at=at)
    mine = _settle(session, claimed, found, not_before=found.not_before)
    outbox.end(session, claimed, outcome=str(handed.outcome), code=handed.code, reply=handed.reply, at=at)
    if not mine:
        return "overtaken"
    return "dead" if found.state == "dead" else str(handed.outcome)


def _settled(session: Session, claimed: Claimed, handed: Handed, *, at: datetime) -> Settled:
    ended = handed.outcome in (Outcome.SENT, Outcome.REFUSED)
    since = None if ended else outbox.tried_since(session, claimed)
    return mailing.settled(claimed, handed, at=at, since=since or at)


def _settle(session: Session, claimed: Claimed, found: Settled, *, not_before: datetime) -> bool:
    return outbox.settle(
        session,
        claimed,
        state=found.state,
        not_before=not_before,
        reason=None if found.reason is None else to_data(found.reason),
        ambiguous=found.ambiguous,
        ended_at=found.ended_at,
    )
