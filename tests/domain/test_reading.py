"""Values as they are told: numbers as printed, periods as far as their words say, and which of several counts."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.reading import Span, Told, amount, comparator, corrected, number, span, standing

TOLD = date(2024, 7, 10)


@pytest.mark.parametrize(
    ("printed", "kept"),
    [
        ("2,330", "2330"),
        ("２，３３０", "2330"),
        ("2045.0", "2045.0"),
        ("−5", "-5"),
        ("0.50", "0.50"),
        (" 7 ", "7"),
        ("0", "0"),
    ],
)
def test_a_number_keeps_the_digits_that_are_printed(printed: str, kept: str) -> None:
    assert number(printed) == kept


@pytest.mark.parametrize(
    "words", ["", " ", "12,34", "1e5", "95%", "about 5", "2045/6", "#N/A", "五", "1.2.3", "NaN", "٣"]
)
def test_anything_else_is_no_number(words: str) -> None:
    assert number(words) is None


@given(st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-(10**9), max_value=10**9))
def test_a_number_is_neither_rounded_nor_converted(value: Decimal) -> None:
    assert amount({"result": number(f"{value:,f}")}) == value


def test_a_blank_is_not_zero() -> None:
    assert amount(None) is None
    assert amount({"result": None}) is None
    assert amount({"result": ""}) is None
    assert amount({"result": "0"}) == 0


@pytest.mark.parametrize(
    ("sign", "name"),
    [
        ("≥", "at least"),
        (">=", "at least"),
        ("～", "about"),
        ("约", "about"),
        ("<", "lower than"),
        ("", ""),
        ("Nearly", "nearly"),
    ],
)
def test_signs_and_words_before_a_number_have_one_name(sign: str, name: str) -> None:
    assert comparator(sign) == name


def test_an_unknown_sign_is_none() -> None:
    assert comparator("≠") is None


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("2023年", date(2023, 1, 1), date(2023, 12, 31)),
        ("first half of 2024", date(2024, 1, 1), date(2024, 6, 30)),
        ("上半年", date(2024, 1, 1), date(2024, 6, 30)),
        ("2024年", date(2024, 1, 1), date(2024, 12, 31)),
        ("14th Five-Year Plan period", date(2021, 1, 1), date(2025, 12, 31)),
        ("as of 31 December 2023", date(2023, 12, 31), date(2023, 12, 31)),
        ("截至2023年底", None, date(2023, 12, 31)),
        ("四季度", None, None),
        ("下半年", None, None),
        ("截至2024年底", None, None),
        ("2025年", None, None),
        ("2022 statistics", None, None),
        ("recently", None, None),
        ("", None, None),
    ],
)
def test_a_period_is_read_as_far_as_its_words_say_and_never_lies_ahead(
    words: str, first: date | None, last: date | None
) -> None:
    assert span(words, told=TOLD) == Span(first, last)


@given(st.text(max_size=40), st.dates(date(1990, 1, 1), date(2090, 1, 1)))
def test_any_words_give_a_period_that_has_begun_or_none(words: str, told: date) -> None:
    found = span(words, told=told)
    assert found == Span() or (found.first or found.last or date.max) <= told


def told(ref: str, on: date | None = TOLD, *, of: str = "a", year: int = 2023, corrects: str | None = None) -> Told:
    return Told(ref, of, "", Span(date(year, 1, 1), date(year, 12, 31)), on, corrects)


def test_the_latest_vintage_of_a_period_counts_and_other_periods_and_subjects_stand_beside_it() -> None:
    early, late = told("R1", date(2024, 2, 1)), told("R2", date(2024, 6, 1))
    other = [told("R3", year=2022), told("R4", of="b")]
    assert standing([late, early, *other]) == {"R2", "R3", "R4"}


def test_a_correction_stands_in_the_place_of_what_it_corrects_even_where_it_was_told_earlier() -> None:
    wrong, right = told("R1", date(2024, 6, 1)), told("R2", date(2024, 2, 1), corrects="R1")
    again = told("R3", None, corrects="R2")
    assert standing([wrong, right]) == {"R2"}
    assert standing([wrong, right, again]) == {"R3"}
    assert corrected([wrong, right, again]) == {"R1": "R2", "R2": "R3"}


def test_without_a_period_each_speaks_for_itself_and_on_one_day_the_later_number_counts() -> None:
    loose = [Told(ref, "a", "", Span(), TOLD) for ref in ("R1", "R2")]
    assert standing(loose) == {"R1", "R2"}
    named = [Told(ref, "a", "recently", Span(), TOLD) for ref in ("R9", "R10")]
    assert standing(named) == {"R10"}


@given(st.lists(st.tuples(st.integers(0, 3), st.none() | st.dates()), max_size=8))
def test_of_each_period_exactly_one_counts(listed: list[tuple[int, date | None]]) -> None:
    readings = [told(f"R{n}", on, year=2000 + year) for n, (year, on) in enumerate(listed)]
    counting = standing(readings)
    assert len(counting) == len({each.period for each in readings})
