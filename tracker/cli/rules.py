"""``tracker rules``: trying rule packs, and saying why a commitment is flagged."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tracker.cli import opening, options, output
from tracker.cli.options import _
from tracker.kit.text import text

if TYPE_CHECKING:
    from tracker.services.explanations import Explanation
    from tracker.services.packs import Checked
    from tracker.settings import Settings

RULES = _("The rules that flag commitments: try them, and ask why.")
CHECK = _("Try the rule packs with their worked examples; nothing is put in force.")
EXPLAIN = _("Say for every rule whether it flags a commitment, why, and when that can change.")


def check(
    folder: Annotated[
        str | None,
        typer.Argument(
            metavar="FOLDER",
            help=_("A folder whose packs take the place of the shipped ones (else TRACKER_RULES)."),
            show_default=False,
        ),
    ] = None,
) -> int:
    """Try rule packs."""
    from tracker.services import packs

    found = packs.check(opening.settings(), Path(folder) if folder else None)
    if options.current().json:
        output.tell_json(_checked_json(found))
    elif found.faults:
        for fault in found.faults:
            output.write(output.one_line(f"{fault.file}:{fault.line}: {output.say(fault.reason)}") + "\n")
    else:
        _tell_checked(found)
    return 1 if found.faults else 0


def tell_faults(settings: "Settings") -> bool:
    """Tell on standard error what is wrong with the packs that the settings name, and whether anything is."""
    from tracker.services import packs

    faults = packs.check(settings).faults if settings.rules else ()
    for fault in faults:
        output.write_error(output.one_line(f"{fault.file}:{fault.line}: {output.say(fault.reason)}") + "\n")
    if faults:
        output.write_error(output.say(text("A rule pack with a fault is not put in force; the old one stays.")) + "\n")
    return bool(faults)


def _tell_checked(found: "Checked") -> None:
    rows = [
        [
            f"{pack.shape} {output.say(pack.title)}",
            pack.slug,
            output.say(text("examples: {n}", n=len(pack.examples))),
            pack.sha256[:12],
        ]
        for pack in found.packs.packs
    ]
    rows += [
        [output.say(each.title), each.key, output.say(text("examples: {n}", n=len(each.examples))), each.sha256[:12]]
        for each in found.closings
    ]
    output.write(output.columns(rows))
    if found.off:
        output.tell(text("Switched off: {names}", names=", ".join(found.off)))
    output.tell(text("All examples come out as they say."))


def _checked_json(found: "Checked") -> dict[str, Any]:
    return {
        "ok": not found.faults,
        "rules": [
            {
                "rule": pack.slug,
                "rank": pack.rank,
                "shape": pack.shape,
                "title": output.say(pack.title),
                "examples": len(pack.examples),
                "sha256": pack.sha256,
            }
            for pack in found.packs.packs
        ],
        "closings": _closings_json(found),
        "off": list(found.off),
        "faults": faults_json(found),
    }


def _closings_json(found: "Checked") -> list[dict[str, Any]]:
    return [
        {
            "closing": each.slug,
            "steps": str(each.steps.closing),
            "title": output.say(each.title),
            "extensions": each.steps.extensions,
            "extension_days": each.steps.extension_days,
            "notice_days": each.source.notice.days if each.source.notice else None,
            "examples": len(each.examples),
            "sha256": each.sha256,
        }
        for each in found.closings
    ]


def faults_json(found: "Checked") -> list[dict[str, Any]]:
    """What is wrong with packs, for a program that reads."""
    return [{"file": fault.file, "line": fault.line, "reason": output.say(fault.reason)} for fault in found.faults]


def explain(
    ref: Annotated[str, typer.Argument(metavar="REF", help=_("Its reference, such as HLJ-2024-017, or another name."))],
) -> None:
    """Explain the flags of a commitment."""
    with opening.register() as ctx:
        from tracker.services import explanations

        found = explanations.explain(ctx, ref)
    if options.current().json:
        output.tell_json(explanations.explanation_json(found, output.speaks()))
    else:
        _tell(found)


def _tell(found: "Explanation") -> None:
    output.tell(f"{found.ref}  {output.one_line(found.title.in_(output.speaks()))}")
    output.tell(text("Judged as of {day} ({zone}).", day=found.asked.day, zone=found.asked.zone))
    for verdict in found.verdicts:
        head = f"{verdict.shape} {output.say(verdict.title)}" + output.say(text(": "))
        output.tell("")
        if verdict.flag:
            output.tell(head + output.say(text("flagged since {day}", day=verdict.flag.since)))
            for reason in verdict.flag.reasons:
                output.tell(output.one_line(output.GAP + output.say(text("- {reason}", reason=reason))))
        else:
            output.tell(head + output.say(text("not flagged")))
            output.tell(output.one_line(output.GAP + output.say(text("It means: {meaning}", meaning=verdict.meaning))))
        if verdict.next_change:
            changes = text("Time alone can change this on {day}.", day=verdict.next_change)
        else:
            changes = text("Only a change in the register can change this.")
        output.tell(output.GAP + output.say(changes))
