"""``tracker digest``: how a weekly letter would look, sending what is due, and what was sent to whom."""

from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tracker.cli import opening, options, output
from tracker.cli.options import _
from tracker.kit.errors import Unavailable
from tracker.kit.text import Text, text

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from tracker.services.context import Context
    from tracker.services.correspondence import Sent
    from tracker.services.deliveries import Drained
    from tracker.settings import Settings

DIGEST = _("The weekly letters: look at one, send what is due, see what was sent.")
PREVIEW = _("Show the letter that a person would get; nothing is planned or sent.")
SEND = _("Make this week’s letters if they were not made, and send what is due.")
LIST = _("What was sent to whom, when, and what came back.")

SHOWN = 50
"""So many letters are listed, unless an edition is named or JSON is asked for."""


def preview(
    person: Annotated[
        str, typer.Option("--person", metavar="PERSON", help=_("Whose letter: a short name, an address or an id."))
    ],
    html: Annotated[
        Path | None,
        typer.Option("--html", metavar="FILE", help=_("Write the HTML of the letter to a file."), show_default=False),
    ] = None,
    plain: Annotated[bool, typer.Option("--text", help=_("Show the plain text, also beside --html."))] = False,
) -> None:
    """Show a letter."""
    from tracker.services import editions

    settings = opening.settings()
    with opening.register(settings) as ctx:
        letter = editions.preview(ctx, settings, person)
    rendered = editions.render(settings, letter)
    if html is not None:
        _write(html, rendered.html)
    if options.current().json:
        return output.tell_json({"subject": rendered.subject, "letter": editions.letter_json(letter)})
    if html is not None:
        output.tell(text("The letter stands in {file}.", file=str(html)))
    if html is None or plain:
        output.write(f"{rendered.subject}\n\n{rendered.text}")
    return None


def send(
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help=_("Write and send nothing; say who would get what."))
    ] = False,
    redirect: Annotated[
        str | None,
        typer.Option("--redirect", metavar="ADDRESS", help=_("Send all letters to this address."), show_default=False),
    ] = None,
    hold: Annotated[bool, typer.Option("--hold", help=_("Make the letters and hold them; send none."))] = False,
) -> None:
    """Make and send what is due."""
    from tracker.bootstrap import open_register

    given = {"mail_redirect": redirect, "mail_hold": hold or None}
    settings = opening.settings().model_copy(update={name: value for name, value in given.items() if value})
    chosen = options.current()
    # The clock goes on, since a letter may take minutes and its lease must be seen to be renewed.
    ctx = open_register(settings, as_if=chosen.as_if, as_of=chosen.as_of)
    opening.collect_garbage()
    try:
        if dry_run:
            _foresee(ctx, settings)
        else:
            _send(ctx, settings)
    finally:
        ctx.db.close()


def _foresee(ctx: "Context", settings: "Settings") -> None:
    from tracker.services import correspondence

    found = correspondence.foresee(ctx, settings)
    week, letters = found or (None, ())
    if options.current().json:
        shown = [
            {
                "person": each.person,
                "name": each.name.in_(output.speaks()),
                "address": each.address,
                "subject": each.subject,
                "reason": output.say(each.reason) if each.reason else None,
            }
            for each in letters
        ]
        return output.tell_json({"week": week, "letters": shown})
    if week is None:
        return output.tell(text("This week’s edition was made already; tracker digest list shows its letters."))
    output.tell(
        text("An edition for {week} would be made; letters: {n}. Nothing was written.", week=week, n=len(letters))
    )
    rows = [
        [each.name.in_(output.speaks()), each.address, each.subject or _no_letter(), _said(each.reason)]
        for each in letters
    ]
    return output.write(output.columns(rows))


def _no_letter() -> str:
    return output.say(text("(no letter: nothing to say)"))


def _said(reason: Text | None) -> str:
    return output.say(reason) if reason else ""


def _send(ctx: "Context", settings: "Settings") -> None:
    from tracker.kit.clock import FrozenClock
    from tracker.services import deliveries, leases

    at = ctx.writing_at()
    ctx = replace(ctx, clock=FrozenClock(at)) if ctx.as_if else ctx
    owner = leases.new_owner()
    made = _make(ctx, settings, owner)
    _tell_sent(settings, made, deliveries.drain(ctx, settings, owner=owner))


def _make(ctx: "Context", settings: "Settings", owner: str) -> "dict[str, Any]":
    """Make the newest edition where its run has not ended; gives what was done in numbers. Raises what went wrong."""
    from tracker.scheduler.jobs import JOBS
    from tracker.scheduler.runner import perform
    from tracker.services import leases, runs

    (job,) = (job for job in JOBS if job.name == "edition")
    runs.plan(ctx, (job,))
    claim = runs.claim(ctx, owner, (job,), early=True)
    if claim is None:
        return {}
    with leases.kept(ctx, owner):
        ran = perform(ctx, settings, claim, job)
    if ran.error is not None:
        raise ran.error
    return ran.outcome or {}


def _tell_sent(settings: "Settings", made: "dict[str, Any]", drained: "Drained") -> None:
    if options.current().json:
        return output.tell_json({"made": made, "letters": asdict(drained), "folder": str(settings.mail_folder)})
    if made.get("edition"):
        output.tell(text("Edition {number} was made; letters: {n}.", number=str(made["edition"]), n=made["letters"]))
    else:
        output.tell(text("This week’s edition was made before."))
    if made.get("unsendable"):
        output.tell(text("Letters that cannot be sent: {n}; tracker digest list says why.", n=made["unsendable"]))
    counted = {name: count for name, count in asdict(drained).items() if count}
    if not counted:
        return output.tell(text("Nothing was waiting to be sent."))
    for name, count in counted.items():
        output.tell(text("{what}: {n}", what=CAME_OF[name], n=count))
    if drained.sent:
        output.tell(text("What goes to files lies in {folder}.", folder=str(settings.mail_folder)))
    return None


CAME_OF = {
    "sent": text("Sent or written to files"),
    "deferred": text("Put off, to be tried again"),
    "refused": text("Refused"),
    "ambiguous": text("The answer was lost; sent once more later"),
    "dead": text("Given up"),
    "held": text("Held"),
    "overtaken": text("Taken over by another process"),
}
"""How what was waiting came out → in words."""


def list_(
    edition: Annotated[
        int | None,
        typer.Option("--edition", metavar="N", help=_("Only the letters of this edition."), show_default=False),
    ] = None,
    state: Annotated[
        str | None,
        typer.Option(
            "--state",
            metavar="STATE",
            help=_("Only these: ready, sending, sent, ambiguous, held, refused, dead, nothing."),
            show_default=False,
        ),
    ] = None,
) -> None:
    """List what was sent."""
    from tracker.services import correspondence

    whole = options.current().json or edition is not None
    with opening.register() as ctx:
        issues = correspondence.all_editions(ctx)
        limit = correspondence.MOST if whole else SHOWN
        found = correspondence.listing(ctx, number=edition, state=state, limit=limit)
        zone = ctx.zone
    if options.current().json:
        letters = [correspondence.sent_json(each, output.speaks()) for each in found]
        shown = [correspondence.edition_json(each) for each in issues if edition in (None, each.number)]
        return output.tell_json({"editions": shown, "letters": letters})
    if not found:
        return output.tell(text("No letters were made yet.") if not issues else text("No letter is like that."))
    head = [
        text("Edition"),
        text("To"),
        text("Subject"),
        text("State"),
        text("When"),
        text("Attempts"),
        text("What came back"),
    ]
    output.write(output.columns([[output.say(title) for title in head], *(_row(each, zone) for each in found)]))
    return None


def _row(sent: "Sent", zone: "ZoneInfo") -> list[str]:
    way = sent.delivery
    name = sent.name.in_(output.speaks()) or sent.person
    if way is None:
        return [str(sent.edition or ""), name, "", output.say(sent.state_words), "", "", ""]
    last = way.attempts[-1] if way.attempts else None
    when = way.ended_at or (last.began_at if last else way.created_at)
    back = _said(way.reason) or (f"{last.code or ''} {last.reply}".strip() if last else "")
    return [
        str(sent.edition or ""),
        f"{name} <{way.address}>",
        way.subject,
        output.say(sent.state_words),
        f"{when.astimezone(zone):%Y-%m-%d %H:%M}",
        str(len(way.attempts)),
        back,
    ]


def _write(file: Path, words: str) -> None:
    try:
        file.write_text(words, encoding="utf-8")
    except OSError as error:
        raise Unavailable(
            text("{file} cannot be written: {reason}", file=str(file), reason=error.strerror or str(error))
        ) from error
