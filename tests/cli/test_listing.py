"""``tracker list`` and ``tracker show``: the one question with one right answer, for people and for programs."""

import json
import time
from collections.abc import Iterator

import pytest

from tests.cli.conftest import Tracker

SEVEN = {"SF-001-003", "SF-001-026", "SF-001-056", "SF-001-124", "SF-001-125", "SF-001-126", "SF-003-001"}
ITEM = {
    "ref", "aliases", "title", "kind", "programme", "body", "post", "due", "work", "assurance", "flags", "days_late",
    "done_on", "days_done_late", "updated_on",
}  # fmt: skip
DUE = {"words", "last_day", "precision", "policy", "confirmed_by", "context_day", "first_day"}


def overdue(tracker: Tracker, *words: str) -> set[str]:
    found = tracker("list", "is:overdue", "--json", *words).json
    return {alias for item in found["items"] for alias in item["aliases"]}


def test_seven_are_overdue_as_if_5_january_2026(everywhere: Tracker) -> None:
    found = everywhere("list", "is:overdue", "--as-if", "2026-01-05", "--json").json
    assert {alias for item in found["items"] for alias in item["aliases"]} == SEVEN
    assert found["total"] == len(found["items"]) == 7
    assert (found["as_if"], found["zone"], found["query"]) == (
        "2026-01-05T00:00:00+08:00",
        "Asia/Shanghai",
        "is:overdue",
    )


def test_the_day_ends_at_midnight_in_the_zone_of_the_register(tracker: Tracker) -> None:
    assert overdue(tracker, "--as-if", "2025-12-31T23:30") == SEVEN - {"SF-001-003"}
    assert overdue(tracker, "--as-if", "2026-01-01T00:00") == SEVEN


@pytest.fixture(params=["UTC", "America/New_York"])
def zone_of_the_machine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    with monkeypatch.context() as patch:
        patch.setenv("TZ", request.param)
        time.tzset()
        yield request.param
    time.tzset()


def test_the_zone_of_the_machine_makes_no_difference(tracker: Tracker, zone_of_the_machine: str) -> None:
    assert overdue(tracker, "--as-if", "2025-12-31T23:30") == SEVEN - {"SF-001-003"}
    assert overdue(tracker, "--as-if", "2026-01-01T00:00") == SEVEN
    found = tracker.run("list", "is:overdue", "--json", "--as-if", "2025-12-31T23:30", TZ=zone_of_the_machine).json
    assert found["total"] == 6


def test_the_json_of_a_list_has_the_shape_that_was_promised(everywhere: Tracker) -> None:
    found = everywhere("list", "alias:SF-001-003", "--as-if", "2026-01-05", "--json").json
    assert set(found) == {"as_of", "as_if", "zone", "query", "total", "notes", "items"}
    (item,) = found["items"]
    assert set(item) == ITEM
    assert set(item["due"]) == DUE
    assert (item["due"]["words"], item["due"]["last_day"], item["due"]["precision"]) == (
        "by 2025",
        "2025-12-31",
        "year",
    )
    assert item["days_late"] == 5
    flags = [(flag["rule"], flag["since"]) for flag in item["flags"]]
    assert flags == [("overdue", "2026-01-01"), ("silent", "2025-07-17")]
    assert all(isinstance(reason, str) for flag in item["flags"] for reason in flag["reasons"])


def test_json_gives_all_unless_it_is_limited(tracker: Tracker) -> None:
    everything = tracker("list", "--json").json
    assert everything["total"] == len(everything["items"]) == 219
    refs = [item["ref"] for item in everything["items"]]
    some = tracker("list", "--json", "--limit", "3", "--offset", "2").json
    assert (some["total"], [item["ref"] for item in some["items"]]) == (219, refs[2:5])


def test_an_empty_list_is_an_answer(tracker: Tracker) -> None:
    found = tracker("list", "no-such-words-anywhere", "--json").json
    assert (found["total"], found["items"]) == (0, [])
    assert "Nothing matches" in tracker("list", "no-such-words-anywhere").text


def test_several_words_are_one_query(tracker: Tracker) -> None:
    one = tracker("list", "is:overdue unit:mee -owner:none", "--as-if", "2026-01-05", "--json").json
    several = tracker("list", "is:overdue", "unit:mee", "-owner:none", "--as-if", "2026-01-05", "--json").json
    assert one == {**several, "as_of": one["as_of"]}
    assert one["total"] > 0


def test_a_query_may_begin_with_the_sign_for_not(tracker: Tracker) -> None:
    found = tracker("list", "-is:overdue", "--as-if", "2026-01-05", "--json").json
    assert found["total"] == 219 - 7


def test_people_get_the_answer_first_then_the_table(tracker: Tracker) -> None:
    answer, empty, head, *rows, gap, last = tracker("list", "is:overdue", "--as-if", "2026-01-05").text.splitlines()
    assert answer == "7 overdue as of 5 Jan 2026 (Asia/Shanghai), the oldest late since 1 Jan 2025."
    assert (empty, gap, last) == ("", "", "7 in all.")
    assert head.split()[0] == "Reference"
    assert len(rows) == 7
    assert all("■ Overdue" in row and "31 Dec 202" in row for row in rows)


def test_people_get_fifty_and_are_told_of_the_rest(tracker: Tracker) -> None:
    lines = tracker("list", "--as-if", "2026-01-05").text.splitlines()
    assert lines[0].startswith("7 overdue as of 5 Jan 2026")
    assert lines[-1] == "50 of 219 shown; --limit 0 shows all."
    assert "219 in all." in tracker("list", "--limit", "0").text
    assert "4 to 5 of 219 shown." in tracker("list", "--limit", "2", "--offset", "3").text


def test_no_reference_is_cut_and_columns_stand_straight_in_chinese(tracker: Tracker) -> None:
    items = tracker("list", "--json", "--language", "zh").json["items"]
    assert "成效" in "".join(item["title"] for item in items)
    lines = tracker("list", "--limit", "0", "--language", "zh").text.splitlines()
    assert [line.split()[0] for line in lines[3:-2]] == [item["ref"] for item in items]


def test_what_goes_to_a_file_has_no_colours(tracker: Tracker) -> None:
    assert "\x1b" not in tracker("list").text
    assert "\x1b" not in tracker("show", "SF-001-003").text


def test_what_was_known_then(everywhere: Tracker) -> None:
    nothing = everywhere("list", "--as-of", "2025-06-02T08:59", "--json").json
    assert (nothing["total"], nothing["as_of"], nothing["as_if"]) == (0, "2025-06-02T08:59:00+08:00", None)
    assert everywhere("list", "--as-of", "2025-06-02T09:01", "--json").json["total"] == 219
    both = everywhere("list", "is:overdue", "--as-of", "2025-06-03", "--as-if", "2026-01-05", "--json").json
    assert both["total"] == 7
    assert "held nothing then" in everywhere("list", "--as-of", "2020-01-01").text


def test_the_fields_are_published(tracker: Tracker) -> None:
    fields = {field["name"]: field for field in tracker("list", "--fields", "--json").json["fields"]}
    assert {"unit", "owner", "programme", "kind", "due", "first-due", "is", "work", "late", "updated", "alias"} <= set(
        fields
    )
    assert all(field["type"] and field["example"] and field["meaning"] for field in fields.values())
    assert "overdue" in fields["is"]["values"]
    told = tracker("list", "--fields").text
    assert all(f"\n{name} " in told for name in fields)


def test_every_example_of_a_field_can_be_asked(tracker: Tracker) -> None:
    for field in tracker("list", "--fields", "--json").json["fields"]:
        assert tracker("list", field["example"], "--json").code == 0, field


def test_show_has_everything_a_list_has_and_more(everywhere: Tracker) -> None:
    (item,) = everywhere("list", "alias:SF-001-003", "--as-if", "2026-01-05", "--json").json["items"]
    shown = everywhere("show", "SF-001-003", "--as-if", "2026-01-05", "--json").json
    assert {key: shown[key] for key in item if key != "due"} == {key: item[key] for key in item if key != "due"}
    assert item["due"].items() <= shown["due"].items()
    assert shown["sources"][0]["paragraph"]
    assert shown["history"][-1]["action"] == "register"
    assert shown["version"] == 1


def test_show_answers_to_any_name_in_any_case(tracker: Tracker) -> None:
    ref = tracker("show", "SF-001-003", "--json").json["ref"]
    assert (
        tracker("show", ref.lower(), "--json").json["ref"] == tracker("show", "sf-001-003", "--json").json["ref"] == ref
    )


def test_show_tells_people_why(tracker: Tracker) -> None:
    told = tracker("show", "SF-001-003", "--as-if", "2026-01-05").text
    for section in ("State", "Deadline", "Responsible", "Sources", "Belongs to", "About", "History"):
        assert f"\n{section}\n" in told
    assert "■ Overdue" in told
    assert "5 days later" in told
    assert "“by 2025” is read as the last day of 2025, 31 Dec 2025." in told


def test_all_sorts_of_commitments_can_be_shown(tracker: Tracker) -> None:
    for item in tracker("list", "sort:ref", "--json").json["items"][::8]:
        assert item["ref"] in tracker("show", item["ref"]).text


def test_json_is_one_object_on_one_line_when_a_program_reads(tracker: Tracker) -> None:
    said = tracker("list", "--json", "--limit", "2").text
    assert said.count("\n") == 1
    json.loads(said)
