"""``tracker person``: who can hold posts, and the erasure of a name and an address."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tracker.cli import keeping, opening, options, output
from tracker.cli.keeping import NameEn, NameZh
from tracker.cli.options import _
from tracker.cli.posts import Person
from tracker.kit.text import text

if TYPE_CHECKING:
    from tracker.services.context import Context
    from tracker.services.persons import PersonView

PERSON = _("Keep the persons who hold posts; their names are no part of the history.")
ADD = _("Enter a person.")
CHANGE = _("Change the name, the address or the wishes of a person.")
LIST = _("List the persons, with the posts they hold today.")
ERASE = _("Erase the name and the address of a person for good; the history stays as it is.")

Email = Annotated[str | None, typer.Option("--email", metavar="ADDRESS", help=_("Where letters go."))]
Reads = Annotated[str | None, typer.Option("--reads", metavar="en|zh", help=_("The language of the letters."))]
EmptyWeek = Annotated[
    str | None,
    typer.Option("--empty-week", metavar="letter|nothing", help=_("What comes in a week without news.")),
]


def add(
    slug: Annotated[str, typer.Argument(metavar="SLUG", help=_("A short name, by which one can sign in."))],
    name_en: NameEn = None,
    name_zh: NameZh = None,
    email: Email = None,
    reads: Reads = None,
    empty_week: EmptyWeek = None,
) -> None:
    """Enter a person."""
    from tracker.services import persons as keep

    names = {"name_en": name_en, "name_zh": name_zh}
    wishes = {"email": email, "language": reads, "empty_week": empty_week}
    _tell(keep.add, keeping.made(keep.NewPerson, slug=slug, **names, **wishes))


def change(
    person: Person,
    slug: Annotated[str | None, typer.Option("--slug", metavar="SLUG", help=_("Another short name."))] = None,
    name_en: NameEn = None,
    name_zh: NameZh = None,
    email: Email = None,
    reads: Reads = None,
    empty_week: EmptyWeek = None,
) -> None:
    """Change what is known of a person."""
    from tracker.services import persons as keep

    names = {"slug": slug, "name_en": name_en, "name_zh": name_zh}
    wishes = {"email": email, "language": reads, "empty_week": empty_week}
    _tell(keep.change, keeping.made(keep.ChangePerson, person=person, **names, **wishes))


def list_() -> None:
    """List the persons."""
    from tracker.services import persons
    from tracker.services.views import plain

    with opening.register() as ctx:
        found = persons.listing(ctx)
    if options.current().json:
        output.tell_json({"persons": [plain(each) for each in found]})
        return
    rows = [(each.slug or each.id, each.name.in_(output.speaks()), each.email, ", ".join(each.posts)) for each in found]
    output.write(output.columns(rows))


def erase(
    person: Person,
    yes: Annotated[bool, typer.Option("--yes", help=_("Really erase; nothing brings it back."))] = False,
    also: Annotated[
        list[str] | None,
        typer.Option("--also", metavar="WORDS", help=_("A former name or address; may be repeated.")),
    ] = None,
    reason: Annotated[
        str | None, typer.Option("--reason", metavar="TEXT", help=_("Why, for the history; without the name."))
    ] = None,
) -> None:
    """Erase a person."""
    from tracker.cli.failures import Usage
    from tracker.services import erasure

    if not yes:
        raise Usage(
            text("Nothing was erased yet: what is erased cannot be brought back."), hint=text("Add --yes to erase it.")
        )
    command = keeping.made(erasure.Erase, person=person, also=tuple(also or ()), reason=reason)
    settings = opening.settings()
    with opening.register(settings) as ctx:
        done = erasure.erase(ctx, settings, command)
    if options.current().json:
        counts = {"holdings": done.holdings, "letters": done.letters, "files": done.files}
        output.tell_json({"person": done.person, **counts})
        return
    output.tell(
        text("Erased; in the history it stays as {id}.", id=done.person),
        text(
            "Posts that ended: {holdings}; letters without address now: {letters}; files taken away: {files}.",
            holdings=done.holdings,
            letters=done.letters,
            files=done.files,
        ),
        text("Backups keep what they held until they are replaced."),
    )


def _tell(keep: "Callable[[Context, Any], PersonView]", command: Any) -> None:
    from tracker.services.views import plain

    with opening.register() as ctx:
        found = keep(ctx, command)
    if options.current().json:
        output.tell_json(plain(found))
    else:
        name = found.name.in_(output.speaks())
        output.tell(text("{slug} is {name}, in the history {id}.", slug=found.slug or "", name=name, id=found.id))
