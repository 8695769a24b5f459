"""What is asked for and decided by another, on the command line: extensions, suspensions and the like."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tracker.cli import given, opening, options, output
from tracker.cli.changes import Reason, Ref, Version
from tracker.cli.loop import Key, Needed, tell
from tracker.cli.options import _
from tracker.kit.text import Text, text

if TYPE_CHECKING:
    from tracker.services.loops import RequestView

EXTEND = _("Ask for a later deadline; somebody from outside has to approve it.")
ASK = _("Ask for what somebody from outside has to approve: suspending, closing by stage, cancelling and the like.")
REQUESTS = _("List what was asked for and waits for a decision.")
APPROVE = _("Approve what was asked for.")
REFUSE = _("Refuse what was asked for, with a reason.")
TAKE_BACK = _("Take back what one asked for.")

NAMES = {
    "ref": "REF",
    "reason": "--reason",
    "move": "MOVE",
    "new_day": "--to",
    "successors": "--successor",
    "evidence": "--evidence",
}

Evidence = Annotated[
    list[str] | None,
    typer.Option("--evidence", metavar="KEY", help=_("A piece of evidence on its file; may be given several times.")),
]


def extend(
    ref: Ref,
    to: Annotated[str, typer.Option("--to", metavar="DAY", help=_("The last on-time day that is asked for."))],
    reason: Needed,
    evidence: Evidence = None,
    version: Version = None,
) -> None:
    """Ask for an extension."""
    _ask("extend", ref=ref, reason=reason, new_day=given.day(to, "--to"), evidence=evidence, version=version)


def ask(
    ref: Ref,
    move: Annotated[
        str,
        typer.Argument(
            metavar="MOVE",
            help=_("suspend, close_by_stage, make_standing, cancel, replace, correct_reading or extend."),
        ),
    ],
    reason: Needed,
    to: Annotated[
        str | None, typer.Option("--to", metavar="DAY", help=_("The day on which it ends, or the right deadline."))
    ] = None,
    successor: Annotated[
        list[str] | None,
        typer.Option("--successor", metavar="REF", help=_("What takes its place; may be given several times.")),
    ] = None,
    evidence: Evidence = None,
    version: Version = None,
) -> None:
    """Ask for something."""
    day = given.day(to, "--to")
    _ask(move, ref=ref, reason=reason, new_day=day, successors=successor, evidence=evidence, version=version)


def _ask(move: str, **words: Any) -> None:
    from tracker.services import requests

    lists = {name: tuple(words[name]) for name in ("evidence", "successors") if words.get(name)}
    words["version"] = given.number(words["version"], "--version")
    command = given.made(requests.Ask, NAMES, **{**words, "evidence": None, "successors": None, **lists, "move": move})
    with opening.register() as ctx:
        key = requests.ask(ctx, command)
    tell({"key": key}, text("{key}: asked; somebody from outside decides.", key=key))


def requests(
    ref: Annotated[str | None, typer.Argument(metavar="REF", help=_("Only about this commitment."))] = None,
    all_: Annotated[bool, typer.Option("--all", help=_("Those that were decided, too."))] = False,
) -> None:
    """List requests."""
    from tracker.services import requests as asked
    from tracker.services.views import plain

    with opening.register() as ctx:
        found = asked.listing(ctx, ref, waiting=not all_)
    if options.current().json:
        output.tell_json({"total": len(found), "items": [plain(each) for each in found]})
    elif not found:
        output.tell(text("Nothing waits for a decision."))
    else:
        output.write(output.columns([_line(each) for each in found]))


def _line(each: "RequestView") -> list[str]:
    from tracker.services.labels import label

    days = f"{each.old_day or '–'} → {each.new_day}" if each.new_day else ""
    late = output.say(text("asked after the day")) if each.late else ""
    return [
        each.key,
        output.say(each.title),
        days,
        output.say(label(each.state, "outcome")),
        f"{each.asked_on}",
        late,
        each.reason,
        each.decision,
    ]


def approve(key: Key, reason: Reason = None) -> None:
    """Approve a request."""
    _decide("approve", key, reason, text("approved"))


def refuse(key: Key, reason: Needed) -> None:
    """Refuse a request."""
    _decide("refuse", key, reason, text("not approved"))


def take_back(key: Key, reason: Reason = None) -> None:
    """Take a request back."""
    _decide("withdraw", key, reason, text("taken back"))


def _decide(verb: str, key: str, reason: str | None, told: Text) -> None:
    from tracker.services import requests

    command = given.made(requests.Decide, {**NAMES, "ref": "KEY"}, ref=key, reason=reason)
    with opening.register() as ctx:
        version = getattr(requests, verb)(ctx, command)
    tell(
        {"key": key, "version": version},
        text("{key}: {done} (version {version}).", key=key, done=told, version=version),
    )


CHANGES: tuple[tuple[str, Callable[..., None], str], ...] = (
    ("extend", extend, EXTEND),
    ("ask", ask, ASK),
    ("take-back", take_back, TAKE_BACK),
)
"""Name, function and help of what is asked for."""

DECISIONS: tuple[tuple[str, Callable[..., None], str], ...] = (
    ("requests", requests, REQUESTS),
    ("approve", approve, APPROVE),
    ("refuse", refuse, REFUSE),
)
"""Name, function and help of what decides on it."""
