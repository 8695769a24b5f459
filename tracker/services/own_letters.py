"""The letters to whoever asks, and what stands in a letter as it was sent."""

import email
from dataclasses import dataclass
from datetime import datetime
from email.policy import default
from typing import Any

from tracker.domain.rights import Right
from tracker.kit.errors import NotFound
from tracker.kit.text import Text, text
from tracker.services import correspondence, deliveries, editions
from tracker.services.actors import entitled
from tracker.services.context import Context
from tracker.services.correspondence import DECLINED, NOTHING, STATES
from tracker.services.deliveries import DeliveryView
from tracker.settings import Language, Settings
from tracker.store import letters, outbox
from tracker.store import own_letters as rows

MOST = 60
"""So many letters are listed: more than a year of them."""

ARRIVED = ("sent", "ambiguous")
"""Only what may have reached its reader is shown again: of what was held or withdrawn he may not see all."""


@dataclass(frozen=True, slots=True)
class Own:
    """A letter to whoever asks: its edition, of which moment it speaks (register's zone), what became of it.

    ``shown``: whether it can be read again.
    """

    edition: int
    week: str
    as_of: datetime
    subject: str
    state: Text
    ended_at: datetime | None
    optional: bool
    shown: bool


@dataclass(frozen=True, slots=True)
class Preview:
    """A letter as it would be: its subject, its HTML, and whether it only informs."""

    subject: str
    html: str
    optional: bool


def mine(ctx: Context) -> tuple[Own, ...]:
    """The letters to whoever is signed in, the newest first; none for somebody who is no person."""
    with ctx.db.read() as session:
        person = entitled(session, ctx, Right.READ).person
        found = rows.of(session, person, limit=MOST) if person else ()
        ways = {row.key: row for row in rows.ways(session, [row.delivery for row in found if row.delivery])}
    return tuple(_own(ctx, row, ways.get(row.delivery)) for row in found)


def sent_to_me(ctx: Context, number: int) -> str:
    """The HTML of one's own letter of an edition, as it was sent; raises NotFound where none came."""
    with ctx.db.read() as session:
        person = entitled(session, ctx, Right.READ).person
        found = rows.of(session, person, limit=1, edition=number) if person else ()
        ways = rows.ways(session, [row.delivery for row in found if row.delivery])
        body = outbox.body_of(session, ways[0].key) if ways and ways[0].state in ARRIVED else None
    return _html(body or b"")


def sent_to(ctx: Context, number: int, person: str) -> tuple[DeliveryView, str]:
    """The letter of an edition to somebody (an opaque id), as it was sent: its way, and its HTML.

    For whoever may read everybody's letters; raises NotFound, also for one whose bytes are gone.
    """
    _, all_letters = correspondence.edition(ctx, number)
    way = next((each.delivery for each in all_letters if each.person == person and each.delivery), None)
    if way is None:
        raise NotFound(text("This letter was not sent."))
    return way, _html(deliveries.body(ctx, way.key))


def preview(ctx: Context, settings: Settings, language: Language) -> Preview:
    """The letter that whoever asks would get now; nothing is written. Raises NotFound where he would get none."""
    person = ctx.who.person if ctx.who else None
    if person is None:
        raise NotFound(text("Nobody is signed in here, so there is no letter."))
    letter = editions.preview(ctx, settings, person, language=language)
    rendered = editions.render(settings, letter)
    return Preview(rendered.subject, rendered.html, letter.optional)


def _html(body: bytes) -> str:
    """The HTML part of a frozen message; raises NotFound where its bytes are gone."""
    if not body:
        raise NotFound(text("What stood in this letter is gone: it was withdrawn, or a person was erased."))
    part = email.message_from_bytes(body, policy=default).get_body(("html",))
    return str(part.get_content()) if part is not None else ""


def _own(ctx: Context, row: Any, way: Any) -> Own:
    state = way.state if way is not None else DECLINED if row.payload.get(letters.DECLINED) else NOTHING
    return Own(
        edition=row.edition,
        week=row.slot,
        as_of=row.as_of.astimezone(ctx.zone),
        subject=way.subject if way is not None else "",
        state=STATES[state],
        ended_at=way.ended_at if way is not None else None,
        optional=bool(row.payload["letter"].get("optional")),
        shown=state in ARRIVED,
    )
