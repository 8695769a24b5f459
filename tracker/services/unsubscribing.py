"""Unsubscribing from letters that are optional, by the link that stands in each of them (RFC 8058).

Looking at the link changes nothing: programs that look at mail for viruses follow every link.
"""

from dataclasses import dataclass
from datetime import datetime

from tracker.kit import secret as secrets
from tracker.kit.errors import NotFound
from tracker.kit.text import text
from tracker.services import preferences
from tracker.services.context import Context
from tracker.settings import Settings
from tracker.store import preferences as rows
from tracker.store.database import Session

INFORMING = rows.INFORMING
"""The kind of letter that only informs."""


@dataclass(frozen=True, slots=True)
class Link:
    """A link in a letter: when it was used (register's zone), None: not yet; ``declined``: none are sent any more."""

    used_at: datetime | None
    declined: bool


def address(settings: Settings, secret: str) -> str:
    """Where a secret is used."""
    return f"{settings.address}/unsubscribe/{secret}"


def headers(address: str) -> dict[str, str]:
    """What stands in the head of a letter with such an address; nothing without one."""
    if not address:
        return {}
    return {"List-Unsubscribe": f"<{address}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def look_at(ctx: Context, secret: str) -> Link:
    """What a link is good for, unchanged by looking; raises NotFound."""
    with ctx.db.read() as session:
        return _link(session, ctx, secret)


def unsubscribe(ctx: Context, secret: str) -> Link:
    """Send the reader of the letter no more that only inform, what waits included; once for each link.

    A link that was used is left as it is, so that whoever wants such letters again keeps getting them. Raises NotFound.
    """
    at, hash_ = ctx.clock.now(), secrets.digest(secret)
    with ctx.db.write() as session:
        _link(session, ctx, secret)
        row = rows.link(session, hash_)
        if row is not None and rows.use_link(session, hash_, at=at):
            rows.put(session, row.person, INFORMING, rows.NONE, at=at)
            preferences.withdraw_waiting(session, row.person, at=at)
        return _link(session, ctx, secret)


def _link(session: Session, ctx: Context, secret: str) -> Link:
    row = rows.link(session, secrets.digest(secret)) if secrets.is_one(secret) else None
    if row is None:
        raise NotFound(
            text("This link leads nowhere."),
            hint=text("Copy the whole of it from the letter, or sign in and open your settings."),
        )
    declined = rows.of(session, row.person).get(INFORMING) == rows.NONE
    return Link(row.used_at and row.used_at.astimezone(ctx.zone), declined)
