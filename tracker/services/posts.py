"""Keeping the posts: adding, renaming, ending. Who holds them stands in ``holdings``."""

from datetime import date
from typing import Literal, Self

from pydantic import model_validator

from tracker.domain.rights import Right
from tracker.kit.errors import Conflict
from tracker.kit.text import text
from tracker.kit.wording import Line, Slug
from tracker.services import holdings
from tracker.services.actors import Acting
from tracker.services.context import Changing, Context
from tracker.services.keeping import (
    Kept,
    Upkeep,
    append,
    both,
    changed,
    has_duty,
    keeper,
    living,
    one,
    require_new,
    settled_day,
)
from tracker.store import bodies
from tracker.store.history import Change


class NewPost(Upkeep):
    """A post in a body. ``duty``: an auditor's may be limited to ``scope``, a body and all below it."""

    slug: Slug
    body: str
    title_en: Line = ""
    title_zh: Line = ""
    duty: Literal["", "auditor", "administrator"] = ""
    scope: str | None = None

    @model_validator(mode="after")
    def _scope_is_an_auditors(self) -> Self:
        if self.scope is not None and self.duty != "auditor":
            raise ValueError("only an auditor has a scope")
        return self


class Rename(Upkeep):
    """Another title; the short name stays, and so does what it was called before."""

    slug: str
    title_en: Line | None = None
    title_zh: Line | None = None


class End(Upkeep):
    """The end of a post, after the day ``on``, today unless given."""

    slug: str
    on: date | None = None


def add(ctx: Context, command: NewPost) -> Kept:
    """Enter a post; one with a duty is entered by an administrator. Raises Conflict for a short name that is taken."""
    with ctx.changing() as change:
        session = change.session
        who = keeper(change, ctx, Right.APPOINT if command.duty else Right.KEEP_BODIES)
        require_new(session, "post", command.slug)
        for body in (command.body, command.scope):
            if body is not None:
                living(session, "body", body)
        titles = both("title", command.title_en, command.title_zh)
        row = {**command.model_dump(include={"slug", "body", "duty", "scope"}), **titles, "ended_on": None}
        return one(change, who, "post", "register", row, command.reason)


def rename(ctx: Context, command: Rename) -> Kept:
    """Give a post another title; what it was called stands in the history. Raises Conflict for another version."""
    with ctx.changing() as change:
        who = _keeper(change, ctx, command.slug)
        row = living(change.session, "post", command.slug, command.version)
        after = changed(row, title_en=command.title_en or None, title_zh=command.title_zh or None)
        return one(change, who, "post", "rename", after, command.reason)


def end(ctx: Context, command: End) -> Kept:
    """End a post, and with it that anybody holds it; raises Conflict where it answers for something still open."""
    with ctx.changing() as change:
        session = change.session
        who = _keeper(change, ctx, command.slug)
        row = living(session, "post", command.slug, command.version)
        last = settled_day(command.on, change.today, command.reason)
        count = bodies.count_open_naming(session, posts=[row["slug"]])
        if count:
            raise Conflict(
                text("{slug} still answers for open commitments: {n}.", slug=row["slug"], n=count),
                hint=text("Assign them to another post first: tracker list owner:{slug}.", slug=row["slug"]),
            )
        after = Change("post", row["slug"], "end", {**row, "ended_on": last}, last, command.reason)
        ending = holdings.ended_with(session, [row["slug"]], last, action="end", reason=command.reason)
        append(change, who, [after, *ending])
        return Kept(row["slug"], row["version"] + 1)


def _keeper(change: Changing, ctx: Context, slug: str) -> Acting:
    return keeper(change, ctx, Right.APPOINT if has_duty(change.session, slug) else Right.KEEP_BODIES)
