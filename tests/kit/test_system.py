"""What the system refuses is told in words that can be translated, its own words beside them."""

import socket
from pathlib import Path

import pytest

from tracker.kit import system


def raised(path: Path, how: str) -> OSError:
    try:
        if how == "read":
            path.read_text()
        else:
            path.mkdir()
    except OSError as error:
        return error
    pytest.fail("nothing was refused")


def test_the_ordinary_causes_are_in_words_and_the_words_of_the_system_in_brackets(tmp_path: Path) -> None:
    missing = system.reason(raised(tmp_path / "none", "read"))
    assert missing.msgid == "there is no such file or folder ({said})"
    assert str(missing) == "there is no such file or folder (No such file or directory)"
    assert str(system.reason(raised(tmp_path, "read"))).startswith("it is a folder (")
    assert str(system.reason(raised(tmp_path, "make"))).startswith("it is there already (")


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (PermissionError(13, "Permission denied"), "the system does not permit it (Permission denied)"),
        (OSError(28, "No space left on device"), "the disk is full (No space left on device)"),
        (ConnectionRefusedError(111, "Connection refused"), "the connection was refused (Connection refused)"),
        (socket.gaierror(-2, "Name or service not known"), "the name of the machine is not known (Name or service not "
         "known)"),
        (UnicodeDecodeError("utf-8", b"x", 0, 1, "invalid start byte"), "it is no text in UTF-8"),
        (OSError(77, "File descriptor in bad state"), "File descriptor in bad state"),
        (ValueError("{embedded}"), "{embedded}"),
        (RuntimeError(), "RuntimeError"),
    ],
)  # fmt: skip
def test_what_is_not_ordinary_is_told_in_the_words_of_the_system(error: Exception, words: str) -> None:
    assert str(system.reason(error)).startswith(words)


def test_every_ordinary_cause_has_words() -> None:
    assert set(system._WORDS.values()) <= set(system._SAID)
