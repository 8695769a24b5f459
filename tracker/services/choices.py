"""What one chooses from when a commitment is entered or assigned: what there is of each noun, by its name."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from tracker.kit.errors import Invalid
from tracker.kit.text import text
from tracker.services import directory
from tracker.services.context import Context
from tracker.services.views import Both

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Choice:
    """One that can be chosen; ``within`` is the body of a post."""

    slug: str
    name: Both
    within: Both | None = None


@dataclass(frozen=True, slots=True)
class Choices:
    """Everything that whoever asks can choose from: what has ended is left out, and so are posts with a duty."""

    programmes: tuple[Choice, ...]
    sources: tuple[Choice, ...]
    bodies: tuple[Choice, ...]
    posts: tuple[Choice, ...]


def choices(ctx: Context) -> Choices:
    """What there is, of what whoever asks sees; bodies with those above first, posts by their body."""
    bodies = sorted((row for row in directory.listing(ctx, "body") if not row["ended_on"]), key=lambda row: row["path"])
    names = {row["slug"]: Both(row["name_en"], row["name_zh"]) for row in bodies}
    order = {slug: place for place, slug in enumerate(names)}
    posts = [
        row
        for row in directory.listing(ctx, "post")
        if not row["ended_on"] and not row["duty"] and row["body"] in names
    ]
    posts.sort(key=lambda row: (order[row["body"]], row["slug"]))
    return Choices(
        programmes=_titled(directory.listing(ctx, "programme")),
        sources=_titled(directory.listing(ctx, "source")),
        bodies=tuple(Choice(slug, name) for slug, name in names.items()),
        posts=tuple(Choice(row["slug"], Both(row["title_en"], row["title_zh"]), names[row["body"]]) for row in posts),
    )


def _titled(rows: Iterable[Row]) -> tuple[Choice, ...]:
    return tuple(Choice(row["slug"], Both(row["title_en"], row["title_zh"])) for row in rows)


def meant(words: str, among: Iterable[Choice], *, where: str) -> str:
    """The short name of what was typed: a short name, or the whole name in either language.

    What is neither is given back, for whoever knows better to refuse. Raises Invalid for a name that several have.
    """
    listed = list(among)
    typed = words.strip()
    if not typed or any(each.slug == typed for each in listed):
        return typed
    found = [each.slug for each in listed if typed.casefold() in (each.name.en.casefold(), each.name.zh.casefold())]
    if len(found) > 1:
        raise Invalid(
            text("Several are called “{name}”.", name=typed),
            hint=text("Choose one of these short names: {slugs}.", slugs=", ".join(found)),
            where=where,
        )
    return found[0] if found else typed
