"""One letter handed over to another address than its reader's, at once, by whoever keeps the outbox."""

from datetime import datetime

from tracker.domain.rights import Right
from tracker.kit.errors import Conflict, Invalid
from tracker.kit.text import text, to_data
from tracker.notifications import mail
from tracker.notifications.channels import Channel, Handed, Outcome
from tracker.notifications.channels.smtp import Patience
from tracker.services import deliveries, leases
from tracker.services.actors import entitled
from tracker.services.context import Context
from tracker.services.mailing import Post
from tracker.services.withdrawing import Cleared
from tracker.settings import Settings
from tracker.store import outbox
from tracker.store import redirecting as store
from tracker.store.outbox import Claimed

AMONG = ("ready", "ambiguous", "held", "refused", "dead")
"""The states from which a letter may go elsewhere."""

PATIENCE = Patience(step=10, answer=20)
"""Somebody waits for the answer."""


def redirect(ctx: Context, settings: Settings, key: str, to: str, *, patience: Patience = PATIENCE) -> None:
    """Hand a letter over to ``to`` in place of its reader, with lines in front that say so (RFC 5322, 3.6.6).

    Where it is not taken it is held, with the reason, so that it does not go to its reader instead. Raises Forbidden,
    NotFound, Invalid for what is no address, and Conflict where the letter was sent or is being sent, may no longer be
    seen by its reader, or was not taken.
    """
    try:
        address = mail.address(to)
    except Invalid as error:
        raise Invalid(error.message, hint=error.hint, where="to") from error
    _require_open(settings)
    post, owner = Post(settings.model_copy(update={"mail_redirect": address}), patience), leases.new_owner()
    channel, recipient = post.way(address)
    claimed, at = _taken(ctx, key, owner, channel, recipient)
    with leases.kept(ctx, owner), post:
        handed = channel.send(post.letter(claimed, recipient, at=at))
    _settle(ctx, claimed, handed)
    if handed.outcome is not Outcome.SENT:
        raise Conflict(
            text("The letter was not taken for {to}: {reason}", to=address, reason=handed.reason or ""),
            hint=text("It is held; release it to send it to its reader, or try another address."),
            where="to",
        )


def _require_open(settings: Settings) -> None:
    if settings.mail_hold:
        raise Conflict(deliveries.HELD, hint=text("Take TRACKER_MAIL_HOLD back first."))
    if settings.mail_redirect:
        raise Conflict(text("All letters of this installation go to one address already (TRACKER_MAIL_REDIRECT)."))


def _taken(ctx: Context, key: str, owner: str, channel: Channel, recipient: str) -> tuple[Claimed, datetime]:
    at = ctx.writing_at()
    day = ctx.local_day(at)
    with ctx.db.write() as session:
        entitled(session, ctx, Right.KEEP_OUTBOX)
        state = outbox.state_of(session, key)
        if state is None:
            raise deliveries.unknown(key)
        if not outbox.body_of(session, key):
            raise Conflict(text("There is nothing to send: the letter has no content any more, or never had."))
        if not Cleared(-1, day).covers(session, key, day=day):
            raise Conflict(text("Its reader may no longer see all that stands in it; it will be withdrawn."))
        claimed = store.take(session, key, owner, among=AMONG, at=at, lease=leases.LEASE)
        if claimed is None:
            raise Conflict(text("The letter is “{state}”, so this cannot be done with it.", state=state))
        outbox.begin(session, claimed, channel=channel.name, recipient=recipient, at=at)
    return claimed, at


def _settle(ctx: Context, claimed: Claimed, handed: Handed) -> None:
    at, sent = ctx.writing_at(), handed.outcome is Outcome.SENT
    with ctx.db.write() as session:
        outbox.end(session, claimed, outcome=str(handed.outcome), code=handed.code, reply=handed.reply, at=at)
        outbox.settle(
            session,
            claimed,
            state="sent" if sent else "held",
            not_before=at,
            reason=None if handed.reason is None else to_data(handed.reason),
            ambiguous=claimed.ambiguous + (handed.outcome is Outcome.AMBIGUOUS),
            ended_at=at if sent else None,
        )
