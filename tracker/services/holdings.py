"""Who holds a post: putting somebody in, ending that, and handing over. All days are local, both ends included."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from tracker.domain.rights import Right
from tracker.kit.errors import Conflict, Forbidden, Invalid, NotFound
from tracker.kit.text import text
from tracker.services.actors import Acting
from tracker.services.context import Changing, Context
from tracker.services.keeping import Row, Upkeep, append, has_duty, keeper, living, require_reason_for
from tracker.store import bodies, holdings
from tracker.store.database import Session
from tracker.store.history import Change

ONE_DAY = timedelta(days=1)


class Told(StrEnum):
    """How the day of a change stands to the day on which it is recorded."""

    LATE = "late"
    TODAY = "today"
    AHEAD = "ahead"


class Hold(Upkeep):
    """A person holds a post from ``since``, today unless given, to ``until``, open where not said."""

    post: str
    person: str
    since: date | None = None
    until: date | None = None


class Leave(Upkeep):
    """A person no longer holds a post after the day ``on``, today unless given."""

    post: str
    person: str
    on: date | None = None


class HandOver(Upkeep):
    """A person holds a post from the day ``on``, today unless given, in place of another, who held it up to then."""

    post: str
    old: str
    new: str
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """Who holds a post from when to when, and whether that was told late or ahead; the person is an opaque id."""

    post: str
    person: str
    since: date
    until: date | None
    told: Told


def hold(ctx: Context, command: Hold) -> Held:
    """Put a person in a post, beside whoever holds it. Raises Conflict where that person holds it in those days."""
    with ctx.changing() as change:
        post, who = _post(change, ctx, command.post, command.version)
        person = known(change.session, command.person)
        _require_another(who, person)
        since = command.since or change.today
        if command.until is not None and command.until < since:
            raise Invalid(text("{until} is before {since}.", until=command.until, since=since), where="until")
        require_reason_for(since, change.today, command.reason)
        _require_apart(holdings.of_posts(change.session, post["slug"]), person, since, command.until)
        row = _holding(post["slug"], person, since, command.until)
        append(change, who, [Change("holding", row["key"], "hold", row, since, command.reason)])
        return Held(post["slug"], person, since, command.until, _told(since, change.today))


def _require_another(who: Acting, *persons: str) -> None:
    """Refuse to rearrange one's own posts, on which one's rights and one's independence rest; raises Forbidden."""
    if who.person in persons:
        raise Forbidden(
            text("Nobody puts himself in a post, or out of it."), hint=text("Ask somebody else of the register office.")
        )


def leave(ctx: Context, command: Leave) -> Held:
    """End a holding after a day; raises NotFound where that person does not hold the post then."""
    with ctx.changing() as change:
        post, who = _post(change, ctx, command.post, command.version)
        person = known(change.session, command.person)
        _require_another(who, person)
        last = command.on or change.today
        require_reason_for(last, change.today, command.reason)
        row = _held_on(change.session, post["slug"], person, command.person, last)
        if row["until"] == last:
            raise Invalid(text("It ends on {day} already.", day=last), where="on")
        after = {**row, "until": last}
        append(change, who, [Change("holding", row["key"], "leave", after, last, command.reason)])
        return Held(post["slug"], person, row["since"], last, _told(last, change.today))


def hand_over(ctx: Context, command: HandOver) -> Held:
    """Hand a post over on a day: the old holder has it up to the day before, the new one from that day on.

    Others who hold the post keep it. A day to come is kept as it is until then; one gone by needs a reason, and the
    history keeps when it was recorded. Raises NotFound where the old holder does not have it on the day before,
    Conflict where the new one has it already.
    """
    with ctx.changing() as change:
        session = change.session
        post, who = _post(change, ctx, command.post, command.version)
        old, new = known(session, command.old), known(session, command.new)
        day = command.on or change.today
        if old == new:
            raise Invalid(text("A post is handed over to somebody else."), where="new")
        _require_another(who, old, new)
        require_reason_for(day, change.today, command.reason)
        row = _held_on(session, post["slug"], old, command.old, day - ONE_DAY)
        _require_apart(holdings.of_posts(session, post["slug"]), new, day, None)
        begins = _holding(post["slug"], new, day, None)
        changes = [Change("holding", begins["key"], "hand_over", begins, day, command.reason)]
        if row["until"] != day - ONE_DAY:
            ends = {**row, "until": day - ONE_DAY}
            changes.insert(0, Change("holding", row["key"], "hand_over", ends, day, command.reason))
        append(change, who, changes)
        return Held(post["slug"], new, day, None, _told(day, change.today))


def ended_with(session: Session, posts: Collection[str], last: date, *, action: str, reason: str) -> list[Change]:
    """What becomes of the holdings of posts that end after ``last``: they end by then, coming ones are withdrawn."""
    found = holdings.of_posts(session, *posts) if posts else []
    return [ended(row, last, action=action, reason=reason) for row in found if _outlasts(row, last)]


def ended_of(session: Session, person: str, last: date, *, action: str, reason: str) -> list[Change]:
    """The same for all that a person holds after ``last``."""
    found = holdings.of_person(session, person)
    return [ended(row, last, action=action, reason=reason) for row in found if _outlasts(row, last)]


def ended(row: Row, last: date, *, action: str, reason: str) -> Change:
    """The end of a holding after ``last``; one that would begin only then is withdrawn."""
    after = None if row["since"] > last else {**row, "until": last}
    return Change("holding", row["key"], action, after, last, reason)


def known(session: Session, name: str) -> str:
    """The opaque id of a person who is there and was not erased; raises NotFound."""
    person = bodies.person_id(session, name)
    if person is None or holdings.is_erased(session, person):
        raise NotFound(
            text("There is no person “{name}” in this register.", name=name),
            hint=text("tracker person list names them; tracker person add enters one."),
        )
    return person


def _post(change: Changing, ctx: Context, slug: str, version: int | None) -> tuple[Row, Acting]:
    """The post, and who acts: what comes with a duty is given by an administrator."""
    who = keeper(change, ctx, Right.APPOINT if has_duty(change.session, slug) else Right.HAND_OVER)
    return living(change.session, "post", slug, version), who


def _holding(post: str, person: str, since: date, until: date | None) -> dict[str, Any]:
    return {"key": f"{post}:{person}:{since}", "post": post, "person": person, "since": since, "until": until}


def _held_on(session: Session, post: str, person: str, name: str, day: date) -> Row:
    mine = [row for row in holdings.of_posts(session, post) if row["person"] == person]
    for row in mine:
        if row["since"] <= day and not _is_over(row, day):
            return row
    raise NotFound(
        text("“{name}” does not hold {post} on {day}.", name=name, post=post, day=day),
        hint=text("Held from then to then: {days}.", days=", ".join(map(_days, mine)) or text("never")),
    )


def _require_apart(rows: list[Row], person: str, since: date, until: date | None) -> None:
    for row in rows:
        meets = not _is_over(row, since) and (until is None or row["since"] <= until)
        if row["person"] == person and meets:
            raise Conflict(
                text("That person holds {post} already: {days}.", post=row["post"], days=_days(row)),
                hint=text("End that first: tracker post leave {post} PERSON --on DAY.", post=row["post"]),
            )


def _is_over(row: Row, day: date) -> bool:
    return row["until"] is not None and row["until"] < day


def _outlasts(row: Row, last: date) -> bool:
    return row["until"] is None or row["until"] > last


def _days(row: Row) -> str:
    return f"{row['since']}..{row['until'] or ''}"


def _told(day: date, today: date) -> Told:
    if day < today:
        return Told.LATE
    return Told.TODAY if day == today else Told.AHEAD
