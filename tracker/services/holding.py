"""Letters by hand: held, let go, sent again; and what waits. Each raises Forbidden for whoever may not."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tracker.domain.rights import Right
from tracker.kit.errors import Conflict
from tracker.kit.text import text, to_data
from tracker.services import deliveries
from tracker.services.actors import entitled
from tracker.services.context import Context
from tracker.store import outbox

BY_HAND = text("Held by hand.")


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many letters are held, how many wait to be sent, and until when (UTC; None: none waits)."""

    held: int
    ready: int
    until: datetime | None


def waiting(ctx: Context) -> Waiting:
    """What is left in the outbox."""
    with ctx.db.read() as session:
        entitled(session, ctx, Right.READ_LETTERS)
        found = deliveries.counts(session)
        until = outbox.next_due(session)
    return Waiting(found["held"], sum(found[state] for state in (*outbox.WAITING, "sending")), until)


def hold(ctx: Context, key: str) -> None:
    """Keep a letter that waits from being sent; raises NotFound, and Conflict where it does not wait."""
    into = {"state": "held", "reason": to_data(BY_HAND)}
    _put(ctx, key, into=into, among=outbox.WAITING)


def release(ctx: Context, key: str | None = None) -> int:
    """Let a held letter go, or all of them, their attempts counted anew; gives how many.

    Raises NotFound, and Conflict where it is not held.
    """
    return len(_put(ctx, key, into=_anew(ctx), among=("held",)))


def retry(ctx: Context, key: str) -> None:
    """Send a letter that waits, was refused or was given up at the next chance, its attempts counted anew.

    Raises NotFound, and Conflict where it is sent, held, withdrawn or just being sent, or never was a message.
    """
    with ctx.db.read() as session:
        entitled(session, ctx, Right.KEEP_OUTBOX)
        unmade = outbox.body_of(session, key) == b"" and outbox.state_of(session, key) != "withdrawn"
    if unmade:
        raise Conflict(text("The letter could not be made into a message, so there is nothing to send."))
    _put(ctx, key, into=_anew(ctx), among=(*outbox.WAITING, "refused", "dead"))


def _anew(ctx: Context) -> dict[str, Any]:
    return {"state": "ready", "attempts": 0, "not_before": ctx.writing_at(), "ended_at": None, "reason": None}


def _put(ctx: Context, key: str | None, *, into: dict[str, Any], among: Sequence[str]) -> list[str]:
    with ctx.db.write() as session:
        entitled(session, ctx, Right.KEEP_OUTBOX)
        changed = outbox.put(session, None if key is None else [key], into=into, among=among)
        if key is not None and not changed:
            state = outbox.state_of(session, key)
            if state is None:
                raise deliveries.unknown(key)
            raise Conflict(text("The letter is “{state}”, so this cannot be done with it.", state=state))
        return changed
