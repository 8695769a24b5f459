"""Who was told of a commitment, when and what: the letters that named it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tracker.domain.rights import Right
from tracker.kit.errors import Forbidden
from tracker.kit.text import Text, text
from tracker.services.actors import Acting, asking, require_right
from tracker.services.context import Context
from tracker.services.correspondence import ELSEWHERE, NOTHING, STATES
from tracker.services.views import Both
from tracker.store import board, commitments, mentions

EDITIONS = 26
"""So many editions are looked through: half a year."""

MOST = 40


@dataclass(frozen=True, slots=True)
class Told:
    """One letter: its edition and the moment that it speaks of (register's zone), to whom, what it said and its way.

    ``groups``: (title in the language of the letter, why in one sentence or nothing).
    """

    edition: int
    as_of: datetime
    name: Both | None
    mine: bool
    groups: tuple[tuple[str, str], ...]
    state: Text


@dataclass(frozen=True, slots=True)
class Telling:
    """The letters that whoever asks may know of; ``all``: to everybody, else only those to the asker."""

    all: bool
    letters: tuple[Told, ...]


def about(ctx: Context, ref: str) -> Telling:
    """The letters of the last half year that named a commitment, newest first, at most forty; raises NotFound.

    Those to everybody for whoever may read letters, else one's own.
    """
    moment = ctx.moment()
    with ctx.db.read() as session:
        who = asking(session, ctx)
        ref = commitments.as_of(session, ref, moment, who.sight)["ref"]
        everybody = _may_read(who)
        if not everybody and who.person is None:
            return Telling(all=False, letters=())
        rows = mentions.of(session, ref, editions=EDITIONS, person=None if everybody else who.person)
        found = [(row, groups) for row in rows if (groups := tuple(_groups(row.payload, ref)))][:MOST]
        names = board.people(session, {row.person for row, _ in found})
    told = (_told(ctx, row, groups, names.get(row.person), mine=row.person == who.person) for row, groups in found)
    return Telling(all=everybody, letters=tuple(told))


def _may_read(who: Acting) -> bool:
    try:
        require_right(who, Right.READ_LETTERS)
    except Forbidden:
        return False
    return True


def _groups(payload: dict[str, Any], ref: str) -> Iterator[tuple[str, str]]:
    """Under which heads a letter names it; as one of the overdue where it stands behind the link only."""
    groups = payload["letter"]["groups"]
    found = [(group["title"], line["why"]) for group in groups for line in group["lines"] if line["ref"] == ref]
    if not found and ref in payload["overdue"]:
        found = [(group["title"], "") for group in groups if group["name"] == "overdue"]
    yield from found


def _told(
    ctx: Context, row: Any, groups: tuple[tuple[str, str], ...], name: tuple[str, str] | None, *, mine: bool
) -> Told:
    called = Both(*name) if name else None
    return Told(row.edition, row.as_of.astimezone(ctx.zone), called, mine, groups, _state(row))


def _state(row: Any) -> Text:
    if row.state == "sent" and row.elsewhere:
        return ELSEWHERE
    if row.state == "sent" and row.channel == "file":
        return text("Written to a file")
    return STATES[row.state or NOTHING]
