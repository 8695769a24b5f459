"""``tracker update``, ``confirm``, ``assign`` and ``review``: changing what is in the register."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tracker.cli import completion, given, opening, options, output
from tracker.cli.options import _
from tracker.kit.text import Text, text

if TYPE_CHECKING:
    from tracker.services.context import Context

UPDATE = _("Tell how a commitment stands: a new state, a note, or a corrected title.")
CONFIRM = _("Confirm how the deadline words of a commitment are read, or name the day they mean.")
ASSIGN = _("Say which post answers for a commitment.")
REVIEW = _("Set the day on which somebody looks at a commitment again.")

Ref = Annotated[str, typer.Argument(metavar="REF", help=_("Its reference, such as HLJ-2024-017, or another name."))]
Version = Annotated[
    str | None,
    typer.Option("--version", metavar="N", help=_("The version you saw; refused if it was changed in the meantime.")),
]
Reason = Annotated[str | None, typer.Option("--reason", metavar="TEXT", help=_("Why, for the history."))]

NAMES = {
    "ref": "REF",
    "reason": "--reason",
    "work": "--work",
    "progress": "--progress",
    "on": "--on",
    "title_en": "--title-en",
    "title_zh": "--title-zh",
    "post": "--post",
    "body": "--body",
}


def update(
    ref: Ref,
    work: Annotated[
        str | None,
        typer.Option(
            "--work", metavar="STATE", help=_("The new state, such as in_progress."), autocompletion=completion.states
        ),
    ] = None,
    progress: Annotated[
        str | None, typer.Option("--progress", metavar="0-100", help=_("How much of it is done, in hundredths."))
    ] = None,
    note: Annotated[str | None, typer.Option("--note", metavar="TEXT", help=_("What is to be said about it."))] = None,
    on: Annotated[
        str | None, typer.Option("--on", metavar="DAY", help=_("The day for which it is true; today unless given."))
    ] = None,
    title_en: Annotated[str | None, typer.Option("--title-en", metavar="TEXT", help=_("The title in English."))] = None,
    title_zh: Annotated[str | None, typer.Option("--title-zh", metavar="TEXT", help=_("The title in Chinese."))] = None,
    version: Version = None,
) -> None:
    """Tell how a commitment stands."""
    from tracker.services import changes

    command = given.made(
        changes.Update,
        {**NAMES, "reason": "--note"},
        ref=ref,
        work=work,
        progress=given.number(progress, "--progress"),
        reason=note,
        on=given.day(on, "--on"),
        title_en=title_en,
        title_zh=title_zh,
        version=given.number(version, "--version"),
    )
    if command.work is not None:
        from tracker.services.labels import label

        done = text("now “{work}”", work=label(str(command.work), "work"))
    else:
        done = text("recorded")
    _record(changes.update, command, done)


def confirm(
    ref: Ref,
    day: Annotated[
        str | None,
        typer.Option("--day", metavar="DAY", help=_("The last on-time day, where the words do not give it.")),
    ] = None,
    reason: Reason = None,
    version: Version = None,
) -> None:
    """Confirm the reading of a deadline."""
    from tracker.services import changes

    command = given.made(
        changes.Confirm,
        NAMES,
        ref=ref,
        day=given.day(day, "--day"),
        reason=reason,
        version=given.number(version, "--version"),
    )
    _record(changes.confirm, command, text("the reading of its deadline is confirmed"))


def assign(
    ref: Ref,
    post: Annotated[str | None, typer.Option("--post", metavar="SLUG", help=_("The post that answers for it."))] = None,
    nobody: Annotated[bool, typer.Option("--nobody", help=_("Nobody answers for it any more."))] = False,
    body: Annotated[
        str | None, typer.Option("--body", metavar="SLUG", help=_("The lead body; that of the post unless given."))
    ] = None,
    with_: Annotated[
        list[str] | None,
        typer.Option("--with", metavar="SLUG", help=_("A body that is responsible too; may be given several times.")),
    ] = None,
    supervisor: Annotated[
        str | None, typer.Option("--supervisor", metavar="SLUG", help=_("The body that supervises."))
    ] = None,
    acceptor: Annotated[
        str | None, typer.Option("--acceptor", metavar="SLUG", help=_("The body that accepts, from outside."))
    ] = None,
    leader: Annotated[str | None, typer.Option("--leader", metavar="SLUG", help=_("The post that leads."))] = None,
    reason: Reason = None,
    version: Version = None,
) -> None:
    """Say who answers for a commitment."""
    from tracker.services import changes

    others = {"--with": with_, "--supervisor": supervisor, "--acceptor": acceptor, "--leader": leader}
    if post or nobody or not any(others.values()):
        given.one_of({"--post": post, "--nobody": nobody}, missing=text("Who is to answer for it was not said."))
    command = given.made(
        changes.Assign,
        NAMES,
        ref=ref,
        post=post,
        body=body,
        co_bodies=tuple(with_) if with_ else None,
        supervisor=supervisor,
        acceptor=acceptor,
        leader=leader,
        reason=reason,
        version=given.number(version, "--version"),
    )
    if any(others.values()):
        done = text("who is responsible is recorded")
    else:
        done = text("{post} answers for it", post=post) if post else text("nobody answers for it")
    _record(changes.assign, command, done)


def review(
    ref: Ref,
    day: Annotated[
        str | None, typer.Argument(metavar="DAY", help=_("The day, such as 2026-06-30."), show_default=False)
    ] = None,
    none: Annotated[bool, typer.Option("--none", help=_("Take the review day away."))] = False,
    reason: Reason = None,
    version: Version = None,
) -> None:
    """Set the next review day."""
    from tracker.services import changes

    given.one_of({"DAY": day, "--none": none}, missing=text("The day was not said."))
    wanted = given.day(day, "DAY")
    command = given.made(
        changes.Review, NAMES, ref=ref, day=wanted, reason=reason, version=given.number(version, "--version")
    )
    done = text("to be looked at again on {day}", day=wanted) if wanted else text("its review day is taken away")
    _record(changes.review, command, done)


def _record(change: "Callable[[Context, Any], int]", command: Any, done: Text) -> None:
    """Make a change and tell what was recorded."""
    from tracker.services import commitments

    with opening.register() as ctx:
        version = change(ctx, command)
        ref = commitments.reference(ctx, command.ref)
    if options.current().json:
        output.tell_json({"ref": ref, "version": version})
    else:
        output.tell(text("{ref}: {done} (version {version}).", ref=ref, done=done, version=version))
