"""Clearing away what only matters for a while: old lines of the access log, dead sessions and links, full buckets."""

from dataclasses import asdict, dataclass
from datetime import timedelta

from tracker.domain.rights import Right
from tracker.services import evidence_keeping, idempotency, runs
from tracker.services.actors import entitled
from tracker.services.context import Context
from tracker.services.runs import Claim
from tracker.services.signing import NEAR_FOR
from tracker.services.throttle import ALLOWANCES
from tracker.settings import Settings
from tracker.store import access, buckets, invitations, sign_ins
from tracker.store import idempotency as answers

ACCESS_KEPT = timedelta(days=400)
"""A year, and time to look into the last months of it."""

LINKS_KEPT = timedelta(days=30)
"""So that whoever comes late is told that the link was used."""

_FULL_AFTER = max(allowance.tries * allowance.pace for allowance in ALLOWANCES.values())


@dataclass(frozen=True, slots=True)
class Tidied:
    """How many rows of each kind went."""

    access: int
    sessions: int
    links: int
    answers: int
    buckets: int


def tidy(ctx: Context) -> Tidied:
    """Remove what is older than it is kept, each kind in a transaction of its own; may be repeated, also by several.

    Sessions go 30 days after they ended, links 30 days after they ran out, answers to repeated requests after a day,
    lines of the access log after 400 days. Raises Forbidden for anybody but the operator of the machine.
    """
    now = ctx.clock.now()
    if ctx.who is not None:
        with ctx.db.read() as session:
            entitled(session, ctx, Right.OPERATE)
    with ctx.db.write() as session:
        lines = access.forget(session, before=now - ACCESS_KEPT)
    with ctx.db.write() as session:
        sessions = sign_ins.forget(session, before=now - NEAR_FOR)
    with ctx.db.write() as session:
        links = invitations.forget(session, before=now - LINKS_KEPT)
    with ctx.db.write() as session:
        repeated = answers.forget(session, before=now - idempotency.KEPT)
    with ctx.db.write() as session:
        full = buckets.forget(session, before=now - _FULL_AFTER)
    return Tidied(lines, sessions, links, repeated, full)


def run(ctx: Context, _settings: Settings, claim: Claim) -> None:
    """Tidy up as a scheduled run: what is kept no longer, and files of evidence that no record names."""
    tidied = tidy(ctx)
    files = evidence_keeping.tidy(ctx)
    with ctx.db.write() as session:
        runs.finish(session, claim, at=ctx.clock.now(), outcome={**asdict(tidied), "files": files})
