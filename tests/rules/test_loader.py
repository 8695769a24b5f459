"""Files of packs: sound ones are read, bad ones are refused with file, line and reason."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from tests.rules.made_up import content
from tracker.kit.language import say
from tracker.rules.loader import Loaded, load
from tracker.settings import data_folder

GOOD = """\
rule: waiting
rank: 7
shape: "△"
title: {en: Waiting, zh: 等待}
meaning: {en: It waits., zh: 等待中。}
windows:
  - where: work:registered
    begins: {anchor: registered, plus: 10}
reasons:
  - en: It waits since {registered}.
    zh: 自{registered}起等待。
examples:
  - facts: {registered: 2025-01-01}
    expect:
      - {day: 2025-01-10, flagged: false}
      - {day: 2025-01-11, flagged: true, since: 2025-01-11}
"""


def write(folder: Path, words: str, name: str = "waiting.yaml") -> Path:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(words, encoding="utf-8")
    return folder


def told(found: Loaded) -> list[tuple[str, int, str]]:
    return [(Path(fault.file).name, fault.line, say(fault.reason, "en")) for fault in found.faults]


def test_a_sound_pack_is_read(tmp_path: Path) -> None:
    found = load(write(tmp_path, GOOD))
    assert (told(found), [pack.slug for pack in found.packs]) == ([], ["waiting"])


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        ("rank: 7\n", "rank: 7\nrank: 8\n", 3, "“rank” stands here twice"),
        ("rank: 7\n", "rank: 7\ncolour: red\n", 3, "“colour” is not known here"),
        ("rank: 7\n", "", 1, "“rank” is missing"),
        ("rank: 7", "rank: high", 2, "“rank” cannot be high"),
        ("rank: 7", "rank: 0", 2, "“rank” cannot be 0"),
        ('"△"', '"AB"', 3, "“shape” cannot be AB"),
        ("zh: 等待}\nmeaning", "}\nmeaning", 4, "“zh” is missing"),
        ("rule: waiting", "rule: new", 1, "must be called new.yaml"),
        ("rule: waiting", "rule: 12", 1, "must be called 12.yaml"),
        ("work:registered", "work:registred", 7, "“where” cannot be read"),
        ("work:registered", "is:overdue", 7, "must not depend on today"),
        ("work:registered", "due:<+30d", 7, "must not depend on today"),
        ("work:registered", "late:>3", 7, "must not depend on today"),
        ("work:registered", "work:registered sort:due", 7, "it cannot order"),
        ("anchor: registered", "anchor: birthday", 8, "“anchor” cannot be birthday"),
        ("plus: 10", "plus: soon", 8, "“plus” cannot be soon"),
        ("plus: 10", "plus: 1000000", 8, "“plus” cannot be 1000000"),
        ("plus: 10", "by_precision: {day: 3, week: 4}", 8, "cannot be week"),
        ("{anchor: registered, plus: 10}", "{plus: 10}", 8, "“anchor” is missing"),
        ("since {registered}", "since {birthday}", 10, "“birthday” is no place of a sentence"),
        ("since {registered}", "since {registered!r}", 10, "write braces only around a name"),
        ("since {registered}", "since {registered", 10, "braces of this sentence do not match"),
        ("since {registered}", "since {{registered}}", 10, "write braces only around a name"),
        ("since {registered}", "since {}", 10, "is no place of a sentence"),
        ("自{registered}起", "自{due}起", 10, "name different places"),
        ("    zh: 自{registered}起等待。\n", "", 10, "needs both languages"),
        ("en: Waiting", "en: 'Waiting for {due}'", 4, "no braces can stand here"),
        ("flagged: false}", "flagged: true}", 15, "the example is not flagged on 10 Jan 2025"),
        ("flagged: true, since: 2025-01-11", "flagged: false", 16, "is flagged on 11 Jan 2025, since 11 Jan 2025"),
        ("since: 2025-01-11", "since: 2025-01-10", 16, "the example is flagged since 11 Jan 2025"),
        ("flagged: false}", "flagged: false, since: 2025-01-01}", 15, "only where the flag stands"),
        ("since {registered}", "since {due}", 10, "name different places"),
        ("2025-01-10", "2025-02-30", 15, "“2025-02-30” is no day of the calendar"),
        ("{registered: 2025-01-01}", "{registered: 2025-01-01, color: red}", 13, "“color” is not known here"),
        ("title: {en", "title: {en: [", 4, "this is not YAML"),
        ("- {day: 2025-01-10, flagged: false}", "- &a {day: 2025-01-10, flagged: false}\n      - *a", 15, "references"),
        ("  - where", "  - [1]\n  - where", 7, "“0” cannot be"),
    ],
)
def test_a_bad_pack_is_refused_with_file_line_and_reason(
    old: str, new: str, line: int, reason: str, tmp_path: Path
) -> None:
    assert GOOD.count(old) >= 1
    found = load(write(tmp_path, GOOD.replace(old, new, 1)))
    assert found.packs == ()
    name, at, why = told(found)[0]
    assert (name, at) == ("waiting.yaml", line)
    assert reason in why
    assert found.faulty == {"waiting"}
    assert say(found.faults[0].reason, "zh")


def test_a_flag_without_a_reason_is_found_by_the_examples(tmp_path: Path) -> None:
    words = GOOD.replace("since {registered}", "until {due}").replace("自{registered}起", "至{due}")
    assert told(load(write(tmp_path, words))) == [
        ("waiting.yaml", 16, "the example is flagged on 11 Jan 2025, but no reason applies")
    ]


@pytest.mark.parametrize(
    ("words", "line", "reason"),
    [
        ("", 1, "the file is empty"),
        ("- rule: waiting\n", 1, "a pack begins with names and colons"),
        ("rule: waiting\n  off: true\n", 2, "this is not YAML"),
        ("? [rule]\n: waiting\n", 1, "a name is expected before the colon"),
        ("#" * 100_001, 1, "longer than 100,000 signs"),
        ("rule: " + "[" * 30 + "]" * 30, 1, "nested too deeply"),
        ("rule: \0", 1, "this is not YAML"),
        ("[" * 50_000, 1, "nested too deeply"),
        ("- " * 20_000, 1, "nested too deeply"),
        ("rule: waiting\nrank: !!bool x", 2, "“x” cannot be read"),
        ("rule: waiting\nrank: !!int ''", 2, "“” cannot be read"),
        ("rule: waiting\nrank: !!timestamp x", 2, "“x” cannot be read"),
        ("rule: waiting\nrank: " + "1" * 6_000, 2, f"“{'1' * 60}” cannot be read"),
        ('rule: waiting\ntitle: {en: "\\e[31mWaiting"}', 2, "a sign stands here that cannot be shown"),
        ('rule: waiting\n"\\ud800": 1', 2, "a sign stands here that cannot be shown"),
    ],
)
def test_what_is_no_pack_at_all_is_refused_too(words: str, line: int, reason: str, tmp_path: Path) -> None:
    name, at, why = told(load(write(tmp_path, words)))[0]
    assert (name, at) == ("waiting.yaml", line)
    assert reason in why


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    (tmp_path / "waiting.yaml").write_bytes(GOOD.encode("gb18030"))
    assert told(load(tmp_path))[0][2].startswith("the file cannot be read")


@pytest.mark.parametrize("make", [Path.mkdir, os.mkfifo, lambda path: path.symlink_to("/dev/zero")])
def test_what_is_no_file_is_refused_and_not_waited_for(make: Callable[[Path], None], tmp_path: Path) -> None:
    make(tmp_path / "waiting.yaml")
    assert told(load(tmp_path)) == [("waiting.yaml", 1, "this is no file with words")]


def test_a_fault_names_a_file_of_another_encoding_in_signs_that_can_be_kept(tmp_path: Path) -> None:
    write(tmp_path, GOOD, os.fsdecode(b"\xff.yaml"))
    assert load(tmp_path).faults[0].file.encode().endswith(b"/\\udcff.yaml")


def test_a_folder_without_packs_is_refused_and_nothing_is_concluded_from_it(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "nowhere"):
        found = load(folder)
        assert (found.packs, found.readable, found.faults[0].line) == ((), False, 0)
        assert not load(data_folder("rules"), folder).readable


def test_a_file_of_the_overriding_folder_takes_the_place_of_the_one_of_the_same_name(tmp_path: Path) -> None:
    shipped = (data_folder("rules") / "due_soon.yaml").read_text(encoding="utf-8")
    write(tmp_path, shipped.replace("month: -30", "month: -21"), "due_soon.yaml")
    write(tmp_path, GOOD)
    before, after = load(data_folder("rules")), load(data_folder("rules"), tmp_path)
    assert after.faults == ()
    assert {pack.slug for pack in after.packs} == {pack.slug for pack in before.packs} | {"waiting"}
    changed = {pack.slug for pack in after.packs} - {pack.slug for pack in after.packs if pack in before.packs}
    assert changed == {"due_soon", "waiting"}


def test_a_rule_can_be_switched_off_but_overdue_cannot(tmp_path: Path) -> None:
    write(tmp_path, "rule: silent\noff: true\n", "silent.yaml")
    found = load(data_folder("rules"), tmp_path)
    assert (found.faults, found.off) == ((), {"silent"})
    assert "silent" not in {pack.slug for pack in found.packs}
    write(tmp_path, "rule: overdue\noff: true\n", "overdue.yaml")
    found = load(data_folder("rules"), tmp_path)
    assert (found.faulty, found.faults[0].line) == ({"overdue"}, 1)
    assert "cannot be switched off" in say(found.faults[0].reason, "en")


@pytest.mark.parametrize("rest", ["off: false", "off: true\nrank: 3", "off: maybe"])
def test_a_file_that_switches_off_says_nothing_else(rest: str, tmp_path: Path) -> None:
    write(tmp_path, f"rule: silent\n{rest}\n", "silent.yaml")
    assert load(tmp_path).faulty == {"silent"}


def test_a_bad_file_does_not_keep_the_good_ones_out(tmp_path: Path) -> None:
    write(tmp_path, GOOD)
    write(tmp_path, "rule: broken", "broken.yaml")
    found = load(tmp_path)
    assert ([pack.slug for pack in found.packs], found.faulty) == (["waiting"], {"broken"})


def test_a_pack_written_by_a_program_is_read_alike(tmp_path: Path) -> None:
    found = load(write(tmp_path, yaml.safe_dump(content(), allow_unicode=True)))
    assert [pack.slug for pack in found.packs] == ["waiting"]
