"""``tracker deadline``: words are read without any register."""

import pytest

from tests.cli.conftest import Tracker

KEYS = {
    "words", "last_day", "precision", "policy", "confirmed_by", "context_day", "first_day", "not_before", "recurrence",
    "next_day", "event", "certain", "marks", "reasons", "confirmed",
}  # fmt: skip


@pytest.mark.parametrize(
    ("words", "last_day", "precision"),
    [
        ("by the end of 2025", "2025-12-31", "year"),
        ("2024年6月底前", "2024-06-30", "month"),
        ("Q3 2024", "2024-09-30", "quarter"),
        ("by 30 June 2025", "2025-06-30", "day"),
        ("长期坚持", None, "long_term"),
        ("as soon as the snow melts", None, "none"),
    ],
)
def test_words_are_read_without_a_register(bare: Tracker, words: str, last_day: str | None, precision: str) -> None:
    due = bare("deadline", words, "--json").json
    assert set(due) == KEYS
    assert (due["words"], due["last_day"], due["precision"]) == (words, last_day, precision)
    assert (due["confirmed"], due["confirmed_by"]) == (False, None)
    assert due["reasons"]
    assert not bare.home.exists()


def test_several_words_are_joined(bare: Tracker) -> None:
    assert bare("deadline", "by", "the", "end", "of", "2025", "--json").json["last_day"] == "2025-12-31"


def test_immediate_counts_from_today_of_the_zone(bare: Tracker) -> None:
    due = bare("deadline", "立行立改", "--as-if", "2026-01-01T00:30+08:00", "--json").json
    assert (due["precision"], due["last_day"], due["certain"]) == ("immediate", "2026-01-08", False)
    earlier = bare("deadline", "立行立改", "--as-if", "2025-12-31T23:30+08:00", "--json").json
    assert earlier["last_day"] == "2026-01-07"


def test_months_count_from_the_anchor(bare: Tracker) -> None:
    due = bare("deadline", "within 6 months", "--anchor", "2024-03-06", "--json").json
    assert due["last_day"] == "2024-09-06"


def test_what_comes_round_again_says_when_next(bare: Tracker) -> None:
    due = bare("deadline", "every year by the end of February", "--as-if", "2026-01-05", "--json").json
    assert (due["last_day"], due["next_day"]) == (None, "2026-02-28")
    assert due["recurrence"]["every"] == "year"


def test_people_are_told_the_day_and_why(bare: Tracker) -> None:
    told = bare("deadline", "by the end of 2025").text
    assert "Last on-time day: 31 Dec 2025." in told
    assert "- “by the end of 2025” is read as the last day of 2025, 31 Dec 2025." in told
    assert "No last on-time day." in bare("deadline", "as soon as the snow melts").text
