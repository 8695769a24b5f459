"""``tracker digest``: letters looked at, sent and listed from the command line."""

import email
from email.policy import default
from pathlib import Path

import pytest

from tests.cli.conftest import Tracker

THEN = ("--as-if", "2026-01-05T08:00:10")


@pytest.fixture
def sandbox(bare: Tracker) -> Tracker:
    """The command on a register to play with, made on a Monday before there was an edition."""
    assert bare("init", "--sandbox", "--as-if", "2025-12-01T09:00").code == 0
    return bare


def test_a_preview_is_the_plain_text_in_the_readers_language(everywhere: Tracker) -> None:
    shown = everywhere("digest", "preview", "--person", "sample-shanghai-bee", "--as-if", "2026-01-05").text
    assert shown.startswith("1 overdue")
    assert "SH-2024-001" in shown
    assert everywhere("digest", "list").text == "No letters were made yet.\n"


def test_a_preview_is_written_as_html(tracker: Tracker, tmp_path: Path) -> None:
    file = tmp_path / "letter.html"
    said = tracker("digest", "preview", "--person", "office@mee.example", "--as-if", "2026-01-05", "--html", str(file))
    assert said.text == f"The letter stands in {file}.\n"
    assert 'lang="zh-CN"' in file.read_text(encoding="utf-8")


def test_a_preview_can_be_had_as_data(tracker: Tracker) -> None:
    found = tracker("digest", "preview", "--person", "sample-mee-office", "--as-if", "2026-01-05", "--json").json
    letter = found["letter"]
    assert (letter["open"], letter["overdue"], letter["week"]) == (55, 4, "2026-W02")
    assert sum(part["total"] for part in letter["parts"]) == 55


def test_nobody_gets_no_preview(tracker: Tracker) -> None:
    said = tracker("digest", "preview", "--person", "nobody", "--json")
    assert (said.code, said.error["kind"]) == (3, "not_found")


def test_a_file_that_cannot_be_written_is_told_in_one_line(tracker: Tracker, tmp_path: Path) -> None:
    said = tracker(
        "digest", "preview", "--person", "sample-mee-office", "--html", str(tmp_path / "no" / "x.html"), "--json"
    )
    assert (said.code, said.error["kind"]) == (7, "unavailable")


def test_a_dry_run_says_who_would_get_what_and_writes_nothing(sandbox: Tracker) -> None:
    said = sandbox("digest", "send", "--dry-run", *THEN).text
    assert "letters: 24. Nothing was written." in said
    assert "office@shanghai-bee.example" in said
    found = sandbox("digest", "send", "--dry-run", *THEN, "--json").json
    assert (found["week"], len(found["letters"])) == ("2026-W02", 24)
    assert not (sandbox.home / "mail").exists()
    assert sandbox("digest", "list").text == "No letters were made yet.\n"


def test_what_is_due_is_made_and_sent_once(sandbox: Tracker) -> None:
    said = sandbox("digest", "send", *THEN).text
    assert said.splitlines()[:2] == ["Edition 1 was made; letters: 24.", "Sent or written to files: 24"]
    files = sorted((sandbox.home / "mail" / "1").glob("*.eml"))
    assert len(files) == 24
    heads = {email.message_from_bytes(file.read_bytes(), policy=default)["Tracker-Edition"] for file in files}
    assert heads == {"1"}
    again = sandbox("digest", "send", *THEN).text
    assert again == "This week’s edition was made before.\nNothing was waiting to be sent.\n"


def test_what_was_sent_to_whom_is_listed(sandbox: Tracker) -> None:
    sandbox("digest", "send", *THEN)
    shown = sandbox("digest", "list", "--edition", "1").text
    assert "office@shanghai-bee.example" in shown
    assert shown.count("Written to a file") == 24
    found = sandbox("digest", "list", "--json").json
    assert [each["edition"] for each in found["editions"]] == [1]
    assert {(each["state"], each["attempts"][0]["channel"]) for each in found["letters"]} == {("sent", "file")}
    assert sandbox("digest", "list", "--state", "refused").text == "No letter is like that.\n"
    wrong = sandbox("digest", "list", "--state", "lost", "--json")
    assert (wrong.code, wrong.error["kind"]) == (6, "invalid")


def test_letters_can_be_held_or_all_go_to_one_address(sandbox: Tracker) -> None:
    sandbox("digest", "send", "--hold", *THEN)
    held = sandbox("digest", "list", "--json").json["letters"]
    assert {each["state"] for each in held} == {"held"}
    later = ("--as-if", "2026-01-12T08:00:10")
    sandbox("digest", "send", "--redirect", "trial@office.example", *later)
    second = [each for each in sandbox("digest", "list", "--json").json["letters"] if each["edition"] == 2]
    assert {each["attempts"][0]["recipient"] for each in second} == {"trial@office.example"}
    assert len({each["address"] for each in second}) == 24


def test_in_a_register_that_is_no_sandbox_nothing_is_sent_as_if_at_another_moment(tracker: Tracker) -> None:
    said = tracker("digest", "send", *THEN, "--json")
    assert (said.code, said.error["kind"]) == (4, "forbidden")
    assert tracker("digest", "send", "--dry-run", *THEN).code == 0
