"""What goes wrong: the exit code of its kind, one clear line or one object, and never a traceback."""

import sqlite3
from pathlib import Path

import pytest

from tests.cli.conftest import Tracker


@pytest.mark.parametrize(
    ("words", "code", "kind"),
    [
        (("lst",), 2, "usage"),
        (("show",), 2, "usage"),
        (("show", "A-1", "B-2"), 2, "usage"),
        (("list", "--limt", "5"), 2, "usage"),
        (("list", "--limit"), 2, "usage"),
        (("list", "--json=yes"), 2, "usage"),
        (("assign", "SF-001-003"), 2, "usage"),
        (("assign", "SF-001-003", "--nobody", "--post", "mee-office"), 2, "usage"),
        (("review", "SF-001-003"), 2, "usage"),
        (("add", "--programme", "hlj-2024", "--title", "x", "--paragraph", "3"), 2, "usage"),
        (("run", "web", "--as-if", "2026-01-05"), 2, "usage"),
        (("show", "NO-SUCH-1"), 3, "not_found"),
        (("update", "NO-SUCH-1", "--note", "x"), 3, "not_found"),
        (("update", "SF-001-003", "--note", "x", "--as-if", "2026-01-05"), 4, "forbidden"),
        (("update", "SF-001-003", "--note", "x", "--as-of", "2026-01-05"), 4, "forbidden"),
        (("update", "SF-001-003", "--note", "x", "--version", "7"), 5, "conflict"),
        (("update", "SF-001-003", "--work", "closed"), 5, "conflict"),
        (("add", "--programme", "hlj-2024", "--title", "x", "--alias", "SF-001-003"), 5, "conflict"),
        (("list", "is:overdu"), 6, "invalid"),
        (("list", "--limit", "-1"), 6, "invalid"),
        (("list", "--limit", "99999999999999999999"), 6, "invalid"),
        (("list", "--offset", "²"), 6, "invalid"),
        (("list", "--as-if", "yesterday"), 6, "invalid"),
        (("list", "--as-of", "2026-02-30"), 6, "invalid"),
        (("deadline", "by 2025", "--anchor", "20250101"), 6, "invalid"),
        (("review", "SF-001-003", "2027-13-01"), 6, "invalid"),
        (("update", "SF-001-003", "--work", "flying"), 6, "invalid"),
        (("update", "SF-001-003", "--on", "2025-1-1"), 6, "invalid"),
        (("update", "SF-001-003"), 6, "invalid"),
        (("assign", "SF-001-003", "--post", "no-such-post"), 6, "invalid"),
        (("add", "--programme", "hlj-2024"), 6, "invalid"),
        (("add", "--programme", "no-such", "--title", "x"), 6, "invalid"),
        (("add", "--programme", "hlj-2024", "--title", "x", "--kind", "wish"), 6, "invalid"),
        (("add", "--programme", "hlj-2024", "--title", "x", "--ref", "a b"), 6, "invalid"),
        (("add", "--programme", "hlj-2024", "--title", "x" * 501), 6, "invalid"),
        (("add", "--programme", "hlj-2024", "--title", "a\x1b[2Jb"), 6, "invalid"),
    ],
)
def test_each_kind_has_its_exit_code(tracker: Tracker, words: tuple[str, ...], code: int, kind: str) -> None:
    said = tracker(*words)
    assert (said.code, said.out) == (code, "")
    assert said.err.startswith("Error: ")
    asked = tracker("--json", *words)
    assert asked.code == code
    assert set(asked.error) - {"position"} == {"kind", "message", "hint", "where"}
    assert asked.error["kind"] == kind
    assert asked.error["message"] in said.err


def test_a_query_is_shown_with_what_is_wrong_in_it(tracker: Tracker) -> None:
    said = tracker("list", "无废", "unti:heilongjiang")
    assert said.err.splitlines() == [
        "Error: There is no field “unti”. Did you mean “unit”?",
        "  无废 unti:heilongjiang",
        "       ^^^^",
    ]
    assert tracker("list", "无废", "unti:heilongjiang", "--json").error["position"] == 3


def test_a_long_query_is_shown_where_it_is_wrong(tracker: Tracker) -> None:
    said = tracker("list", "river " * 40 + "is:overdu " + "lake " * 40)
    _, query, carets = said.err.splitlines()
    assert query[carets.index("^") : carets.rindex("^") + 1] == "overdu"
    assert len(query) < 140


def test_a_query_that_obeys_the_terminal_is_shown_without_its_orders(tracker: Tracker) -> None:
    said = tracker("list", "a\x1b[2J\nb unti:x")
    assert "\x1b" not in said.err
    assert said.err.count("\n") == 3


def test_a_person_whom_nobody_knows_changes_nothing(tracker: Tracker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACKER_ACTOR", "stranger")
    assert tracker("update", "SF-001-003", "--note", "x", "--json").error["kind"] == "not_found"


def test_nobody_confirms_his_own_deadline(tracker: Tracker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACKER_ACTOR", "sample-mee-office")
    assert tracker("confirm", "SF-001-003", "--json").error["kind"] == "forbidden"
    assert tracker("show", "SF-001-003", "--json").json["version"] == 1


def test_where_there_is_no_register_one_is_told_how_to_make_it(bare: Tracker) -> None:
    for words in (("list",), ("show", "X"), ("doctor",), ("seed",), ("update", "X", "--note", "y"), ("run", "web")):
        said = bare(*words)
        assert (said.code, "tracker init" in said.err) == (3, True), words
    assert not bare.home.exists()


def test_a_file_that_is_no_database_is_told(bare: Tracker) -> None:
    bare.home.mkdir()
    (bare.home / "register.db").write_bytes(b"not a database at all" * 100)
    for words in (("list",), ("init",), ("doctor",)):
        assert bare(*words, "--json").error["kind"] == "unavailable"


def test_an_empty_file_is_no_register(bare: Tracker) -> None:
    bare.home.mkdir()
    (bare.home / "register.db").touch()
    assert bare("list", "--json").error["kind"] == "not_found"
    assert bare("init", "--empty").code == 0


def test_a_folder_in_place_of_the_database_is_told(bare: Tracker) -> None:
    (bare.home / "register.db").mkdir(parents=True)
    assert bare("list", "--json").error["kind"] == "unavailable"


def test_a_home_that_cannot_be_made_is_told(bare: Tracker) -> None:
    bare.home.write_text("a file")
    said = bare("init")
    assert (said.code, str(bare.home) in said.err) == (7, True)


@pytest.mark.parametrize("home", ["/proc/no-such-place", "/sys/no-such-place"])
def test_a_read_only_place_is_told(bare: Tracker, home: str) -> None:
    said = bare("init", "--home", home)
    assert (said.code, home in said.err) == (7, True)
    assert said.err.count("\n") == 1


def test_a_server_that_does_not_answer_is_told_without_the_password(
    bare: Tracker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRACKER_DATABASE_URL", "postgresql://somebody:secret@127.0.0.1:1/register")
    said = bare("list")
    assert (said.code, "secret" in said.err, said.err.count("\n")) == (7, False, 1)


def test_a_fault_of_the_program_is_kept_in_a_file_and_told_in_one_line(tracker: Tracker) -> None:
    with sqlite3.connect(tracker.home / "register.db") as damaged:
        damaged.execute("UPDATE commitment SET aliases = 'no json'")
    said = tracker("show", "MEE-ZON-003")
    assert (said.code, said.out, said.err.count("\n")) == (7, "", 1)
    assert "Traceback" not in said.err
    (kept,) = (tracker.home / "log").iterdir()
    assert str(kept) in said.err
    assert "JSONDecodeError" in kept.read_text(encoding="utf-8")
    assert Path(tracker("show", "MEE-ZON-003", "--json").error["where"]).exists()
