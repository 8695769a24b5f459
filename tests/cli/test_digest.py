"""``tracker digest``: letters looked at, sent and listed from the command line."""

import email
import json
from collections.abc import Iterator
from email.policy import default
from pathlib import Path

import pytest

from tests.cli.conftest import Tracker
from tests.conftest import copied_sqlite
from tests.support.smtp import MailServer, mail_server
from tracker.cli import main

THEN = ("--as-if", "2026-01-05T08:00:10")


def play(url: str) -> None:
    """Make a register to play with at an address."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TRACKER_DATABASE_URL", url)
        assert main.answer(("init", "--sandbox", "--as-if", "2025-12-01T09:00")) == 0


@pytest.fixture
def sandbox(tmp_path: Path, bare: Tracker) -> Tracker:
    """The command on a register to play with, made on a Monday before there was an edition."""
    bare.home.mkdir()
    copied_sqlite("sandbox", play, bare.home)
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


def test_held_letters_are_told_and_let_go_all_together(sandbox: Tracker) -> None:
    told = sandbox("digest", "send", "--hold", *THEN).text
    assert "Held: 24; tracker digest send --release sends them." in told
    listed = sandbox("digest", "list").text
    assert "Held, as was asked." in listed
    assert "TRACKER_MAIL_HOLD" not in listed
    again = sandbox("digest", "send", *THEN).text
    assert again.splitlines() == [
        "This week’s edition was made before.",
        "Held: 24; tracker digest send --release sends them.",
    ]
    sent = sandbox("digest", "send", "--release", *THEN).text
    assert "Sent or written to files: 24" in sent
    assert "Held" not in sent
    assert len(list((sandbox.home / "mail" / "1").glob("*.eml"))) == 24


def test_one_letter_is_held_let_go_and_sent_again_by_its_key(everywhere: Tracker) -> None:
    everywhere("digest", "send", "--hold")
    first, *others = sorted(each["key"] for each in everywhere("digest", "list", "--json").json["letters"])
    assert first in everywhere("digest", "list").text
    assert "Let go: 1." in everywhere("digest", "release", first).text
    assert everywhere("digest", "hold", first).text == "The letter is held; tracker digest release lets it go.\n"
    wrong = everywhere("digest", "retry", first, "--json")
    assert (wrong.code, wrong.error["kind"]) == (5, "conflict")
    assert everywhere("digest", "release", "--json").json == {"released": 1 + len(others)}
    assert "The letter waits to be sent." in everywhere("digest", "retry", first).text
    missing = everywhere("digest", "hold", "weekly:none", "--json")
    assert (missing.code, missing.error["kind"]) == (3, "not_found")


def test_what_a_setting_holds_is_not_let_go(sandbox: Tracker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACKER_MAIL_HOLD", "1")
    sandbox("digest", "send", *THEN)
    for words in (("send", "--release", *THEN), ("release",)):
        said = sandbox("digest", *words, "--json")
        assert (said.code, said.error["where"]) == (6, "TRACKER_MAIL_HOLD")
    assert "(TRACKER_MAIL_HOLD)" in sandbox("digest", "list").text
    assert sandbox("digest", "send", "--release", "--hold").code == 2


def test_settings_of_mail_that_cannot_be_used_are_told_before_an_edition_is_made(
    sandbox: Tracker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRACKER_SMTP_URL", "smtp://127.0.0.1:1")
    said = sandbox("digest", "send", *THEN, "--json")
    assert (said.code, said.error["kind"]) == (6, "invalid")
    assert "TRACKER_MAIL_FROM" in said.error["hint"]
    assert sandbox("digest", "list").text == "No letters were made yet.\n"


@pytest.fixture
def by_mail(sandbox: Tracker, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Tracker, MailServer]]:
    """The command on a register to play with, whose letters all go to one address on a mail server."""
    with mail_server() as server:
        monkeypatch.setenv("TRACKER_SMTP_URL", server.url)
        monkeypatch.setenv("TRACKER_MAIL_FROM", "Office <office@office.test>")
        monkeypatch.setenv("TRACKER_MAIL_REDIRECT", "me@office.test")
        yield sandbox, server


def test_a_server_that_cannot_be_reached_is_told_with_its_reason_and_until_when_letters_wait(
    by_mail: tuple[Tracker, MailServer],
) -> None:
    tracker, server = by_mail
    server.die()
    said = tracker("digest", "send", *THEN)
    assert said.code == 7
    assert said.err.startswith("Error: The mail server at 127.0.0.1")
    assert "Put off, to be tried again: 1" in said.out
    assert "Waiting to be sent: 24, the next on 5 Jan 2026 08:00" in said.out
    as_data = tracker("digest", "send", *THEN, "--json")
    found = json.loads(as_data.out)
    assert (as_data.code, found["waiting"], found["letters"]["deferred"]) == (7, 24, 1)
    assert "did not answer" in found["unreachable"]


def test_letters_that_were_refused_are_told_with_a_reason_each(by_mail: tuple[Tracker, MailServer]) -> None:
    tracker, server = by_mail
    server.otherwise = lambda: "recipient 550"
    said = tracker("digest", "send", *THEN)
    assert said.code == 1
    assert "Refused: 24" in said.out
    assert said.out.count(".example: The server refused the address: 550") == 5
    assert "… and 19 more; tracker digest list says why." in said.out


def test_letters_that_went_to_another_address_say_to_which(by_mail: tuple[Tracker, MailServer]) -> None:
    tracker, _ = by_mail
    tracker("digest", "send", *THEN)
    assert tracker("digest", "list").text.count("Sent to me@office.test instead") == 24
    found = tracker("digest", "list", "--json").json["letters"]
    assert {each["redirected_to"] for each in found} == {"me@office.test"}


def test_a_preview_speaks_the_language_that_is_asked_for(tracker: Tracker) -> None:
    asked = ("digest", "preview", "--person", "sample-mee-office", "--as-if", "2026-01-05", "--json")
    found = [tracker(*asked, "--language", language).json["letter"]["language"] for language in ("en", "zh")]
    assert found == ["en", "zh"]


def test_in_a_register_that_is_no_sandbox_nothing_is_sent_as_if_at_another_moment(tracker: Tracker) -> None:
    said = tracker("digest", "send", *THEN, "--json")
    assert (said.code, said.error["kind"]) == (4, "forbidden")
    assert tracker("digest", "send", "--dry-run", *THEN).code == 0
