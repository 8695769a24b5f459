"""The packs that come with the product mean what the register means elsewhere."""

from dataclasses import replace
from datetime import date, timedelta
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.query.strategies import moments
from tests.rules.made_up import facts
from tracker.domain import flags as judged
from tracker.domain.commitment import Assurance, Facts, Kind, Work
from tracker.domain.deadline import Precision
from tracker.kit.language import say
from tracker.query.evaluate import moves
from tracker.rules import engine
from tracker.rules.engine import Packs
from tracker.rules.loader import load
from tracker.services.labels import FLAG, SHAPE
from tracker.settings import data_folder

RULES = ["overdue", "tally_gap", "due_soon", "silent", "unowned", "unreviewed"]
REGISTERED = date(2025, 1, 10)
DUE = date(2025, 12, 31)


@cache
def shipped() -> Packs:
    found = load(data_folder("rules"))
    assert found.faults == ()
    return Packs.of(found.packs)


def commitment(**given: object) -> Facts:
    basic = Facts(
        "X-1", Kind.TASK, Work.IN_PROGRESS, Assurance.NONE, "p", "Title", "标题", REGISTERED, REGISTERED, post="post-1"
    )
    return replace(basic, **given)  # type: ignore[arg-type]


def since(rule: str, found: Facts, day: date) -> date | None:
    return engine.stands_since(shipped().by_rule[rule], found, day=day)


def said(rule: str, found: Facts, day: date, language: str = "en") -> list[str]:
    flag = next(flag for flag in engine.flags(shipped(), found, day=day) if flag.rule == rule)
    return [say(reason, language) for reason in flag.reasons]


def test_there_is_a_pack_for_each_rule_worst_first() -> None:
    assert [pack.slug for pack in shipped().packs] == RULES


def test_each_rule_has_a_shape_and_names_of_its_own() -> None:
    for unique in (
        [pack.shape for pack in shipped().packs],
        [pack.rank for pack in shipped().packs],
        [pack.title.msgid for pack in shipped().packs],
        [pack.title.zh for pack in shipped().packs],
    ):
        assert len(set(unique)) == len(RULES)


def test_pages_call_a_rule_as_its_pack_does() -> None:
    for language in ("en", "zh"):
        assert {rule: say(words, language) for rule, words in FLAG.items()} == {
            pack.slug: say(pack.title, language) for pack in shipped().packs
        }
    assert {pack.slug: pack.shape for pack in shipped().packs} == SHAPE


def test_no_filter_depends_on_the_day() -> None:
    assert shipped().filters
    assert not any(moves(where) for where in shipped().filters)


@given(facts(), moments)
def test_overdue_is_what_the_domain_calls_overdue_on_any_day(found: Facts, day: date) -> None:
    first = since("overdue", found, day)
    assert (first is not None) == judged.is_overdue(found, day=day)
    if first is not None:
        assert (day - first).days + 1 == judged.days_late(found, day=day)


@given(facts(), moments)
def test_unreviewed_unowned_and_tally_gaps_are_those_of_the_filter_language_once_registered(
    found: Facts, day: date
) -> None:
    day = max(day, found.registered_on, found.unowned_since or found.registered_on)
    stand = {flag.rule for flag in engine.flags(shipped(), found, day=day)}
    assert ("unreviewed" in stand) == judged.is_unreviewed(found, day=day)
    assert ("unowned" in stand) == judged.is_unowned(found)
    assert ("tally_gap" in stand) == judged.is_incomplete(found)


@given(facts(), moments)
def test_what_is_overdue_is_due_soon_no_more(found: Facts, day: date) -> None:
    stand = {flag.rule for flag in engine.flags(shipped(), found, day=day)}
    assert not {"overdue", "due_soon"} <= stand


@given(facts(), moments, st.sampled_from(["en", "zh"]))
def test_every_flag_has_reasons_in_which_nothing_is_left_open(found: Facts, day: date, language: str) -> None:
    for flag in engine.flags(shipped(), found, day=day):
        sentences = [say(reason, language) for reason in flag.reasons]
        assert sentences
        assert all(sentence and "None" not in sentence and "{" not in sentence for sentence in sentences)


@pytest.mark.parametrize(
    ("precision", "lead"),
    [
        (Precision.DAY, 14),
        (Precision.MONTH, 30),
        (Precision.QUARTER, 45),
        (Precision.HALF_YEAR, 60),
        (Precision.YEAR, 120),
        (Precision.RANGE, 60),
        (Precision.IMMEDIATE, 3),
        (Precision.EVENT, 14),
    ],
)
def test_the_lead_of_due_soon_follows_the_precision_and_is_said(precision: Precision, lead: int) -> None:
    found = commitment(last_day=DUE, precision=precision, due_words="by 2025", confirmed=True)
    first = DUE - timedelta(days=lead)
    assert since("due_soon", found, first - timedelta(days=1)) is None
    assert since("due_soon", found, first) == first
    assert since("due_soon", found, DUE) == first
    assert since("due_soon", found, DUE + timedelta(days=1)) is None
    assert any(f"{lead} days ahead" in sentence for sentence in said("due_soon", found, DUE))


def test_the_reasons_of_overdue_tell_words_day_days_late_and_what_is_missing() -> None:
    found = commitment(last_day=DUE, due_words="by 2025", precision=Precision.YEAR)
    assert said("overdue", found, date(2026, 1, 5)) == [
        "“by 2025” is read as 31 Dec 2025, the last on-time day.",
        "It is 5 Jan 2026 now: 5 days later.",
        "No report of completion stands.",
        "Nobody has confirmed this reading of the words yet.",
    ]
    assert said("overdue", found, date(2026, 1, 5), "zh")[1] == "当前为2026年1月5日，已过5天。"


def test_the_reasons_of_overdue_fit_a_stage_closing_and_a_late_completion() -> None:
    staged = commitment(work=Work.CLOSED_BY_STAGE, stage_day=DUE, confirmed=True, done_on=date(2026, 2, 1))
    assert said("overdue", staged, date(2026, 1, 1)) == [
        "Closed by stage until 31 Dec 2025; that day has passed.",
        "It is 1 Jan 2026 now: 1 days later.",
        "Completion is reported for 1 Feb 2026 only.",
    ]
    assert said("overdue", commitment(last_day=DUE), date(2026, 1, 1))[0] == "The last on-time day was 31 Dec 2025."


def test_on_the_last_day_due_soon_says_so() -> None:
    assert said("due_soon", commitment(last_day=DUE, precision=Precision.DAY, confirmed=True), DUE) == [
        "The last on-time day is 31 Dec 2025.",
        "Today, 31 Dec 2025, is the last on-time day.",
        "The deadline is stated to the day, so it is announced 14 days ahead.",
    ]


def test_silence_is_counted_from_the_last_word_and_said() -> None:
    found = commitment(last_day=DUE, updated_on=date(2025, 6, 2))
    assert since("silent", found, date(2025, 7, 16)) is None
    assert said("silent", found, date(2025, 7, 20)) == [
        "Nothing was heard since 2 Jun 2025: 48 days.",
        "With a deadline 45 days are allowed.",
    ]


@pytest.mark.parametrize(
    ("given", "first"),
    [
        ({}, date(2025, 7, 9)),
        ({"work": Work.STANDING, "last_day": DUE}, date(2025, 7, 9)),
        ({"last_day": DUE}, date(2025, 2, 24)),
        ({"work": Work.REPORTED_DONE, "last_day": DUE}, date(2025, 2, 24)),
        ({"work": Work.SUSPENDED, "last_day": DUE}, None),
        ({"work": Work.DRAFT}, None),
        ({"work": Work.CLOSED, "last_day": DUE}, None),
        ({"duplicate_of": "X-2", "last_day": DUE}, None),
    ],
)
def test_who_is_expected_to_speak_and_how_often(given: dict[str, object], first: date | None) -> None:
    assert since("silent", commitment(**given), date(2026, 12, 1)) == first


def test_the_reason_of_a_tally_gap_adds_up() -> None:
    found = commitment(kind=Kind.TALLY, stated_size=12, entered=5)
    assert said("tally_gap", found, REGISTERED) == ["The source says there are 12; entered: 5, missing: 7."]


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"body_path": "/mee/"}, "A body is named, but no post in it answers for this."),
        (
            {"owner_words": "each city"},
            "The source says “each city”; nobody was named who answers for it.",
        ),
        ({}, "The source names nobody, and nobody was assigned."),
    ],
)
def test_the_reason_of_unowned_says_what_is_known(given: dict[str, object], reason: str) -> None:
    assert said("unowned", commitment(post=None, **given), REGISTERED) == [reason]


def test_the_reasons_of_unreviewed_say_what_is_lacking() -> None:
    context = commitment(context_day=date(2025, 6, 30))
    assert said("unreviewed", context, REGISTERED) == [
        "It has no deadline of its own.",
        "30 Jun 2025 comes from the context and is not a deadline until confirmed.",
        "No review day is set.",
    ]
    passed = commitment(work=Work.STANDING, last_day=DUE, review_day=date(2025, 6, 30))
    assert said("unreviewed", passed, date(2025, 7, 1)) == [
        "It is kept up for good, without an end.",
        "The review day 30 Jun 2025 has passed.",
    ]
