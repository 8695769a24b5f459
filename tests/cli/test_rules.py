"""``tracker rules check`` and ``tracker rules explain``."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Tracker
from tracker.settings import data_folder

RULES = ["overdue", "tally_gap", "due_soon", "silent", "unowned", "unreviewed"]


def faulty(folder: Path) -> Path:
    folder.mkdir()
    words = (data_folder("rules") / "silent.yaml").read_text(encoding="utf-8")
    (folder / "silent.yaml").write_text(words.replace("rank: 4", "rank: 4\ncolour: red"), encoding="utf-8")
    return folder


def test_the_shipped_packs_pass_and_no_register_is_needed(bare: Tracker) -> None:
    found = bare("rules", "check", "--json").json
    assert (found["ok"], [rule["rule"] for rule in found["rules"]], found["faults"]) == (True, RULES, [])
    assert "All examples come out as they say." in bare("rules", "check").text
    assert not bare.home.exists()


def test_closings_are_told_with_the_rules_that_flag(bare: Tracker) -> None:
    found = bare("rules", "check", "--json").json["closings"]
    assert [(each["closing"], each["extensions"], each["notice_days"]) for each in found] == [
        ("closed_loop", 2, 7),
        ("simple", None, None),
        ("verified", 3, None),
    ]
    assert "Closed loop" in bare("rules", "check").text
    assert "闭环销号" in bare("rules", "check", "--language", "zh").text


def test_a_fault_in_a_closing_is_told_with_file_line_and_reason(bare: Tracker, tmp_path: Path) -> None:
    file = tmp_path / "closing" / "simple.yaml"
    file.parent.mkdir()
    file.write_text("closing: simple\nsteps: round\n", encoding="utf-8")
    said = bare("rules", "check", str(tmp_path))
    assert said.code == 1
    assert f"{file}:2: “steps” cannot be round" in said.out


def test_a_fault_is_told_with_file_line_and_reason_and_ends_with_1(bare: Tracker, tmp_path: Path) -> None:
    folder = faulty(tmp_path / "rules")
    line = (folder / "silent.yaml").read_text(encoding="utf-8").splitlines().index("colour: red") + 1
    said = bare("rules", "check", str(folder))
    assert (said.code, said.err) == (1, "")
    assert said.out == f"{folder / 'silent.yaml'}:{line}: “colour” is not known here\n"
    answer = bare("rules", "check", str(folder), "--json")
    (fault,) = json.loads(answer.out)["faults"]
    assert (answer.code, fault["line"], fault["reason"]) == (1, line, "“colour” is not known here")


def test_a_folder_that_is_not_there_is_a_fault(bare: Tracker, tmp_path: Path) -> None:
    said = bare("rules", "check", str(tmp_path / "nowhere"))
    assert said.code == 1
    assert said.out.startswith(f"{tmp_path / 'nowhere'}:0: there are no rule packs here")


def test_the_folder_of_the_settings_is_tried_unless_another_is_named(
    bare: Tracker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRACKER_RULES", str(faulty(tmp_path / "rules")))
    assert bare("rules", "check").code == 1
    (tmp_path / "rules" / "silent.yaml").write_text("rule: silent\noff: true\n", encoding="utf-8")
    assert "Switched off: silent" in bare("rules", "check").text


def test_making_a_register_tells_of_a_bad_pack_and_leaves_the_shipped_one_in_force(
    bare: Tracker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRACKER_RULES", str(faulty(tmp_path / "rules")))
    said = bare("init", "--empty")
    assert (said.code, "The register was made" in said.out) == (6, True)
    assert "“colour” is not known here" in said.err
    assert "Traceback" not in said.err


def test_every_rule_is_explained_with_reasons_and_the_next_day(everywhere: Tracker) -> None:
    found = everywhere("rules", "explain", "SF-001-003", "--as-if", "2025-12-20", "--json").json
    assert [rule["rule"] for rule in found["rules"]] == RULES
    by_rule = {rule["rule"]: rule for rule in found["rules"]}
    soon = by_rule["due_soon"]
    assert (soon["flagged"], soon["since"], soon["next_change"]) == (True, "2025-09-02", "2026-01-01")
    assert soon["reasons"][0] == "“by 2025” is read as 31 Dec 2025, the last on-time day."
    late = by_rule["overdue"]
    assert (late["flagged"], late["since"], late["reasons"], late["next_change"]) == (False, None, [], "2026-01-01")
    listed = everywhere("show", "SF-001-003", "--as-if", "2025-12-20", "--json").json["flags"]
    assert [flag["rule"] for flag in listed] == [rule["rule"] for rule in found["rules"] if rule["flagged"]]


def test_people_are_told_in_their_language(tracker: Tracker) -> None:
    english = tracker("rules", "explain", "SF-001-003", "--as-if", "2026-01-05").text
    assert "■ Overdue: flagged since 1 Jan 2026" in english
    assert "  - It is 5 Jan 2026 now: 5 days later." in english
    assert "□ Unowned: not flagged" in english
    chinese = tracker("rules", "explain", "SF-001-003", "--as-if", "2026-01-05", "--language", "zh").text
    assert "■ 逾期" in chinese
    assert "当前为2026年1月5日，已过5天。" in chinese


def test_a_reference_that_is_not_there_is_not_found(tracker: Tracker) -> None:
    assert tracker("rules", "explain", "NOBODY-1").code == 3


def test_lists_name_the_flags_of_all_rules(tracker: Tracker) -> None:
    told = tracker("list", "SF-001-003", "--as-if", "2026-01-05").text
    assert "■ Overdue ◌ Silent" in told
    shown = tracker("show", "SF-001-003", "--as-if", "2026-01-05").text
    assert "◌ Silent" in shown
    assert "Nothing was heard since 2 Jun 2025" in shown
