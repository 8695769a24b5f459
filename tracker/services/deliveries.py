"""Delivering what is in the outbox, and telling what became of it: FOUNDATIONS 1.3, effectively once.

A letter is claimed and the attempt written down before anything is handed over; the answer is recorded afterwards, and
only where nobody else has claimed the letter since. Nothing is sent inside a transaction.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tracker.kit import points
from tracker.kit.errors import Conflict, NotFound
from tracker.kit.text import Text, from_data, text, to_data
from tracker.notifications.channels import Channel, Handed, Outcome
from tracker.notifications.channels.smtp import Patience
from tracker.services import mailing
from tracker.services.context import Context
from tracker.services.leases import LEASE, kept
from tracker.services.mailing import Post, Settled
from tracker.settings import Settings
from tracker.store import outbox
from tracker.store.database import Session
from tracker.store.outbox import Claimed

STATES = ("ready", "sending", "sent", "ambiguous", "held", "refused", "dead")
HELD = text("All mail is held (TRACKER_MAIL_HOLD).")
HELD_BY_HAND = text("Held by hand.")


@dataclass(frozen=True, slots=True)
class Drained:
    """What became of the letters that were due: how many ended, or wait again, in which way.

    ``overtaken``: sent by us after our lease had run out and another had claimed the letter.
    """

    sent: int = 0
    deferred: int = 0
    refused: int = 0
    ambiguous: int = 0
    dead: int = 0
    held: int = 0
    overtaken: int = 0


@dataclass(frozen=True, slots=True)
class AttemptView:
    """One attempt: by which channel and to whom, and what came back; instants in UTC."""

    n: int
    channel: str
    recipient: str
    began_at: datetime
    ended_at: datetime | None
    outcome: str
    code: int | None
    reply: str


@dataclass(frozen=True, slots=True)
class DeliveryView:
    """One letter in the outbox with every attempt; ``ambiguous`` counts the copies that may have arrived besides."""

    key: str
    message_id: str
    edition: int | None
    person: str
    address: str
    subject: str
    state: str
    ambiguous: int
    not_before: datetime
    created_at: datetime
    ended_at: datetime | None
    reason: Text | None
    attempts: tuple[AttemptView, ...]


@dataclass(frozen=True, slots=True)
class _Taken:
    claimed: Claimed
    channel: Channel
    recipient: str
    at: datetime


def drain(
    ctx: Context, settings: Settings, *, owner: str, limit: int | None = None, patience: Patience | None = None
) -> Drained:
    """Send all that is due now, letter by letter, at most ``limit``; ``owner`` is a name that no other process has.

    Ends early where the mail server cannot be reached: the others would only wait for it one after another. Raises
    Invalid where a setting of mail cannot be used, before anything is claimed.
    """
    post, at = Post(settings, patience), ctx.writing_at()
    if not _waits(ctx, at):
        return Drained()
    with ctx.db.write() as session:
        _take_over(session, at=at)
        if settings.mail_hold:
            return Drained(held=outbox.hold_due(session, at=at, reason=to_data(HELD)))
    done: Counter[str] = Counter()
    with kept(ctx, owner), post:
        taken = _first(ctx, post, owner) if limit != 0 else None
        while taken is not None:
            handed = taken.channel.send(post.letter(taken.claimed, taken.recipient, at=taken.at))
            points.reached("send.accepted")
            more = not handed.unreachable and (limit is None or done.total() + 1 < limit)
            became, taken = _next(ctx, post, owner, taken.claimed, handed, more=more)
            done[became] += 1
    return Drained(**done)


def listing(
    ctx: Context, *, edition: int | None = None, state: str | None = None, limit: int = 100
) -> tuple[DeliveryView, ...]:
    """The letters of an edition, in a state, or all; newest first, each with its attempts."""
    with ctx.db.read() as session:
        rows = outbox.rows(session, edition=edition, states=None if state is None else [state], limit=limit)
        return _views(session, rows)


def counts(session: Session, *, edition: int | None = None) -> dict[str, int]:
    """How many letters are in each state, 0 included."""
    found = outbox.counts(session, edition=edition)
    return {state: found.get(state, 0) for state in STATES}


def undelivered(session: Session, *, since: datetime | None = None) -> tuple[DeliveryView, ...]:
    """Letters that were refused or given up, after an instant where one is given; what the office must know."""
    rows = outbox.rows(session, states=["refused", "dead"], ended_after=since)
    return _views(session, rows)


def next_due(ctx: Context) -> datetime | None:
    """The instant at which there will be something to do; None where nothing waits."""
    with ctx.db.read() as session:
        return outbox.next_due(session)


def body(ctx: Context, key: str) -> bytes:
    """The frozen bytes of a letter; raises NotFound."""
    with ctx.db.read() as session:
        found = outbox.body_of(session, key)
    if found is None:
        raise _unknown(key)
    return found


def hold(ctx: Context, key: str) -> None:
    """Keep a letter that waits from being sent; raises NotFound, and Conflict where it does not wait."""
    into = {"state": "held", "reason": to_data(HELD_BY_HAND)}
    _put(ctx, key, into=into, among=outbox.WAITING)


def release(ctx: Context, key: str | None = None) -> int:
    """Let a held letter go, or all of them; gives how many. Raises NotFound, and Conflict where it is not held."""
    into = {"state": "ready", "not_before": ctx.writing_at(), "reason": None}
    return len(_put(ctx, key, into=into, among=("held",)))


def retry(ctx: Context, key: str) -> None:
    """Send a letter that waits, was refused or was given up at the next chance, its attempts counted anew.

    Raises NotFound, and Conflict where it is sent, held, or just being sent, or was never made into a message.
    """
    if not body(ctx, key):
        raise Conflict(text("The letter could not be made into a message, so there is nothing to send."))
    into = {"state": "ready", "attempts": 0, "not_before": ctx.writing_at(), "ended_at": None, "reason": None}
    _put(ctx, key, into=into, among=(*outbox.WAITING, "refused", "dead"))


def _put(ctx: Context, key: str | None, *, into: dict[str, Any], among: Sequence[str]) -> list[str]:
    with ctx.db.write() as session:
        changed = outbox.put(session, None if key is None else [key], into=into, among=among)
        if key is not None and not changed:
            state = outbox.state_of(session, key)
            if state is None:
                raise _unknown(key)
            raise Conflict(text("The letter is “{state}”, so this cannot be done with it.", state=state))
        return changed


def _unknown(key: str) -> NotFound:
    return NotFound(
        text("There is no letter “{key}”.", key=key), hint=text("tracker digest list shows the letters and their keys.")
    )


def _waits(ctx: Context, at: datetime) -> bool:
    with ctx.db.read() as session:
        due = outbox.next_due(session)
    return due is not None and due <= at


def _take_over(session: Session, *, at: datetime) -> None:
    """Settle the letters whose senders are gone: at once, since their leases have waited long enough."""
    for claimed, channel in outbox.abandoned(session, at=at):
        handed = mailing.left_behind(channel)
        outcome = "ambiguous" if handed.outcome is Outcome.AMBIGUOUS else "interrupted"
        outbox.end(session, claimed, outcome=outcome, code=None, reply="", at=at)
        found = mailing.settled(claimed, handed, at=at)
        _settle(session, claimed, found, not_before=at)


def _first(ctx: Context, post: Post, owner: str) -> _Taken | None:
    at = ctx.writing_at()
    with ctx.db.write() as session:
        taken = _take(session, post, owner, at=at)
    points.reached("send.claimed")
    return taken


def _next(
    ctx: Context, post: Post, owner: str, claimed: Claimed, handed: Handed, *, more: bool
) -> tuple[str, _Taken | None]:
    """Record what came back for one letter and claim the next, in one transaction: each letter costs one commit.

    Gives under which name of ``Drained`` the letter counts, and the next, None where there is none or ``more`` is not
    wanted.
    """
    at = ctx.writing_at()
    with ctx.db.write() as session:
        became = record(session, claimed, handed, at=at)
        points.reached("send.written")
        taken = _take(session, post, owner, at=at) if more else None
    points.reached("send.committed")
    if taken is not None:
        points.reached("send.claimed")
    return became, taken


def _take(session: Session, post: Post, owner: str, *, at: datetime) -> _Taken | None:
    """Claim a letter and write down that an attempt begins, to be committed before anything is handed over."""
    claimed = outbox.claim(session, owner, at=at, lease=LEASE)
    if claimed is None:
        return None
    channel, recipient = post.way(claimed.address)
    outbox.begin(session, claimed, channel=channel.name, recipient=recipient, at=at)
    return _Taken(claimed, channel, recipient, at)


def record(session: Session, claimed: Claimed, handed: Handed, *, at: datetime) -> str:
    """Write down what came back for a letter; gives under which name of ``Drained`` it counts."""
    found = mailing.settled(claimed, handed, at=at)
    mine = _settle(session, claimed, found, not_before=found.not_before)
    outbox.end(session, claimed, outcome=str(handed.outcome), code=handed.code, reply=handed.reply, at=at)
    if not mine:
        return "overtaken"
    return "dead" if found.state == "dead" else str(handed.outcome)


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


def _views(session: Session, rows: Sequence[Any]) -> tuple[DeliveryView, ...]:
    tries = outbox.attempts(session, [row.key for row in rows])
    return tuple(
        DeliveryView(
            key=row.key,
            message_id=row.message_id,
            edition=row.edition,
            person=row.person,
            address=row.address,
            subject=row.subject,
            state=row.state,
            ambiguous=row.ambiguous,
            not_before=row.not_before,
            created_at=row.created_at,
            ended_at=row.ended_at,
            reason=None if row.reason is None else from_data(row.reason),
            attempts=tuple(
                AttemptView(*(getattr(each, name) for name in AttemptView.__slots__)) for each in tries[row.key]
            ),
        )
        for row in rows
    )
