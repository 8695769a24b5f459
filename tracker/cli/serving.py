"""``tracker run``: serving the pages."""

import socket
from typing import TYPE_CHECKING, Annotated

import typer

from tracker.cli import opening, options, output, registers
from tracker.cli.failures import Usage
from tracker.cli.options import _
from tracker.kit.errors import Unavailable
from tracker.kit.text import text

if TYPE_CHECKING:
    from tracker.services.context import Context
    from tracker.settings import Settings

RUN = _("Run a part of the register until it is told to end.")
WEB = _("Serve the pages of the register.")

WORST = 5
WORST_QUERY = "is:overdue sort:-late"


def web(
    prepare: Annotated[
        bool,
        typer.Option(
            "--prepare", help=_("Make and fill the register first where that was not done, and say how it stands.")
        ),
    ] = False,
    starter: Annotated[
        bool,
        typer.Option("--starter/--no-starter", envvar="STARTER", help=_("With --prepare: load the starter register.")),
    ] = True,
) -> None:
    """Serve the pages."""
    from tracker.web.server import serve

    if options.current().as_if or options.current().as_of:
        raise Usage(
            text("The pages show the present: --as-if and --as-of do not go with them."),
            hint=text("Each page takes as_if and as_of in its address."),
        )
    settings = opening.settings()
    if prepare:
        _require_free(settings)
        _, report = registers.make(settings, sandbox=False, starter=starter)
        if report is not None and not options.current().json:
            registers.tell_report(report)
        with opening.register(settings) as ctx:
            _tell_summary(ctx, settings)
    opening.collect_garbage()
    serve(settings)


def _require_free(settings: "Settings") -> None:
    """Find out before anything else whether the pages could be served; raises Unavailable."""
    host, port = settings.host_and_port
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind((host, port))
        except OSError as error:
            raise Unavailable(
                text(
                    "The pages cannot be served at {bind}: {reason}.", bind=settings.bind, reason=error.strerror or ""
                ),
                hint=text("End what uses this port, or set TRACKER_BIND to another, such as 127.0.0.1:8001."),
            ) from error


def _tell_summary(ctx: "Context", settings: "Settings") -> None:
    """Say what a person can act on: the numbers, the worst, and where to look."""
    from tracker.cli import listing
    from tracker.services import commitments, numbers, views

    without = numbers.counted_once(ctx)
    worst = commitments.list_(ctx, WORST_QUERY + without, limit=WORST)
    total, unowned, unreviewed = (
        commitments.list_(ctx, query + without, limit=1).total for query in ("", "is:unowned", "is:unreviewed")
    )
    if options.current().json:
        items = [views.item_json(item, output.speaks()) for item in worst.items]
        counts = {"total": total, "overdue": worst.total, "unowned": unowned, "unreviewed": unreviewed}
        return output.tell_json({"address": settings.address, **counts, "worst": items})
    output.tell(
        text(
            "{total} commitments as of {day} ({zone}): {overdue} overdue, {unowned} unowned, {unreviewed} unreviewed.",
            total=total,
            day=worst.asked.day,
            zone=worst.asked.zone,
            overdue=worst.total,
            unowned=unowned,
            unreviewed=unreviewed,
        )
    )
    if worst.items:
        output.tell("", text("The worst:"))
        output.write(listing.table(worst.items))
    return output.tell("", text("Open {address} (end with Ctrl-C).", address=settings.address))
