"""``tracker check``: the sweep, at once."""

from collections.abc import Mapping
from typing import Any

from tracker.cli import opening, options, output, rules
from tracker.cli.options import _
from tracker.kit.text import text

CHECK = _("Find the flags that went up or down since the last check, and put changed rule packs in force.")


def check() -> int:
    """Run the sweep."""
    from tracker.cli import ticking
    from tracker.services import packs

    settings = opening.settings()
    with ticking.performed(settings, "check") as (_ctx, ran):
        outcome: Mapping[str, Any] = ran.outcome or {}
    if options.current().json:
        found = packs.check(settings)
        output.tell_json({"slot": ran.slot, **outcome, "faults": rules.faults_json(found)})
        return 1 if found.faults else 0
    _tell(outcome)
    return 1 if rules.tell_faults(settings) else 0


def _tell(outcome: Mapping[str, Any]) -> None:
    raised, lowered = outcome["raised"], outcome["lowered"]
    if not raised and not lowered:
        output.tell(text("Nothing changed; commitments looked at: {n}.", n=outcome["looked_at"]))
        return
    output.tell(text("Commitments looked at: {n}.", n=outcome["looked_at"]))
    rows = [
        [
            rule,
            output.say(text("raised: {n}", n=raised.get(rule, 0))),
            output.say(text("lowered: {n}", n=lowered.get(rule, 0))),
        ]
        for rule in sorted({*raised, *lowered})
    ]
    output.write(output.columns(rows))
