"""A letter in a file is there whole or not at all, once."""

from pathlib import Path

import pytest

from tracker.notifications.channels import Letter, Outcome
from tracker.notifications.channels.file import FileChannel

BODY = b"Subject: a\r\n\r\n.\r\nb\r\n"


def letter(*, attempt: int = 1, content: bytes = BODY) -> Letter:
    return Letter("<abc@office.test>", "12", "li@office.test", content, attempt)


def everything_in(folder: Path) -> list[str]:
    return sorted(str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file())


def test_a_letter_lies_in_the_folder_of_its_edition_byte_for_byte(tmp_path: Path) -> None:
    assert FileChannel(tmp_path / "mail").send(letter()).outcome is Outcome.SENT
    assert (tmp_path / "mail" / "12" / "abc@office.test.eml").read_bytes() == BODY


def test_the_same_letter_again_is_still_one_file(tmp_path: Path) -> None:
    channel = FileChannel(tmp_path)
    for attempt in (1, 2):
        assert channel.send(letter(attempt=attempt)).outcome is Outcome.SENT
    assert everything_in(tmp_path) == ["12/abc@office.test.eml"]


def test_what_a_killed_attempt_left_goes_away_with_the_next(tmp_path: Path) -> None:
    left = tmp_path / "12" / ".abc@office.test.1.part"
    left.parent.mkdir()
    left.write_bytes(b"half")
    FileChannel(tmp_path).send(letter(attempt=2))
    assert everything_in(tmp_path) == ["12/abc@office.test.eml"]


@pytest.mark.parametrize("blocked", ["mail", "mail/12"])
def test_a_folder_that_cannot_be_used_puts_the_letter_off_and_says_why(tmp_path: Path, blocked: str) -> None:
    (tmp_path / blocked).parent.mkdir(exist_ok=True)
    (tmp_path / blocked).write_text("a file where a folder should be")
    handed = FileChannel(tmp_path / "mail").send(letter())
    assert (handed.outcome, handed.unreachable) == (Outcome.DEFERRED, True)
    assert "could not be written" in str(handed.reason)
    assert "abc@office.test.eml" in str(handed.reason)
