"""Indicators: the values told of a commitment in a row, its baseline and target, and how it stands on its path."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from tracker.domain import indicator, reading
from tracker.domain.indicator import Direction, Goal, Pace, Verdict
from tracker.kit.language import say
from tracker.kit.text import Text, text
from tracker.services.actors import asking
from tracker.services.context import Context
from tracker.services.reading_views import Entry, entries, entry_json, unit_of
from tracker.services.tallies import latest_of
from tracker.services.views import Both, iso
from tracker.store import commitments, details


@dataclass(frozen=True, slots=True)
class Series:
    """The values of an indicator and how the last one stands; numbers are in ``unit``, days are local.

    ``verdict`` compares the last value with the line on the day that value is true for; ``expected_today`` is where
    the line is on the day asked about. ``points`` are the values in that unit, earlier vintages too.
    """

    ref: str
    unit: Both | None
    goal: Goal
    points: tuple[Entry, ...]
    latest: Entry | None
    expected_today: Decimal | None
    verdict: Verdict
    reasons: tuple[Text, ...]

    @property
    def pace(self) -> Pace:
        """Ahead, on path, behind, or no data."""
        return self.verdict.pace


def series(ctx: Context, ref: str) -> Series:
    """The values told of a commitment, judged by a straight line from its baseline to its target; raises NotFound."""
    moment = ctx.moment()
    with ctx.db.read() as session:
        row = commitments.as_of(session, ref, moment, asking(session, ctx).sight)
        told = entries(details.readings(session, row["ref"], moment))
    quantity = row["quantity"] or {}
    unit = unit_of(quantity)
    levels = [entry for entry in told if entry.number is not None and entry.comparator not in reading.CHANGES]
    points = tuple(entry for entry in levels if _is_in(entry.unit, unit))
    goal, reasons = _goal(quantity, row["last_day"]), []
    if len(points) < len(levels):
        reasons.append(text("Values in another unit are left out: {n}.", n=len(levels) - len(points)))
    first = next((entry for entry in points if entry.counts and entry.day), None)
    latest = latest_of(points)
    if first and first is not latest and goal.target is not None and goal.baseline is None and not goal.is_kept:
        goal = replace(goal, baseline=first.number, baseline_day=first.day)
        goal = replace(goal, direction=_direction(quantity, goal))
        reasons.append(
            text("No baseline is stated: the first value told, {ref} of {day}, serves.", ref=first.ref, day=first.day)
        )
    if latest and latest.comparator not in reading.EXACT:
        reasons.append(text("The value is not exact: it is printed with a word before it."))
    day = latest.day if latest and latest.day else moment.day
    verdict = indicator.judge(goal, latest.number if latest else None, day=day)
    return Series(
        ref=row["ref"],
        unit=unit,
        goal=goal,
        points=points,
        latest=latest,
        expected_today=indicator.expected(goal, moment.day),
        verdict=verdict,
        reasons=(*verdict.reasons, *reasons),
    )


def _goal(quantity: Mapping[str, Any], last_day: date | None) -> Goal:
    baseline, target = reading.amount(quantity, "baseline"), reading.amount(quantity, "target")
    goal = Goal(baseline, _day(quantity.get("baseline_day")), target, last_day)
    return replace(goal, direction=_direction(quantity, goal))


def _day(words: object) -> date | None:
    try:
        return date.fromisoformat(words) if isinstance(words, str) else None
    except ValueError:
        return None  # a path without a beginning says so itself


def _direction(quantity: Mapping[str, Any], goal: Goal) -> Direction | None:
    stated, comparator = quantity.get("direction"), quantity.get("comparator") or ""
    return indicator.direction(stated, comparator, goal.baseline, goal.target)


def _is_in(unit: Both | None, wanted: Both | None) -> bool:
    """Whether a value is in the unit of the target; one that names none is taken to be."""
    if unit is None or wanted is None:
        return True
    return bool(unit.en and unit.en == wanted.en) or bool(unit.zh and unit.zh == wanted.zh)


def series_json(found: Series, language: str) -> dict[str, Any]:
    """A series as docs/reference.md describes it; numbers as decimal text."""
    goal = found.goal
    return {
        "ref": found.ref,
        "unit": found.unit.in_(language) if found.unit else None,
        "direction": goal.direction,
        "baseline": _number(goal.baseline),
        "baseline_day": iso(goal.baseline_day),
        "target": _number(goal.target),
        "target_day": iso(goal.target_day),
        "expected_today": _number(found.expected_today),
        "progress": _number(found.verdict.progress),
        "pace": found.pace,
        "reasons": [say(reason, language) for reason in found.reasons],
        "latest": found.latest.ref if found.latest else None,
        "points": [entry_json(entry, language) for entry in found.points],
    }


def _number(value: Decimal | None) -> str | None:
    return None if value is None else f"{round(value, 6).normalize():f}"
