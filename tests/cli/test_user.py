"""``tracker user`` and ``tracker access``: inviting, closing, resetting, and what the log says of it."""

import pytest

from tests.cli.conftest import Tracker

OFFICER = "sample-register-officer"


def state_of(tracker: Tracker, slug: str) -> str:
    return next(str(each["state"]) for each in tracker("user", "list", "--json").json["users"] if each["slug"] == slug)


def test_a_link_is_printed_for_a_person_who_is_there(everywhere: Tracker) -> None:
    said = everywhere("user", "invite", OFFICER, "--json").json
    assert said["link"].startswith("http://127.0.0.1:8000/welcome/")
    assert state_of(everywhere, OFFICER) == "invited"
    told = everywhere("user", "invite", "register.office@tracker.example", "--language", "zh").text
    assert "登记员（示例）" in told
    assert len(told.splitlines()) == 2


def test_links_lead_to_the_address_that_the_office_uses(tracker: Tracker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACKER_BASE_URL", "https://register.office.example/")
    link = tracker("user", "invite", OFFICER, "--json").json["link"]
    assert link.startswith("https://register.office.example/welcome/")


def test_a_person_who_is_not_there_yet_is_entered_at_once(tracker: Tracker) -> None:
    new = ("user", "invite", "zhao", "--email", "zhao@office.example", "--name-zh", "赵丽", "--reads", "zh")
    person = tracker(*new, "--json").json["person"]
    (found,) = [each for each in tracker("user", "list", "--json").json["users"] if each["slug"] == "zhao"]
    assert (found["person"], found["name"], found["state"]) == (person, {"en": "赵丽", "zh": "赵丽"}, "invited")
    assert tracker(*new, "--json").error["kind"] == "conflict"
    assert tracker("user", "invite", "qian", "--name-en", "Qian", "--json").error["kind"] == "usage"
    assert (
        tracker("user", "invite", "qian", "--email", "no address", "--name-en", "Q", "--json").error["kind"]
        == "invalid"
    )
    assert tracker("user", "invite", "qian", "--json").error["kind"] == "not_found"


def test_accounts_are_opened_closed_and_reset(everywhere: Tracker) -> None:
    assert everywhere("user", "reset", OFFICER, "--json").error["kind"] == "conflict"
    assert everywhere("user", "enable", OFFICER).text == f"{OFFICER} may sign in.\n"
    assert everywhere("user", "reset", OFFICER, "--json").json["link"]
    closed = everywhere("user", "disable", OFFICER, "--reason", "left", "--json").json
    assert closed == {"name": OFFICER, "state": "disabled"}
    assert everywhere("user", "reset", OFFICER, "--json").error["kind"] == "conflict"
    assert state_of(everywhere, OFFICER) == "disabled"
    assert "disabled" in everywhere("user", "list").text
    assert everywhere("user", "disable", "sample-mee-office").code == 3


def test_sessions_are_listed_and_ended(tracker: Tracker) -> None:
    assert tracker("user", "sessions", OFFICER, "--json").json == {"sessions": []}
    assert tracker("user", "sessions", OFFICER, "--end", "--json").json == {"ended": 0, "sessions": []}
    assert tracker("user", "sessions", OFFICER).text == f"{OFFICER} has no session.\n"
    assert tracker("user", "sessions", "nobody-known").code == 3


def test_the_access_log_is_read_and_searched(everywhere: Tracker) -> None:
    everywhere("user", "enable", OFFICER)
    link = everywhere("user", "reset", OFFICER, "--json").json["link"]
    lines = everywhere("access", "--json").json["lines"]
    assert [line["event"] for line in lines] == ["link_made", "account_opened"]
    assert {line["way"] for line in lines} == {"command"}
    assert link.rpartition("/")[2] not in everywhere("access").text
    assert len(everywhere("access", "--event", "link_made", "--json").json["lines"]) == 1
    assert len(everywhere("access", "--limit", "1", "--json").json["lines"]) == 1
    assert everywhere("access", "--until", "2020-01-01", "--json").json["lines"] == []
    assert len(everywhere("access", "--since", "2020-01-01", "--person", OFFICER, "--json").json["lines"]) == 2
    assert everywhere("access", "--event", "nonsense").code == 6
    assert everywhere("access", "--since", "yesterday").code == 6


def test_who_acts_for_somebody_who_is_no_administrator_keeps_the_accounts_as_operator(
    tracker: Tracker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRACKER_ACTOR", "sample-mee-office")
    assert tracker("user", "invite", OFFICER).code == 0
