"""``tracker init``, ``seed`` and ``doctor``: the register as a whole."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tracker.cli import opening, options, output, progress, rules
from tracker.cli.options import _
from tracker.kit.errors import Forbidden
from tracker.kit.text import Text, text

if TYPE_CHECKING:
    from tracker.services.seeding import Report
    from tracker.settings import Settings

INIT = _("Make the register where there is none, and fill it with the starter register.")
SEED = _("Load a folder of seeds: what is missing is created, what differs is reported, nothing is overwritten.")
DOCTOR = _("Look the register over: database, guards, history, time zone, clock.")

FAULTY = 6
"""Exit code where seeds had faults."""

NOUNS = {
    "place": text("places: {n}"),
    "body": text("bodies: {n}"),
    "programme": text("programmes: {n}"),
    "post": text("posts: {n}"),
    "holding": text("holders of posts: {n}"),
    "source": text("sources: {n}"),
    "commitment": text("commitments: {n}"),
    "reading": text("readings: {n}"),
    "link": text("links: {n}"),
}


def init(
    empty: Annotated[bool, typer.Option("--empty", help=_("Do not load the starter register."))] = False,
    sandbox: Annotated[
        bool,
        typer.Option("--sandbox", help=_("A register to play with, in which changes may be made as if at any moment.")),
    ] = False,
) -> int:
    """Make the register."""
    chosen = options.current()
    if chosen.as_of or (chosen.as_if and not sandbox):
        raise Forbidden(
            text("A register cannot be made as if it were another moment."),
            hint=text("Only one to play with can: tracker init --sandbox --as-if MOMENT."),
        )
    settings = opening.settings()
    made, report = make(settings, sandbox=sandbox, starter=not empty)
    faulty = rules.tell_faults(settings) or bool(report and report.faults)
    with opening.register(settings) as ctx:
        place, zone, is_sandbox = ctx.db.shown.removeprefix("sqlite:///"), ctx.register.zone, ctx.register.sandbox
    if chosen.json:
        facts = {"made": made, "database": place, "zone": zone, "sandbox": is_sandbox}
        output.tell_json({**facts, **report_json(report)})
        return FAULTY if faulty else 0
    if made:
        output.tell(text("The register was made at {place}. Its days are those of {zone}.", place=place, zone=zone))
    else:
        output.tell(text("The register at {place} exists already; its records were left as they are.", place=place))
    if is_sandbox:
        output.tell(text("It is a sandbox: changes may be made in it as if at any moment."))
    if report is not None:
        tell_report(report)
    return FAULTY if faulty else 0


def make(settings: "Settings", *, sandbox: bool, starter: bool) -> "tuple[bool, Report | None]":
    """Make the register and load the starter register where either is still to be done."""
    from tracker.bootstrap import make_register, open_register
    from tracker.services import seeding
    from tracker.settings import data_folder

    as_if = options.current().as_if
    made = make_register(settings, sandbox=sandbox, as_if=as_if, empty=not starter)
    ctx = open_register(settings, as_if=as_if)
    opening.collect_garbage()
    try:
        with progress.bar(text("Loading the starter register")) as step:
            return made, seeding.load_starter(ctx, data_folder("seeds"), wanted=starter, progress=step)
    finally:
        ctx.db.close()


def seed(
    folder: Annotated[
        str | None,
        typer.Argument(metavar="FOLDER", help=_("The folder; the starter register unless given."), show_default=False),
    ] = None,
) -> int:
    """Load a folder of seeds."""
    from tracker.services import seeding
    from tracker.settings import data_folder

    place = Path(folder) if folder else data_folder("seeds")
    with opening.register() as ctx, progress.bar(text("Loading seeds")) as step:
        report = seeding.load(ctx, place, progress=step)
    if options.current().json:
        output.tell_json(report_json(report))
    else:
        tell_report(report)
    return FAULTY if report.faults else 0


def report_json(report: "Report | None") -> dict[str, Any]:
    """What loading seeds did, null where there was nothing to do."""
    if report is None:
        return {"created": {}, "unchanged": 0, "differences": [], "faults": []}
    return {
        "created": report.created,
        "unchanged": report.unchanged,
        "differences": [
            {"file": found.file, "record": found.record, "fields": list(found.fields)} for found in report.differences
        ],
        "faults": [
            {"file": fault.file, "record": fault.record, "field": fault.field, "reason": output.say(fault.reason)}
            for fault in report.faults
        ],
    }


def tell_report(report: "Report") -> None:
    """Tell what loading seeds did; faults go to standard error."""
    created = [NOUNS.get(noun, Text(f"{noun}: {{n}}")) for noun in report.created]
    for words, n in zip(created, report.created.values(), strict=True):
        output.tell(text("Created {what}", what=Text(words.msgid, {"n": n})))
    if not report.created and not report.faults:
        output.tell(text("Nothing was missing."))
    if report.unchanged:
        output.tell(text("Unchanged: {n}", n=report.unchanged))
    for found in report.differences:
        output.tell(
            text(
                "{file}: {record} differs in {fields}; the register was left as it is.",
                file=found.file,
                record=found.record,
                fields=", ".join(found.fields),
            )
        )
    for fault in report.faults:
        where = [part for part in (fault.file, fault.record, fault.field) if part]
        output.write_error(output.one_line(": ".join([*where, output.say(fault.reason)])) + "\n")
    if report.faults:
        output.write_error(output.say(text("Nothing of a file with a fault was loaded.")) + "\n")


def doctor() -> int:
    """Look the register over."""
    from tracker.services.doctor import examine

    settings = opening.settings()
    with opening.register(settings) as ctx:
        found = examine(ctx, settings)
    if options.current().json:
        checks = [{"name": output.say(c.name), "ok": c.ok, "detail": output.say(c.detail)} for c in found.checks]
        output.tell_json({"ok": found.ok, "checks": checks})
    else:
        well, ill = text("well"), text("■ look here")
        rows = [[output.say(c.name), output.say(well if c.ok else ill), output.say(c.detail)] for c in found.checks]
        output.write(output.columns(rows))
    return 0 if found.ok else 1
