"""``tracker evidence``: a file goes in, is listed, comes out as it was, and what is wrong with it is found."""

from pathlib import Path

import pytest

from tests.cli.conftest import Tracker

REF = "HLJ-2024-025"
CONTENT = "整改情况报告\n" * 100


@pytest.fixture
def report(tmp_path: Path) -> Path:
    file = tmp_path / "整改报告.txt"
    file.write_text(CONTENT, encoding="utf-8")
    return file


def test_a_file_goes_in_and_comes_out_as_it_was(everywhere: Tracker, report: Path, tmp_path: Path) -> None:
    added = everywhere("evidence", "add", REF, str(report), "--title", "Report", "--dated", "2024-03-01", "--json")
    assert added.json == {"key": f"{REF}.E1"}
    assert everywhere("evidence", "add", "SF-002-025", "--url", "https://a.example/x").text == f"{REF}.E2: added.\n"
    first, second = everywhere("evidence", "list", REF, "--json").json["items"]
    assert (first["title"], first["dated"], first["filename"], first["size"]) == (
        "Report", "2024-03-01", "整改报告.txt", len(CONTENT.encode())
    )  # fmt: skip
    assert (second["url"], second["title"], second["sha256"]) == ("https://a.example/x", "https://a.example/x", None)
    target = tmp_path / "out"
    target.mkdir()
    assert "整改报告.txt" in everywhere("evidence", "save", first["key"], str(target)).text
    assert (target / "整改报告.txt").read_text(encoding="utf-8") == CONTENT
    again = everywhere("evidence", "save", first["key"], str(target))
    assert (again.code, "already" in again.err) == (2, True)
    shown = everywhere("evidence", "show", first["key"]).text
    assert first["sha256"] in shown
    assert everywhere("evidence", "check").text == "1 files looked at, 0 missing or damaged.\n"


def test_a_withdrawn_piece_stays_on_the_list(tracker: Tracker) -> None:
    assert tracker("evidence", "list", REF).text == "No evidence is on file.\n"
    tracker("evidence", "add", REF, "--url", "https://a.example/x", "--title", "Notice")
    assert tracker("evidence", "withdraw", f"{REF}.E1", "--json").error["kind"] == "invalid"
    tracker("evidence", "withdraw", f"{REF}.E1", "--reason", "wrong page")
    listed = tracker("evidence", "list", REF).text
    assert "withdrawn" in listed
    assert "Notice" in listed
    assert "wrong page" in tracker("evidence", "show", f"{REF}.E1").text


def test_what_is_missing_or_damaged_is_a_finding(tracker: Tracker, report: Path) -> None:
    tracker("evidence", "add", REF, str(report))
    digest = tracker("evidence", "show", f"{REF}.E1", "--json").json["sha256"]
    file = tracker.home / "evidence" / digest[:2] / digest[2:4] / digest
    file.write_text("something else")
    found = tracker("evidence", "check")
    assert (found.code, f"{REF}.E1: its file is not what was handed in." in found.out) == (1, True)
    refused = tracker("evidence", "save", f"{REF}.E1", str(tracker.home / "out.txt"), "--json")
    assert (refused.code, refused.error["kind"]) == (7, "unavailable")
    assert not (tracker.home / "out.txt").exists()
    file.unlink()
    assert tracker("evidence", "check", "--json").code == 1


def test_what_was_left_by_a_killed_process_is_told_and_is_no_finding(tracker: Tracker) -> None:
    folder = tracker.home / "evidence"
    folder.mkdir()
    (folder / ".half.part").write_bytes(b"half")
    found = tracker("evidence", "check", "--tidy", "--json").json
    assert (found["ok"], found["files"], found["removed"]) == (True, 0, 0)
    assert found["left"] == [str(folder / ".half.part")]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["add", REF], 2),
        (["add", REF, "x", "--url", "https://a.example"], 2),
        (["add", REF, "/no/such/file"], 6),
        (["add", REF, "/"], 6),
        (["add", REF, "--url", "ftp://a"], 6),
        (["add", REF, "--url", "https://a.example", "--dated", "yesterday"], 6),
        (["add", "NOWHERE-1", "--url", "https://a.example"], 3),
        (["list", "NOWHERE-1"], 3),
        (["show", f"{REF}.E1"], 3),
        (["save", f"{REF}.E1", "x"], 3),
        (["withdraw", f"{REF}.E1", "--reason", "x"], 3),
    ],
)
def test_what_cannot_be_done_is_told_in_one_line(tracker: Tracker, words: list[str], code: int) -> None:
    found = tracker("evidence", *words)
    assert (found.code, found.out, found.err.count("\n")) == (code, "", 1)
    assert "Something went wrong" not in found.err


def test_the_limit_is_that_of_the_installation(tracker: Tracker, report: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACKER_EVIDENCE_LIMIT", "1KiB")
    found = tracker("evidence", "add", REF, str(report), "--json")
    assert (found.code, found.error["kind"]) == (6, "invalid")
    monkeypatch.setenv("TRACKER_EVIDENCE_LIMIT", "0")
    assert "TRACKER_EVIDENCE_LIMIT" in tracker("evidence", "list", REF).err
