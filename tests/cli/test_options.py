"""The options of every command, before its name and after it."""

from pathlib import Path

import pytest

from tests.cli.conftest import Tracker
from tracker import __version__

LEAVES = [
    ("list",), ("show",), ("deadline",), ("add",), ("update",), ("confirm",), ("assign",), ("review",), ("init",),
    ("seed",), ("doctor",), ("run", "web"),
]  # fmt: skip


@pytest.mark.parametrize("leaf", LEAVES, ids=" ".join)
def test_every_command_names_them_in_its_help(bare: Tracker, leaf: tuple[str, ...]) -> None:
    told = bare(*leaf, "--help").text
    for option in ("--json", "--as-if", "--as-of", "--home", "--language"):
        assert option in told


@pytest.mark.parametrize(
    "words",
    [
        ("--json", "--as-if", "2026-01-05", "--language", "zh", "list", "alias:SF-001-003"),
        ("list", "alias:SF-001-003", "--json", "--as-if", "2026-01-05", "--language", "zh"),
        ("--json", "list", "--as-if=2026-01-05", "alias:SF-001-003", "--language=zh"),
        (
            "--as-if=2020-01-01",
            "--language=en",
            "list",
            "--json",
            "--as-if",
            "2026-01-05",
            "--language",
            "zh",
            "alias:SF-001-003",
        ),
    ],
    ids=["before", "after", "both", "the later one counts"],
)
def test_they_mean_the_same_in_both_places(tracker: Tracker, words: tuple[str, ...]) -> None:
    found = tracker(*words).json
    assert (found["total"], found["as_if"]) == (1, "2026-01-05T00:00:00+08:00")
    assert found["items"][0]["title"].startswith("基本建立")


def test_home_names_the_folder(tracker: Tracker, tmp_path: Path) -> None:
    elsewhere = str(tmp_path / "nowhere")
    for words in (("--home", elsewhere, "list"), ("list", "--home", elsewhere)):
        said = tracker(*words)
        assert (said.code, elsewhere in said.err) == (3, True)


def test_the_version(bare: Tracker) -> None:
    assert bare("--version").text == f"tracker {__version__}\n"


def test_without_a_command_the_help_is_shown(bare: Tracker) -> None:
    for words in ((), ("run",)):
        said = bare(*words)
        assert (said.code, said.err) == (2, "")
        assert "Usage: tracker" in said.out


def test_a_language_that_nobody_speaks_is_refused(tracker: Tracker, monkeypatch: pytest.MonkeyPatch) -> None:
    assert tracker("list", "--language", "fr", "--json").error["where"] == "--language"
    monkeypatch.setenv("TRACKER_LANGUAGE", "fr")
    assert tracker("list", "--json").error["where"] == "TRACKER_LANGUAGE"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_help_is_said_in_full_in_both_languages(bare: Tracker, language: str) -> None:
    for leaf in ((), *LEAVES):
        told = bare(*leaf, "--help", "--language", language).text
        assert "…" not in told
        assert ("Judge what is known" in told) is (language == "en")


def test_errors_are_told_in_both_languages(tracker: Tracker) -> None:
    assert tracker("list", "单为:x", "--language", "zh").err.splitlines() == [
        "错误：没有字段“单为”。是否指“单位”？",
        "  单为:x",
        "  ^^^^",
    ]


def test_the_language_can_come_from_the_environment(tracker: Tracker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACKER_LANGUAGE", "zh")
    assert tracker("show", "SF-001-003", "--json").json["title"].startswith("基本建立")
    assert "2025年12月31日" in tracker("list", "alias:SF-001-003").text
    assert "31 Dec 2025" in tracker("list", "alias:SF-001-003", "--language", "en").text
