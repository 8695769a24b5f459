"""What somebody sets for himself: the language of his letters, the zone of what he is shown, what he does without.

Which letters are optional says ``composing.Desk.obliges``: whoever owns something that is open, or for whom a step
waits, and the register office, get theirs as work; those that only inform may be declined.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict

from tracker.domain.rights import Right
from tracker.kit.errors import Invalid, NotFound
from tracker.kit.text import text, to_data
from tracker.services.actors import entitled
from tracker.services.context import Context
from tracker.store import outbox, persons
from tracker.store import own_letters as letters
from tracker.store import preferences as rows
from tracker.store.database import Session

ZONE = "zone"
ZONES = (
    "Asia/Shanghai",
    "Asia/Urumqi",
    "Asia/Hong_Kong",
    "Asia/Tokyo",
    "Asia/Singapore",
    "Europe/Brussels",
    "Europe/London",
    "America/New_York",
    "UTC",
)
"""The zones that are offered, beside that of the register."""

DECLINED = text("Its reader wants no letters that only inform.")


class Wishes(BaseModel):
    """What somebody wishes.

    ``zone``: in which moments are shown, empty: that of the register. ``informing``: letters that only inform.
    ``empty_week``: whether a week without news brings a letter.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    language: Literal["en", "zh"]
    zone: str = ""
    informing: Literal["weekly", "none"] = "weekly"
    empty_week: Literal["letter", "nothing"] = "letter"


@dataclass(frozen=True, slots=True)
class Chosen:
    """The wishes of whoever asks, and what they are about.

    ``address``: to which letters go, empty where there is none. ``optional``: whether the last letter was one that only
    informs; None before the first.
    """

    wishes: Wishes
    address: str
    optional: bool | None


def show(ctx: Context) -> Chosen:
    """The wishes of whoever is signed in; raises NotFound for somebody who is no person of the register."""
    with ctx.db.read() as session:
        person = _person(session, ctx)
        row = persons.get(session, person) or {}
        mine = rows.of(session, person)
        last = letters.last(session, person)
    wishes = Wishes(
        language=row.get("language") or "zh",
        zone=mine.get(ZONE, ""),
        informing="none" if mine.get(rows.INFORMING) == rows.NONE else "weekly",
        empty_week=row.get("empty_week") or "letter",
    )
    return Chosen(wishes, row.get("email") or "", None if last is None else bool(last["letter"].get("optional")))


def change(ctx: Context, wishes: Wishes) -> None:
    """Keep what somebody wishes; raises Invalid for a zone that is none, NotFound as ``show``."""
    if wishes.zone and wishes.zone not in (*ZONES, ctx.register.zone):
        raise Invalid(text("This zone is not among those that can be chosen."), where=ZONE)
    at = ctx.writing_at()
    with ctx.db.write() as session:
        person = _person(session, ctx)
        persons.put(session, person, {"language": wishes.language, "empty_week": wishes.empty_week})
        rows.put(session, person, ZONE, "" if wishes.zone == ctx.register.zone else wishes.zone, at=at)
        rows.put(session, person, rows.INFORMING, wishes.informing, at=at)
        if wishes.informing == rows.NONE:
            withdraw_waiting(session, person, at=at)


def withdraw_waiting(session: Session, person: str, *, at: datetime) -> int:
    """Take back what only informs and has not left yet, for somebody who wants none of it; gives how many."""
    into = {"state": "withdrawn", "ended_at": at, "reason": to_data(DECLINED)}
    return len(outbox.put(session, letters.waiting(session, person), into=into, among=(*outbox.WAITING, "held")))


def zone_of(ctx: Context) -> ZoneInfo:
    """The zone in which moments are shown to whoever asks; days of deadlines are always those of the register."""
    person = ctx.who.person if ctx.who else None
    if person is None:
        return ctx.zone
    with ctx.db.read() as session:
        found = rows.of(session, person).get(ZONE)
    return ZoneInfo(found) if found in ZONES else ctx.zone


def _person(session: Session, ctx: Context) -> str:
    person = entitled(session, ctx, Right.OWN_ACCOUNT).person
    if person is None:
        raise NotFound(text("Settings are those of a person; here nobody is signed in."))
    return person
