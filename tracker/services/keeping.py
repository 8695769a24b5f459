"""What all changes of bodies, posts, programmes and sources share: finding one, its version, the day, the entry."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import BaseModel, ConfigDict

from tracker.domain.rights import Right
from tracker.kit.errors import Conflict, Invalid, NotFound
from tracker.kit.text import text
from tracker.kit.wording import Prose
from tracker.services.actors import ADMINISTRATIVE, Acting, entitled
from tracker.services.context import Changing, Context, require_version
from tracker.services.registration import NOUN_WORDS
from tracker.store import history, nouns
from tracker.store.database import Session
from tracker.store.history import Change

Row = dict[str, Any]


class Upkeep(BaseModel):
    """What every change of such a record says: on which version it was prepared, and why."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    version: int | None = None
    reason: Prose = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """A record after its change."""

    slug: str
    version: int


def keeper(change: Changing, ctx: Context, right: Right) -> Acting:
    """Who makes the change, if he has the right and a token that may write; raises Forbidden."""
    who = entitled(change.session, ctx, right, day=change.today)
    if who.who is not None and right not in ADMINISTRATIVE:
        who.who.require_scope("write")
    return who


def current(session: Session, noun: str, slug: str, version: int | None = None) -> Row:
    """A record as it is now; raises NotFound naming the nearest, Conflict for another version."""
    row = nouns.current(session, noun, slug) if slug.isprintable() else None
    if row is None:
        near = nouns.nearest(session, noun, slug)
        raise NotFound(
            text("There is no {noun} “{slug}” in this register.", noun=NOUN_WORDS[noun], slug=slug),
            hint=text("Did you mean {near}?", near=near) if near else None,
        )
    require_version(row["version"], version)
    return row


def has_duty(session: Session, post: str) -> bool:
    """Whether a post makes its holder an auditor or an administrator; not, where there is no such post."""
    row = nouns.current(session, "post", post) if post.isprintable() else None
    return bool(row and row["duty"])


def living(session: Session, noun: str, slug: str, version: int | None = None) -> Row:
    """A body or a post that has not ended; raises as ``current``, and Conflict for one that has."""
    row = current(session, noun, slug, version)
    if row["ended_on"] is not None:
        raise Conflict(
            text("The {noun} “{slug}” ended on {day}.", noun=NOUN_WORDS[noun], slug=slug, day=row["ended_on"]),
            hint=text("What has ended is left as it was."),
        )
    return row


def require_new(session: Session, noun: str, slug: str) -> None:
    """Refuse a short name that was given before; raises Conflict."""
    if nouns.current(session, noun, slug) is not None:
        raise Conflict(
            text("There is a {noun} “{slug}” already.", noun=NOUN_WORDS[noun], slug=slug),
            hint=text("Choose another short name; it stays for ever."),
            where="slug",
        )


def both(name: str, en: str, zh: str) -> dict[str, str]:
    """A name or title in both languages, the one in place of the other where it is missing; raises Invalid."""
    if not en and not zh:
        raise Invalid(text("A name is needed, in English or in Chinese."), where=f"{name}_en")
    return {f"{name}_en": en or zh, f"{name}_zh": zh or en}


def changed(row: Row, cleared: Iterable[str] = (), /, **given: Any) -> Row:
    """``row`` with what was given in place of what it says, and nothing in the place of what was ``cleared``; raises
    Invalid where nothing changes.
    """
    after = {**row, **{name: value for name, value in given.items() if value is not None}, **dict.fromkeys(cleared)}
    if after == row:
        raise Invalid(text("There is nothing to record."), hint=text("Say what is to be changed."))
    return after


def settled_day(day: date | None, today: date, reason: str) -> date:
    """The local day of something that has happened, today unless given; raises Invalid.

    What is told for a day that has passed needs a reason, since until now the register said otherwise.
    """
    if day is None:
        return today
    if day > today:
        raise Invalid(text("{day} has not come yet.", day=day), hint=text("Record it when it is true."), where="on")
    require_reason_for(day, today, reason)
    return day


def require_reason_for(day: date, today: date, reason: str) -> None:
    """Refuse a day that has passed without a word why it is told only now; raises Invalid."""
    if day < today and not reason:
        raise Invalid(
            text("{day} has passed; what is told late needs a reason.", day=day),
            hint=text("Say why, with --reason."),
            where="reason",
        )


def append(change: Changing, who: Acting, changes: Sequence[Change]) -> None:
    """Append changes to the history, in one moment."""
    history.append(change.session, changes, by=who.by, at=change.at)


def one(change: Changing, who: Acting, noun: str, action: str, row: Row, reason: str, day: date | None = None) -> Kept:
    """Append the change of one record; returns it with its new version."""
    append(change, who, [Change(noun, row["slug"], action, row, day or change.today, reason)])
    return Kept(row["slug"], int(row.get("version", 0)) + 1)
