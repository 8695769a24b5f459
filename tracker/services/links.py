"""Links that work once: made for a person, or for whoever is to be the first administrator; only their hash is kept."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from tracker.kit import secret as secrets
from tracker.kit.errors import Conflict, NotFound
from tracker.kit.text import text
from tracker.services import access
from tracker.services.access import Event
from tracker.services.context import Context
from tracker.services.views import Both
from tracker.store import accounts, invitations
from tracker.store.database import Session

Purpose = Literal["first", "invite", "reset"]

LIVES: dict[str, timedelta] = {"first": timedelta(days=1), "invite": timedelta(days=7), "reset": timedelta(days=1)}
"""Purpose → for how long a link works."""


@dataclass(frozen=True, slots=True)
class Invited:
    """What a link is for; ``person`` (an opaque id) and what is known of him are empty for the first administrator."""

    purpose: str
    person: str | None
    slug: str
    name: Both
    email: str
    language: str
    expires_at: datetime


def made(session: Session, ctx: Context, purpose: Purpose, person: str | None, *, at: datetime) -> str:
    """The secret of a new link for a person; the person's older ones no longer work, those to be the first still do."""
    secret = secrets.fresh()
    if person is not None:
        invitations.revoke(session, person)
    ends = at + LIVES[purpose]
    invitations.add(session, secrets.digest(secret), purpose=purpose, person=person, created_at=at, expires_at=ends)
    access.add(session, Event.LINK_MADE, at=at, way=access.way_of(ctx), person=person, detail=_said(ctx, purpose))
    return secret


def looked_at(session: Session, secret: str, *, at: datetime) -> Invited:
    """What a link is for, which stays unused; raises NotFound, and Conflict where it was used."""
    row = invitations.get(session, secrets.digest(secret)) if secrets.is_one(secret) else None
    if row is None:
        raise _unknown()
    if row.used_at is not None:
        raise _used()
    if row.expires_at <= at:
        raise _unknown()
    if row.person is None:
        return Invited(row.purpose, None, "", Both("", ""), "", "", row.expires_at)
    person = accounts.person(session, row.person)
    if person is None:
        raise _unknown()
    names = Both(person.name_en, person.name_zh)
    return Invited(row.purpose, person.id, person.slug or "", names, person.email, person.language, row.expires_at)


def use(session: Session, secret: str, *, at: datetime) -> None:
    """Use a link up; raises Conflict where somebody else was quicker, or it has just run out."""
    if not invitations.use(session, secrets.digest(secret), at=at):
        raise _used()


def _said(ctx: Context, purpose: Purpose) -> str:
    return f"{purpose}, by {ctx.who.person}" if ctx.who is not None else f"{purpose}, by the operator"


def _unknown() -> NotFound:
    return NotFound(
        text("This link is not known, or has run out."), hint=text("Ask whoever gave it to you for a new one.")
    )


def _used() -> Conflict:
    return Conflict(
        text("This link was used already; it works once."),
        hint=text("If that was not you, tell an administrator at once. To sign in, use your password."),
    )
