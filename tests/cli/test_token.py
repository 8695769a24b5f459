"""``tracker token``, and commands called by a token: one is the person it was made for, and no more than that."""

from collections.abc import Iterator
from typing import Any

import pytest
from typer.core import TyperGroup

from tests.cli.conftest import Tracker
from tests.support.accounts import first
from tracker.bootstrap import open_register
from tracker.cli import app, options
from tracker.cli.rights import RIGHTS
from tracker.domain.rights import Right
from tracker.services import accounts
from tracker.settings import Settings

OFFICER, STRANGER = "sample-register-officer", "stranger"


def commands() -> list[str]:
    """The path of every command that can be called."""
    options.begin([])

    def below(group: Any, path: str) -> Iterator[str]:
        for name, command in group.commands.items():
            if isinstance(command, TyperGroup):
                yield from below(command, f"{path}{name} ")
            else:
                yield f"{path}{name}"

    return sorted(below(app.command_for(["x"]), ""))


def secret_for(tracker: Tracker, person: str, *scopes: str) -> str:
    """Open an account for somebody, and make a token."""
    tracker("user", "enable", person)
    wanted = [word for scope in scopes or ("read",) for word in ("--scope", scope)]
    return str(tracker("token", "make", "test", "--person", person, *wanted, "--json").json["secret"])


@pytest.fixture
def by_token(tracker: Tracker, monkeypatch: pytest.MonkeyPatch) -> Tracker:
    """The command, called by a token of the register officer that may do everything he may."""
    monkeypatch.setenv("TRACKER_TOKEN", secret_for(tracker, OFFICER, "read", "write", "admin"))
    return tracker


def test_every_command_has_a_right() -> None:
    assert [path for path in commands() if path not in RIGHTS] == []


def test_every_right_is_that_of_a_command() -> None:
    assert [path for path in RIGHTS if path not in commands()] == []


def test_a_person_without_posts_is_refused_by_every_command(tracker: Tracker, monkeypatch: pytest.MonkeyPatch) -> None:
    tracker("user", "invite", STRANGER, "--email", "stranger@office.example", "--name-en", "Stranger")
    secret = secret_for(tracker, STRANGER, "read", "write", "admin")
    monkeypatch.setenv("TRACKER_TOKEN", secret)
    let_through = []
    for path in (path for path in commands() if RIGHTS.get(path) not in (Right.ENTER, Right.OWN_ACCOUNT)):
        words = (*path.split(), *required(path), "--json")
        said = tracker(*words)
        # What is wrong with the words alone is told before any register is looked at, to whomever.
        if said.code != 4 and said != tracker(*words, "--home", str(tracker.home / "nowhere")):
            let_through.append(path)
    assert not let_through, let_through


def required(path: str) -> list[str]:
    """Values for whatever a command cannot be called without."""
    command: Any = app.command_for(["x"])
    for name in path.split():
        command = command.commands[name]
    words = []
    for param in command.params:
        if param.required:
            words += ["1"] if param.param_type_name == "argument" else [param.opts[0], "1"]
    return words


def test_the_commands_of_the_machine_are_refused_to_every_token(by_token: Tracker) -> None:
    for path in (path for path, right in RIGHTS.items() if right is Right.OPERATE):
        said = by_token(*path.split(), *required(path), "--json")
        assert (said.code, said.error["kind"]) == (4, "forbidden"), path


def test_by_a_token_one_reads_and_changes_as_its_person(by_token: Tracker) -> None:
    assert by_token("list", "--json").json["total"] == 219
    assert by_token("update", "SF-001-003", "--note", "asked", "--json").json["version"] == 2
    found = by_token("show", "SF-001-003", "--json").json
    assert found["history"][0]["by"]["as"] == "token"


def test_a_token_that_may_only_read_changes_nothing(tracker: Tracker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACKER_TOKEN", secret_for(tracker, OFFICER))
    assert tracker("list", "--json").json["total"] == 219
    assert tracker("update", "SF-001-003", "--note", "asked", "--json").error["kind"] == "forbidden"
    assert tracker("show", "SF-001-003", "--json").json["version"] == 1


def test_a_token_and_somebody_to_act_for_are_not_given_together(
    by_token: Tracker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRACKER_ACTOR", OFFICER)
    for words in (("list",), ("check",), ("init",)):
        said = by_token(*words, "--json")
        assert (said.code, said.error["kind"]) == (2, "usage")


def test_a_void_token_is_refused_and_not_shown(tracker: Tracker, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = secret_for(tracker, OFFICER)
    (found,) = tracker("token", "list", "--json").json["tokens"]
    assert tracker("token", "revoke", found["id"], "--json").json == {"id": found["id"], "state": "revoked"}
    monkeypatch.setenv("TRACKER_TOKEN", secret)
    said = tracker("list", "--json")
    assert (said.code, said.error["kind"]) == (4, "unauthenticated")
    assert secret not in said.err
    monkeypatch.delenv("TRACKER_TOKEN")
    assert tracker("access", "--json").json["lines"][0]["event"] == "token_refused"


def test_a_refusal_to_a_token_stands_in_the_access_log(by_token: Tracker, monkeypatch: pytest.MonkeyPatch) -> None:
    assert by_token("access").code == 4
    assert by_token("user", "list").code == 4
    monkeypatch.delenv("TRACKER_TOKEN")
    assert "IP address" in by_token("access").text
    lines = by_token("access", "--event", "refused", "--json").json["lines"]
    assert [line["what"] for line in lines] == ["tracker user list", "tracker access"]
    (used,) = by_token("access", "--event", "token_used", "--json").json["lines"]
    assert used["way"] == "command"


def test_tokens_are_made_listed_and_told(everywhere: Tracker) -> None:
    assert everywhere("token", "list").text == "There are no tokens.\n"
    everywhere("user", "enable", OFFICER)
    assert everywhere("token", "make", "nightly", "--json").error["where"] == "person"
    told = everywhere("token", "make", "nightly", "--person", OFFICER, "--days", "30").text
    assert told.splitlines()[1].startswith("ct_")
    assert "nightly" in everywhere("token", "list").text
    for wrong in (("--days", "367"), ("--days", "0"), ("--scope", "all"), ("--days", "x")):
        assert everywhere("token", "make", "x", "--person", OFFICER, *wrong).code == 6
    assert everywhere("token", "revoke", "no-such").code == 3


def test_the_first_administrator_keeps_accounts_by_a_token(tracker: Tracker, monkeypatch: pytest.MonkeyPatch) -> None:
    ctx = open_register(Settings(home=tracker.home))
    accounts.accept(ctx, str(accounts.open_first(ctx)), first())
    ctx.db.close()
    monkeypatch.setenv("TRACKER_TOKEN", secret_for(tracker, "zhao", "admin"))
    assert tracker("user", "invite", OFFICER, "--json").json["link"]
    assert tracker("access", "--json").json["lines"]


@pytest.mark.parametrize("value", ["", "  "])
@pytest.mark.parametrize("words", [("list",), ("doctor",), ("body", "end", "mee")])
def test_an_empty_token_makes_nobody_the_operator(
    tracker: Tracker, monkeypatch: pytest.MonkeyPatch, value: str, words: tuple[str, ...]
) -> None:
    monkeypatch.setenv("TRACKER_TOKEN", value)
    said = tracker(*words, "--json")
    assert said.code == 6 and said.error["where"] == "TRACKER_TOKEN"
    assert "unset TRACKER_TOKEN" in said.error["hint"]
