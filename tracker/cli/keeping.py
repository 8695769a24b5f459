"""What the commands for bodies, posts, persons, programmes and sources share: options, and telling what was done."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tracker.cli import given, opening, options, output
from tracker.cli.options import _
from tracker.kit.text import Text, text

if TYPE_CHECKING:
    from tracker.services.context import Context

Slug = Annotated[str, typer.Argument(metavar="SLUG", help=_("Its short name."))]
NewSlug = Annotated[str, typer.Argument(metavar="SLUG", help=_("Its short name, which stays for ever."))]
Version = Annotated[
    str | None,
    typer.Option("--version", metavar="N", help=_("The version you saw; refused if it was changed in the meantime.")),
]
Reason = Annotated[str | None, typer.Option("--reason", metavar="TEXT", help=_("Why, for the history."))]
NameEn = Annotated[str | None, typer.Option("--name-en", metavar="TEXT", help=_("Its name in English."))]
NameZh = Annotated[str | None, typer.Option("--name-zh", metavar="TEXT", help=_("Its name in Chinese."))]
TitleEn = Annotated[str | None, typer.Option("--title-en", metavar="TEXT", help=_("Its title in English."))]
TitleZh = Annotated[str | None, typer.Option("--title-zh", metavar="TEXT", help=_("Its title in Chinese."))]
NoteEn = Annotated[str | None, typer.Option("--note-en", metavar="TEXT", help=_("A note in English."))]
NoteZh = Annotated[str | None, typer.Option("--note-zh", metavar="TEXT", help=_("A note in Chinese."))]
LastDay = Annotated[str | None, typer.Option("--on", metavar="DAY", help=_("Its last day; today unless given."))]

NAMES: Mapping[str, str] = {
    "slug": "SLUG",
    "person": "PERSON",
    "post": "POST",
    "body": "--body",
    "parent": "--parent",
    "into": "--into",
    "on": "--on",
    "since": "--since",
    "until": "--until",
    "reason": "--reason",
    "version": "--version",
    "name_en": "--name-en",
    "name_zh": "--name-zh",
    "title_en": "--title-en",
    "title_zh": "--title-zh",
    "note_en": "--note-en",
    "note_zh": "--note-zh",
    "email": "--email",
    "duty": "--duty",
    "scope": "--scope",
    "code": "--code",
    "closing": "--closing",
    "publisher": "--publisher",
    "policy": "--policy",
    "language": "--reads",
    "empty_week": "--empty-week",
}
"""Field of a command → the option by which it is given."""


def record(keep: "Callable[[Context, Any], Any]", model: Any, done: Text, **values: Any) -> None:
    """Make a change out of what was given and tell which record is in which version now."""
    carry_out(keep, made(model, **values), done)


def carry_out(keep: "Callable[[Context, Any], Any]", command: Any, done: Text) -> None:
    """Make a change and tell which record is in which version now."""
    with opening.register() as ctx:
        kept = keep(ctx, command)
    if options.current().json:
        output.tell_json({"slug": kept.slug, "version": kept.version})
    else:
        output.tell(text("{slug}: {done} (version {version}).", slug=kept.slug, done=done, version=kept.version))


def made(model: Any, **values: Any) -> Any:
    """A command for a use case out of what was given; raises Invalid."""
    if "version" in values:
        values["version"] = given.number(values["version"], "--version")
    return given.made(model, NAMES, **values)
