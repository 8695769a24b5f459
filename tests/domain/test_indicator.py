"""How far an indicator has come, and whether in time: in both directions, and nothing said where nothing is known."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tracker.domain.indicator import Direction, Goal, Pace, direction, elapsed, expected, judge, progress

START, END = date(2020, 1, 1), date(2025, 12, 31)
numbers = st.decimals(-1000, 1000, places=2)
days = st.dates(date(2015, 1, 1), date(2030, 12, 31))


def goal(baseline: object, target: object, **more: object) -> Goal:
    low = None if baseline is None else Decimal(str(baseline))
    high = None if target is None else Decimal(str(target))
    found = direction(None, str(more.pop("comparator", "")), low, high)
    return Goal(low, START, high, END, found)


@pytest.mark.parametrize(("low", "high"), [(0, 100), (100, 0), (-5, 5)])
def test_progress_is_nothing_at_the_baseline_and_all_at_the_target(low: int, high: int) -> None:
    aim = goal(low, high)
    assert progress(aim, Decimal(low)) == 0
    assert progress(aim, Decimal(high)) == 1
    assert progress(aim, Decimal(low + high) / 2) == Decimal("0.5")


@given(numbers, numbers, numbers)
def test_progress_is_the_same_seen_from_below_and_from_above(low: Decimal, high: Decimal, value: Decimal) -> None:
    assume(low != high)
    mirrored = progress(goal(-low, -high), -value)
    assert progress(goal(low, high), value) == mirrored


@given(numbers, numbers, days, days)
def test_the_line_runs_from_the_baseline_to_the_target_and_never_turns(
    low: Decimal, high: Decimal, one: date, other: date
) -> None:
    assume(low != high)
    aim, (first, last) = goal(low, high), sorted((one, other))
    earlier, later = expected(aim, first), expected(aim, last)
    assert earlier is not None
    assert later is not None
    assert (earlier <= later) == (low < high) or earlier == later
    assert min(low, high) <= earlier <= max(low, high)
    assert (expected(aim, START), expected(aim, END)) == (low, high)


@given(numbers, numbers, days)
def test_whoever_is_on_the_line_is_on_path(low: Decimal, high: Decimal, day: date) -> None:
    assume(abs(low - high) > 1)
    aim = goal(low, high)
    assert judge(aim, expected(aim, day), day=day).pace is Pace.ON_PATH


@given(numbers, numbers, numbers, days)
def test_more_of_the_way_is_never_judged_worse(low: Decimal, high: Decimal, value: Decimal, day: date) -> None:
    assume(abs(low - high) > 1)
    order = [Pace.BEHIND, Pace.ON_PATH, Pace.AHEAD]
    better = value + (high - low) / 10
    assert order.index(judge(goal(low, high), better, day=day).pace) >= order.index(
        judge(goal(low, high), value, day=day).pace
    )


def test_half_way_in_time_half_the_way_is_asked_for() -> None:
    day = START + (END - START) / 2
    assert judge(goal(60, 40), Decimal(50), day=day).pace is Pace.ON_PATH
    assert judge(goal(60, 40), Decimal(55), day=day).pace is Pace.BEHIND
    assert judge(goal(60, 40), Decimal(42), day=day).pace is Pace.AHEAD
    moved = judge(goal(60, 40), Decimal(61), day=day)
    assert moved.pace is Pace.BEHIND
    assert any("away" in str(reason) for reason in moved.reasons)


def test_missing_is_neither_zero_nor_failed() -> None:
    for aim in (goal(0, 100), goal(None, 100), goal(None, 95, comparator="kept")):
        assert judge(aim, None, day=END).pace is Pace.NO_DATA
    assert judge(goal(0, None), Decimal(5), day=END).pace is Pace.NO_DATA


def test_progress_is_not_defined_where_target_and_baseline_are_equal() -> None:
    assert progress(goal(5, 5), Decimal(5)) is None
    assert expected(goal(5, 5), START) is None
    found = judge(goal(5, 5), Decimal(5), day=END)
    assert found.pace is Pace.NO_DATA
    assert "not defined" in str(found.reasons[0])


@pytest.mark.parametrize(
    ("keep", "value", "pace"),
    [
        (Direction.AT_LEAST, 95, Pace.ON_PATH),
        (Direction.AT_LEAST, 94, Pace.BEHIND),
        (Direction.AT_MOST, 95, Pace.ON_PATH),
        (Direction.AT_MOST, 96, Pace.BEHIND),
    ],
)
def test_what_is_to_be_kept_passes_or_fails_and_makes_no_progress(keep: Direction, value: int, pace: Pace) -> None:
    aim = Goal(Decimal(90), START, Decimal(95), END, direction(str(keep), "", Decimal(90), Decimal(95)))
    found = judge(aim, Decimal(value), day=START)
    assert (found.pace, found.progress) == (pace, None)
    assert expected(aim, START) == 95


def test_without_a_baseline_only_the_end_is_judged() -> None:
    aim = goal(None, 100, comparator="reach")
    before = END - timedelta(days=1)
    assert judge(aim, Decimal(60), day=before).pace is Pace.NO_DATA
    assert judge(aim, Decimal(60), day=END).pace is Pace.BEHIND
    assert judge(aim, Decimal(100), day=before).pace is Pace.ON_PATH
    assert judge(goal(None, 100), Decimal(60), day=END).pace is Pace.NO_DATA


def test_a_path_without_days_gives_progress_and_no_pace() -> None:
    aim = Goal(Decimal(0), None, Decimal(10), END, Direction.INCREASE)
    found = judge(aim, Decimal(5), day=END)
    assert (found.pace, found.progress) == (Pace.NO_DATA, Decimal("0.5"))
    assert elapsed(Goal(baseline_day=END, target_day=END), END) is None


@pytest.mark.parametrize(
    ("stated", "comparator", "low", "high", "found"),
    [
        (None, "", 1, 2, Direction.INCREASE),
        (None, "reach", 2, 1, Direction.DECREASE),
        ("increase", "", 2, 1, Direction.DECREASE),
        (None, "kept", 1, 2, Direction.AT_LEAST),
        ("keep_at_most", "kept", 1, 2, Direction.AT_MOST),
        (None, "lower than", None, 2, Direction.DECREASE),
        (None, "each", None, 2, None),
        ("nonsense", "", None, 2, None),
    ],
)
def test_the_direction_is_that_of_baseline_and_target_unless_something_is_to_be_kept(
    stated: str | None, comparator: str, low: int | None, high: int | None, found: Direction | None
) -> None:
    numbers_of = [None if each is None else Decimal(each) for each in (low, high)]
    assert direction(stated, comparator, *numbers_of) is found
