"""``tracker deadline``: what deadline words would be read as, without any register."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from tracker.cli import given, opening, options, output
from tracker.cli.options import _
from tracker.kit.text import Text, text

if TYPE_CHECKING:
    from tracker.services.deadlines import Proposal

DEADLINE = _("Read deadline words, in English or Chinese, and say how they were understood. Nothing is recorded.")


def deadline(
    words: Annotated[
        list[str],
        typer.Argument(metavar="WORDS", help=_("The words, such as “by the end of 2025” or “2024年6月底前”.")),
    ],
    anchor: Annotated[
        str | None, typer.Option("--anchor", metavar="DATE", help=_("The day from which “within six months” counts."))
    ] = None,
    published: Annotated[
        str | None, typer.Option("--published", metavar="DATE", help=_("The day on which the words were published."))
    ] = None,
) -> None:
    """Read deadline words."""
    from zoneinfo import ZoneInfo

    from tracker.services.deadlines import propose

    starts, said_on = given.day(anchor, "--anchor"), given.day(published, "--published")
    zone = opening.settings().zone
    today = opening.moment(zone).astimezone(ZoneInfo(zone)).date()
    found = propose(" ".join(words), anchor=starts, published=said_on, today=today)
    if options.current().json:
        output.tell_json(proposal_json(found))
    else:
        output.tell(*_sentences(found))


def proposal_json(found: "Proposal") -> dict[str, Any]:
    """A reading as docs/reference.md describes the due object, nothing of it confirmed."""
    from tracker.services.deadlines import due_columns
    from tracker.services.views import iso

    reading = found.reading
    columns = due_columns(reading, context=None)
    return {
        "words": reading.words,
        "last_day": iso(reading.last_day),
        "precision": str(reading.precision),
        "policy": reading.policy,
        "confirmed_by": None,
        "context_day": iso(reading.context_day),
        "first_day": iso(columns["first_day"]),
        "not_before": iso(reading.not_before),
        "recurrence": columns["recurrence"],
        "next_day": iso(found.next_day),
        "event": reading.event,
        "certain": reading.certain,
        "marks": list(reading.marks),
        "reasons": [output.say(reason) for reason in reading.reasons],
        "confirmed": False,
    }


def _sentences(found: "Proposal") -> list[Text | str]:
    from tracker.services.labels import label

    reading = found.reading
    precision = label(str(reading.precision), "precision")
    said: list[Text | str] = [text("“{words}”", words=output.one_line(reading.words))]
    if reading.last_day:
        said.append(text("Last on-time day: {day}. {precision}.", day=reading.last_day, precision=precision))
    else:
        said.append(text("No last on-time day. {precision}.", precision=precision))
    if reading.not_before:
        said.append(text("Not before {day}.", day=reading.not_before))
    if found.next_day:
        said.append(text("Next due on {day}.", day=found.next_day))
    if reading.context_day:
        said.append(
            text("{day} stands near it and is no deadline until a person confirms it.", day=reading.context_day)
        )
    if reading.event:
        said.append(text("It waits for: {event}", event=output.one_line(reading.event)))
    said.extend(text("- {reason}", reason=reason) for reason in reading.reasons)
    said.extend(text("- {reason}", reason=label(mark, "mark")) for mark in reading.marks)
    if reading.policy:
        policy, _, rule = reading.policy.partition("/")
        named = text("{name} ({slug})", name=label(policy, "policy"), slug=rule or policy)
        said.append(text("Read by {policy}.", policy=named))
    if reading.last_day and not reading.certain:
        said.append(text("This is a proposal only: a person has to look at it."))
    return said
