"""Indicators: how far a value has come from its baseline to its target, and whether that is in time; pure.

The method is the straight line of docs/domain.md, 4. Missing is not zero and not failed; where progress is undefined
nothing is said, with the reason.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from tracker.kit.text import Text, text

ENOUGH = Decimal("0.95")
"""So much of what the line asks for counts as on path (the uppermost class of Eurostat)."""

AHEAD = Decimal("1.05")


class Direction(StrEnum):
    """Where a value is meant to go; keeping is a test that is passed or not on every day, without a path."""

    INCREASE = "increase"
    DECREASE = "decrease"
    AT_LEAST = "keep_at_least"
    AT_MOST = "keep_at_most"


KEEPING = frozenset({Direction.AT_LEAST, Direction.AT_MOST})
UPWARDS = frozenset({Direction.INCREASE, Direction.AT_LEAST})

_UP = frozenset({"at least", "more than", "reach", "reached", "increase"})
_DOWN = frozenset({"at most", "lower than", "decrease"})


class Pace(StrEnum):
    """Whether a value is where it should be by then."""

    AHEAD = "ahead"
    ON_PATH = "on_path"
    BEHIND = "behind"
    NO_DATA = "no_data"


PACE_WORDS = {
    Pace.AHEAD: text("Ahead"),
    Pace.ON_PATH: text("On path"),
    Pace.BEHIND: text("Behind"),
    Pace.NO_DATA: text("No data"),
}


@dataclass(frozen=True, slots=True)
class Goal:
    """From where to where, by when, and in which direction; what is not known is None. One unit, local days."""

    baseline: Decimal | None = None
    baseline_day: date | None = None
    target: Decimal | None = None
    target_day: date | None = None
    direction: Direction | None = None

    @property
    def is_kept(self) -> bool:
        """Whether the value is to be kept, not brought somewhere."""
        return self.direction in KEEPING


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a value stands: pace, progress as a share of the way (1 is the target), and why, in words."""

    pace: Pace
    progress: Decimal | None
    reasons: tuple[Text, ...]


def direction(
    stated: str | None, comparator: str, baseline: Decimal | None, target: Decimal | None
) -> Direction | None:
    """Where a value is meant to go: as stated, else from baseline to target, else by the words before the target."""
    said = next((each for each in Direction if each == stated), None)
    if said in KEEPING or comparator == "kept":
        return said or Direction.AT_LEAST
    if baseline is not None and target is not None and baseline != target:
        return Direction.INCREASE if target > baseline else Direction.DECREASE
    if said is not None:
        return said
    if comparator in _DOWN:
        return Direction.DECREASE
    return Direction.INCREASE if comparator in _UP else None


def progress(goal: Goal, value: Decimal | None) -> Decimal | None:
    """(value - baseline) / (target - baseline); None where a part is missing, where both are equal, and for keeping."""
    if value is None or goal.is_kept or goal.baseline is None or goal.target is None:
        return None
    way = goal.target - goal.baseline
    return (value - goal.baseline) / way if way else None


def elapsed(goal: Goal, day: date) -> Decimal | None:
    """The share of the time that has run on ``day``, from 0 to 1; None where the path has no beginning or end."""
    first, last = goal.baseline_day, goal.target_day
    if first is None or last is None or last <= first:
        return None
    share = Decimal((day - first).days) / Decimal((last - first).days)
    return min(max(share, Decimal(0)), Decimal(1))


def expected(goal: Goal, day: date) -> Decimal | None:
    """Where the value should be on ``day`` along the straight line; before it the baseline, after it the target."""
    if goal.is_kept:
        return goal.target
    share = elapsed(goal, day)
    if share is None or goal.baseline is None or goal.target is None or goal.baseline == goal.target:
        return None
    return goal.target if share == 1 else goal.baseline + (goal.target - goal.baseline) * share


def judge(goal: Goal, value: Decimal | None, *, day: date) -> Verdict:
    """How ``value`` stands, which is true for ``day``: against the line on that day, not on the day of asking."""
    if value is None:
        return _nothing(text("No value is known."))
    if goal.target is None:
        return _nothing(text("No target is stated in a number."))
    if goal.is_kept:
        return _kept(goal, goal.target, value)
    if goal.baseline is None:
        return _without_path(goal, goal.target, value, day)
    done = progress(goal, value)
    if done is None:
        return _nothing(text("Target and baseline are equal: progress is not defined."))
    share = elapsed(goal, day)
    if share is None:
        return Verdict(
            Pace.NO_DATA, done, (text("The days from which and by which it is to be reached are not both known."),)
        )
    line = text(
        "By a straight line from {baseline} to {target}, {wanted} per cent of the way should be done by {day}; "
        "{done} per cent is.",
        baseline=_plain(goal.baseline), target=_plain(goal.target),
        wanted=_percent(share), done=_percent(done), day=day,
    )  # fmt: skip
    away = (text("The value has moved away from the target."),) if done < 0 else ()
    return Verdict(_pace(done, share), done, (line, *away))


def _pace(done: Decimal, share: Decimal) -> Pace:
    if done < share * ENOUGH:
        return Pace.BEHIND
    return Pace.AHEAD if share < 1 and done > share * AHEAD else Pace.ON_PATH


def _kept(goal: Goal, target: Decimal, value: Decimal) -> Verdict:
    said = (
        text("{value} is to be {target} at least.", value=_plain(value), target=_plain(target))
        if goal.direction in UPWARDS
        else text("{value} is to be {target} at most.", value=_plain(value), target=_plain(target))
    )
    return Verdict(Pace.ON_PATH if _meets(goal, target, value) else Pace.BEHIND, None, (said,))


def _without_path(goal: Goal, target: Decimal, value: Decimal, day: date) -> Verdict:
    """Without a baseline only the end can be judged: the target is reached, or its day is over."""
    if goal.direction is None:
        return _nothing(text("No baseline is stated, so there is no path to the target."))
    numbers = {"value": _plain(value), "target": _plain(target)}
    if _meets(goal, target, value):
        return Verdict(Pace.ON_PATH, None, (text("{value} meets the target of {target}.", **numbers),))
    if goal.target_day is not None and day >= goal.target_day:
        reason = text("{value} does not meet the target of {target}, and its day has come.", **numbers)
        return Verdict(Pace.BEHIND, None, (reason,))
    return _nothing(text("No baseline is stated, so there is no path to the target."))


def _meets(goal: Goal, target: Decimal, value: Decimal) -> bool:
    return value >= target if goal.direction in UPWARDS else value <= target


def _nothing(reason: Text) -> Verdict:
    return Verdict(Pace.NO_DATA, None, (reason,))


def _percent(share: Decimal) -> str:
    return f"{(share * 100).quantize(Decimal('0.1')):f}"


def _plain(value: Decimal) -> str:
    return f"{value:f}"
