"""Policies of a source, days the reader is told, and deadlines that come round again."""

from datetime import date

import pytest

from tracker.domain.deadline import Policy, Precision, Reading, Recurrence, read

STRICT = Policy(slug="before-it-begins", by_year="start", before_year="end", immediate_days=3)


@pytest.mark.parametrize("words", ["by 2025", "到2025年", "no later than 2025", "最迟2025年"])
def test_a_year_alone_follows_the_policy_of_the_source(words: str) -> None:
    assert read(words).last_day == date(2025, 12, 31)
    strict = read(words, policy=STRICT)
    assert (strict.last_day, strict.policy, strict.certain) == (date(2024, 12, 31), "before-it-begins/by-year", True)
    assert "by the policy of the source" in str(strict.reasons[0])


@pytest.mark.parametrize("words", ["by the end of 2025", "2025年底前", "in 2025", "2025年内", "by December 2025"])
def test_a_stated_end_does_not_follow_the_policy(words: str) -> None:
    assert read(words, policy=STRICT).last_day == date(2025, 12, 31)


@pytest.mark.parametrize("words", ["before 2030", "2030年前", "2030年以前", "ahead of 2030"])
def test_before_a_year_is_proposed_by_the_policy_and_left_to_a_person(words: str) -> None:
    assert (read(words).last_day, read(words).certain) == (date(2029, 12, 31), False)
    strict = read(words, policy=STRICT)
    assert (strict.last_day, strict.certain) == (date(2030, 12, 31), False)


def test_at_once_counts_from_registration_by_the_policy() -> None:
    registered = date(2024, 2, 26)
    assert read("立行立改", registered=registered).last_day == date(2024, 3, 4)
    assert read("立行立改", registered=registered, policy=STRICT).last_day == date(2024, 2, 29)
    unknown = read("立行立改")
    assert (unknown.last_day, unknown.precision, unknown.certain) == (None, Precision.IMMEDIATE, False)


def test_the_day_of_the_source_gives_what_the_words_leave_out() -> None:
    without, told = read("12月31日前"), read("12月31日前", published=date(2024, 3, 27))
    assert (without.last_day, without.policy) == (None, "end-of-period/year-missing")
    assert (told.last_day, told.certain, told.marks) == (date(2024, 12, 31), False, ("inferred-year",))


def test_a_stated_year_is_not_touched_by_the_day_of_the_source() -> None:
    assert read("2024年6月前") == read("2024年6月前", published=date(2031, 1, 1), registered=date(2032, 1, 1))


def test_a_plan_period_shows_its_end_only_as_context() -> None:
    reading = read("“十五五”期间")
    assert (reading.last_day, reading.context_day, reading.precision) == (None, date(2030, 12, 31), Precision.RANGE)
    assert read("by the end of the 15th Five-Year Plan").last_day == date(2030, 12, 31)


def test_a_term_counts_from_the_day_in_the_words_before_the_one_told() -> None:
    assert read("within 6 months of 2024-03-06", anchor=date(2020, 1, 1)).last_day == date(2024, 9, 6)
    assert read("within 6 months", anchor=date(2020, 1, 1)).last_day == date(2020, 7, 1)


def test_an_event_is_kept_as_stated_also_where_its_day_is_told() -> None:
    waiting, told = read("整改方案批准后1个月内"), read("整改方案批准后1个月内", anchor=date(2024, 1, 31))
    assert (waiting.last_day, waiting.precision, waiting.event) == (None, Precision.EVENT, "整改方案批准")
    assert (told.last_day, told.precision, told.event) == (date(2024, 2, 29), Precision.DAY, "整改方案批准")


def test_working_days_are_kept_even_where_the_day_they_count_from_is_known() -> None:
    reading = read("收到反馈后30个工作日内", anchor=date(2024, 2, 26))
    assert (reading.last_day, reading.precision, reading.event) == (None, Precision.EVENT, "收到反馈")


def test_several_dates_say_what_each_would_be() -> None:
    reading = read("到2025年，基本建成；到2035年，全面建成")
    said = " ".join(map(str, reading.reasons))
    assert (reading.precision, reading.last_day, reading.marks) == (Precision.NONE, None, ("several-dates",))
    assert "2025-12-31" in said
    assert "2035-12-31" in said


def test_the_same_day_said_twice_is_one_date() -> None:
    reading = read("by the end of 2025 (31 December 2025)")
    assert (reading.last_day, reading.precision, reading.certain) == (date(2025, 12, 31), Precision.DAY, True)


def test_words_half_understood_are_never_certain() -> None:
    reading = read("2025年底前完成，验收另需30日")
    assert (reading.last_day, reading.certain) == (date(2025, 12, 31), False)
    assert "“30日” was not understood" in " ".join(map(str, reading.reasons))


def test_a_long_text_is_not_a_deadline() -> None:
    reading = read("by 2025 " * 1000)
    assert (reading.last_day, reading.precision, reading.policy) == (None, Precision.NONE, "end-of-period/too-long")


@pytest.mark.parametrize(
    ("recurrence", "after", "expected"),
    [
        (Recurrence("year", 2), date(2023, 3, 1), date(2024, 2, 29)),
        (Recurrence("year", 2), date(2024, 2, 29), date(2025, 2, 28)),
        (Recurrence("year", 2, 29), date(2024, 12, 31), date(2025, 2, 28)),
        (Recurrence("year"), date(2024, 12, 31), date(2025, 12, 31)),
        (Recurrence("half_year"), date(2024, 6, 30), date(2024, 12, 31)),
        (Recurrence("quarter"), date(2024, 3, 30), date(2024, 3, 31)),
        (Recurrence("quarter", 1, 10), date(2024, 1, 10), date(2024, 4, 10)),
        (Recurrence("month", None, 31), date(2024, 1, 31), date(2024, 2, 29)),
        (Recurrence("month"), date(2024, 2, 29), date(2024, 3, 31)),
        (Recurrence("week", None, 5), date(2024, 3, 8), date(2024, 3, 15)),
        (Recurrence("week"), date(2024, 3, 9), date(2024, 3, 10)),
    ],
)
def test_the_next_time_comes_after_the_day_and_knows_short_months(
    recurrence: Recurrence, after: date, expected: date
) -> None:
    assert recurrence.next_after(after) == expected


def test_an_instance_has_its_day_in_its_part_of_the_year() -> None:
    assert Recurrence("quarter").day_in(2024, 1) == date(2024, 3, 31)
    assert Recurrence("half_year", 1, 15).day_in(2024, 2) == date(2024, 7, 15)
    assert Recurrence("month").day_in(2025, 2) == date(2025, 2, 28)
    assert Recurrence("year", 2).day_in(2028) == date(2028, 2, 29)
    assert Recurrence("week", None, 5).day_in(2024, 10) == date(2024, 3, 8)


def test_two_days_in_each_year_are_not_chosen_between() -> None:
    reading: Reading = read("每年6月底前和12月底前", published=date(2024, 3, 6))
    assert (reading.precision, reading.recurrence, reading.last_day) == (Precision.RECURRING, None, None)
    assert reading.certain is False
