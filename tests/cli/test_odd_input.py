"""Whatever stands on a command line, the answer is an exit code that means something, and at most one clear line."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cli.conftest import Tracker
from tests.conftest import copied_sqlite
from tests.support.registers import make_starter

COMMANDS = ("list", "show", "deadline", "add", "update", "confirm", "assign", "review", "doctor", "nothing", "")
OPTIONS = (
    "--json", "--as-if", "--as-of", "--language", "--limit", "--offset", "--fields", "--anchor", "--published",
    "--work", "--note", "--on", "--day", "--post", "--nobody", "--body", "--none", "--title", "--programme", "--due",
    "--kind", "--review", "--version", "--help", "--", "-", "-x", "--as-if=",
)  # fmt: skip
WORDS = (
    "SF-001-003", "hlj-2024", "2026-01-05", "9999-12-31", "0001-01-01", "2025-12-31T23:30", "is:overdue",
    "due:<+999999d", "zh", "by 2025", "2024年底前", "in_progress", "0", "-1", "hlj-dee-director", "(", '"', "is:",
    "sort:-late", "%", "_",
)  # fmt: skip
ANYTHING = st.text(st.characters(exclude_characters="\0"), max_size=12)


@pytest.fixture
def odd(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Tracker:
    copied_sqlite("starter", make_starter, tmp_path)
    return Tracker(tmp_path, None, monkeypatch, capsys)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(COMMANDS), st.lists(st.sampled_from(OPTIONS) | st.sampled_from(WORDS) | ANYTHING, max_size=6))
def test_any_words_get_an_answer(odd: Tracker, command: str, words: list[str]) -> None:
    said = odd(command, *words)
    assert said.code in range(7), said
    assert "Traceback" not in said.out + said.err
    assert not (odd.home / "log").exists(), said
    if said.code > 1 and said.err:
        assert len(said.err.splitlines()) in (1, 3)
