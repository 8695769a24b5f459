"""The access log: who came, by what way, what was refused; beside the history, kept for 400 days (``tidying``).

No secret may stand in it: what looks like one is left out, and so is whatever was typed in place of a name.
"""

import logging
import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from unicodedata import category
from uuid import uuid4

from tracker.domain.rights import Right
from tracker.kit.errors import Unavailable
from tracker.kit.secret import LENGTH
from tracker.services.actors import entitled
from tracker.services.context import Context
from tracker.services.views import Both
from tracker.store import access as lines
from tracker.store import board, bodies
from tracker.store.database import Session

log = logging.getLogger(__name__)

MOST = 1_000
"""So many lines are read at once."""

_LIMITS = {"way": 20, "address": 100, "what": 300, "detail": 300}
_SECRET = re.compile(
    # No short name or reference is like that. Begun only where a run begins, since every place would take a square.
    rf"(?<![A-Za-z0-9_-])(?=[A-Za-z0-9_-]*[A-Z])(?=[A-Za-z0-9_-]*[a-z])[A-Za-z0-9_-]{{{LENGTH},}}"
    r"|ct_[A-Za-z0-9_-]+|(?<=/welcome/)[^/\s]+"
)


class Event(StrEnum):
    """What happened."""

    SIGN_IN = "sign_in"
    SIGN_IN_FAILED = "sign_in_failed"
    SIGN_OUT = "sign_out"
    SESSIONS_ENDED = "sessions_ended"
    REFUSED = "refused"
    TOKEN_USED = "token_used"  # noqa: S105 - no secret
    TOKEN_REFUSED = "token_refused"  # noqa: S105
    TOKEN_MADE = "token_made"  # noqa: S105
    TOKEN_REVOKED = "token_revoked"  # noqa: S105
    ACCOUNT_OPENED = "account_opened"
    ACCOUNT_DISABLED = "account_disabled"
    ACCOUNT_ENABLED = "account_enabled"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105
    LINK_MADE = "link_made"
    LINK_USED = "link_used"


@dataclass(frozen=True, slots=True)
class Line:
    """One line; ``name`` is what the person is called today, empty where nobody is known or the name was erased."""

    id: str
    at: datetime
    event: str
    way: str
    person: str | None
    name: Both
    token: str | None
    address: str
    what: str
    detail: str


def note(
    ctx: Context,
    event: Event,
    *,
    way: str,
    person: str | None = None,
    token: str | None = None,
    address: str = "",
    what: str = "",
    detail: str = "",
) -> None:
    """Add a line, in a transaction of its own; where the database does not take it, the program's log says so.

    Whoever is answered does not wait for the log to be mended, and gets his answer all the same.
    """
    try:
        with ctx.db.write() as session:
            add(
                session,
                event,
                at=ctx.clock.now(),
                way=way,
                person=person,
                token=token,
                address=address,
                what=what,
                detail=detail,
            )
    except Unavailable as error:
        log.error("the access log does not take a line about %s: %s", event, error)


def add(
    session: Session,
    event: Event,
    *,
    at: datetime,
    way: str,
    person: str | None = None,
    token: str | None = None,
    address: str = "",
    what: str = "",
    detail: str = "",
    line: str | None = None,
) -> None:
    """Add a line as part of somebody's transaction; one whose id ``line`` is there already is not added again."""
    written = {"way": way, "address": address, "what": what.partition("?")[0], "detail": detail}
    row = {"id": line or uuid4().hex, "at": at, "event": str(event), "person": person, "token": token}
    lines.add(session, {**row, **{name: clean(value)[: _LIMITS[name]] for name, value in written.items()}})


def clean(words: str) -> str:
    """``words`` on one line, without anything that has the form of a secret."""
    line = "".join(" " if category(character)[0] in "CZ" else character for character in words)
    return _SECRET.sub("…", line).strip()


def way_of(ctx: Context) -> str:
    """By what way a use case was called: ``command`` by the operator, ``api`` with a token, ``web`` with a session."""
    if ctx.who is None:
        return "command"
    return "api" if ctx.who.token else "web"


def listing(
    ctx: Context,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    person: str | None = None,
    event: Event | None = None,
    after: str | None = None,
    limit: int = 100,
) -> tuple[Line, ...]:
    """Lines from ``since`` to before ``until`` (instants), the newest first, at most ``MOST``; raises Forbidden.

    ``person`` is a short name, an address or an id; ``after`` the id of the last line that was seen.
    """
    with ctx.db.read() as session:
        entitled(session, ctx, Right.READ_ACCESS)
        whom = (bodies.person_id(session, person) or person) if person else None
        found = lines.lines(
            session,
            since=since,
            until=until,
            person=whom,
            event=event,
            after=after,
            limit=min(limit, MOST),
        )
        names = board.people(session, {row.person for row in found if row.person})
    return tuple(Line(**_fields(row), name=Both(*names.get(row.person, ("", "")))) for row in found)


def _fields(row: Any) -> dict[str, Any]:
    return dict(row._mapping)
