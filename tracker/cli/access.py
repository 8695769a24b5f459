"""``tracker access``: who came, by what way, and what was refused."""

from typing import TYPE_CHECKING, Annotated

import typer

from tracker.cli import given, opening, options, output
from tracker.cli.options import _
from tracker.kit.errors import Invalid
from tracker.kit.text import text

if TYPE_CHECKING:
    from tracker.services.access import Event, Line
    from tracker.services.context import Context

ACCESS = _("Read the access log: sign-ins, refusals, uses of tokens; the newest first.")
SHOWN = "50"


def access(
    person: Annotated[
        str | None,
        typer.Option("--person", metavar="PERSON", help=_("Only what this person did."), show_default=False),
    ] = None,
    event: Annotated[
        str | None,
        typer.Option("--event", metavar="EVENT", help=_("Only this, such as sign_in_failed."), show_default=False),
    ] = None,
    since: Annotated[
        str | None, typer.Option("--since", metavar="MOMENT", help=_("From this moment on."), show_default=False)
    ] = None,
    until: Annotated[
        str | None, typer.Option("--until", metavar="MOMENT", help=_("Before this moment."), show_default=False)
    ] = None,
    limit: Annotated[str, typer.Option("--limit", metavar="N", help=_("So many at most."))] = SHOWN,
) -> None:
    """Read the access log."""
    from tracker.bootstrap import moment
    from tracker.services import access, views

    wanted, most = _event(event), given.number(limit, "--limit") or 0
    with opening.register() as ctx:
        found = access.listing(
            ctx,
            person=person,
            event=wanted,
            since=moment(since, zone=ctx.register.zone, option="--since"),
            until=moment(until, zone=ctx.register.zone, option="--until"),
            limit=most,
        )
    if options.current().json:
        return output.tell_json({"lines": [views.plain(each) for each in found]})
    if not found:
        return output.tell(text("The access log has no such line."))
    head = [
        text("When"),
        text("What happened"),
        text("Way"),
        text("Who"),
        text("IP address"),
        text("What"),
        text("Detail"),
    ]
    output.write(output.columns([[output.say(title) for title in head], *(_row(ctx, each) for each in found)]))
    return None


def _event(words: str | None) -> "Event | None":
    from tracker.services.access import Event

    if words is None:
        return None
    if words not in set(Event):
        raise Invalid(
            text("{option}: there is no “{value}”.", option="--event", value=words),
            hint=text("It is one of: {values}.", values=", ".join(Event)),
            where="--event",
        )
    return Event(words)


def _row(ctx: "Context", line: "Line") -> list[str]:
    from tracker.services.labels import label

    who = line.name.in_(output.speaks()) or line.person or ""
    at = f"{line.at.astimezone(ctx.zone):%Y-%m-%d %H:%M:%S}"
    return [at, line.event, line.way, who, line.address, line.what, output.say(label(line.detail, "detail"))]
