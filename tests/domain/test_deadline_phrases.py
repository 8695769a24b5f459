"""Every phrase of deadline_phrases.yaml is read as it says there."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from tracker.domain.deadline import Precision, Reading, read

PHRASES: dict[str, list[dict[str, Any]]] = yaml.safe_load(
    Path(__file__).with_name("deadline_phrases.yaml").read_text(encoding="utf-8")
)
DAYS_TOLD = ("anchor", "published", "registered")


def reading_of(phrase: dict[str, Any]) -> Reading:
    return read(phrase["words"], **{name: phrase[name] for name in DAYS_TOLD if name in phrase})


def called(phrase: dict[str, Any]) -> str:
    return " ".join(
        [phrase["words"] or "(nothing)", *(f"{name} {phrase[name]}" for name in DAYS_TOLD if name in phrase)]
    )


@pytest.mark.parametrize("phrase", PHRASES["read"], ids=called)
def test_phrase_gives_the_day_the_precision_the_rule_and_the_reason(phrase: dict[str, Any]) -> None:
    reading = reading_of(phrase)
    recurrence = reading.recurrence and [reading.recurrence.every, reading.recurrence.month, reading.recurrence.day]
    assert {
        "last_day": reading.last_day,
        "not_before": reading.not_before,
        "context_day": reading.context_day,
        "precision": reading.precision.value,
        "policy": reading.policy,
        "certain": reading.certain,
        "recurrence": recurrence,
        "marks": list(reading.marks),
    } == {
        "last_day": phrase["last_day"],
        "not_before": phrase.get("not_before"),
        "context_day": phrase.get("context_day"),
        "precision": phrase["precision"],
        "policy": f"end-of-period/{phrase['policy']}",
        "certain": phrase.get("certain", True),
        "recurrence": phrase.get("recurrence"),
        "marks": phrase.get("marks", []),
    }
    assert str(phrase["reason"]) in " ".join(map(str, reading.reasons))
    if "event" in phrase:
        assert reading.event == phrase["event"]


@pytest.mark.parametrize("phrase", PHRASES["unread_or_unconfirmed"], ids=called)
def test_phrase_gives_no_day_or_leaves_it_to_a_person(phrase: dict[str, Any]) -> None:
    reading = reading_of(phrase)
    assert not reading.certain or reading.last_day is None, phrase["note"]
    assert reading.certain is False, phrase["note"]
    assert reading.reasons, phrase["note"]
    assert reading.words == phrase["words"]


@pytest.mark.parametrize(
    ("words", "fragment"),
    [
        ("6月前", "the year is missing"),
        ("by 30 June", "the year is missing"),
        ("31 June 2025", "there is no such day"),
        ("2月30日", "there is no such day"),
        ("30个工作日内", "working calendar"),
        ("FY2024", "financial years"),
        ("complete the network", "no time words"),
        ("basically by 2025, complete by 2035", "split it into one commitment for each"),
        ("next step", "review day"),
        ("by the end of the decade", "“decade” was not understood"),
        ("三至五年内", "was not understood"),
        ("春节前", "calendar"),
        ("5 months ago", "the past"),
    ],
)
def test_words_not_read_are_kept_and_the_reason_names_why(words: str, fragment: str) -> None:
    reading = read(words)
    assert (reading.words, reading.last_day, reading.certain) == (words, None, False)
    assert reading.precision in {Precision.NONE, Precision.EVENT}
    assert fragment in " ".join(map(str, reading.reasons))


def test_the_file_holds_enough_phrases_of_both_languages() -> None:
    assert len(PHRASES["read"]) >= 160
    assert len(PHRASES["unread_or_unconfirmed"]) >= 60
    for phrases in PHRASES.values():
        chinese = [phrase for phrase in phrases if any("\u4e00" <= sign <= "\u9fff" for sign in phrase["words"])]
        assert len(phrases) // 3 < len(chinese) < len(phrases) * 2 // 3
        assert len({called(phrase) for phrase in phrases}) == len(phrases)
