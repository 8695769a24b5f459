"""``tracker digest``: how a weekly letter would look, sending what is due, and what was sent to whom."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tracker.cli import opening, options, output, sending
from tracker.cli.options import _
from tracker.kit.errors import Unavailable
from tracker.kit.system import reason
from tracker.kit.text import text

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from tracker.services.correspondence import Sent
    from tracker.settings import Language

DIGEST = _("The weekly letters: look at one, send what is due, see what was sent.")
PREVIEW = _("Show the letter that a person would get; nothing is planned or sent.")
RELEASE = _("Let held letters go: one, or all.")
RETRY = _("Send a letter again that was refused or given up.")
HOLD = _("Keep a letter that waits from being sent.")
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
        letter = editions.preview(ctx, settings, person, language=_language())
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


def _language() -> "Language | None":
    """The language that was asked for on the command line; what is only set in the environment is not meant."""
    match options.current().language:
        case "en":
            return "en"
        case "zh":
            return "zh"
    return None


Key = Annotated[str, typer.Argument(metavar="KEY", help=_("The key of a letter, as tracker digest list shows it."))]


def release(
    key: Annotated[
        str | None, typer.Argument(metavar="[KEY]", help=_("The key of a letter; else all."), show_default=False)
    ] = None,
) -> None:
    """Let held letters go."""
    from tracker.services import holding

    settings = opening.settings()
    sending.require_not_held(settings)
    with opening.register(settings) as ctx:
        count = holding.release(ctx, key)
    if options.current().json:
        return output.tell_json({"released": count})
    return output.tell(text("Let go: {n}.", n=count), *([GOES] if count else []))


def retry(key: Key) -> None:
    """Send a letter again."""
    from tracker.services import holding

    with opening.register() as ctx:
        holding.retry(ctx, key)
    if options.current().json:
        return output.tell_json({"key": key, "state": "ready"})
    return output.tell(text("The letter waits to be sent."), GOES)


def hold(key: Key) -> None:
    """Hold a letter."""
    from tracker.services import holding

    with opening.register() as ctx:
        holding.hold(ctx, key)
    if options.current().json:
        return output.tell_json({"key": key, "state": "held"})
    return output.tell(text("The letter is held; tracker digest release lets it go."))


GOES = text("The scheduler sends what waits; tracker digest send does it at once.")


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
            help=_("Only these: ready, sending, sent, ambiguous, held, refused, dead, withdrawn, nothing."),
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
        text("Key"),
    ]
    output.write(output.columns([[output.say(title) for title in head], *(_row(each, zone) for each in found)]))
    return None


def _row(sent: "Sent", zone: "ZoneInfo") -> list[str]:
    way = sent.delivery
    name = sent.name.in_(output.speaks()) or sent.person
    if way is None:
        return [str(sent.edition or ""), name, "", output.say(sent.state_words), "", "", "", ""]
    last = way.attempts[-1] if way.attempts else None
    when = way.ended_at or (last.began_at if last else way.created_at)
    back = (output.say(way.reason) if way.reason else "") or (f"{last.code or ''} {last.reply}".strip() if last else "")
    return [
        str(sent.edition or ""),
        f"{name} <{way.address}>" if way.address else name,
        way.subject,
        output.say(sent.state_words),
        f"{when.astimezone(zone):%Y-%m-%d %H:%M}",
        str(len(way.attempts)),
        back,
        way.key,
    ]


def _write(file: Path, words: str) -> None:
    try:
        file.write_text(words, encoding="utf-8")
    except OSError as error:
        told = text("{file} cannot be written: {reason}", file=str(file), reason=reason(error))
        raise Unavailable(told) from error
