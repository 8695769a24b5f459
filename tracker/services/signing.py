"""Signing in and out: sessions are rows on the server, found by the hash of a secret that the browser keeps.

Limits: by name as it was typed, and by address (``throttle.ALLOWANCES``); a right password costs no try. Somebody who
signed in from an address in the last 30 days has tries of his own there, so that others cannot use them up.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from tracker.domain.rights import Right
from tracker.kit import secret as secrets
from tracker.kit.errors import Forbidden, NotFound, Unauthenticated
from tracker.kit.text import text
from tracker.services import access, passwords, throttle
from tracker.services.access import Event
from tracker.services.actors import entitled
from tracker.services.context import Context, Principal
from tracker.services.throttle import Purpose, Try
from tracker.store import accounts, bodies, sign_ins
from tracker.store.accounts import Known
from tracker.store.database import Session as Transaction

IDLE = timedelta(hours=8)
LONGEST = timedelta(days=7)
TOUCHED_EVERY = timedelta(minutes=5)
NEAR_FOR = timedelta(days=30)
"""For so long after a session began, its address is one from which the person is known to come."""

LONGEST_AGENT = 200

How = Literal["password", "link", "oidc"]


@dataclass(frozen=True, slots=True)
class Session:
    """A session that begins: the secret for the cookie, who it is, and when it runs out at the latest (UTC)."""

    secret: str
    principal: Principal
    expires: datetime


@dataclass(frozen=True, slots=True)
class SessionView:
    """A session that goes on; ``id`` names it without giving it away."""

    id: str
    how: str
    began_at: datetime
    seen_at: datetime
    expires_at: datetime
    address: str
    agent: str


def sign_in(ctx: Context, name: str, password: str, *, address: str, agent: str) -> Session:
    """Begin a session for whoever knows the password of the account that ``name`` names.

    Raises Forbidden with one message whatever is wrong, after the same work; TooMany; Unavailable.
    """
    at = ctx.clock.now()
    with ctx.db.read() as session:
        known = accounts.known_as(session, name, address=address, since=at - NEAR_FOR)
    tries = _tries(name, address, known)
    throttle.take_all(ctx, tries)
    is_right = passwords.matches(known.password if known else "", password)
    if known is None or not is_right or not known.is_active:
        _note_failure(ctx, known, is_right=is_right, address=address)
        raise _refused()
    fresh = passwords.hashed(password) if passwords.is_outdated(known.password) else None
    with ctx.db.write() as session:
        account = accounts.locked(session, known.person)
        # Disabled or given another password while this one was compared.
        if account is None or account.disabled_at is not None or account.password != known.password:
            raise _refused()
        if fresh is not None:
            accounts.put(session, known.person, password=fresh)
        begun = _begin(session, known.person, "password", at=at, address=address, agent=agent)
    throttle.give_back(ctx, tries)
    return begun


def sign_in_as(ctx: Context, person: str, how: How, *, address: str, agent: str) -> Session:
    """Begin a session for a person (an opaque id) who proved to be it in another way; raises Forbidden."""
    with ctx.db.write() as session:
        accounts.locked(session, person)
        if accounts.is_active(session, person):
            return _begin(session, person, how, at=ctx.clock.now(), address=address, agent=agent)
    access.note(ctx, Event.SIGN_IN_FAILED, way="web", person=person, address=address, detail=f"{how}: no account")
    raise Forbidden(
        text("There is no account for you here, or it is disabled."), hint=text("Ask an administrator of the register.")
    )


def signed_in(ctx: Context, secret: str) -> Principal | None:
    """Whose session a secret is; None where it has ended or run out, or the account is not in order.

    One query, with the posts held; that it was seen is written at most every five minutes.
    """
    if not secrets.is_one(secret):
        return None
    at, hash_ = ctx.clock.now(), secrets.digest(secret)
    with ctx.db.read() as session:
        row, held = sign_ins.live(session, hash_, at=at, seen_after=at - IDLE, day=ctx.local_day(at))
    if row is None:
        return None
    if at - row.seen_at >= TOUCHED_EVERY:
        with ctx.db.write() as session:
            sign_ins.touch(session, hash_, at=at)
    return Principal(row.person, held=held)


def sign_out(ctx: Context, secret: str) -> None:
    """End a session; nothing where it has ended already."""
    if not secrets.is_one(secret):
        return
    at = ctx.clock.now()
    with ctx.db.write() as session:
        person = sign_ins.end(session, secrets.digest(secret), at=at)
        if person is not None:
            access.add(session, Event.SIGN_OUT, at=at, way="web", person=person)


def sessions(ctx: Context, person: str | None = None) -> tuple[SessionView, ...]:
    """The sessions of oneself that go on, or of somebody (a short name, an address or an id); the last used first.

    Raises Forbidden, NotFound.
    """
    at = ctx.clock.now()
    with ctx.db.read() as session:
        rows = sign_ins.of_person(session, _whose(session, ctx, person), at=at, seen_after=at - IDLE)
    return tuple(
        SessionView(id_of(row.hash), row.how, row.began_at, row.seen_at, row.expires_at, row.address, row.agent)
        for row in rows
    )


def end(ctx: Context, id_: str) -> None:
    """End one of one's own sessions by its id; raises NotFound, Forbidden."""
    at = ctx.clock.now()
    with ctx.db.write() as session:
        person = _whose(session, ctx, None, is_change=True)
        mine = sign_ins.of_person(session, person, at=at, seen_after=at - IDLE)
        hash_ = next((row.hash for row in mine if id_of(row.hash) == id_), None)
        if hash_ is None:
            raise NotFound(text("You have no session “{id}”.", id=id_))
        sign_ins.end(session, hash_, at=at)
        access.add(session, Event.SESSIONS_ENDED, at=at, way=access.way_of(ctx), person=person, detail="1")


def end_all(ctx: Context, person: str | None = None, *, keep: str | None = None) -> int:
    """End all sessions of oneself, or of somebody, but the one whose secret is ``keep``; gives how many.

    Raises Forbidden, NotFound.
    """
    at = ctx.clock.now()
    with ctx.db.write() as session:
        whose = _whose(session, ctx, person, is_change=True)
        ended = sign_ins.end_all(session, whose, at=at, but=secrets.digest(keep) if keep else None)
        access.add(session, Event.SESSIONS_ENDED, at=at, way=access.way_of(ctx), person=whose, detail=str(ended))
    return ended


def id_of(hash_: bytes) -> str:
    """The id of a session, which nobody can find its secret by."""
    return hash_.hex()[:16]


def _whose(session: Transaction, ctx: Context, name: str | None, *, is_change: bool = False) -> str:
    """The opaque id of the person whose sessions are meant, if it is oneself or one may keep accounts."""
    if is_change and ctx.who is not None:
        ctx.who.require_scope("write")
    own = ctx.who.person if ctx.who is not None else None
    if name is None and own is None:
        raise Unauthenticated(text("Nobody is signed in here."), hint=text("Name the person whose sessions you mean."))
    person = own if name is None else bodies.person_id(session, name)
    entitled(session, ctx, Right.OWN_ACCOUNT if own is not None and person == own else Right.KEEP_ACCOUNTS)
    if person is None:
        raise NotFound(text("There is no person “{name}” in this register.", name=name))
    return person


def _tries(name: str, address: str, known: Known | None) -> list[Try]:
    typed = passwords.normalised(name).strip().casefold()
    if known is not None and known.is_near:
        # Others at the same address, behind one proxy perhaps, must not keep out whoever signs in from there.
        return [(Purpose.SIGN_IN_NAME, f"{typed} {address}")]
    return [(Purpose.SIGN_IN_ADDRESS, address), (Purpose.SIGN_IN_NAME, typed)]


def _begin(session: Transaction, person: str, how: How, *, at: datetime, address: str, agent: str) -> Session:
    secret, expires = secrets.fresh(), at + LONGEST
    sign_ins.add(
        session,
        secrets.digest(secret),
        person=person,
        how=how,
        began_at=at,
        seen_at=at,
        expires_at=expires,
        ended_at=None,
        address=access.clean(address)[:100],
        agent=access.clean(agent)[:LONGEST_AGENT],
    )
    access.add(session, Event.SIGN_IN, at=at, way="web", person=person, address=address, detail=how)
    return Session(secret, Principal(person), expires)


def _note_failure(ctx: Context, known: Known | None, *, is_right: bool, address: str) -> None:
    reason = "unknown name" if known is None else "disabled" if is_right else "wrong password"
    person = known.person if known else None
    access.note(ctx, Event.SIGN_IN_FAILED, way="web", person=person, address=address, detail=reason)


def _refused() -> Forbidden:
    return Forbidden(
        text("The name or the password is wrong."),
        hint=text("Try again, or ask an administrator for a link to set a new password."),
    )
