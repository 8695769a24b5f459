"""Readings: what a source tells, kept as printed; corrections stand beside what they correct."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from tests.support.registers import SEEDED_AT, Register
from tracker.domain.commitment import Kind
from tracker.domain.indicator import Direction, Pace
from tracker.kit.errors import Conflict, Forbidden, Invalid, NotFound
from tracker.services import commitments, indicators, readings, registration, seeding, tallies
from tracker.services.context import Context
from tracker.services.readings import NewReading
from tracker.services.registration import NewCommitment
from tracker.store import audit

NEXT = SEEDED_AT + timedelta(days=1)
TALLY = "HLJ-2024-025"
OWNER, STRANGER = "sample-hlj-rectification", "sample-yubei"

HANDLING = {"closed": 1480, "阶段性办结": 600, "in work": 250}
VERDICT = {"true": 1000, "basically true": 500, "部分属实": 700, "not_true": 130}


def as_(register: Register, person: str | None) -> Context:
    return replace(register.at(NEXT), acting_for=person)


def axis(name: str, parts: dict[str, int]) -> dict[str, Any]:
    return {"name": name, "parts": [{"name": part, "count": count} for part, count in parts.items()]}


def told(register: Register, ref: str = TALLY, person: str | None = None, **given: Any) -> str:
    return readings.record(as_(register, person), NewReading(ref=ref, **given))


def refs(register: Register, ref: str = TALLY) -> dict[str, bool]:
    return {entry.ref: entry.counts for entry in readings.of(register.at(NEXT), ref)}


def test_a_value_is_kept_as_printed_with_what_it_speaks_of(starter: Register) -> None:
    ref = told(
        starter, person=OWNER, value="2,330", comparator="≥", period_words="截至2024年底",
        reported_on=date(2025, 1, 20), source="hlj-column-2024-02", paragraph=11, vintage="2025-01",
    )  # fmt: skip
    assert ref == "HLJ-2024-R003"
    (entry,) = readings.of(starter.at(NEXT), TALLY)
    assert entry.result.value == {
        "baseline": None, "target": None, "result": "2330", "unit": {"en": "cases", "zh": "件"},
        "comparator": "at least", "printed": "2,330",
    }  # fmt: skip
    assert (entry.period_first, entry.period_last, entry.result.reported_on) == (
        None,
        date(2024, 12, 31),
        date(2025, 1, 20),
    )
    assert (entry.source, entry.paragraph, entry.vintage) == ("hlj-column-2024-02", "11", "2025-01")
    assert (entry.entered_on, entry.counts) == (date(2025, 6, 3), True)
    assert [result.ref for result in commitments.show(starter.at(NEXT), TALLY).results] == [ref]
    with starter.at().db.read() as session:
        assert not list(audit.findings(session))


def test_days_that_are_given_go_before_days_that_are_read(starter: Register) -> None:
    told(starter, value="1", period_words="2023年", period_first=date(2023, 4, 1), period_last=date(2024, 3, 31))
    (entry,) = readings.of(starter.at(NEXT), TALLY)
    assert (entry.period_first, entry.period_last) == (date(2023, 4, 1), date(2024, 3, 31))


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"value": "about 5"}, "not a number"),
        ({"value": "95%"}, "not a number"),
        ({"value": "5", "comparator": "≠"}, "not known"),
        ({}, "neither a value nor words"),
        ({"value": "5", "source": "nowhere"}, "nowhere"),
        ({"value": "5", "reported_on": date(2099, 1, 1)}, "not come yet"),
        ({"value": "5", "period_first": date(2024, 2, 1), "period_last": date(2024, 1, 1)}, "ends before"),
        ({"value": "5", "period_first": date(2099, 2, 1)}, "begins on"),
        ({"value": "5", "corrects": "HLJ-2024-R001", "reason": "x"}, "no reading"),
        ({"value": "5", "corrects": "nothing"}, "no reading"),
        ({"value": "2330", "axes": [axis("handling", {"closed": 2329})]}, "2329, 1 less than the total of 2330"),
        ({"value": "2330", "axes": [axis("a", {"x": 2330}), axis("b", {"x": 2331})]}, "2331, 1 more"),
        ({"value": "2330", "comparator": "about", "axes": [axis("a", {"x": 2330})]}, "exact"),
        ({"value": "2330.5", "axes": [axis("a", {"x": 2330})]}, "whole number"),
        ({"value": "54.9", "unit_en": "%"}, "is a percentage"),
        ({"value": "54.9", "unit_zh": "％"}, "is a percentage"),
        ({"value": "55", "unit_en": "per cent"}, "is a percentage"),
        ({"value": "55", "unit_en": "% of the cases"}, "is a percentage"),
        ({"value": "54.9", "printed": "54.9 %"}, "is a percentage"),
        ({"axes": [axis("a", {"x": 0})]}, "total"),
        ({"value": "65", "marks": [{"name": "water", "count": 66}]}, "66"),
    ],
)
def test_what_is_wrong_with_a_reading_is_named_and_nothing_is_kept(
    starter: Register, wrong: dict[str, Any], says: str
) -> None:
    with pytest.raises(Invalid, match=says):
        told(starter, **wrong)
    assert refs(starter) == {}


@pytest.mark.parametrize(
    "wrong", [{"axes": [axis("a", {"x": -1})]}, {"colour": "red"}, {"value": "1\x00"}, {"axes": [{"name": "a"}]}]
)
def test_what_cannot_be_a_reading_is_refused_before_the_register_is_asked(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        NewReading(ref=TALLY, **wrong)


def test_a_result_without_a_number_is_words_and_not_zero(starter: Register) -> None:
    told(starter, note_en="No number was published for March.", period_words="2024年3月")
    (entry,) = readings.of(starter.at(NEXT), TALLY)
    assert (entry.number, entry.result.value) == (None, None)
    assert tallies.tally(starter.at(NEXT), TALLY).total is None


def test_parts_are_for_tallies(starter: Register) -> None:
    with pytest.raises(Invalid, match="Only a tally"):
        told(starter, "HLJ-2024-026", value="1", axes=[axis("a", {"x": 1})])


def test_a_stranger_finds_no_readings_and_the_accepting_body_enters_none(starter: Register) -> None:
    told(starter, value="5")
    for ask in (readings.of, tallies.tally, indicators.series):
        with pytest.raises(NotFound):
            ask(as_(starter, STRANGER), TALLY)
    with pytest.raises(NotFound):
        told(starter, person=STRANGER, value="5")
    accepted = registration.add(starter.at(NEXT), NewCommitment(programme="hlj-2024", title_en="A", acceptor="mee"))
    with pytest.raises(Forbidden):
        told(starter, accepted, "sample-mee-office", value="5")


def test_a_correction_is_a_new_reading_and_both_are_kept(starter: Register) -> None:
    wrong = told(starter, value="2052", period_words="2024年")
    with pytest.raises(Invalid, match="reason"):
        told(starter, value="2025", corrects=wrong, period_words="2024年")
    right = told(starter, value="2025", corrects=wrong.lower(), period_words="2024年", reason="digits swapped")
    with pytest.raises(Conflict, match=right):
        told(starter, value="2026", corrects=wrong, reason="again")
    last = told(starter, value="2024", corrects=right, period_words="2024年", reason="page 3")
    found = {entry.ref: entry for entry in readings.of(starter.at(NEXT), TALLY)}
    assert refs(starter) == {wrong: False, right: False, last: True}
    assert found[wrong].number == 2052
    assert found[wrong].corrected_by == found[last].corrects == right


def test_the_later_vintage_counts_and_the_earlier_one_stays(starter: Register) -> None:
    early = told(starter, value="100", period_words="2023年", vintage="first", reported_on=date(2024, 2, 1))
    late = told(starter, value="98.5", period_words="2023年", vintage="revised", reported_on=date(2024, 9, 1))
    assert refs(starter) == {early: False, late: True}


def test_what_was_told_is_told_for_the_moment_asked_about(starter: Register) -> None:
    told(starter, value="5")
    assert readings.of(starter.at(NEXT, as_of="2025-06-03"), TALLY) == ()
    with pytest.raises(Conflict):
        told(starter, value="5", version=99)


def test_a_tally_keeps_stated_entered_and_told_apart(starter: Register) -> None:
    marks = [{"name": "水", "count": 1800}, {"name": "气", "count": 900}]
    both = [axis("办理", HANDLING), axis("verdict", VERDICT)]
    told(starter, value="2,330", reported_on=date(2025, 1, 6), axes=both, marks=marks)
    told(starter, value="2300", reported_on=date(2025, 6, 1), axes=[axis("handling", {"closed": 2300})])
    registration.add(
        starter.at(NEXT), NewCommitment(programme="hlj-2024", title_en="One case", parent=TALLY, body="heilongjiang")
    )
    found = tallies.tally(starter.at(NEXT), TALLY)
    assert (found.stated, found.entered, found.total) == (2330, 1, 2300)
    assert (found.missing_items, found.missing_total) == (2329, 30)
    assert [(rate.counts, rate.n) for rate in found.rates] == [(("closed",), 2300)]
    first = found.history[0]
    assert [(each.name, each.sum) for each in first.axes] == [("handling", 2330), ("verdict", 2330)]
    assert [part.name for part in first.axes[0].parts] == ["closed", "closed_by_stage", "open"]
    assert sum(mark.count for mark in first.marks) > 2330


def indicator(register: Register, quantity: dict[str, Any]) -> str:
    """An indicator of a department that is due at the end of 2025."""
    command = NewCommitment(
        programme="hlj-2024", kind=Kind.INDICATOR, title_en="Share of good water", due_words="2025年12月31日前",
        body="hlj-dee", quantity=quantity,
    )  # fmt: skip
    return registration.add(register.at(NEXT), command)


PERCENT = {"en": "%", "zh": "%"}


def test_an_indicator_is_judged_on_the_day_its_value_is_true_for(starter: Register) -> None:
    ref = indicator(
        starter,
        {"baseline": "60", "baseline_day": "2020-12-31", "target": "80", "unit": PERCENT, "comparator": "reach"},
    )
    assert indicators.series(starter.at(NEXT), ref).pace is Pace.NO_DATA
    told(starter, ref, value="68", period_words="2022年", reported_on=date(2024, 3, 1))
    found = indicators.series(starter.at(NEXT), ref)
    assert (found.pace, found.goal.direction) == (Pace.ON_PATH, Direction.INCREASE)
    assert found.expected_today is not None
    assert 77 < found.expected_today < 78
    told(starter, ref, value="69", period_words="2024年", reported_on=date(2025, 3, 1))
    assert indicators.series(starter.at(NEXT), ref).pace is Pace.BEHIND


def test_the_first_value_serves_as_baseline_where_none_is_stated_and_this_is_said(starter: Register) -> None:
    ref = indicator(starter, {"target": "80", "unit": PERCENT})
    first = told(starter, ref, value="60", period_words="2020年", reported_on=date(2021, 3, 1))
    assert indicators.series(starter.at(NEXT), ref).pace is Pace.NO_DATA
    told(starter, ref, value="76", period_words="2024年", reported_on=date(2025, 3, 1))
    found = indicators.series(starter.at(NEXT), ref)
    assert (found.pace, found.goal.baseline_day) == (Pace.ON_PATH, date(2020, 12, 31))
    assert found.goal.baseline == 60
    assert any(first in str(reason) for reason in found.reasons)


def test_values_in_another_unit_and_changes_are_no_levels(starter: Register) -> None:
    ref = indicator(starter, {"baseline": "60", "baseline_day": "2020-12-31", "target": "80", "unit": PERCENT})
    told(starter, ref, value="3", unit_en="points", unit_zh="个百分点")
    told(starter, ref, value="5", comparator="increase")
    found = indicators.series(starter.at(NEXT), ref)
    assert (found.points, found.pace) == ((), Pace.NO_DATA)
    assert any("another unit" in str(reason) for reason in found.reasons)


@pytest.mark.parametrize("quantity", [{}, {"target": "x"}, {"target": "5", "unit": "km", "baseline_day": "soon"}])
def test_a_quantity_that_says_nothing_leaves_nothing_to_judge(starter: Register, quantity: dict[str, Any]) -> None:
    ref = indicator(starter, quantity)
    assert indicators.series(starter.at(NEXT), ref).pace is Pace.NO_DATA
    assert indicators.series_json(indicators.series(starter.at(NEXT), ref), "zh")["pace"] == "no_data"


def test_every_commitment_of_the_starter_register_can_be_asked(starter: Register) -> None:
    ctx = starter.at(NEXT)
    for item in commitments.list_(ctx, "", limit=0).items:
        tallies.tally_json(tallies.tally(ctx, item.ref), "en")
        indicators.series_json(indicators.series(ctx, item.ref), "zh")


def test_what_is_told_as_a_percentage_is_refused_with_the_field_and_the_way_to_say_it(starter: Register) -> None:
    with pytest.raises(Invalid) as refused:
        told(starter, value="54.9", unit_en="%")
    assert (refused.value.where, "as counted" in str(refused.value.hint)) == ("unit", True)
    assert told(starter, "HLJ-2024-026", value="54.9", unit_en="%")


def test_a_percentage_that_seeds_tell_of_a_tally_is_no_total(starter: Register, tmp_path: Path) -> None:
    told(starter, value="2330", reported_on=date(2025, 1, 1))
    (tmp_path / "readings").mkdir()
    rate = {
        "ref": "HLJ-2024-R900", "commitment": TALLY, "title": {"en": "Closure rate", "zh": "办结率"},
        "value": {"result": "54.9", "unit": {"en": "%", "zh": "%"}}, "reported": date(2025, 5, 1),
    }  # fmt: skip
    (tmp_path / "readings" / "rates.yaml").write_text(yaml.safe_dump([rate], allow_unicode=True), encoding="utf-8")
    assert seeding.load(starter.at(NEXT), tmp_path).faults == []
    found = tallies.tally(starter.at(NEXT), TALLY)
    assert (found.total, len(found.history)) == (2330, 2)
