"""``tracker body``, ``programme`` and ``source``: keeping what commitments refer to."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from tracker.cli import given, keeping, opening, options, output
from tracker.cli.keeping import (
    LastDay,
    NameEn,
    NameZh,
    NewSlug,
    NoteEn,
    NoteZh,
    Reason,
    Slug,
    TitleEn,
    TitleZh,
    Version,
    record,
)
from tracker.cli.options import _
from tracker.kit.text import Text, text

if TYPE_CHECKING:
    from tracker.services.mergers import Foreseen

BODY = _("Keep the tree of bodies.")
PROGRAMME = _("Keep the programmes that commitments are grouped by.")
SOURCE = _("Keep the documents in which commitments were stated.")
ADD = _("Enter a new one.")
CHANGE = _("Change what is said of it.")
RENAME = _("Give it another name; the short name and what it was called before stay.")
MOVE = _("Put a body, with all below it, under another one.")
MERGE = _("Merge bodies into one that takes over their posts, the bodies below and the open commitments.")
END = _("End a body that nothing depends on any more.")

Closing = Annotated[
    str | None,
    typer.Option("--closing", metavar="STEPS", help=_("The steps to close: simple, verified or closed_loop.")),
]
Publisher = Annotated[
    str | None, typer.Option("--publisher", metavar="SLUG", help=_("The body that published the document."))
]
Published = Annotated[str | None, typer.Option("--published", metavar="DAY", help=_("The day of the document."))]
Reads = Annotated[str | None, typer.Option("--reads", metavar="en|zh", help=_("The language of the document."))]
Policy = Annotated[str | None, typer.Option("--policy", metavar="SLUG", help=_("How its doubtful dates are read."))]


def add(
    slug: NewSlug,
    parent: Annotated[str | None, typer.Option("--parent", metavar="SLUG", help=_("The body above it."))] = None,
    name_en: NameEn = None,
    name_zh: NameZh = None,
    reason: Reason = None,
) -> None:
    """Enter a body."""
    from tracker.services import body_changes as keep

    done = text("is entered")
    record(keep.add, keep.NewBody, done, slug=slug, parent=parent, name_en=name_en, name_zh=name_zh, reason=reason)


def rename(
    slug: Slug, name_en: NameEn = None, name_zh: NameZh = None, reason: Reason = None, version: Version = None
) -> None:
    """Rename a body."""
    from tracker.services import body_changes as keep

    names = {"name_en": name_en, "name_zh": name_zh}
    record(keep.rename, keep.Rename, text("is renamed"), slug=slug, **names, reason=reason, version=version)


def move(
    slug: Slug,
    under: Annotated[str | None, typer.Option("--under", metavar="SLUG", help=_("The body above it then."))] = None,
    to_root: Annotated[bool, typer.Option("--to-root", help=_("Above it there is no body then."))] = False,
    reason: Reason = None,
    version: Version = None,
) -> None:
    """Move a body."""
    from tracker.services import body_changes as keep

    given.one_of({"--under": under, "--to-root": to_root}, missing=text("Where it is to stand was not said."))
    record(keep.move, keep.Move, text("is moved"), slug=slug, parent=under, reason=reason, version=version)


def merge(
    slugs: Annotated[list[str], typer.Argument(metavar="SLUG...", help=_("The bodies that end."))],
    into: Annotated[str, typer.Option("--into", metavar="SLUG", help=_("The body that takes over."))],
    on: Annotated[
        str | None, typer.Option("--on", metavar="DAY", help=_("The day from which it has; today unless given."))
    ] = None,
    end_post: Annotated[
        list[str] | None,
        typer.Option("--end-post", metavar="SLUG", help=_("A post that ends with its body; may be repeated.")),
    ] = None,
    reason: Reason = None,
    version: Version = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help=_("Change nothing; say what would follow."))] = False,
    yes: Annotated[bool, typer.Option("--yes", help=_("Merge; it cannot be taken back."))] = False,
) -> None:
    """Merge bodies, or say what would follow."""
    from tracker.services import mergers

    if dry_run or yes:
        given.one_of({"--dry-run": dry_run, "--yes": yes}, missing=text("Nothing was merged yet."))
    command = keeping.made(
        mergers.Merge,
        bodies=tuple(slugs),
        into=into,
        on=given.day(on, "--on"),
        ending=tuple(end_post or ()),
        reason=reason,
        version=version,
    )
    with opening.register() as ctx:
        if not yes:
            _tell_foreseen(mergers.preview(ctx, command), asked=dry_run)
            return
        done = mergers.merge(ctx, command)
    if options.current().json:
        counts = {"posts": done.posts, "bodies": done.below, "commitments": done.commitments}
        output.tell_json({"into": done.into, "version": done.version, "ended": list(done.ended), **counts})
        return
    output.tell(
        text("Merged into {into}: {ended}.", into=done.into, ended=", ".join(done.ended)),
        text(
            "What followed: posts {posts}, bodies below {below}, open commitments {n}.",
            posts=done.posts,
            below=done.below,
            n=done.commitments,
        ),
    )


def _tell_foreseen(found: "Foreseen", *, asked: bool) -> None:
    """Say what a merger would do; raises Usage where that was not asked for and ``--yes`` is missing."""
    from tracker.cli.failures import Usage

    if options.current().json:
        if asked:
            _tell_foreseen_as_json(found)
    else:
        output.tell(*_foreseen(found))
    if not asked:
        raise Usage(
            text("Nothing was merged yet."),
            hint=text("Add --yes to merge, or --dry-run to see only what would follow."),
        )


def _foreseen(found: "Foreseen") -> Iterator[Text]:
    ended = ", ".join(found.ended)
    yield text("From {day} on {into} would take over; these end: {ended}.", day=found.on, into=found.into, ended=ended)
    if found.ending:
        yield text("Posts that would end: {posts}.", posts=", ".join(found.ending))
    yield text(
        "What would follow: posts {posts}, bodies below {below}, open commitments {n}.",
        posts=found.posts,
        below=found.below,
        n=found.commitments,
    )
    if found.losing:
        yield text("Nobody could accept these any more, until another accepting body is named:")
    for each in found.losing:
        yield text(
            "- {ref} {title}: {acceptor} would be responsible itself, or below {within}.",
            ref=each.ref,
            title=each.title.in_(output.speaks()),
            acceptor=each.acceptor,
            within=each.within,
        )


def _tell_foreseen_as_json(found: "Foreseen") -> None:
    from tracker.services.views import plain

    told = plain(found)
    counts = {"posts": found.posts, "bodies": told.pop("below"), "commitments": found.commitments}
    output.tell_json({**told, **counts, "losing": [plain(each) for each in found.losing]})


def end(slug: Slug, on: LastDay = None, reason: Reason = None, version: Version = None) -> None:
    """End a body."""
    from tracker.services import body_changes as keep

    day = given.day(on, "--on")
    record(keep.end, keep.End, text("has ended"), slug=slug, on=day, reason=reason, version=version)


def add_programme(
    slug: NewSlug,
    code: Annotated[str, typer.Option("--code", metavar="CODE", help=_("What its references begin with."))],
    title_en: TitleEn = None,
    title_zh: TitleZh = None,
    closing: Closing = None,
    note_en: NoteEn = None,
    note_zh: NoteZh = None,
    reason: Reason = None,
) -> None:
    """Enter a programme."""
    from tracker.services import catalogues as keep

    said = {"title_en": title_en, "title_zh": title_zh, "note_en": note_en, "note_zh": note_zh, "reason": reason}
    done = text("is entered")
    record(keep.add_programme, keep.NewProgramme, done, slug=slug, code=code, closing=closing, **said)


def change_programme(
    slug: Slug,
    title_en: TitleEn = None,
    title_zh: TitleZh = None,
    closing: Closing = None,
    note_en: NoteEn = None,
    note_zh: NoteZh = None,
    reason: Reason = None,
    version: Version = None,
) -> None:
    """Change a programme."""
    from tracker.services import catalogues as keep

    said = {"title_en": title_en, "title_zh": title_zh, "note_en": note_en, "note_zh": note_zh, "reason": reason}
    done = text("is changed")
    record(keep.change_programme, keep.ChangeProgramme, done, slug=slug, closing=closing, version=version, **said)


def add_source(
    slug: NewSlug,
    title_en: TitleEn = None,
    title_zh: TitleZh = None,
    publisher: Publisher = None,
    published: Published = None,
    reads: Reads = None,
    policy: Policy = None,
    note_en: NoteEn = None,
    note_zh: NoteZh = None,
    reason: Reason = None,
) -> None:
    """Enter a source."""
    from tracker.services import catalogues as keep

    day = given.day(published, "--published")
    said = {"title_en": title_en, "title_zh": title_zh, "note_en": note_en, "note_zh": note_zh, "reason": reason}
    document = {"publisher": publisher, "published_on": day, "language": reads, "policy": policy}
    record(keep.add_source, keep.NewSource, text("is entered"), slug=slug, **document, **said)


def change_source(
    slug: Slug,
    title_en: TitleEn = None,
    title_zh: TitleZh = None,
    publisher: Publisher = None,
    no_publisher: Annotated[bool, typer.Option("--no-publisher", help=_("No body published it."))] = False,
    published: Published = None,
    no_published: Annotated[bool, typer.Option("--no-published", help=_("Its day is not known."))] = False,
    reads: Reads = None,
    policy: Policy = None,
    note_en: NoteEn = None,
    note_zh: NoteZh = None,
    reason: Reason = None,
    version: Version = None,
) -> None:
    """Change a source."""
    from tracker.services import catalogues as keep

    given.at_most_one({"--publisher": publisher, "--no-publisher": no_publisher})
    given.at_most_one({"--published": published, "--no-published": no_published})
    cleared = [name for name, gone in (("publisher", no_publisher), ("published_on", no_published)) if gone]
    day = given.day(published, "--published")
    said = {"title_en": title_en, "title_zh": title_zh, "note_en": note_en, "note_zh": note_zh, "reason": reason}
    document = {"publisher": publisher, "published_on": day, "language": reads, "policy": policy}
    command = keeping.made(keep.ChangeSource, slug=slug, version=version, **document, **said)
    taken = command.model_copy(update=dict.fromkeys(cleared))
    keeping.carry_out(keep.change_source, taken, text("is changed"))
