"""What the shell offers while somebody types."""

import pytest

from tests.cli.conftest import Tracker


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        (["tracker", "li"], "list"),
        (["tracker", "run", ""], "all job log scheduler web"),
        (["tracker", "list", "is:ov"], "is:overdue"),
        (["tracker", "list", "is:overdue", "unit:x", "kind:ta"], "kind:task kind:tally"),
        (["tracker", "list", "is", ":", "ov"], "overdue"),
        (["tracker", "list", "状"], "状态:"),
        (["tracker", "list", "--as"], "--as-if --as-of"),
        (["tracker", "add", "--kind", "t"], "task tally"),
        (["tracker", "update", "X", "--work", "in"], "in_progress"),
        (["tracker", "show", "X", "--language", ""], "en zh"),
    ],
    ids=" ".join,
)
def test_what_could_follow_is_offered(
    bare: Tracker, typed: list[str], offered: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("_TRACKER_COMPLETE", "complete_bash")
    monkeypatch.setenv("COMP_WORDS", " ".join(typed))
    monkeypatch.setenv("COMP_CWORD", str(len(typed) - 1))
    assert set(bare().out.split()) == set(offered.split())


def test_the_script_for_a_shell_can_be_had(bare: Tracker) -> None:
    for shell in ("bash", "zsh", "fish"):
        said = bare.run(_TRACKER_COMPLETE=f"source_{shell}")
        assert (said.code, "_TRACKER_COMPLETE" in said.out) == (0, True)
