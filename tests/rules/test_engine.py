"""The engine against a slow and obvious model, day by day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.query.strategies import moments
from tests.rules.made_up import content, contents, facts, pack_of
from tracker.domain.commitment import Facts, clock_day
from tracker.kit.language import say
from tracker.query.evaluate import matches
from tracker.query.language import parse
from tracker.query.windows import standing
from tracker.rules import engine
from tracker.rules.engine import Packs
from tracker.rules.schema import pack, sha256


def counted(edge: dict[str, object], found: Facts) -> date | None:
    """A day counted from an anchor, as docs/guide/rules.md tells it."""
    start = {
        "due": clock_day(found.work, found.last_day, found.stage_day),
        "first-due": found.first_day,
        "registered": found.registered_on,
        "heard": max(found.registered_on, found.updated_on),
        "review": found.review_day,
        "unowned": found.unowned_since or found.registered_on,
        "done": found.done_on,
    }[str(edge["anchor"])]
    by_precision = edge.get("by_precision", {})
    assert isinstance(by_precision, dict)
    days = by_precision.get(str(found.precision), edge.get("plus", 0))
    return start and start + timedelta(days=days)


def since_in_the_model(made: dict[str, object], found: Facts, day: date) -> date | None:
    firsts = []
    windows = made["windows"]
    assert isinstance(windows, list)
    for window in windows:
        begins = counted(window["begins"], found)
        ends = [counted(edge, found) for edge in window.get("ends", [])]
        is_meant = matches(parse(window.get("where", "")), found, day=day)
        if is_meant and begins and begins <= day and not any(end and end <= day for end in ends):
            firsts.append(begins)
    return min(firsts, default=None)


@given(contents, facts(), moments)
def test_a_flag_stands_where_the_model_says_and_since_when(made: dict[str, object], found: Facts, day: date) -> None:
    assert engine.stands_since(pack(made), found, day=day) == since_in_the_model(made, found, day)


@given(st.lists(contents, min_size=1, max_size=3), facts(), moments)
def test_the_flags_are_those_of_the_windows_that_the_sweep_applies(
    made: list[dict[str, object]], found: Facts, day: date
) -> None:
    packs = Packs.of(pack({**each, "rule": f"rule_{number}"}) for number, each in enumerate(made))
    flags = engine.flags(packs, found, day=day)
    assert {flag.rule: flag.since for flag in flags} == standing(packs.windows, found, day=day)


@given(contents, facts(), moments)
def test_until_the_day_of_the_next_change_a_flag_stays_as_it_is(
    made: dict[str, object], found: Facts, day: date
) -> None:
    rule = pack(made)
    now, change = engine.stands_since(rule, found, day=day), engine.changes_next(rule, found, day=day)
    for later in range(1, 120):
        then = day + timedelta(days=later)
        if change is not None and then >= change:
            break
        assert engine.stands_since(rule, found, day=then) == now


@given(contents)
def test_a_pack_is_read_back_from_its_content(made: dict[str, object]) -> None:
    rule = pack(made)
    again = pack(rule.content())
    assert (again, again.content(), again.sha256) == (rule, rule.content(), rule.sha256)


def test_whatever_is_changed_in_a_pack_changes_its_hash() -> None:
    hashes = [
        pack(made).sha256
        for made in (
            content(),
            content(rank=8),
            content(meaning={"en": "It waits!", "zh": "等待中。"}),
            content(windows=[{"where": "work:registered", "begins": {"anchor": "registered", "plus": 11}}]),
            content(shape="▲"),
        )
    ]
    assert len(set(hashes)) == len(hashes)
    assert pack(content()).sha256 == sha256(pack(content()).content())


def test_the_digest_does_not_depend_on_the_order_in_which_packs_are_read() -> None:
    first, second = pack(content()), pack(content(rule="other"))
    assert Packs.of([first, second]).digest == Packs.of([second, first]).digest
    assert Packs.of([first]).digest != Packs.of([first, second]).digest


def test_the_worst_flag_stands_first_and_carries_title_and_shape() -> None:
    found = pack(content()).examples[0].facts.facts()
    packs = Packs.of([pack(content()), pack(content(rule="worse", rank=1, shape="▲"))])
    flags = engine.flags(packs, found, day=date(2025, 2, 1))
    assert [(flag.rule, flag.shape, say(flag.title, "zh")) for flag in flags] == [
        ("worse", "▲", "等待"),
        ("waiting", "△", "等待"),
    ]


def reasons(told: list[dict[str, object]], **given: object) -> list[str]:
    made = content(reasons=told)
    found = pack(
        {
            **made,
            "examples": [
                {
                    "facts": {"registered": date(2025, 1, 1), **given},
                    "expect": [{"day": date(2025, 1, 11), "flagged": True}],
                }
            ],
        }
    )
    flag = engine.flags(Packs.of([found]), found.examples[0].facts.facts(), day=date(2025, 1, 12))[0]
    return [say(reason, "en") for reason in flag.reasons]


def sentence(words: str, **more: object) -> dict[str, object]:
    return {"en": words, "zh": words, **more}


@pytest.mark.parametrize(
    ("told", "given", "expected"),
    [
        ([sentence("Since {since}."), sentence("Due {due}.")], {}, ["Since 11 Jan 2025."]),
        (
            [sentence("Since {since}."), sentence("Due {due}.")],
            {"due": date(2025, 3, 1)},
            ["Since 11 Jan 2025.", "Due 1 Mar 2025."],
        ),
        ([{"first_of": [sentence("“{words}”"), sentence("No words.")]}], {}, ["No words."]),
        ([{"first_of": [sentence("“{words}”"), sentence("No words.")]}], {"words": "soon"}, ["“soon”"]),
        ([{"first_of": [sentence("A body.", where="unit:any"), sentence("None.")]}], {"body": "mee"}, ["A body."]),
        ([sentence("A body.", where="unit:any"), sentence("Always.")], {}, ["Always."]),
        ([sentence("{stated}, {entered}, {missing}")], {"stated": 3}, ["3, 0, 3"]),
        ([sentence("Left {left}."), sentence("It waits.")], {"due": date(2025, 1, 12)}, ["It waits."]),
        ([sentence("Braces in {words}.")], {"words": "{due} {0}"}, ["Braces in {due} {0}."]),
        ([sentence("Left {left}.")], {}, ["It waits."]),
    ],
)
def test_a_sentence_is_said_where_it_applies_and_every_place_has_a_value(
    told: list[dict[str, object]], given: dict[str, object], expected: list[str]
) -> None:
    assert reasons(told, **given) == expected


def test_days_beyond_the_calendar_flag_nothing() -> None:
    rule = pack(pack_of([{"begins": {"anchor": "due", "plus": 36_500}}]))
    found = rule.examples[0].facts.model_copy(update={"due": date(9999, 12, 31)}).facts()
    assert engine.stands_since(rule, found, day=date(9999, 12, 31)) is None
