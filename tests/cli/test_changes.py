"""``tracker add``, ``update``, ``confirm``, ``assign``, ``review``: what is recorded is told, and can be seen."""

import pytest

from tests.cli.conftest import Tracker


def add(tracker: Tracker, *words: str) -> str:
    return str(tracker("add", "--programme", "hlj-2024", "--title", "Plant trees", "--json", *words).json["ref"])


def test_from_registration_to_a_report_of_completion(everywhere: Tracker) -> None:
    said = everywhere(
        "add", "--programme", "hlj-2024", "--title-en", "Plant trees", "--title-zh", "植树造林", "--kind", "milestone",
        "--due", "by the end of 2025", "--owner-words", "the forest office", "--post", "hlj-dee-director",
        "--source", "hlj-column-2024-02", "--paragraph", "12", "--place", "heilongjiang", "--tag", "air",
        "--alias", "TREES-1", "--note", "Oaks first.", "--reason", "told in a letter", "--json",
    ).json  # fmt: skip
    assert said["version"] == 1
    assert (said["due"]["last_day"], said["due"]["certain"], said["due"]["confirmed_by"]) == ("2025-12-31", True, None)
    assert everywhere("confirm", "trees-1", "--json").json == {"ref": said["ref"], "version": 2}
    assert everywhere("assign", "TREES-1", "--nobody", "--json").json["version"] == 3
    assert everywhere("assign", "TREES-1", "--post", "hlj-dee-director", "--json").json["version"] == 4
    assert everywhere("update", "TREES-1", "--work", "in_progress", "--note", "begun", "--json").json["version"] == 5
    assert everywhere("review", "TREES-1", "2030-01-31", "--json").json["version"] == 6
    found = everywhere("show", "TREES-1", "--json").json
    assert (found["title"], found["titles"]["zh"], found["note"]) == ("Plant trees", "植树造林", "Oaks first.")
    assert (found["kind"], found["work"], found["body"]) == ("milestone", "in_progress", "hlj-dee")
    assert (found["review_day"], found["due"]["confirmed_by"]) == ("2030-01-31", "register-office")
    assert found["sources"][0]["paragraph"] == "12"
    assert [entry["action"] for entry in found["history"]] == [
        "set_review_day", "start", "assign", "assign", "confirm_reading", "register",
    ]  # fmt: skip
    assert found["history"][1]["reason"] == "begun"
    assert found["history"][-1]["reason"] == "told in a letter"
    assert everywhere("doctor", "--json").code == 0


def test_people_are_told_how_the_words_were_read_and_how_to_confirm_them(tracker: Tracker) -> None:
    told = tracker("add", "--programme", "hlj-2024", "--title", "Plant trees", "--due", "2025年6月底前").text
    ref = told.split()[0]
    assert "2025年6月底前" in told
    assert f"If 30 Jun 2025 is right: tracker confirm {ref}" in told
    assert tracker("confirm", ref).text == f"{ref}: the reading of its deadline is confirmed (version 2).\n"


def test_words_that_give_no_day_are_kept_and_the_next_step_is_told(tracker: Tracker) -> None:
    told = tracker(
        "add", "--programme", "hlj-2024", "--title", "Plant trees", "--due", "as soon as the snow melts"
    ).text
    ref = told.split()[0]
    assert f"tracker review {ref} DAY" in told
    assert tracker("show", ref, "--json").json["due"]["words"] == "as soon as the snow melts"


def test_a_context_day_becomes_the_deadline_only_by_being_named(tracker: Tracker) -> None:
    ref = add(tracker, "--context-day", "2026-12-31", "--context-words", "in the heading")
    assert tracker("show", ref, "--json").json["due"]["last_day"] is None
    assert tracker("confirm", ref, "--json").error["hint"] == "Name the day, such as 2026-12-31."
    assert tracker("confirm", ref, "--day", "2026-12-31", "--json").json["version"] == 2
    assert tracker("show", ref, "--json").json["due"]["last_day"] == "2026-12-31"


def test_a_title_in_the_language_of_answers(tracker: Tracker) -> None:
    ref = tracker("add", "--programme", "hlj-2024", "--title", "植树造林", "--language", "zh", "--json").json["ref"]
    assert tracker("update", ref, "--title-en", "Plant trees", "--json").json["version"] == 2
    assert tracker("show", ref, "--json").json["titles"] == {"en": "Plant trees", "zh": "植树造林"}


def test_references_are_counted_on_unless_given(tracker: Tracker) -> None:
    first, second = add(tracker), add(tracker)
    assert int(second.rpartition("-")[2]) == int(first.rpartition("-")[2]) + 1
    assert add(tracker, "--ref", "TREES-2026") == "TREES-2026"


def test_a_change_on_an_older_version_is_refused(tracker: Tracker) -> None:
    assert tracker("update", "SF-001-003", "--note", "first", "--version", "1", "--json").json["version"] == 2
    said = tracker("update", "SF-001-003", "--note", "second", "--version", "1")
    assert (said.code, "version 1, it is now 2" in said.err) == (5, True)


def test_people_are_told_in_one_line_what_was_recorded(tracker: Tracker) -> None:
    assert (
        tracker("update", "SF-001-003", "--work", "in_progress").text == "MEE-ZON-003: now “In progress” (version 2).\n"
    )
    assert tracker("assign", "SF-001-003", "--nobody").text == "MEE-ZON-003: nobody answers for it (version 3).\n"
    told = tracker("review", "SF-001-003", "2030-01-31").text
    assert told == "MEE-ZON-003: to be looked at again on 31 Jan 2030 (version 4).\n"


def test_a_review_day_can_be_taken_away(tracker: Tracker) -> None:
    assert tracker("review", "SF-001-003", "2030-01-31", "--json").json["version"] == 2
    assert tracker("review", "SF-001-003", "--none", "--json").json["version"] == 3
    assert tracker("show", "SF-001-003", "--json").json["review_day"] is None


@pytest.mark.parametrize(
    "words",
    [
        ("add", "--programme", "hlj-2024", "--title", "x"),
        ("update", "SF-001-003", "--note", "x"),
        ("confirm", "SF-001-003"),
        ("assign", "SF-001-003", "--nobody"),
        ("review", "SF-001-003", "2030-01-31"),
        ("seed",),
        ("init",),
    ],
    ids=lambda words: words[0],
)
@pytest.mark.parametrize("option", ["--as-if", "--as-of"])
def test_nothing_is_changed_at_another_moment(tracker: Tracker, words: tuple[str, ...], option: str) -> None:
    for said in (tracker(*words, option, "2026-01-05"), tracker(option, "2026-01-05", *words)):
        assert (said.code, said.out) == (4, "")
    found = tracker("list", "--json").json
    assert (found["total"], tracker("show", "SF-001-003", "--json").json["version"]) == (219, 1)


def test_a_sandbox_is_changed_as_if_it_were_another_moment(bare: Tracker) -> None:
    made = bare("init", "--sandbox", "--as-if", "2024-01-01", "--json").json
    assert (made["made"], made["sandbox"]) == (True, True)
    assert bare("update", "SF-001-003", "--work", "in_progress", "--as-if", "2024-06-01", "--json").json["version"] == 2
    found = bare("show", "SF-001-003", "--json").json
    assert (found["registered_on"], found["updated_on"]) == ("2024-01-01", "2024-06-01")
    assert bare("update", "SF-001-003", "--note", "x", "--as-of", "2024-06-01").code == 4
    assert bare("list", "is:overdue", "--as-if", "2026-01-05", "--json").json["total"] == 7
