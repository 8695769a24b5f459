"""Allowances: exactly so many tries, however many ask at once and whatever the clock does."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.registers import SEEDED_AT, Register
from tracker.kit.errors import TooMany
from tracker.services import throttle
from tracker.services.context import Context
from tracker.services.throttle import ALLOWANCES, ONE, Allowance, Purpose
from tracker.store.buckets import Level

NAME = ALLOWANCES[Purpose.SIGN_IN_NAME]


def taken(ctx: Context, times: int, whom: str = "zhao") -> int:
    """How many of so many tries were let through."""
    through = 0
    for _ in range(times):
        try:
            throttle.take(ctx, Purpose.SIGN_IN_NAME, whom)
        except TooMany:
            continue
        through += 1
    return through


def test_so_many_tries_at_once_and_then_one_for_each_pace(empty: Register) -> None:
    assert taken(empty.at(), 9) == 5
    assert taken(empty.at(SEEDED_AT + timedelta(seconds=29)), 3) == 0
    assert taken(empty.at(SEEDED_AT + timedelta(seconds=30)), 3) == 1
    assert taken(empty.at(SEEDED_AT + timedelta(seconds=95)), 3) == 2
    assert taken(empty.at(SEEDED_AT + timedelta(days=9)), 9) == 5


def test_the_answer_says_after_how_many_seconds_there_is_a_try_again(empty: Register) -> None:
    taken(empty.at(), 5)
    with pytest.raises(TooMany) as refused:
        throttle.take(empty.at(SEEDED_AT + timedelta(seconds=18)), Purpose.SIGN_IN_NAME, "zhao")
    assert refused.value.retry_after == 12
    again = SEEDED_AT + timedelta(seconds=18 + refused.value.retry_after)
    assert taken(empty.at(again), 2) == 1


def test_each_has_an_allowance_of_his_own_and_for_each_purpose(empty: Register) -> None:
    assert taken(empty.at(), 9, "zhao") == 5
    assert taken(empty.at(), 9, "qian") == 5
    throttle.take(empty.at(), Purpose.LINK, "zhao")


def test_where_one_of_several_has_none_left_nothing_is_taken_of_the_others(empty: Register) -> None:
    ctx = empty.at()
    taken(ctx, 5)
    for _ in range(30):
        with pytest.raises(TooMany):
            throttle.take_all(ctx, [(Purpose.SIGN_IN_ADDRESS, "192.0.2.1"), (Purpose.SIGN_IN_NAME, "zhao")])
    throttle.take(ctx, Purpose.SIGN_IN_ADDRESS, "192.0.2.1")


def test_a_try_that_was_right_is_given_back_and_never_more_than_that(empty: Register) -> None:
    ctx, tries = empty.at(), [(Purpose.SIGN_IN_NAME, "zhao")]
    for _ in range(20):
        throttle.take_all(ctx, tries)
        throttle.give_back(ctx, tries)
    throttle.give_back(ctx, tries)
    assert taken(ctx, 9) == 5


def test_the_addresses_of_one_network_of_the_new_kind_share_one_allowance(empty: Register) -> None:
    ctx = empty.at()
    for last in range(20):
        throttle.take(ctx, Purpose.SIGN_IN_ADDRESS, f"2001:db8:1:2::{last:x}")
    with pytest.raises(TooMany):
        throttle.take(ctx, Purpose.SIGN_IN_ADDRESS, "2001:db8:1:2:ffff::1")
    throttle.take(ctx, Purpose.SIGN_IN_ADDRESS, "2001:db8:1:3::1")
    throttle.take(ctx, Purpose.SIGN_IN_ADDRESS, "::ffff:192.0.2.1")


def test_twenty_at_once_from_four_processes_get_exactly_the_allowance(empty: Register) -> None:
    contexts = [empty.apart() for _ in range(4)]
    with ThreadPoolExecutor(20) as threads:
        through = sum(threads.map(lambda number: taken(contexts[number % 4], 2), range(20)))
    assert through == 5


def test_what_somebody_typed_as_his_name_is_not_kept(empty: Register) -> None:
    ctx = empty.at()
    taken(ctx, 1, "my secret password")
    with ctx.db.engine.connect() as connection:
        (key,) = connection.exec_driver_sql("SELECT key FROM bucket").scalars()
    assert "secret" not in key


START = datetime(2026, 1, 5, tzinfo=UTC)
ALLOWED = st.builds(
    Allowance, st.integers(1, 30), st.integers(1, 3_600_000_000).map(lambda n: timedelta(microseconds=n * ONE))
)
PAUSES = st.lists(st.integers(0, 20_000_000).map(lambda n: timedelta(microseconds=n)), max_size=60)


@given(ALLOWED, PAUSES)
def test_never_more_than_the_bucket_holds_and_what_flowed_in(allowance: Allowance, pauses: list[timedelta]) -> None:
    now, level, through = START, Level(allowance.tries * ONE, START), 0
    for pause in pauses:
        now += pause
        level = throttle.refilled(level, allowance, now)
        assert 0 <= level.left <= allowance.tries * ONE
        if level.left >= ONE:
            level, through = Level(level.left - ONE, level.at), through + 1
    assert through <= allowance.tries + (now - START) / allowance.pace


@given(ALLOWED, PAUSES)
def test_whoever_waits_as_long_as_he_is_told_gets_a_try_and_not_much_sooner(
    allowance: Allowance, pauses: list[timedelta]
) -> None:
    now, level = START, Level(0, START)
    for pause in pauses:
        now += min(pause, allowance.pace / 100)
        level = throttle.refilled(level, allowance, now)
    if level.left < ONE:
        seconds = throttle.wait(level, allowance)
        assert throttle.refilled(level, allowance, now + timedelta(seconds=seconds)).left >= ONE
        assert timedelta(seconds=seconds - 1) <= allowance.pace


@given(ALLOWED, st.integers(0, 30_000), st.timedeltas(timedelta(0), timedelta(days=400)))
def test_a_clock_that_was_set_back_gives_nothing(allowance: Allowance, left: int, back: timedelta) -> None:
    level = Level(min(left, allowance.tries * ONE), START)
    found = throttle.refilled(level, allowance, START - back)
    assert found.left == level.left
    assert throttle.refilled(found, allowance, START - back).left == level.left
