"""``tracker body``, ``post``, ``person``, ``programme``, ``source``: what is kept is told, and can be seen."""

import pytest

from tests.cli.conftest import Tracker


def test_from_a_new_body_to_its_merger(everywhere: Tracker) -> None:
    said = everywhere("body", "add", "bureau", "--parent", "heilongjiang", "--name-zh", "局", "--json").json
    assert said == {"slug": "bureau", "version": 1}
    assert (
        everywhere("body", "rename", "bureau", "--name-en", "Bureau", "--version", "1", "--json").json["version"] == 2
    )
    assert everywhere("body", "move", "bureau", "--to-root").text == "bureau: is moved (version 3).\n"
    merge = ("body", "merge", "hlj-dee", "--into", "bureau", "--reason", "reform")
    foreseen = everywhere(*merge, "--dry-run", "--json").json
    merged = everywhere(*merge, "--yes", "--json").json
    assert foreseen["losing"] == [] and foreseen["ended"] == ["hlj-dee"]
    assert [foreseen[name] for name in ("posts", "bodies")] == [merged[name] for name in ("posts", "bodies")]
    assert (merged["ended"], merged["posts"], merged["bodies"]) == (["hlj-dee"], 2, 0)
    listed = everywhere("list", "unit:=bureau", "is:open", "--json").json
    assert listed["total"] == merged["commitments"] > 0
    assert everywhere("body", "end", "bureau", "--json").code == 5
    assert everywhere("doctor", "--json").code == 0


def test_a_merger_is_shown_and_made_only_when_that_is_said(everywhere: Tracker) -> None:
    merge = ("body", "merge", "hlj-dee", "--into", "mee")
    owned = everywhere("list", "unit:hlj-dee", "acceptor:mee", "is:open", "--json").json
    assert everywhere(*merge, "--dry-run").code == 0
    said = everywhere(*merge)
    assert said.code == 2 and "Nothing was merged yet" in said.err and "--yes" in said.err
    assert "these end: hlj-dee." in said.out and "posts 2" in said.out
    assert all(item["ref"] in said.out for item in owned["items"])
    assert everywhere(*merge, "--json").error["kind"] == "usage"
    assert everywhere(*merge, "--yes", "--dry-run", "--json").error["kind"] == "usage"
    assert everywhere("list", "unit:=hlj-dee", "is:open", "--json").json["total"] > 0


def test_a_post_is_made_held_handed_over_and_ended(everywhere: Tracker) -> None:
    everywhere("person", "add", "li-na", "--name-zh", "李娜", "--email", "li.na@office.test", "--reads", "en")
    assert everywhere("post", "add", "clerk", "--body", "mee", "--title-zh", "科员", "--json").json["version"] == 1
    held = everywhere("post", "hold", "clerk", "li-na", "--since", "2025-01-01", "--reason", "told late", "--json").json
    assert (held["post"], held["since"], held["until"], held["told"]) == ("clerk", "2025-01-01", None, "late")
    said = everywhere(
        "post", "hand-over", "clerk", "--from", "li-na", "--to", "sample-mee-office", "--on", "2099-01-01"
    ).text
    assert said.splitlines() == [
        "sample-mee-office holds clerk from 1 Jan 2099 on.",
        "That day is still to come: until then all stays as it is.",
    ]
    (li,) = [each for each in everywhere("person", "list", "--json").json["persons"] if each["slug"] == "li-na"]
    assert (li["posts"], li["language"], li["id"]) == (["clerk"], "en", held["person"])
    assert "clerk" in everywhere("person", "list").text
    assert everywhere("post", "leave", "clerk", "li-na").text.startswith("li-na holds clerk from 1 Jan 2025 to ")
    assert everywhere("post", "rename", "clerk", "--title-en", "Clerk", "--json").json["version"] == 2
    assert everywhere("post", "end", "clerk", "--json").json["version"] == 3
    assert everywhere("doctor", "--json").code == 0


def test_a_person_is_changed_and_erased_only_when_that_is_said_twice(everywhere: Tracker) -> None:
    made = everywhere("person", "add", "li-na", "--name-zh", "李娜", "--email", "li.na@office.test", "--json").json
    changed = everywhere("person", "change", "li-na", "--name-en", "Li Na", "--empty-week", "nothing", "--json").json
    assert (changed["name"], changed["empty_week"]) == ({"en": "Li Na", "zh": "李娜"}, "nothing")
    assert everywhere("person", "erase", "li-na", "--json").code == 2
    erased = everywhere("person", "erase", "li-na", "--yes", "--also", "Miss Li", "--json").json
    assert erased == {"person": made["id"], "holdings": 0, "letters": 0, "files": 0}
    assert everywhere("person", "erase", "li-na", "--yes", "--json").error["kind"] == "not_found"
    assert made["id"] in everywhere("person", "erase", made["id"], "--yes").text


def test_programmes_and_sources_are_entered_and_changed(everywhere: Tracker) -> None:
    assert (
        everywhere("programme", "add", "air", "--code", "AIR", "--title-zh", "大气专项", "--json").json["version"] == 1
    )
    assert (
        everywhere("programme", "change", "air", "--closing", "verified", "--reason", "x", "--json").json["version"]
        == 2
    )
    added = everywhere("source", "add", "paper", "--title-en", "Paper", "--published", "2026-01-05", "--json").json
    assert added == {"slug": "paper", "version": 1}
    assert everywhere("source", "change", "paper", "--policy", "end-of-year", "--json").json["version"] == 2
    assert everywhere("source", "change", "paper", "--no-published", "--json").json["version"] == 3
    assert everywhere("source", "change", "paper", "--no-publisher").code == 6, "no body published it before"
    assert everywhere("source", "change", "paper", "--published", "2026-01-05", "--no-published").code == 2
    said = everywhere("add", "--programme", "air", "--title", "Fewer fires", "--source", "paper", "--json").json
    assert said["ref"] == "AIR-001"


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("body", "add", "Bad Slug", "--name-en", "x"), 6, "SLUG"),
        (("body", "move", "mee"), 2, "--under"),
        (("body", "move", "mee", "--under", "mee-stf"), 5, "below"),
        (("body", "merge", "mee", "--into", "mee"), 6, "another"),
        (("body", "rename", "mee", "--version", "x"), 6, "--version"),
        (("post", "hand-over", "mee-office", "--from", "nobody", "--to", "sample-ieepa"), 3, "nobody"),
        (("post", "hold", "mee-office", "sample-ieepa", "--since", "2025-02-30"), 6, "--since"),
        (("post", "add", "x", "--body", "mee", "--title-en", "x", "--scope", "mee"), 6, "scope"),
        (("person", "add", "li", "--name-en", "Li", "--reads", "fr"), 6, "--reads"),
        (("programme", "change", "hlj-2024", "--closing", "simpel"), 6, "simple"),
    ],
)
def test_what_is_wrong_is_one_clear_line(tracker: Tracker, words: tuple[str, ...], code: int, says: str) -> None:
    said = tracker(*words)
    assert (said.code, said.out, said.err.count("\n")) == (code, "", 1), said
    assert says in said.err


def test_a_list_that_names_a_merged_body_says_where_to_ask(tracker: Tracker) -> None:
    assert tracker("body", "merge", "hlj-dee", "--into", "mee", "--yes").code == 0
    (note,) = tracker("list", "unit:hlj-dee", "is:open", "--json").json["notes"]
    assert "unit:mee" in note and note in tracker("list", "unit:hlj-dee", "is:open").text
