"""Leases: whoever is at work says so again and again; when that stops, somebody else takes the work over."""

import os
import secrets
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from threading import Event, Thread

from tracker.kit.errors import TrackerError
from tracker.services.context import Context
from tracker.store import runs

LEASE = timedelta(seconds=30)
"""So long after the last sign of life work counts as left behind."""

RENEWAL = 10
"""Seconds between two signs of life."""


@dataclass(slots=True)
class Keeping:
    """How the renewing went; ``trouble`` is what ended it early, so that whoever kept the lease can tell it."""

    trouble: TrackerError | None = None


def new_owner() -> str:
    """A name for a process that works: machine, process and a random part, so that it never comes again."""
    return f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"


def renew(ctx: Context, owner: str, *, beat: str | None = None) -> None:
    """Prolong the leases of the runs and deliveries that ``owner`` has under way; ``beat`` names a part that lives."""
    now = ctx.clock.now()
    with ctx.db.write() as session:
        runs.renew(session, owner, now + LEASE)
        if beat is not None:
            runs.beat(session, beat, at=now)


@contextmanager
def kept(ctx: Context, owner: str, *, beat: str | None = None, every: float = RENEWAL) -> Iterator[Keeping]:
    """Renew the leases of ``owner`` every so many seconds, in a thread, until the block ends; ``beat`` as in ``renew``.

    Where the database does not answer it is tried again until a lease has run out; then it ends, and the work finds
    out at its next step, when the fence may be another's.
    """
    keeping, ended = Keeping(), Event()
    work = (ctx, owner, beat, every, ended, keeping)
    thread = Thread(target=_renew_until, args=work, name="leases", daemon=True)
    thread.start()
    try:
        yield keeping
    finally:
        ended.set()
        thread.join()


def _renew_until(ctx: Context, owner: str, beat: str | None, every: float, ended: Event, keeping: Keeping) -> None:
    failures = 0
    while not ended.wait(every):
        try:
            renew(ctx, owner, beat=beat)
        except TrackerError as error:
            failures += 1
            keeping.trouble = error
            if failures * every >= LEASE.total_seconds():
                return
        else:
            failures, keeping.trouble = 0, None
