"""The history of a commitment says of every field what stood there before and afterwards, in both languages."""

import pytest
from sqlalchemy import event

from tests.services.loops import MONDAY, acting_as, approved, asked, assign, proof, registered
from tests.support.registers import Register
from tests.support.roles import OWNER, STRANGER
from tracker.kit.errors import NotFound
from tracker.kit.language import say
from tracker.services import altered, changes, erasure, histories
from tracker.services.altered import Called
from tracker.services.changes import Confirm, Update
from tracker.services.context import Context
from tracker.services.erasure import Erase
from tracker.services.events import Alteration, Event, event_json
from tracker.settings import Settings

SUPERVISOR = "sample-hlj-leading-group"


def told(ctx: Context, ref: str) -> dict[str, Event]:
    """The last event of each kind."""
    return {each.action: each for each in reversed(histories.of(ctx, ref).events)}


def field(found: Event, name: str) -> Alteration:
    (one,) = [each for each in found.changes if each.field == name]
    return one


def words(one: Alteration, language: str = "en") -> tuple[str | None, str | None]:
    before, after = (each and say(each, language) for each in (one.before, one.after))
    return before, after


def test_a_moved_deadline_a_new_state_and_a_new_owner_are_told_from_what_to_what(starter: Register) -> None:
    ref = registered(starter)
    changes.confirm(acting_as(starter, SUPERVISOR), Confirm(ref=ref))
    key = asked(starter, ref, "extend", evidence=(proof(starter, ref),), new_day="2026-03-31")
    approved(starter, key, SUPERVISOR)
    changes.update(acting_as(starter, OWNER), Update(ref=ref, work="in_progress", progress=40, reason="begun"))
    assign(starter, ref, post="yubei-mayor-office", co_bodies=("hlj-dee",))
    found = told(starter.at(MONDAY), ref)
    assert words(field(found["extend"], "last_day")) == ("31 Dec 2025", "31 Mar 2026")
    assert words(field(found["extend"], "last_day"), "zh") == ("2025年12月31日", "2026年3月31日")
    assert words(field(found["extend"], "extended")) == ("0 times", "1 times")
    assert (field(found["extend"], "last_day").old, field(found["extend"], "last_day").new) == (
        "2025-12-31", "2026-03-31",
    )  # fmt: skip
    assert words(field(found["start"], "work")) == ("Registered", "In progress")
    assert words(field(found["start"], "work"), "zh") == ("已登记", "在办")
    assert words(field(found["start"], "progress")) == (None, "40 of 100")
    before, after = words(field(found["assign"], "post"))
    assert before and before.endswith("(hlj-dee-director)") and after and after.endswith("(yubei-mayor-office)")
    assert (words(field(found["assign"], "co_bodies"))[1] or "").endswith("(hlj-dee)")
    assert found["register"].changes == ()
    (work,) = [each for each in event_json(found["start"], "en")["changes"] if each["field"] == "work"]
    assert work == {
        "field": "work", "label": "what is declared", "before": "registered", "after": "in_progress",
        "before_words": "Registered", "after_words": "In progress",
    }  # fmt: skip


def test_an_erased_name_stays_erased(starter: Register) -> None:
    ref = registered(starter)
    changes.confirm(acting_as(starter, SUPERVISOR), Confirm(ref=ref))
    before = told(starter.at(MONDAY), ref)["confirm_reading"]
    name, person = words(field(before, "confirmed_by"))[1], field(before, "confirmed_by").new
    assert name and name != person and name in str(before.who)
    erasure.erase(starter.at(MONDAY), Settings(), Erase(person=SUPERVISOR))
    after = told(starter.at(MONDAY), ref)["confirm_reading"]
    assert words(field(after, "confirmed_by")) == (None, person)
    assert name not in str(after.who) and person in str(after.who)


def test_a_commitment_that_is_not_seen_is_not_named() -> None:
    hidden, shown = Called({}, frozenset()), Called({}, frozenset({"X-1"}))
    assert "do not see" in str(altered.said("parent", "X-1", hidden)) and not hidden.shows("parent", "X-1")
    assert str(altered.said("parent", "X-1", shown)) == "X-1" and shown.shows("parent", "X-1")


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("note_en", "Closed", "Closed"),
        ("size", {"stated": 2330, "unit": {"en": "findings", "zh": "个问题"}}, "2,330个问题"),
        ("quantity", {"target": "90", "unit": {"en": "percent", "zh": "%"}}, "90；%"),
        ("quantity", {"printed": "超过90%", "target": "90"}, "超过90%"),
        ("recurrence", {"every": "year"}, "每年"),
        ("sources", [{"source": "paper", "paragraph": "3"}, {"source": "law", "paragraph": ""}], "paper；law"),
        ("aliases", ["SF-001-003", "{x}"], "SF-001-003；{x}"),
        ("tags", [], None),
    ],
)
def test_what_a_field_holds_is_told_in_words_and_words_of_people_as_they_wrote_them(
    name: str, value: object, said: str | None
) -> None:
    found = altered.said(name, value, Called({}, frozenset()))
    assert (found and say(found, "zh")) == said


def test_a_long_history_costs_no_more_statements_than_a_short_one(starter: Register) -> None:
    ctx, ref = starter.at(MONDAY), registered(starter)
    seen: list[str] = []

    def count(*given: object) -> None:
        seen.append(str(given[2]))

    assign(starter, ref, post="yubei-mayor-office")
    event.listen(ctx.db._reader, "before_cursor_execute", count)
    histories.of(ctx, ref)
    short = len(seen)
    for post in ("hlj-dee-director", "yubei-mayor-office") * 5:
        assign(starter, ref, post=post)
    seen.clear()
    assert len(histories.of(ctx, ref).events) == 12
    assert len(seen) == short <= 10
    event.remove(ctx.db._reader, "before_cursor_execute", count)


def test_whoever_does_not_see_it_finds_no_history(starter: Register) -> None:
    ref = registered(starter)
    with pytest.raises(NotFound):
        histories.of(acting_as(starter, STRANGER), ref)
