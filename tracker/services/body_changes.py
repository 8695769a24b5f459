"""Keeping the tree of bodies: adding, renaming, moving, ending. Merging stands in ``mergers``."""

from datetime import date

from tracker.domain.rights import Right
from tracker.kit.errors import Conflict, Invalid
from tracker.kit.text import text
from tracker.kit.wording import Line, Slug
from tracker.services import restructuring
from tracker.services.actors import OFFICE
from tracker.services.context import Context
from tracker.services.keeping import (
    Kept,
    Row,
    Upkeep,
    append,
    both,
    changed,
    keeper,
    living,
    one,
    require_new,
    settled_day,
)
from tracker.store import bodies
from tracker.store.database import Session
from tracker.store.history import Change


class NewBody(Upkeep):
    """A body that is new to the register, below ``parent`` or at the root."""

    slug: Slug
    parent: str | None = None
    name_en: Line = ""
    name_zh: Line = ""


class Rename(Upkeep):
    """Another name; the short name stays, and so does what it was called before."""

    slug: str
    name_en: Line | None = None
    name_zh: Line | None = None


class Move(Upkeep):
    """Another place in the tree, with all that is below: under ``parent``, or (None) at the root."""

    slug: str
    parent: str | None = None


class End(Upkeep):
    """The end of a body that nobody takes over from; ``on`` is its last day, today unless given."""

    slug: str
    on: date | None = None


def add(ctx: Context, command: NewBody) -> Kept:
    """Enter a body. Raises Conflict for a short name that is taken, NotFound for a parent that is not there."""
    with ctx.changing() as change:
        session = change.session
        who = keeper(change, ctx, Right.KEEP_BODIES)
        require_new(session, "body", command.slug)
        above = living(session, "body", command.parent) if command.parent else None
        names = both("name", command.name_en, command.name_zh)
        path = f"{above['path'] if above else '/'}{command.slug}/"
        row = {"slug": command.slug, "parent": command.parent, "path": path, **names}
        return one(change, who, "body", "register", row, command.reason)


def rename(ctx: Context, command: Rename) -> Kept:
    """Give a body another name; what it was called stands in the history. Raises Conflict for another version."""
    with ctx.changing() as change:
        who = keeper(change, ctx, Right.KEEP_BODIES)
        row = living(change.session, "body", command.slug, command.version)
        after = changed(row, name_en=command.name_en or None, name_zh=command.name_zh or None)
        return one(change, who, "body", "rename", after, command.reason)


def move(ctx: Context, command: Move) -> Kept:
    """Put a body, with all below it, under another parent; each of them gets an entry.

    Raises Conflict for a parent that is the body itself or below it, and for the register office, which stays where
    its rights are.
    """
    with ctx.changing() as change:
        session = change.session
        who = keeper(change, ctx, Right.KEEP_BODIES)
        row = living(session, "body", command.slug, command.version)
        require_not_office(row["slug"])
        above = living(session, "body", command.parent) if command.parent else None
        if above and above["path"].startswith(row["path"]):
            raise Conflict(
                text("{parent} is {slug} itself or below it.", parent=above["slug"], slug=row["slug"]),
                hint=text("Move {parent} out of it first.", parent=above["slug"]),
            )
        if row["parent"] == command.parent:
            raise Invalid(text("{slug} is there already.", slug=row["slug"]), where="parent")
        before = bodies.subtree(session, row["path"])
        after = restructuring.replanted(before, above)
        changes = [Change("body", each["slug"], "move", each, change.today, command.reason) for each in after]
        changes += restructuring.reports(
            session, restructuring.paths(before, after), action="move", day=change.today, reason=command.reason
        )
        append(change, who, changes)
        return Kept(row["slug"], row["version"] + 1)


def end(ctx: Context, command: End) -> Kept:
    """End a body that nothing depends on any more; raises Conflict saying what still does."""
    with ctx.changing() as change:
        session = change.session
        who = keeper(change, ctx, Right.KEEP_BODIES)
        row = living(session, "body", command.slug, command.version)
        require_not_office(row["slug"])
        last = settled_day(command.on, change.today, command.reason)
        _require_idle(session, row)
        return one(change, who, "body", "end", {**row, "ended_on": last}, command.reason, last)


def require_not_office(slug: str) -> None:
    """Refuse to take the register office from its place; raises Conflict."""
    if slug == OFFICE:
        raise Conflict(
            text("The register office keeps its place: its rights hang on it."),
            hint=text("Rename it, or add bodies below it."),
        )


def _require_idle(session: Session, row: Row) -> None:
    below = [each["slug"] for each in bodies.subtree(session, row["path"])[1:] if each["ended_on"] is None]
    posts = [each["slug"] for each in bodies.posts_in(session, [row["slug"]]) if each["ended_on"] is None]
    count = bodies.count_open_naming(session, bodies=[row["slug"]])
    watched = [each["slug"] for each in bodies.posts_over(session, [row["slug"]]) if each["ended_on"] is None]
    if below or posts or watched or count:
        raise Conflict(
            text(
                "{slug} is still needed: open commitments that name it: {n}; posts: {posts}; bodies below it: {below}.",
                slug=row["slug"],
                n=count,
                posts=", ".join((*posts, *watched)) or text("none"),
                below=", ".join(below) or text("none"),
            ),
            hint=text(
                "Merge it into the body that takes over: tracker body merge {slug} --into SLUG.", slug=row["slug"]
            ),
        )
