"""Days and periods as one writes them in a query."""

from datetime import date

import pytest
from hypothesis import given

from tests.query.strategies import periods, relatives
from tracker.query.bounds import days_between, numbers_between
from tracker.query.days import Period, Point, Relative, read, resolve, write
from tracker.query.tree import After, Before, Missing, Test, Within


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("2024", "2024-01-01", "2024-12-31"),
        ("２０２４", "2024-01-01", "2024-12-31"),
        ("2024年", "2024-01-01", "2024-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2024-2", "2024-02-01", "2024-02-29"),
        ("2024年2月", "2024-02-01", "2024-02-29"),
        ("2023-02", "2023-02-01", "2023-02-28"),
        ("2024-12", "2024-12-01", "2024-12-31"),
        ("2024-Q1", "2024-01-01", "2024-03-31"),
        ("2024-q4", "2024-10-01", "2024-12-31"),
        ("2024年三季度", "2024-07-01", "2024-09-30"),
        ("2024年第2季度", "2024-04-01", "2024-06-30"),
        ("2024-H1", "2024-01-01", "2024-06-30"),
        ("2024年下半年", "2024-07-01", "2024-12-31"),
        ("2024-06-30", "2024-06-30", "2024-06-30"),
        ("2024年6月30日", "2024-06-30", "2024-06-30"),
        ("1900", "1900-01-01", "1900-12-31"),
        ("2199-12-31", "2199-12-31", "2199-12-31"),
    ],
)
def test_a_period_runs_from_its_first_day_to_its_last(words: str, first: str, last: str) -> None:
    assert read(words) == Period(date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    "words",
    [
        *("", "24", "1899", "2200", "2024-00", "2024-13", "2024-Q5", "2024-Q0", "2024-H3", "2024-06-31", "2023-02-29"),
        *("2024/06", "2024-6-", "+30", "30d", "+d", "+12345d", "+3h", "tomorrow", "2024年6月底", "٢٠٢٤"),
    ],
)
def test_other_words_are_no_day(words: str) -> None:
    assert read(words) is None


@pytest.mark.parametrize(
    ("words", "day", "expected"),
    [
        ("today", "2024-02-29", "2024-02-29"),
        ("今天", "2024-02-29", "2024-02-29"),
        ("+0m", "2024-02-29", "2024-02-29"),
        ("+1d", "2024-02-28", "2024-02-29"),
        ("+30d", "2026-01-05", "2026-02-04"),
        ("-2w", "2026-01-05", "2025-12-22"),
        ("-2周", "2026-01-05", "2025-12-22"),
        ("+1m", "2024-01-31", "2024-02-29"),
        ("+1个月", "2023-01-31", "2023-02-28"),
        ("-1m", "2024-03-31", "2024-02-29"),
        ("+3m", "2025-11-30", "2026-02-28"),
        ("-13m", "2026-01-05", "2024-12-05"),
        ("-1y", "2024-02-29", "2023-02-28"),
        ("+1年", "2023-12-31", "2024-12-31"),
        ("+9999y", "2026-01-05", "9999-12-31"),
        ("-9999m", "0002-01-05", "0001-01-01"),
        ("-9999d", "0002-01-05", "0001-01-01"),
    ],
)
def test_a_relative_day_is_counted_from_the_day_asked_about(words: str, day: str, expected: str) -> None:
    point = read(words)
    assert point is not None
    there = date.fromisoformat(expected)
    assert resolve(point, date.fromisoformat(day)) == Period(there, there)


@given(periods | relatives)
def test_what_is_written_is_read_as_the_same(point: Point) -> None:
    assert read(write(point)) == point


@pytest.mark.parametrize(
    ("test", "first", "last"),
    [
        (Before(Relative(30, "d")), None, "2026-02-03"),
        (After(Relative(-1, "d")), "2026-01-05", None),
        (Within(Relative(0, "d"), Relative(1, "w")), "2026-01-05", "2026-01-12"),
        (Within(None, Period(date(2024, 1, 1), date(2024, 12, 31))), None, "2024-12-31"),
        (After(Period(date(2024, 1, 1), date(2024, 12, 31))), "2025-01-01", None),
    ],
)
def test_a_test_lets_pass_from_a_first_to_a_last_day(test: Test, first: str | None, last: str | None) -> None:
    expected = (first and date.fromisoformat(first), last and date.fromisoformat(last))
    assert days_between(test, date(2026, 1, 5)) == expected


def test_a_test_on_numbers_is_none_on_days() -> None:
    assert numbers_between(Before(3)) == (None, 2)
    assert numbers_between(After(3)) == (4, None)
    with pytest.raises(TypeError):
        days_between(Before(3), date(2026, 1, 5))
    with pytest.raises(TypeError):
        numbers_between(Missing())
