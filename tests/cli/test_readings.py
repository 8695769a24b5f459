"""``tracker read`` and ``tracker readings``: values go in as printed, and it is told which of them count."""

import pytest

from tests.cli.conftest import Tracker

REF = "HLJ-2024-025"
PARTS = ["--part", "closed=1480", "--part", "closed_by_stage=600", "--part", "open=250"]
VERDICT = "verdict:true=1000,basically_true=500,partly_true=700,not_true=130"


def test_a_tally_is_told_with_its_parts_and_marks(everywhere: Tracker) -> None:
    told = everywhere(
        "read", REF, "--value", "2,330", "--period", "截至2024年底", "--on", "2025-01-06", *PARTS, "--axis", VERDICT,
        "--mark", "water=1800", "--mark", "air=900", "--source", "hlj-column-2024-02", "--paragraph", "11", "--json",
    )  # fmt: skip
    assert told.json == {"ref": "HLJ-2024-R003"}
    found = everywhere("readings", "SF-002-025", "--json").json
    (item,) = found["items"]
    assert (item["value"]["result"], item["value"]["printed"], item["counts"]) == ("2330", "2,330", True)
    assert (item["period_last"], item["reported_on"], item["paragraph"]) == ("2024-12-31", "2025-01-06", "11")
    tally = found["tally"]
    assert (tally["stated"], tally["entered"], tally["total"], tally["missing_items"]) == (2330, 0, 2330, 2330)
    assert [axis["name"] for axis in tally["axes"]] == ["handling", "verdict"]
    assert [(rate["counts"], rate["percent"]) for rate in tally["rates"]] == [
        (["closed"], "63.5"), (["closed", "closed_by_stage"], "89.3"),
    ]  # fmt: skip
    lines = everywhere("readings", REF).text.splitlines()
    assert "Stated: 2,330. Entered: 0." in lines
    assert "Closed + Closed by stage: 89.3 per cent of 2,330" in lines


def test_parts_that_do_not_add_up_are_refused_with_the_difference(tracker: Tracker) -> None:
    found = tracker("read", REF, "--value", "2329", *PARTS, "--json")
    assert (found.code, found.error["where"]) == (6, "axes")
    assert "1 more than the total of 2,329" in found.error["message"]


def test_a_correction_names_what_it_corrects(tracker: Tracker) -> None:
    tracker("read", REF, "--value", "2052", "--period", "2024年", "--on", "2025-01-06")
    fix = ["read", REF, "--value", "2025", "--corrects", "HLJ-2024-R003", "--on", "2025-01-06"]
    assert tracker(*fix).code == 6
    tracker(*fix, "--reason", "digits swapped")
    assert "corrected by HLJ-2024-R004" in tracker("readings", REF).text
    assert tracker(*fix, "--reason", "again").code == 5


def test_what_starts_without_values_says_so(tracker: Tracker) -> None:
    assert tracker("readings", REF).text == "No value has been told.\n"


@pytest.mark.parametrize(
    "words",
    [
        ["--value", "much"],
        ["--value", "5", "--part", "closed"],
        ["--value", "5", "--part", "=5"],
        ["--value", "5", "--part", "closed=-5"],
        ["--value", "5", "--axis", "closed=5"],
        ["--value", "5", "--axis", "handling:"],
        ["--value", "5", "--mark", "water=many"],
        ["--value", "5", "--on", "2026"],
        ["--value", "5", "--from", "2026-02-30"],
        ["--value", "5", "--comparator", "≠"],
        [],
    ],
)
def test_what_cannot_be_read_is_told_in_one_line(tracker: Tracker, words: list[str]) -> None:
    found = tracker("read", REF, *words)
    assert (found.code, found.out, found.err.count("\n")) == (6, "", 1)
    assert "Something went wrong" not in found.err
