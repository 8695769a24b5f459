"""Tallies add up, on every axis by itself, or are refused with the difference."""

from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tracker.domain.tally import Axis, Part, fault, gap, is_share, known_as, rates

counts = st.lists(st.integers(0, 10**9), min_size=1, max_size=6)

HAINAN_VERDICT = Axis(
    "verdict", (Part("true", 440), Part("basically_true", 108), Part("partly_true", 779), Part("not_true", 100))
)
HAINAN_HANDLING = Axis("handling", (Part("closed", 492), Part("closed_by_stage", 291), Part("open", 644)))


def axis(name: str, numbers: list[int]) -> Axis:
    return Axis(name, tuple(Part(f"part {n}", count) for n, count in enumerate(numbers)))


def said(total: int, *axes: Axis, marks: tuple[Part, ...] = ()) -> str | None:
    found = fault(total, axes, marks)
    return None if found is None else str(found)


def test_the_cases_of_one_province_add_up_by_verdict_and_by_handling() -> None:
    assert said(1427, HAINAN_VERDICT, HAINAN_HANDLING) is None


def test_a_closure_rate_names_what_it_counts() -> None:
    alone, with_stages = rates(1427, HAINAN_HANDLING)
    assert (alone.counts, alone.n, alone.percent) == (("closed",), 492, Decimal("34.5"))
    assert (with_stages.counts, with_stages.n, with_stages.percent) == (
        ("closed", "closed_by_stage"),
        783,
        Decimal("54.9"),
    )
    assert rates(1427, HAINAN_VERDICT) == ()
    assert rates(0, Axis("handling", (Part("closed", 0),))) == ()


@given(counts)
def test_any_parting_of_a_total_adds_up(numbers: list[int]) -> None:
    assert said(sum(numbers), axis("a", numbers), axis("b", numbers[::-1])) is None


@given(counts, st.integers(-(10**9), 10**9).filter(bool), st.booleans())
def test_parts_that_do_not_add_up_are_refused_with_the_difference(numbers: list[int], off: int, second: bool) -> None:
    total = sum(numbers) + off
    assume(total >= 0)
    good = axis("good", [total])
    wrong = axis("wrong", numbers)
    found = said(total, *((good, wrong) if second else (wrong, good)))
    assert found is not None
    assert f"{abs(off)} {'less' if off > 0 else 'more'} than the total of {total}" in found
    assert "wrong" in found


@given(counts)
def test_a_rate_is_a_share_and_grows_with_what_it_counts(numbers: list[int]) -> None:
    names = ["closed", "closed_by_stage", "open", "other", "more", "rest"]
    parts = tuple(Part(name, n) for name, n in zip(names, numbers, strict=False))
    found = rates(sum(numbers), Axis("handling", parts))
    assert all(0 <= rate.percent <= 100 for rate in found)
    assert [rate.n for rate in found] == sorted(rate.n for rate in found)


def test_marks_may_be_more_than_there_are_but_none_by_itself() -> None:
    batch = (Part("water", 40), Part("air", 22), Part("noise", 10))
    assert sum(mark.count for mark in batch) > 65
    assert said(65, marks=batch) is None
    assert "water" in (said(39, marks=batch) or "")


@pytest.mark.parametrize(
    "axes",
    [
        (Axis("a", (Part("x", 1),)), Axis("a", (Part("x", 1),))),
        (Axis("a", (Part("x", 0), Part("x", 1))),),
    ],
)
def test_nothing_is_named_twice(axes: tuple[Axis, ...]) -> None:
    assert "twice" in (said(1, *axes) or "")
    assert "twice" in (said(1, marks=(Part("m", 1), Part("m", 1))) or "")


@pytest.mark.parametrize(
    ("stated", "found", "left"), [(2330, 2300, 30), (5, 7, -2), (None, 3, None), (3, None, None), (0, 0, 0)]
)
def test_a_gap_is_known_only_where_both_numbers_are(stated: int | None, found: int | None, left: int | None) -> None:
    assert gap(stated, found) == left


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("阶段性办结", "closed_by_stage"),
        ("Closed by stage", "closed_by_stage"),
        ("基本属实", "basically_true"),
        (" 其他 ", "其他"),
    ],
)
def test_known_parts_are_known_in_both_languages(written: str, kept: str) -> None:
    assert known_as(written) == kept


@pytest.mark.parametrize(
    "unit", ["%", "％", " % ", "Per cent", "percentage points", "个百分点", "% of the area", "54.9%"]
)
def test_a_percentage_is_known_as_one_in_both_languages(unit: str) -> None:
    assert is_share(unit)


@pytest.mark.parametrize("unit", ["", "cases", "件", "percentile", "2,330"])
def test_a_number_of_things_is_no_percentage(unit: str) -> None:
    assert not is_share(unit)
