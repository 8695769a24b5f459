"""``tracker post``: keeping posts, and who holds them."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tracker.cli import given, keeping, opening, options, output
from tracker.cli.keeping import LastDay, NewSlug, Reason, Slug, TitleEn, TitleZh, Version, record
from tracker.cli.options import _
from tracker.kit.text import Text, text

if TYPE_CHECKING:
    from tracker.services.context import Context

POST = _("Keep the posts, and who holds them.")
ADD = _("Enter a post in a body.")
RENAME = _("Give a post another title; the short name and what it was called before stay.")
END = _("End a post that answers for nothing open any more, and that anybody holds it.")
HOLD = _("Put a person in a post, beside whoever holds it.")
LEAVE = _("Let a person hold a post no longer.")
HAND_OVER = _("Hand a post over: one person has it up to the day before, another from that day on.")

Post = Annotated[str, typer.Argument(metavar="POST", help=_("The short name of the post."))]
Person = Annotated[str, typer.Argument(metavar="PERSON", help=_("A short name, an address or an id."))]


def add(
    slug: NewSlug,
    body: Annotated[str, typer.Option("--body", metavar="SLUG", help=_("The body in which it is."))],
    title_en: TitleEn = None,
    title_zh: TitleZh = None,
    duty: Annotated[
        str | None, typer.Option("--duty", metavar="DUTY", help=_("auditor or administrator; neither unless given."))
    ] = None,
    scope: Annotated[
        str | None,
        typer.Option(
            "--scope", metavar="SLUG", help=_("The body, with those below it, that an auditor sees; else all.")
        ),
    ] = None,
    reason: Reason = None,
) -> None:
    """Enter a post."""
    from tracker.services import posts as keep

    about = {"body": body, "title_en": title_en, "title_zh": title_zh, "duty": duty, "scope": scope}
    record(keep.add, keep.NewPost, text("is entered"), slug=slug, reason=reason, **about)


def rename(
    slug: Slug, title_en: TitleEn = None, title_zh: TitleZh = None, reason: Reason = None, version: Version = None
) -> None:
    """Rename a post."""
    from tracker.services import posts as keep

    titles = {"title_en": title_en, "title_zh": title_zh}
    record(keep.rename, keep.Rename, text("is renamed"), slug=slug, **titles, reason=reason, version=version)


def end(slug: Slug, on: LastDay = None, reason: Reason = None, version: Version = None) -> None:
    """End a post."""
    from tracker.services import posts as keep

    day = given.day(on, "--on")
    record(keep.end, keep.End, text("has ended"), slug=slug, on=day, reason=reason, version=version)


def hold(
    post: Post,
    person: Person,
    since: Annotated[
        str | None, typer.Option("--since", metavar="DAY", help=_("The first day; today unless given."))
    ] = None,
    until: Annotated[
        str | None, typer.Option("--until", metavar="DAY", help=_("The last day; open unless given."))
    ] = None,
    reason: Reason = None,
) -> None:
    """Put a person in a post."""
    from tracker.services import holdings as keep

    days = {"since": given.day(since, "--since"), "until": given.day(until, "--until")}
    _tell(keep.hold, keeping.made(keep.Hold, post=post, person=person, reason=reason, **days), person)


def leave(
    post: Post,
    person: Person,
    on: Annotated[str | None, typer.Option("--on", metavar="DAY", help=_("The last day; today unless given."))] = None,
    reason: Reason = None,
) -> None:
    """End that a person holds a post."""
    from tracker.services import holdings as keep

    day = given.day(on, "--on")
    _tell(keep.leave, keeping.made(keep.Leave, post=post, person=person, on=day, reason=reason), person)


def hand_over(
    post: Post,
    old: Annotated[str, typer.Option("--from", metavar="PERSON", help=_("Who has held it."))],
    new: Annotated[str, typer.Option("--to", metavar="PERSON", help=_("Who holds it from that day on."))],
    on: Annotated[
        str | None, typer.Option("--on", metavar="DAY", help=_("The first day of the new holder; today unless given."))
    ] = None,
    reason: Reason = None,
) -> None:
    """Hand a post over."""
    from tracker.services import holdings as keep

    day = given.day(on, "--on")
    _tell(keep.hand_over, keeping.made(keep.HandOver, post=post, old=old, new=new, on=day, reason=reason), new)


def _tell(keep: "Callable[[Context, Any], Any]", command: Any, name: str) -> None:
    from tracker.services.views import iso

    with opening.register() as ctx:
        held = keep(ctx, command)
    if options.current().json:
        days = {"since": iso(held.since), "until": iso(held.until)}
        output.tell_json({"post": held.post, "person": held.person, **days, "told": str(held.told)})
        return
    if held.until is None:
        said = text("{person} holds {post} from {since} on.", person=name, post=held.post, since=held.since)
    else:
        said = text(
            "{person} holds {post} from {since} to {until}.",
            person=name,
            post=held.post,
            since=held.since,
            until=held.until,
        )
    output.tell(said, *_marks(str(held.told)))


def _marks(told: str) -> list[Text]:
    found = {
        "late": text("That day has passed: the history keeps that it was recorded only now."),
        "ahead": text("That day is still to come: until then all stays as it is."),
    }
    return [found[told]] if told in found else []
