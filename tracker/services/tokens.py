"""Tokens by which programs act for a person: shown once, kept as a hash, with scopes and an end."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_hex
from typing import Any

from tracker.domain.rights import Right
from tracker.kit import secret as secrets
from tracker.kit.errors import Conflict, Forbidden, Invalid, NotFound, Unauthenticated
from tracker.kit.text import text
from tracker.services import access, throttle
from tracker.services.access import Event
from tracker.services.actors import entitled
from tracker.services.context import SCOPES, Context, Principal
from tracker.services.throttle import Purpose
from tracker.store import accounts, bodies
from tracker.store import tokens as rows
from tracker.store.database import Session
from tracker.store.remembering import remembered

PREFIX = "ct_"
"""By which programs that look for lost secrets know ours."""

MOST_DAYS = 366
LONGEST_TITLE = 200
TOUCHED_EVERY = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Token:
    """A token without its secret; ``person`` is an opaque id and ``slug`` that person's short name."""

    id: str
    person: str
    slug: str | None
    title: str
    scopes: tuple[str, ...]
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None
    revoked_at: datetime | None


def make(ctx: Context, title: str, scopes: Iterable[str], days: int, *, person: str | None = None) -> tuple[Token, str]:
    """Make a token for oneself, or for somebody (a short name, an address or an id); gives it and its secret, once.

    A token makes others only with the scope ``admin``, none that may more than itself, and none that lives longer.
    Raises Invalid, Forbidden, NotFound, and Conflict where the person has no account in order.
    """
    at = ctx.clock.now()
    wanted, ends = _scopes(scopes), at + timedelta(days=_days(days))
    secret = PREFIX + secrets.fresh()
    with ctx.db.write() as session:
        whose = _whose(session, ctx, person)
        _require_no_more_than_oneself(session, ctx, wanted, ends)
        if not accounts.is_active(session, whose):
            raise Conflict(
                text("This person has no account, or it is disabled; a token would be of no use."),
                hint=text("Open one first: tracker user invite, or tracker user enable for one without a password."),
            )
        id_ = token_hex(6)
        rows.add(
            session,
            id=id_,
            hash=secrets.digest(secret),
            person=whose,
            title=_title(title),
            scopes=list(wanted),
            created_at=at,
            expires_at=ends,
            used_at=None,
            revoked_at=None,
        )
        detail = ", ".join(wanted)
        access.add(session, Event.TOKEN_MADE, at=at, way=access.way_of(ctx), person=whose, token=id_, detail=detail)
        made = _token(rows.get(session, id_))
    return made, secret


def by_secret(ctx: Context, secret: str, *, way: str, address: str, what: str) -> Principal:
    """Whom a program acts for; raises Unauthenticated, and TooMany after many wrong ones from one address.

    At most one query, with the posts held. Written is only the first use in an hour from an address, in the access log
    and as ``used_at``.
    """
    at, row, line = ctx.clock.now(), None, ""
    held: tuple[bodies.Held, ...] = ()
    if secret.startswith(PREFIX) and secrets.is_one(secret.removeprefix(PREFIX)):
        hash_ = secrets.digest(secret)
        line = sha256(hash_ + f"{at:%Y%m%d%H} {address}".encode()).hexdigest()[:32]
        with ctx.db.read() as session:
            day = ctx.local_day(at)
            row, held = remembered(session, (hash_, line, day), lambda: rows.found(session, hash_, line=line, day=day))
    void = _void(row, at)
    if row is None or void:
        throttle.take(ctx, Purpose.TOKEN, address)
        whose = {"person": row.person, "token": row.id} if row is not None else {}
        access.note(ctx, Event.TOKEN_REFUSED, way=way, address=address, what=what, detail=void, **whose)
        raise Unauthenticated(
            text("This token is not known, has run out or was revoked."),
            hint=text("Make a new one: tracker token make."),
        )
    if row.line is None:
        with ctx.db.write() as session:
            rows.touch(session, row.id, at=at, before=at - TOUCHED_EVERY)
            seen = {"person": row.person, "token": row.id, "address": address, "what": what}
            access.add(session, Event.TOKEN_USED, at=at, way=way, line=line, **seen)
    return Principal(row.person, row.id, frozenset(row.scopes), held)


def listing(ctx: Context, *, person: str | None = None, everybody: bool = False) -> tuple[Token, ...]:
    """One's own tokens, those of somebody, or of ``everybody``, the newest first; raises Forbidden, NotFound.

    For the operator of the machine who names nobody: of everybody.
    """
    with ctx.db.read() as session:
        if everybody or (ctx.who is None and ctx.acting_for is None and person is None):
            entitled(session, ctx, Right.KEEP_ACCOUNTS)
            return tuple(_token(row) for row in rows.listing(session, None))
        return tuple(_token(row) for row in rows.listing(session, _whose(session, ctx, person)))


def revoke(ctx: Context, id_: str) -> None:
    """Revoke a token for good: one's own, or anybody's for who keeps accounts; nothing where that was done already.

    Raises NotFound, also for somebody else's.
    """
    at = ctx.clock.now()
    if ctx.who is not None:
        ctx.who.require_scope("write")
    with ctx.db.write() as session:
        row = rows.get(session, id_) if id_.isprintable() else None
        own = ctx.who is not None and row is not None and row.person == ctx.who.person
        try:
            entitled(session, ctx, Right.OWN_ACCOUNT if own else Right.KEEP_ACCOUNTS)
        except Forbidden:
            row = None  # whether somebody else has it is nobody's business
        if row is None:
            raise NotFound(text("There is no token “{id}”.", id=id_))
        if rows.revoke(session, id_, at=at):
            access.add(session, Event.TOKEN_REVOKED, at=at, way=access.way_of(ctx), person=row.person, token=row.id)


def _void(row: Any, at: datetime) -> str:
    """Why a token is of no use; empty where it is."""
    if row is None:
        return "unknown"
    if row.revoked_at is not None:
        return "revoked"
    if row.expires_at <= at:
        return "run out"
    return "no account" if row.account is None or row.disabled_at or row.erased_at else ""


def _whose(session: Session, ctx: Context, name: str | None) -> str:
    """The opaque id of the person whose token it is to be, if it is oneself or one may keep accounts."""
    own = ctx.who.person if ctx.who is not None else None
    wanted = name if ctx.who is not None else (name or ctx.acting_for)
    if wanted is None and own is None:
        raise Invalid(text("Say whose token it is to be."), hint=text("Name a person: --person NAME."), where="person")
    person = own if wanted is None else bodies.person_id(session, wanted)
    entitled(session, ctx, Right.OWN_ACCOUNT if own is not None and person == own else Right.KEEP_ACCOUNTS)
    if person is None:
        raise NotFound(text("There is no person “{name}” in this register.", name=wanted))
    return person


def _require_no_more_than_oneself(session: Session, ctx: Context, scopes: tuple[str, ...], ends: datetime) -> None:
    if ctx.who is None or ctx.who.token is None:
        return
    ctx.who.require_scope("admin")
    for scope in scopes:
        ctx.who.require_scope(scope)
    own = rows.get(session, ctx.who.token)
    if own is None or own.expires_at < ends:
        raise Forbidden(
            text("A token makes none that lives longer than itself."), hint=text("Ask for fewer days, or sign in.")
        )


def _scopes(scopes: Iterable[str]) -> tuple[str, ...]:
    wanted = set(scopes)
    if not wanted or not wanted <= set(SCOPES):
        raise Invalid(text("The scopes of a token are some of: {scopes}.", scopes=", ".join(SCOPES)), where="scopes")
    return tuple(scope for scope in SCOPES if scope in wanted)


def _days(days: int) -> int:
    if not 1 <= days <= MOST_DAYS:
        raise Invalid(text("A token lives from 1 to {n} days.", n=MOST_DAYS), where="days")
    return days


def _title(title: str) -> str:
    found = title.strip()
    if not found or len(found) > LONGEST_TITLE or not found.isprintable():
        raise Invalid(
            text("Say in a line of up to {n} characters what the token is for.", n=LONGEST_TITLE), where="title"
        )
    return found


def _token(row: Any) -> Token:
    values = row._mapping
    return Token(
        values["id"],
        values["person"],
        values["slug"],
        values["title"],
        tuple(values["scopes"]),
        *(values[name] for name in ("created_at", "expires_at", "used_at", "revoked_at")),
    )
