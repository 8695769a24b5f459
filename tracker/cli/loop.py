"""The closed loop on the command line: reporting, accepting, returning, closing, and what is asked for."""

from collections.abc import Callable
from typing import Annotated, Any

import typer

from tracker.cli import given, opening, options, output
from tracker.cli.changes import Reason, Ref, Version
from tracker.cli.options import _
from tracker.kit.text import Text, text

DONE = _("Report a commitment done.")
START = _("Say that work on a commitment has begun.")
WITHDRAW = _("Take back the report that a commitment is done.")
APPLY = _("Apply for the acceptance of what was reported done.")
ACCEPT = _("Accept what was reported done, as somebody independent who looked at the evidence.")
RETURN = _("Return what was reported done, with the reason; the original day counts again.")
NOTICE = _("Open the public notice of what was accepted.")
OBJECT = _("Enter an objection to what is in public notice.")
ANSWER = _("Answer an objection.")
WRITE_OFF = _("Write off what was accepted and, where its programme asks for it, was in public notice.")
CLOSE = _("Close what was reported done, where its programme asks for no acceptance.")
RESUME = _("Take up again what was suspended or closed by stage.")
REOPEN = _("Open a closed commitment again; the first closing stays on record.")
LOOP = _("Show the reports, objections, requests and evidence of a commitment.")
MOVES = _("Say what can be done to a commitment now, and why the rest cannot.")

NAMES = {
    "ref": "REF",
    "reason": "--reason",
    "on": "--on",
    "until": "--until",
    "depth": "--depth",
}

On = Annotated[
    str | None, typer.Option("--on", metavar="DAY", help=_("The day for which it is true; today unless given."))
]
Key = Annotated[str, typer.Argument(metavar="KEY", help=_("Its key, such as HLJ-2024-017.Q1."))]
Needed = Annotated[str, typer.Option("--reason", metavar="TEXT", help=_("Why, for the history."))]


def start(ref: Ref, reason: Reason = None, version: Version = None) -> None:
    """Start work."""
    _step("start", text("work has begun"), ref=ref, reason=reason, version=version)


def done(ref: Ref, on: On = None, reason: Reason = None, version: Version = None) -> None:
    """Report done."""
    _step("report_done", text("reported done"), ref=ref, on=on, reason=reason, version=version)


def withdraw(ref: Ref, reason: Needed, version: Version = None) -> None:
    """Withdraw the report."""
    _step("withdraw_report", text("the report is taken back"), ref=ref, reason=reason, version=version)


def apply(ref: Ref, reason: Reason = None, version: Version = None) -> None:
    """Apply for acceptance."""
    _step("apply_for_acceptance", text("acceptance is applied for"), ref=ref, reason=reason, version=version)


def accept(
    ref: Ref,
    depth: Annotated[
        str, typer.Option("--depth", metavar="on_paper|on_site|external", help=_("How deeply somebody looked."))
    ],
    on: On = None,
    reason: Reason = None,
    version: Version = None,
) -> None:
    """Accept."""
    _step("accept", text("accepted"), ref=ref, depth=depth, on=on, reason=reason, version=version)


def return_(ref: Ref, reason: Needed, version: Version = None) -> None:
    """Return."""
    _step("return", text("returned; the original day counts again"), ref=ref, reason=reason, version=version)


def notice(
    ref: Ref,
    until: Annotated[str, typer.Option("--until", metavar="DAY", help=_("The last day of the notice."))],
    reason: Reason = None,
    version: Version = None,
) -> None:
    """Open the notice."""
    _step("open_notice", text("in public notice"), ref=ref, until=until, reason=reason, version=version)


def write_off(ref: Ref, reason: Reason = None, version: Version = None) -> None:
    """Write off."""
    _step("write_off", text("written off"), ref=ref, reason=reason, version=version)


def close(ref: Ref, reason: Reason = None, version: Version = None) -> None:
    """Close."""
    _step("close", text("closed"), ref=ref, reason=reason, version=version)


def resume(ref: Ref, reason: Reason = None, version: Version = None) -> None:
    """Resume."""
    _step("resume", text("work goes on"), ref=ref, reason=reason, version=version)


def reopen(ref: Ref, reason: Needed, version: Version = None) -> None:
    """Reopen."""
    _step("reopen", text("open again"), ref=ref, reason=reason, version=version)


def _step(move: str, told: Text, **words: Any) -> None:
    from tracker.services import steps

    for day in ("on", "until"):
        if day in words:
            words[day] = given.day(words[day], f"--{day}")
    words["version"] = given.number(words["version"], "--version")
    command = given.made(steps.Step, NAMES, move=move, **words)
    with opening.register() as ctx:
        version = steps.take(ctx, command)
    tell(
        {"ref": command.ref, "version": version},
        text("{ref}: {done} (version {version}).", ref=command.ref, done=told, version=version),
    )


def object_(ref: Ref, reason: Needed) -> None:
    """Enter an objection."""
    from tracker.services import objections

    with opening.register() as ctx:
        key = objections.enter(ctx, given.made(objections.Enter, NAMES, ref=ref, reason=reason))
    tell({"key": key}, text("{key}: the objection is entered.", key=key))


def answer(key: Key, reason: Needed) -> None:
    """Answer an objection."""
    from tracker.services import objections

    with opening.register() as ctx:
        key = objections.answer(ctx, given.made(objections.Answer, NAMES, ref=key, reason=reason))
    tell({"key": key}, text("{key}: the objection is answered.", key=key))


def moves(ref: Ref) -> None:
    """Say what can be done."""
    from tracker.services import possible

    with opening.register() as ctx:
        found = possible.moves(ctx, ref)
    if options.current().json:
        output.tell_json({"ref": ref, "moves": [_possible(each) for each in found]})
        return
    rows = []
    for each in found:
        word = text("ask") if each.asked else text("yes")
        why = "" if each.allowed else output.say(each.refusals[0].message)
        rows.append([str(each.move), output.say(each.title), output.say(word if each.allowed else text("no")), why])
    output.write(output.columns(rows))


def loop(ref: Ref) -> None:
    """Show what belongs to the closed loop."""
    from tracker.services import loops

    with opening.register() as ctx:
        found = loops.of(ctx, ref)
    if options.current().json:
        output.tell_json(loops.loop_json(found))
        return
    parts = {name: getattr(found, name) for name in ("reports", "objections", "requests", "evidence")}
    rows = [_told(name, each) for name, part in parts.items() for each in part]
    if rows:
        output.write(output.columns(rows))
    else:
        output.tell(text("Nothing was reported, asked for, objected to or filed yet."))


def _told(part: str, each: Any) -> list[str]:
    from tracker.services.labels import label

    match part:
        case "reports":
            return [each.key, output.say(label(each.outcome, "outcome")), f"{each.true_for}", each.note, each.reason]
        case "objections":
            state = text("answered") if each.answered_on else text("waits for an answer")
            return [each.key, output.say(state), f"{each.entered_on}", each.said, each.answer]
        case "requests":
            title = output.say(each.title)
            return [
                each.key,
                output.say(label(each.state, "outcome")),
                f"{each.asked_on}",
                f"{title}: {each.reason}",
                each.decision,
            ]
    state = text("withdrawn") if each.withdrawn_on else text("on file")
    return [each.key, output.say(state), f"{each.added_on}", each.title, each.filename or each.url]


def _possible(each: Any) -> dict[str, Any]:
    against = [{"message": output.say(no.message), "hint": output.say(no.mend)} for no in each.refusals]
    return {
        "move": str(each.move),
        "title": output.say(each.title),
        "allowed": each.allowed,
        "asked": each.asked,
        "refusals": against,
    }


def tell(data: dict[str, Any], words: Text) -> None:
    """Tell what was recorded: as JSON, or in a sentence."""
    if options.current().json:
        output.tell_json(data)
    else:
        output.tell(words)


CHANGES: tuple[tuple[str, Callable[..., None], str], ...] = (
    ("start", start, START),
    ("done", done, DONE),
    ("withdraw", withdraw, WITHDRAW),
    ("apply", apply, APPLY),
    ("resume", resume, RESUME),
)
"""Name, function and help of what owners do."""

DECISIONS: tuple[tuple[str, Callable[..., None], str], ...] = (
    ("moves", moves, MOVES),
    ("loop", loop, LOOP),
    ("accept", accept, ACCEPT),
    ("return", return_, RETURN),
    ("notice", notice, NOTICE),
    ("object", object_, OBJECT),
    ("answer", answer, ANSWER),
    ("write-off", write_off, WRITE_OFF),
    ("close", close, CLOSE),
    ("reopen", reopen, REOPEN),
)
"""Name, function and help of what those do who verify and decide."""
