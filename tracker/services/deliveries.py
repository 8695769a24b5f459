"""Delivering what is in the outbox, and telling what became of it: FOUNDATIONS 1.3, effectively once.

A letter is claimed and the attempt written down before anything is handed over; the answer is recorded afterwards, and
only where nobody else has claimed the letter since. Nothing is sent inside a transaction.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from tracker.domain.rights import Right
from tracker.kit import points
from tracker.kit.errors import NotFound
from tracker.kit.text import Text, from_data, text, to_data
from tracker.notifications.channels import Channel, Handed
from tracker.notifications.channels.smtp import Patience
from tracker.services import settling, withdrawing
from tracker.services.actors import entitled
from tracker.services.context import Context
from tracker.services.leases import LEASE, kept
from tracker.services.mailing import Post
from tracker.services.withdrawing import Cleared
from tracker.settings import Settings
from tracker.store import deliveries as store
from tracker.store import outbox
from tracker.store.database import Session
from tracker.store.outbox import Claimed

STATES = ("ready", "sending", "sent", "ambiguous", "held", "refused", "dead", "withdrawn")
HELD = text("All mail is held (TRACKER_MAIL_HOLD).")
HELD_AS_ASKED = text("Held, as was asked.")


@dataclass(frozen=True, slots=True)
class Drained:
    """What became of the letters that were due: how many ended, or wait again, in which way.

    ``withdrawn``: not sent, since their readers may no longer see all of it; what takes their place is counted apart.
    ``overtaken``: sent by us after our lease had run out and another had claimed the letter.
    """

    sent: int = 0
    deferred: int = 0
    refused: int = 0
    ambiguous: int = 0
    dead: int = 0
    held: int = 0
    overtaken: int = 0
    withdrawn: int = 0


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
class Answered:
    """What became of one letter: under which name of ``Drained`` it counts, and what came back for it."""

    address: str
    became: str
    handed: Handed


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sends by which ways, and the letters that were found fit to be sent."""

    post: Post
    owner: str
    cleared: Cleared


@dataclass(frozen=True, slots=True)
class _Taken:
    claimed: Claimed
    channel: Channel
    recipient: str
    at: datetime


def drain(
    ctx: Context,
    settings: Settings,
    *,
    owner: str,
    limit: int | None = None,
    patience: Patience | None = None,
    hold: bool = False,
    heard: Callable[[Answered], object] = bool,
) -> Drained:
    """Send all that is due now, letter by letter, at most ``limit``; ``owner`` is a name that no other process has.

    Where the mail server cannot be reached, what goes there is left, since the others would only wait for it one after
    another; what goes to files is still written. ``hold``: hold instead of sending; ``heard`` is told what became of
    each letter. Raises Invalid where a setting of mail cannot be used, before anything is claimed.
    """
    post, at = Post(settings, patience), ctx.writing_at()
    if not _waits(ctx, at):
        return Drained()
    with ctx.db.write() as session:
        settling.take_over(session, at=at)
        if settings.mail_hold or hold:
            reason = HELD if settings.mail_hold else HELD_AS_ASKED
            return Drained(held=outbox.hold_due(session, at=at, reason=to_data(reason)))
    done: Counter[str] = Counter()
    withdrawn = 0
    unfit: str | None = ""
    with kept(ctx, owner), post:
        while unfit is not None and (limit is None or done.total() < limit):
            left = None if limit is None else limit - done.total()
            cleared, count = withdrawing.clear(ctx, settings, limit=left, also=unfit)
            withdrawn += count
            for answered in _handed(ctx, Sender(post, owner, cleared), limit=left):
                done[answered.became] += 1
                heard(answered)
            # Where a letter stopped being fit in the meantime, it is withdrawn, and the others follow.
            unfit = cleared.unfit
    return Drained(**done, withdrawn=withdrawn)


def _handed(ctx: Context, sender: Sender, *, limit: int | None) -> Iterator[Answered]:
    taken, count = _first(ctx, sender), 0
    while taken is not None:
        handed = taken.channel.send(sender.post.letter(taken.claimed, taken.recipient, at=taken.at))
        points.reached("send.accepted")
        if handed.unreachable:
            sender.post.shut(taken.channel)
        count += 1
        address = taken.claimed.address
        became, taken = _next(ctx, sender, taken.claimed, handed, more=limit is None or count < limit)
        yield Answered(address, became, handed)


def listing(
    ctx: Context, *, edition: int | None = None, state: str | None = None, limit: int = 100
) -> tuple[DeliveryView, ...]:
    """The letters of an edition, in a state, or all; newest first, each with its attempts.

    Raises Forbidden for whoever may not read everybody's letters.
    """
    with ctx.db.read() as session:
        entitled(session, ctx, Right.READ_LETTERS)
        rows = store.rows(session, edition=edition, states=None if state is None else [state], limit=limit)
        return views(session, rows)


def counts(session: Session, *, edition: int | None = None) -> dict[str, int]:
    """How many letters are in each state, 0 included."""
    found = store.counts(session, edition=edition)
    return {state: found.get(state, 0) for state in STATES}


def next_due(ctx: Context) -> datetime | None:
    """The instant at which there will be something to do; None where nothing waits."""
    with ctx.db.read() as session:
        return outbox.next_due(session)


def body(ctx: Context, key: str) -> bytes:
    """The frozen bytes of a letter, none where it was withdrawn; raises NotFound, and Forbidden as ``listing``."""
    with ctx.db.read() as session:
        entitled(session, ctx, Right.READ_LETTERS)
        found = outbox.body_of(session, key)
    if found is None:
        raise unknown(key)
    return found


def unknown(key: str) -> NotFound:
    """What is answered to a key that no letter has."""
    return NotFound(
        text("There is no letter “{key}”.", key=key), hint=text("tracker digest list shows the letters and their keys.")
    )


def _waits(ctx: Context, at: datetime) -> bool:
    with ctx.db.read() as session:
        due = outbox.next_due(session)
    return due is not None and due <= at


def _first(ctx: Context, sender: Sender) -> _Taken | None:
    at = ctx.writing_at()
    with ctx.db.write() as session:
        taken = _take(session, sender, at=at, day=ctx.local_day(at))
    points.reached("send.claimed")
    return taken


def _next(ctx: Context, sender: Sender, claimed: Claimed, handed: Handed, *, more: bool) -> tuple[str, _Taken | None]:
    """Record what came back for one letter and claim the next, in one transaction: each letter costs one commit.

    Gives under which name of ``Drained`` the letter counts, and the next, None where there is none or ``more`` is not
    wanted.
    """
    at = ctx.writing_at()
    with ctx.db.write() as session:
        became = settling.record(session, claimed, handed, at=at)
        points.reached("send.written")
        taken = _take(session, sender, at=at, day=ctx.local_day(at)) if more else None
    points.reached("send.committed")
    if taken is not None:
        points.reached("send.claimed")
    return became, taken


def _take(session: Session, sender: Sender, *, at: datetime, day: date) -> _Taken | None:
    """Claim a letter and write down that an attempt begins, to be committed before anything is handed over."""
    post = sender.post
    if post.is_shut:
        return None
    claimed = outbox.claim(session, sender.owner, at=at, lease=LEASE, to_nobody=post.to_nobody)
    if claimed is None:
        return None
    if not sender.cleared.covers(session, claimed.key, day=day):
        outbox.give_back(session, claimed)
        return None
    channel, recipient = post.way(claimed.address)
    outbox.begin(session, claimed, channel=channel.name, recipient=recipient, at=at)
    return _Taken(claimed, channel, recipient, at)


def views(session: Session, rows: Sequence[Any]) -> tuple[DeliveryView, ...]:
    """Rows of letters with every attempt (step)."""
    tries = store.attempts(session, [row.key for row in rows])
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
