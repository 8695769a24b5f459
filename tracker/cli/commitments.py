"""``tracker list`` and ``tracker show``: asking about commitments."""

from typing import Annotated

import typer

from tracker.cli import completion, given, opening, options, output
from tracker.cli.options import _

LIST = _("List the commitments that match a query; without one, all of them.")
SHOW = _("Show everything about one commitment, by its reference or another name it has.")

PAGE = 50
"""So many are shown to a person who does not say how many."""


def list_(
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="QUERY",
            help=_("Words and conditions, such as: is:overdue unit:heilongjiang -owner:none sort:-late."),
            autocompletion=completion.query,
            show_default=False,
        ),
    ] = None,
    limit: Annotated[
        str | None,
        typer.Option("--limit", metavar="N", help=_("At most so many; 0 means all. People get 50, JSON all.")),
    ] = None,
    offset: Annotated[str | None, typer.Option("--offset", metavar="N", help=_("Leave out so many first."))] = None,
    fields: Annotated[bool, typer.Option("--fields", help=_("Say what can be asked for, and end."))] = False,
) -> None:
    """List commitments."""
    from tracker.cli import catalogue, listing

    if fields:
        return catalogue.tell()
    chosen = options.current()
    chosen.query = " ".join(words or [])
    most = given.number(limit, "--limit")
    left_out = given.number(offset, "--offset") or 0
    with opening.register() as ctx:
        from tracker.services import commitments, views

        wanted = (0 if chosen.json else PAGE) if most is None else most
        found = commitments.list_(ctx, chosen.query, limit=wanted, offset=left_out)
        if chosen.json:
            return output.tell_json(views.listing_json(found, chosen.speaks))
        return listing.tell(ctx, found)


def show(
    ref: Annotated[str, typer.Argument(metavar="REF", help=_("Its reference, such as HLJ-2024-017, or another name."))],
) -> None:
    """Show one commitment."""
    from tracker.cli import detail

    chosen = options.current()
    with opening.register() as ctx:
        from tracker.services import commitments, views

        found = commitments.show(ctx, ref)
        if chosen.json:
            output.tell_json(views.detail_json(found, chosen.speaks))
        else:
            detail.tell(ctx, found)
