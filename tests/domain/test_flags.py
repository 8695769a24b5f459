"""What the clock says of a commitment: overdue or not, by how many days, and late although it is done."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given

from tests.query.strategies import facts, moments
from tracker.domain.commitment import Assurance, Facts, Kind, Work
from tracker.domain.flags import days_done_late, days_late, done_late, is_first_overdue, is_overdue
from tracker.kit.language import say

DUE, LATER = date(2025, 6, 30), date(2025, 9, 30)
DAY = timedelta(days=1)


def commitment(work: Work, **given: date | None) -> Facts:
    """A commitment due at the end of June."""
    plain = Facts(
        ref="X-1", kind=Kind.TASK, work=work, assurance=Assurance.NONE, programme="p", title_en="", title_zh="",
        registered_on=date(2025, 1, 1), updated_on=date(2025, 1, 1), last_day=DUE, first_day=DUE,
    )  # fmt: skip
    return replace(plain, **given)  # type: ignore[arg-type]


def suspended() -> Facts:
    return commitment(Work.SUSPENDED, stage_day=LATER)


@pytest.mark.parametrize(
    ("day", "late"), [(DUE, 0), (DUE + DAY, 0), (LATER, 0), (LATER + DAY, 1), (LATER + 5 * DAY, 5)]
)
def test_the_days_for_which_a_suspension_was_approved_are_no_days_late(day: date, late: int) -> None:
    assert (days_late(suspended(), day=day), is_overdue(suspended(), day=day)) == (late, late > 0)
    assert is_first_overdue(suspended(), day=day) == (late > 0)


def test_a_suspension_that_ends_before_the_deadline_changes_no_day() -> None:
    early = replace(suspended(), stage_day=DUE - 10 * DAY)
    assert days_late(early, day=DUE + 3 * DAY) == 3


def test_once_work_is_resumed_the_original_day_counts_again() -> None:
    resumed = replace(suspended(), work=Work.IN_PROGRESS, stage_day=None)
    assert days_late(resumed, day=LATER + DAY) == (LATER + DAY - DUE).days
    assert is_first_overdue(resumed, day=LATER + DAY)


@pytest.mark.parametrize("work", [Work.REPORTED_DONE, Work.CLOSED])
def test_what_is_done_after_its_day_was_late_and_is_overdue_no_more(work: Work) -> None:
    done = commitment(work, done_on=DUE + 10 * DAY)
    assert [days_done_late(done, day=DUE + n * DAY) for n in (0, 5, 10, 400)] == [0, 0, 10, 10]
    assert [is_overdue(done, day=DUE + n * DAY) for n in (0, 5, 10, 400)] == [False, True, False, False]
    assert say(done_late(done, day=LATER) or "", "en").endswith("days after its last on-time day: 10.")


def test_what_is_done_on_its_day_or_before_was_not_late() -> None:
    for done_on in (DUE, DUE - DAY, None):
        found = commitment(Work.REPORTED_DONE, done_on=done_on)
        assert (days_done_late(found, day=LATER), done_late(found, day=LATER)) == (0, None)


def test_what_was_closed_by_stage_is_late_by_the_day_of_its_stage() -> None:
    done = commitment(Work.REPORTED_DONE, stage_day=LATER, done_on=LATER - DAY)
    assert days_done_late(done, day=LATER) == 0
    assert days_done_late(replace(done, done_on=LATER + 2 * DAY), day=LATER + 9 * DAY) == 2


@given(facts(), moments)
def test_nothing_is_overdue_and_done_late_at_once(found: Facts, day: date) -> None:
    assert not (days_late(found, day=day) and days_done_late(found, day=day))
