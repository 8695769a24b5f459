"""Requests that a program may repeat: made once, however often they come, and answered alike each time.

The key, the change and the answer are written in one transaction: whatever breaks off in between, either all of it
happened, and the same answer is given again, or nothing did, and the request is made as if for the first time. What
was refused is not kept: it can be tried again with the same key.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from tracker.kit.errors import Conflict, Invalid, Unauthenticated
from tracker.kit.text import text
from tracker.services.context import Context
from tracker.store import idempotency as store
from tracker.store.idempotency import Joined, Remembered, Taken

KEPT = timedelta(hours=24)
"""So long an answer is kept."""


class AnotherRequest(Invalid):
    """A key under which something else was asked before."""


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer that can be given again: its status, its headers, and JSON data."""

    status: int
    headers: dict[str, str]
    content: Any


def once(ctx: Context, key: str, fingerprint: str, work: Callable[[Context], Kept]) -> Kept:
    """Do ``work`` in one transaction, or give the answer that was given when the same was asked under this key.

    ``work`` is given a context whose transactions are that one. Raises AnotherRequest for the key of another one,
    Unauthenticated where nobody is signed in, and what ``work`` raises; then nothing was done and nothing is kept.
    """
    person = ctx.who.person if ctx.who else None
    if person is None:
        raise Unauthenticated(text("Nobody is signed in here."))
    found = _found(ctx, person, key)
    if found is None:
        try:
            return _made(ctx, person, key, fingerprint, work)
        except Taken:
            found = _found(ctx, person, key)
    return _again(found, fingerprint)


def _found(ctx: Context, person: str, key: str) -> Remembered | None:
    with ctx.db.read() as session:
        return store.find(session, person, key, since=ctx.clock.now() - KEPT)


def _made(ctx: Context, person: str, key: str, fingerprint: str, work: Callable[[Context], Kept]) -> Kept:
    """What ``work`` answers, with its key and its answer committed; raises Taken."""
    now = ctx.clock.now()
    with ctx.db.write() as session:
        store.claim(session, person, key, fingerprint, at=now, since=now - KEPT)
        answer = work(replace(ctx, db=Joined(ctx.db, session)))
        body = json.dumps(answer.content, ensure_ascii=False)
        store.keep(session, person, key, Remembered(fingerprint, answer.status, answer.headers, body))
        store.forget(session, before=now - KEPT)
    return answer


def _again(found: Remembered | None, fingerprint: str) -> Kept:
    if found is None:
        raise Conflict(
            text("The same request is being made just now."), hint=text("Wait a moment, then send it again.")
        )
    if found.fingerprint != fingerprint:
        raise AnotherRequest(
            text("This key belongs to another request."),
            hint=text("Use a new key for a new request, and the same key only to repeat one."),
            where="Idempotency-Key",
        )
    return Kept(found.status, found.headers, json.loads(found.body))
