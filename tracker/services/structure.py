"""What whoever keeps the register sees of its structure: the tree of bodies, posts, who holds them, and closings."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from tracker.domain.moment import Moment
from tracker.domain.rights import Right, allowed
from tracker.domain.sight import sees_body
from tracker.kit.errors import NotFound
from tracker.kit.text import Text, text
from tracker.query.language import parse
from tracker.rules.closing import ClosingPack
from tracker.services import closings, directory, numbers, packs
from tracker.services.actors import asking, present
from tracker.services.context import Context
from tracker.services.registration import NOUN_WORDS
from tracker.services.views import Both
from tracker.store import board, bodies, commitments
from tracker.store import packs as store

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class BodyLine:
    """A body in the tree: ``depth`` is 0 at the root; ``ended_on`` its last day, ``merged_into`` who took over."""

    slug: str
    name: Both
    parent: str | None
    path: str
    depth: int
    ended_on: date | None
    merged_into: str | None
    version: int


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a post, from and to local days, both included; ``name`` is None where it was erased."""

    post: str
    person: str
    name: Both | None
    since: date
    until: date | None


@dataclass(frozen=True, slots=True)
class PostLine:
    """A post and who holds it on the day asked about, who will, and who did."""

    slug: str
    title: Both
    body: str
    duty: str
    scope: str | None
    ended_on: date | None
    version: int
    now: tuple[Holder, ...]
    coming: tuple[Holder, ...]
    past: tuple[Holder, ...]


@dataclass(frozen=True, slots=True)
class Steps:
    """A closing in force, and in sentences what it asks for before something is closed."""

    slug: str
    title: Text
    asks: tuple[Text, ...]


def tree(ctx: Context) -> tuple[BodyLine, ...]:
    """The bodies that whoever asks sees, those above first, ended ones too."""
    return tuple(sorted((_line(row) for row in directory.listing(ctx, "body")), key=lambda line: line.path))


def posts(ctx: Context) -> tuple[PostLine, ...]:
    """The posts that whoever asks sees, ended ones too, by body and short name."""
    found, moment = directory.listing(ctx, "post"), ctx.moment()
    with ctx.db.read() as session:
        held = [dict(row._mapping) for row in board.whole(session, "holding", moment)]
        names = board.people(session, {row["person"] for row in held})
    of: dict[str, list[Holder]] = {}
    for row in sorted(held, key=lambda each: (each["since"], each["key"])):
        of.setdefault(row["post"], []).append(_holder(row, names))
    return tuple(_post(row, of.get(row["slug"], ()), moment) for row in sorted(found, key=_by_body))


def post(ctx: Context, slug: str) -> PostLine:
    """One of them; raises NotFound."""
    for each in posts(ctx):
        if each.slug == slug:
            return each
    raise unknown("post", slug)


def held_by(ctx: Context, person: str) -> tuple[tuple[PostLine, Holder], ...]:
    """What a person (an opaque id) held, holds and will hold, the latest first, of what whoever asks sees."""
    mine = [
        (each, held) for each in posts(ctx) for held in (*each.now, *each.coming, *each.past) if held.person == person
    ]
    return tuple(sorted(mine, key=lambda pair: pair[1].since, reverse=True))


def opens(ctx: Context, slug: str) -> bool:
    """Whether whoever asks may open the page of a body: it is one of his own, above or below one, or something that he
    sees is done in it or below it. The same that ``bodies.show`` asks, for one body at a time.
    """
    who = present(ctx)
    if who is not None and who.sight.everything:
        return True
    moment = ctx.moment()
    with ctx.db.read() as session:
        row, seen = board.one(session, "body", moment, slug), asking(session, ctx).sight
        if row is None or seen.everything or sees_body(seen, row.path):
            return row is not None
        query = parse(f"unit:{slug}{numbers.without_duplicates(session, moment)}")
        return commitments.count(session, query, moment, seen) > 0


def count_needing(ctx: Context, *, body: str | None = None, post: str | None = None) -> int:
    """How many open commitments name a body or a post; 0 for whoever could not end them, and sees none by that."""
    with ctx.db.read() as session:
        if not allowed(Right.KEEP_BODIES, asking(session, ctx).roles):
            return 0
        return bodies.count_open_naming(session, bodies=[body] if body else (), posts=[post] if post else ())


def steps_in_force(ctx: Context) -> tuple[Steps, ...]:
    """The closings in force now, in the order of their names."""
    with ctx.db.read() as session:
        known = [key.removeprefix(store.CLOSINGS) for key, _ in store.current(session, closings=True)]
        slugs = known or sorted(packs.shipped_closings())
        return tuple(_steps(slug, closings.named(session, slug)) for slug in slugs)


def unknown(noun: str, slug: str) -> NotFound:
    """The error for a record that is not there, or not to be seen."""
    return NotFound(text("There is no {noun} “{slug}” in this register.", noun=NOUN_WORDS[noun], slug=slug))


def _line(row: Row) -> BodyLine:
    name, depth = Both(row["name_en"], row["name_zh"]), row["path"].count("/") - 2
    return BodyLine(
        row["slug"], name, row["parent"], row["path"], depth, row["ended_on"], row["merged_into"], row["version"]
    )


def _by_body(row: Row) -> tuple[str, str]:
    return row["body"], row["slug"]


def _holder(row: Row, names: dict[str, tuple[str, str]]) -> Holder:
    name = Both(*names[row["person"]]) if row["person"] in names else None
    return Holder(row["post"], row["person"], name, row["since"], row["until"])


def _post(row: Row, held: Iterable[Holder], moment: Moment) -> PostLine:
    found: dict[str, list[Holder]] = {"now": [], "coming": [], "past": []}
    for each in held:
        over = each.until is not None and each.until < moment.day
        found["past" if over else "coming" if each.since > moment.day else "now"].append(each)
    title = Both(row["title_en"], row["title_zh"])
    when = {name: tuple(each) for name, each in found.items()}
    return PostLine(row["slug"], title, row["body"], row["duty"], row["scope"], row["ended_on"], row["version"], **when)


def _steps(slug: str, pack: ClosingPack) -> Steps:
    most, days, notice = pack.source.extensions.most, pack.source.extensions.days, pack.source.notice
    asks = [pack.meaning]
    asks.append(
        text("A deadline may be extended any number of times.")
        if most is None
        else text("Extensions of one deadline: {n} at most.", n=most)
    )
    if days is not None:
        asks.append(text("Calendar days of one extension: {n} at most.", n=days))
    if notice is not None:
        asks.append(text("Calendar days of the public notice: {n} at least.", n=notice.days))
    return Steps(slug, pack.title, tuple(asks))
