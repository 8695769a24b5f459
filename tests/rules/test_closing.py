"""Files of closings: sound ones say which steps there are and how far a deadline goes, bad ones are refused by line."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.moves import Closing, Steps
from tracker.kit.language import say
from tracker.rules.closing import closing_pack, failures, key_of
from tracker.rules.loader import CLOSING, Loaded, judged, load
from tracker.settings import data_folder
from tracker.store import packs as stored

GOOD = """\
closing: quick_loop
steps: closed_loop
title: {en: Quick loop, zh: 快速闭环}
meaning: {en: It closes quickly., zh: 快速办结。}
extensions:
  most: 1
  days: 30
notice:
  days: 3
examples:
  - extension: {from: 2025-06-30, to: 2025-07-30}
    allowed: true
  - extension: {given: 1, from: 2025-06-30, to: 2025-07-30}
    allowed: false
  - notice: {from: 2025-06-02, to: 2025-06-05}
    allowed: true
"""


def write(folder: Path, words: str, name: str = "quick_loop.yaml") -> Path:
    (folder / "closing").mkdir(parents=True, exist_ok=True)
    (folder / "closing" / name).write_text(words, encoding="utf-8")
    return folder


def told(found: Loaded) -> list[tuple[str, int, str]]:
    return [(Path(fault.file).name, fault.line, say(fault.reason, "en")) for fault in found.faults]


def shipped() -> dict[str, Steps]:
    found = load(data_folder("rules"))
    assert found.faults == ()
    return {each.slug: each.steps for each in found.closings}


def test_the_three_closings_that_come_with_the_product_say_what_they_allow() -> None:
    assert shipped() == {
        "simple": Steps("simple", Closing.SIMPLE),
        "verified": Steps("verified", Closing.VERIFIED, extensions=3, extension_days=366),
        "closed_loop": Steps("closed_loop", Closing.CLOSED_LOOP, 2, 183, notice_days=7),
    }


def test_on_record_a_closing_is_called_as_the_store_tells_it_from_rules_that_flag() -> None:
    assert key_of("") == stored.CLOSINGS


def test_a_closing_of_an_office_is_read_beside_the_shipped_ones(tmp_path: Path) -> None:
    found = load(data_folder("rules"), write(tmp_path, GOOD))
    assert told(found) == []
    assert {each.key for each in found.closings} == {
        *("closing/simple", "closing/verified", "closing/closed_loop"),
        "closing/quick_loop",
    }
    assert len(found.packs) == 6


def test_a_file_of_the_overriding_folder_takes_the_place_of_the_shipped_closing(tmp_path: Path) -> None:
    words = (data_folder("rules") / "closing" / "verified.yaml").read_text(encoding="utf-8")
    write(tmp_path, words.replace("most: 3", "most: 4").replace("given: 3", "given: 4"), "verified.yaml")
    found = load(data_folder("rules"), tmp_path)
    assert [each.steps.extensions for each in found.closings if each.slug == "verified"] == [4]


def test_a_folder_that_is_itself_called_closing_still_holds_rules_that_flag(tmp_path: Path) -> None:
    folder = tmp_path / "closing"
    folder.mkdir()
    (folder / "silent.yaml").write_text("rule: silent\noff: true\n", encoding="utf-8")
    assert load(folder).off == {"silent"}
    assert load(folder).faults == ()


def test_no_limit_is_written_as_none_and_kept_so(tmp_path: Path) -> None:
    words = GOOD.replace("most: 1", "most: none").replace("days: 30", "days: none")
    words = words.replace("allowed: false", "allowed: true")
    (found,) = load(write(tmp_path, words)).closings
    assert (found.steps.extensions, found.steps.extension_days) == (None, None)
    assert found.content()["extensions"] == {"most": "none", "days": "none"}
    assert closing_pack(found.content()) == found


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        ("most: 1\n", "most: 1\n  least: 1\n", 7, "“least” is not known here"),
        ("  most: 1\n", "", 5, "“most” is missing"),
        ("  days: 30\n", "", 5, "“days” is missing"),
        ("extensions:\n  most: 1\n  days: 30\n", "", 1, "“extensions” is missing"),
        ("most: 1", "most:", 6, "from 0 to 99, or “none” for no limit, instead of None"),
        ("most: 1", "most: true", 6, "instead of True"),
        ("most: 1", "most: '1'", 6, "instead of 1"),
        ("most: 1", "most: 1.0", 6, "instead of 1.0"),
        ("most: 1", "most: -1", 6, "instead of -1"),
        ("most: 1", "most: 100", 6, "instead of 100"),
        ("most: 1", "most: [1]", 6, "instead of [1]"),
        ("days: 30", "days: 0", 7, "from 1 to 36,500"),
        ("days: 30", "days: 40000", 7, "instead of 40000"),
        ("notice:\n  days: 3\n", "", 1, "the steps “closed_loop” need “notice” with its days"),
        ("days: 3\n", "days: none\n", 9, "“days” cannot be none"),
        ("days: 3\n", "days: 0\n", 9, "“days” cannot be 0"),
        ("days: 3\n", "days: true\n", 9, "“days” cannot be True"),
        ("steps: closed_loop", "steps: verified", 1, "the steps “verified” have no public notice"),
        ("steps: closed_loop", "steps: open_loop", 2, "“steps” cannot be open_loop"),
        ("steps: closed_loop\n", "", 1, "“steps” is missing"),
        ("closing: quick_loop", "closing: slow_loop", 1, "must be called slow_loop.yaml"),
        ("closing: quick_loop", "rule: quick_loop", 1, "“rule” is not known here"),
        (", zh: 快速闭环", "", 3, "“zh” is missing"),
        ("en: Quick loop", "en: 'Quick {loop}'", 3, "no braces can stand here"),
        ("allowed: true", "allowed: false", 12, "the example is allowed"),
        ("allowed: false", "allowed: true", 14, "the example is refused: Its programme allows no further extension"),
        (
            "to: 2025-07-30",
            "to: 2025-07-31",
            12,
            "the example is refused: Its programme allows an extension up to 30 Jul",
        ),
        ("to: 2025-06-05", "to: 2025-06-04", 16, "the example is refused: The public notice runs for 3 days at least"),
        ("allowed: true", "allowed: perhaps", 12, "“allowed” cannot be perhaps"),
        ("given: 1, ", "given: soon, ", 13, "“given” cannot be soon"),
        ("extension: {from", "extension: {since", 11, "“from” is missing"),
        ("notice: {from", "motice: {from", 15, "“motice” is not known here"),
        ("notice: {from: 2025-06-02, to: 2025-06-05}\n    ", "", 15, "either an “extension” or a “notice”"),
        ("2025-06-02", "2025-06-31", 15, "“2025-06-31” is no day of the calendar"),
        ("title: {en", "title: {en: [", 3, "this is not YAML"),
    ],
)
def test_a_bad_closing_is_refused_with_file_line_and_reason(
    old: str, new: str, line: int, reason: str, tmp_path: Path
) -> None:
    assert old in GOOD
    found = load(write(tmp_path, GOOD.replace(old, new, 1)))
    assert found.closings == ()
    assert found.faulty == {"closing/quick_loop"}
    assert all(name == "quick_loop.yaml" for name, _, _ in told(found))
    assert [why for _, at, why in told(found) if at == line and reason in why], told(found)
    assert all(say(fault.reason, "zh") for fault in found.faults)


@pytest.mark.parametrize(
    ("rest", "off"), [("off: true\n", True), ("off: false\n", False), ("off: true\nsteps: x\n", False)]
)
def test_a_file_that_switches_a_closing_off_says_nothing_else(rest: str, off: bool, tmp_path: Path) -> None:
    found = load(write(tmp_path, f"closing: quick_loop\n{rest}"))
    assert found.off == ({"closing/quick_loop"} if off else set())
    assert found.faulty == (set() if off else {"closing/quick_loop"})


def test_a_folder_that_holds_closings_only_is_read(tmp_path: Path) -> None:
    assert load(write(tmp_path, GOOD)).readable


odd = st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.lists(st.integers(), max_size=2) | st.dates()


@st.composite
def mangled(draw: st.DrawFn) -> str:
    """The file with a part taken away, doubled, or put to something else."""
    words = yaml.safe_load(GOOD)
    here: Any = words
    while True:
        keys = list(here) if isinstance(here, dict) else list(range(len(here)))
        key = draw(st.sampled_from(keys))
        if isinstance(here[key], dict | list) and here[key] and draw(st.booleans()):
            here = here[key]
            continue
        if draw(st.booleans()):
            here[key] = draw(odd)
        else:
            del here[key]
        return yaml.safe_dump(words, allow_unicode=True)


@given(mangled())
def test_a_mangled_closing_is_a_fault_on_a_line_of_its_file_or_a_pack_whose_examples_come_out(words: str) -> None:
    found = judged(Path("quick_loop.yaml"), words, CLOSING)
    for fault in found.faults:
        assert 1 <= fault.line <= words.count("\n") + 1
        assert say(fault.reason, "en")
        assert say(fault.reason, "zh")
    assert len(found.closings) == (not found.faults)
    for made in found.closings:
        assert list(failures(made)) == []
        assert closing_pack(made.content()) == made


@given(st.integers(0, len(GOOD)), st.integers(0, 20), st.text(max_size=4))
def test_a_closing_with_a_hole_in_it_is_read_or_refused_and_never_thrown(at: int, size: int, instead: str) -> None:
    found = judged(Path("quick_loop.yaml"), GOOD[:at] + instead + GOOD[at + size :], CLOSING)
    assert len(found.closings) + len(found.off) + bool(found.faults) == 1


limits = st.none() | st.integers(0, 99)


@given(limits, st.none() | st.integers(1, 36_500), st.integers(0, 200), st.dates())
def test_extensions_left_and_the_furthest_day_are_counted_and_stay_in_the_calendar(
    most: int | None, days: int | None, extended: int, last: date
) -> None:
    steps = Steps("x", Closing.SIMPLE, extensions=most, extension_days=days)
    left, furthest = steps.left(extended), steps.furthest(last)
    assert left is None if most is None else left == max(0, most - extended)
    assert furthest is None if days is None else furthest is not None and last <= furthest <= date.max
    assert steps.furthest(None) is None
