"""``tracker run``: the pages, the scheduler, or both, until the process is told to end; or one job at once."""

import socket
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from tracker.cli import opening, options, output, registers
from tracker.cli.failures import Usage
from tracker.cli.options import _
from tracker.kit.errors import Unavailable
from tracker.kit.system import reason
from tracker.kit.text import Text, text

if TYPE_CHECKING:
    from tracker.cli.ticking import Letters
    from tracker.services.context import Context
    from tracker.settings import Settings

RUN = _("Run a part of the register until it is told to end.")
ALL = _("Serve the pages and run the scheduler, in one process.")
WEB = _("Serve the pages of the register.")
SCHEDULER = _("Run the scheduler: flags are found, letters are made and sent.")
JOB = _("Run one job at once, then send what is to be sent: check, edition.")

WORST = 5
WORST_QUERY = "is:overdue sort:-late"

Prepare = Annotated[
    bool,
    typer.Option(
        "--prepare", help=_("Make and fill the register first where that was not done, and say how it stands.")
    ),
]
Starter = Annotated[
    bool,
    typer.Option("--starter/--no-starter", envvar="STARTER", help=_("With --prepare: load the starter register.")),
]


def web(prepare: Prepare = False, starter: Starter = True) -> None:
    """Serve the pages."""
    from tracker.web.server import serve

    settings = _for_the_present()
    if prepare:
        _make(settings, starter=starter)
    with opening.register(settings) as ctx:
        (_tell_summary if prepare else _tell_first)(ctx, settings)
    opening.collect_garbage()
    serve(settings)


def all_(prepare: Prepare = False, starter: Starter = True) -> None:
    """Serve the pages and run the scheduler."""
    from tracker.cli import ticking
    from tracker.web.server import serve

    settings = _for_the_present()
    if prepare:
        _make(settings, starter=starter)
    letters = ticking.first(settings) if prepare else None
    with opening.register(settings) as ctx:
        _tell_summary(ctx, settings, letters) if prepare else _tell_first(ctx, settings)
    opening.collect_garbage()
    serve(settings, beside=partial(ticking.beside, settings))


def scheduler() -> None:
    """Run the scheduler."""
    from tracker.cli import ticking

    ticking.foreground(_for_the_present())


def job(name: Annotated[str, typer.Argument(metavar="NAME", help=_("The job: check or edition."))]) -> int:
    """Run one job at once."""
    from tracker.cli import ticking

    return ticking.once(opening.settings(), name)


def _for_the_present() -> "Settings":
    """The settings of this call; raises Usage where it asks for another moment."""
    if options.current().as_if or options.current().as_of:
        raise Usage(
            text("The pages and the scheduler live in the present: --as-if and --as-of do not go with them."),
            hint=text("Each page takes as_if and as_of in its address."),
        )
    return opening.settings()


def _make(settings: "Settings", *, starter: bool) -> None:
    _require_free(settings)
    report = registers.make(settings, sandbox=False, starter=starter)[1]
    if report is not None and not options.current().json:
        registers.tell_report(report)


def _require_free(settings: "Settings") -> None:
    """Find out before anything else whether the pages could be served; raises Unavailable."""
    host, port = settings.host_and_port
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind((host, port))
        except OSError as error:
            raise Unavailable(
                text("The pages cannot be served at {bind}: {reason}.", bind=settings.bind, reason=reason(error)),
                hint=text("End what uses this port, or set TRACKER_BIND to another, such as 127.0.0.1:8001."),
            ) from error


def _tell_first(ctx: "Context", settings: "Settings") -> None:
    """Where nobody can sign in as an administrator, give the link to become the first."""
    link = _first_link(ctx, settings)
    if link and options.current().json:
        output.tell_json({"first_administrator": link})
    elif link:
        output.tell(_become_first(link))


def _first_link(ctx: "Context", settings: "Settings") -> str | None:
    from tracker.services import accounts

    secret = accounts.open_first(ctx)
    return f"{settings.address}/welcome/{secret}" if secret else None


def _become_first(link: str) -> Text:
    return text("Open this once to become the first administrator: {link}", link=link)


def _tell_summary(ctx: "Context", settings: "Settings", letters: "Letters | None" = None) -> None:
    """Say what a person can act on: the numbers, the worst, the letters, where to look, how to become the first."""
    from tracker.cli import listing
    from tracker.services import commitments, numbers, views

    without = numbers.counted_once(ctx)
    worst = commitments.list_(ctx, WORST_QUERY + without, limit=WORST)
    total, unowned, unreviewed = (
        commitments.list_(ctx, query + without, limit=1).total for query in ("", "is:unowned", "is:unreviewed")
    )
    link = _first_link(ctx, settings)
    if options.current().json:
        items = [views.item_json(item, output.speaks()) for item in worst.items]
        counts = {"total": total, "overdue": worst.total, "unowned": unowned, "unreviewed": unreviewed}
        found = {} if letters is None else {"letters": letters.as_json()}
        return output.tell_json(
            {"address": settings.address, **counts, "worst": items, **found, "first_administrator": link}
        )
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
    if letters is not None:
        output.tell("", *letters.told())
    output.tell("", text("Open {address} (end with Ctrl-C).", address=settings.address))
    return output.tell(_become_first(link)) if link else None
