"""``tracker run log``: what the scheduler did, slot by slot."""

from typing import TYPE_CHECKING, Annotated

import typer

from tracker.cli import opening, options, output
from tracker.cli.options import _
from tracker.kit.text import Text, text

if TYPE_CHECKING:
    from tracker.services.ledger import Run

LOG = _("Say what the scheduler did, slot by slot: when it was due, when it began, what was skipped and why.")
SHOWN = 40

STATES = {
    "due": text("Waits"),
    "running": text("Under way"),
    "done": text("Done"),
    "skipped": text("Skipped"),
    "dead": text("Given up"),
}


def log(
    name: Annotated[
        str | None,
        typer.Option("--job", metavar="NAME", help=_("Only this job: check or edition."), show_default=False),
    ] = None,
    limit: Annotated[int, typer.Option("--limit", metavar="N", min=1, help=_("So many at most."))] = SHOWN,
) -> None:
    """Tell what the scheduler did."""
    from tracker.services import ledger

    with opening.register() as ctx:
        found = ledger.listing(ctx, job=name, limit=limit)
    if options.current().json:
        return output.tell_json({"runs": [ledger.run_json(each, output.speaks()) for each in found]})
    if not found:
        return output.tell(text("Nothing was planned yet."))
    head = [text("Job"), text("Slot"), text("State"), text("Was due"), text("Began"), text("Detail")]
    output.write(output.columns([[output.say(title) for title in head], *(_row(each) for each in found)]))
    return None


def _row(run: "Run") -> list[str]:
    state = output.say(STATES.get(run.state, Text(run.state)))
    began = f"{run.began_at:%Y-%m-%d %H:%M}" if run.began_at else ""
    return [
        run.job,
        run.slot,
        state,
        f"{run.due_at:%Y-%m-%d %H:%M}",
        began,
        output.say(run.reason) if run.reason else "",
    ]
