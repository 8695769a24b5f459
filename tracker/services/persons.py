"""Persons: entering, changing and listing them. Names and addresses are no part of the history."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import uuid4

from pydantic import BaseModel, ConfigDict

from tracker.domain.rights import Right, allowed
from tracker.kit.errors import Conflict, Invalid
from tracker.kit.text import text
from tracker.kit.wording import Line, Slug
from tracker.notifications import mail
from tracker.services.actors import Acting, acting, entitled
from tracker.services.context import Changing, Context
from tracker.services.holdings import known
from tracker.services.keeping import Row, both, changed, keeper
from tracker.services.views import Both
from tracker.store import bodies, holdings, persons
from tracker.store.database import Session


class NewPerson(BaseModel):
    """Somebody who can hold posts; ``empty_week``: whether a week without news brings a letter that says so."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    slug: Slug
    name_en: Line = ""
    name_zh: Line = ""
    email: Line = ""
    language: Literal["en", "zh"] = "zh"
    empty_week: Literal["letter", "nothing"] = "letter"


class ChangePerson(BaseModel):
    """What is different now about a person, named by short name, address or id."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    person: str
    slug: Slug | None = None
    name_en: Line | None = None
    name_zh: Line | None = None
    email: Line | None = None
    language: Literal["en", "zh"] | None = None
    empty_week: Literal["letter", "nothing"] | None = None


@dataclass(frozen=True, slots=True)
class PersonView:
    """A person with the posts held on the present day, and whether there is an account to sign in with."""

    id: str
    slug: str | None
    name: Both
    email: str
    language: str
    empty_week: str
    posts: tuple[str, ...]
    account: bool


def add(ctx: Context, command: NewPerson) -> PersonView:
    """Enter a person; raises Conflict for a short name that is taken, Invalid for an address that is none."""
    with ctx.changing() as change:
        _keeper(change, ctx)
        session = change.session
        _require_free(session, command.slug)
        names = both("name", command.name_en, command.name_zh)
        email = mail.address(command.email) if command.email else ""
        row = {**command.model_dump(), **names, "email": email, "id": uuid4().hex}
        bodies.put_person(session, row)
        return _view(session, row, (), day=change.today)


def change(ctx: Context, command: ChangePerson) -> PersonView:
    """Change what is known of a person; nothing of it stands in the history.

    Short name and address of somebody with an account are changed by whoever keeps the accounts, since one signs in by
    them. Raises NotFound, and Conflict for a short name that is taken.
    """
    with ctx.changing() as changing:
        _keeper(changing, ctx)
        session = changing.session
        person = known(session, command.person)
        row = persons.get(session, person) or {}
        email = mail.address(command.email) if command.email else command.email
        after = changed(row, **{**command.model_dump(exclude={"person"}), "email": email})
        if not (after["name_en"] and after["name_zh"]):
            raise Invalid(text("A name is needed, in English or in Chinese."), where="name_en")
        signs_in_by = (after["slug"], after["email"]) != (row["slug"], row["email"])
        if signs_in_by and persons.has_account(session, person):
            keeper(changing, ctx, Right.KEEP_ACCOUNTS)
        if after["slug"] != row["slug"]:
            _require_free(session, after["slug"], person)
        persons.put(session, person, after)
        return _view(session, after, holdings.of_person(session, person), day=changing.today)


def listing(ctx: Context) -> tuple[PersonView, ...]:
    """Everybody who was not erased, by short name; for whoever keeps the posts or the accounts."""
    today = ctx.local_day(ctx.clock.now())
    with ctx.db.read() as session:
        _entitled(session, ctx)
        held: dict[str, list[Row]] = {}
        for row in holdings.everyones(session):
            held.setdefault(row["person"], []).append(row)
        return tuple(_view(session, row, held.get(row["id"], ()), day=today) for row in persons.everybody(session))


def _keeper(change: Changing, ctx: Context) -> Acting:
    """Whoever puts persons in posts, or keeps their accounts."""
    who = acting(change.session, ctx, day=change.today)
    return keeper(change, ctx, Right.HAND_OVER if allowed(Right.HAND_OVER, who.roles) else Right.KEEP_ACCOUNTS)


def _entitled(session: Session, ctx: Context) -> Acting:
    who = acting(session, ctx, day=ctx.local_day(ctx.clock.now()))
    return entitled(session, ctx, Right.HAND_OVER if allowed(Right.HAND_OVER, who.roles) else Right.KEEP_ACCOUNTS)


def _require_free(session: Session, slug: str, person: str | None = None) -> None:
    if any(taken != person for taken in persons.ids_of_slug(session, slug)):
        raise Conflict(text("There is a person “{slug}” already.", slug=slug), where="slug")


def _view(session: Session, row: Row, held: Iterable[Row], *, day: date) -> PersonView:
    posts = {each["post"] for each in held if each["since"] <= day and (each["until"] is None or each["until"] >= day)}
    return PersonView(
        row["id"],
        row["slug"],
        Both(row["name_en"], row["name_zh"]),
        row["email"],
        row["language"],
        row["empty_week"],
        tuple(sorted(posts)),
        persons.has_account(session, row["id"]),
    )
