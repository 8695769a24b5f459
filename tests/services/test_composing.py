"""What one addressee answers for: flags as the rules find them, one part for each, the worst first."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given

from tests.query import strategies
from tests.query.test_evaluate import FULL
from tracker.domain.commitment import Facts, Work
from tracker.domain.flags import is_open
from tracker.kit.text import text
from tracker.notifications.messages import GROUPS, TOP
from tracker.rules import engine
from tracker.services import composing, packs
from tracker.services.composing import Asking, Desk, Judge
from tracker.services.editions import weeks_between

DAY = date(2026, 1, 5)
NONE: frozenset[str] = frozenset()


@given(strategies.facts(), strategies.moments)
def test_the_flags_are_those_of_the_rules(facts: Facts, day: date) -> None:
    judged = Judge(packs.shipped(), day=day).judge(facts)
    assert judged.flags == tuple((flag.rule, flag.since) for flag in engine.flags(packs.shipped(), facts, day=day))


@given(strategies.rows(), strategies.moments)
def test_every_open_commitment_is_in_exactly_one_part(rows: list[Facts], day: date) -> None:
    desk, judge = Desk(None), Judge(packs.shipped(), day=day)
    mine = [facts for facts in rows if is_open(facts)]
    for facts in mine:
        desk.take(judge.judge(facts), NONE, owned=True)
    assert desk.open == sum(desk.parts.values()) == len(mine)
    flags = Counter(flag.rule for facts in mine for flag in engine.flags(packs.shipped(), facts, day=day))
    overdue = sum(desk.groups[name].total for name in ("new", "overdue") if name in desk.groups)
    assert overdue == flags["overdue"] == len(desk.refs["new"]) + len(desk.refs["overdue"])
    assert {name: kept.total for name, kept in desk.groups.items() if name not in ("new", "overdue")} == {
        rule: count for rule, count in flags.items() if rule != "overdue"
    }


def late_by(days: int, ref: str) -> Facts:
    return replace(
        FULL, ref=ref, work=Work.IN_PROGRESS, last_day=DAY - timedelta(days=days), done_on=None, updated_on=DAY
    )


def test_in_a_first_letter_new_is_what_is_late_by_a_week_at_most() -> None:
    desk, judge = Desk(None), Judge(packs.shipped(), day=DAY)
    for days in (1, 7, 8):
        desk.take(judge.judge(late_by(days, f"X-{days}")), NONE, owned=True)
    assert (desk.refs["new"], desk.refs["overdue"]) == (["X-1", "X-7"], ["X-8"])


def test_later_new_is_what_the_last_letter_did_not_know_as_overdue() -> None:
    desk, judge = Desk(frozenset({"X-1"})), Judge(packs.shipped(), day=DAY)
    for days in (1, 7, 300):
        desk.take(judge.judge(late_by(days, f"X-{days}")), NONE, owned=True)
    assert (desk.refs["new"], desk.refs["overdue"]) == (["X-7", "X-300"], ["X-1"])


def test_of_many_the_ten_worst_are_told() -> None:
    desk, judge = Desk(frozenset()), Judge(packs.shipped(), day=DAY)
    for days in range(1, 200):
        desk.take(judge.judge(late_by(days, f"X-{days:03d}")), NONE, owned=True)
    told = [facts.ref for facts, _ in desk.groups["new"].worst(set())]
    assert told == [f"X-{days:03d}" for days in range(199, 199 - TOP, -1)]


def test_where_days_cannot_tell_new_from_old_the_query_names_them_and_says_so_when_they_are_too_many() -> None:
    asking, judge = Asking(packs.shipped(), once=False), Judge(packs.shipped(), day=DAY)
    few = Desk(frozenset({"X-5"}))
    for days in (4, 5, 6):
        few.take(judge.judge(late_by(days, f"X-{days}")), NONE, owned=True)
    query, exact = asking.group(few, "new", "owner:p")
    assert exact
    assert "ref:X-4,X-6" in query
    many = Desk(frozenset({"X-005"}))
    for days in range(1, 100):
        many.take(judge.judge(late_by(days, f"X-{days:03d}")), NONE, owned=True)
    assert asking.group(many, "new", "owner:p") == ("owner:p is:open is:overdue sort:-late", False)


def test_of_what_waits_so_many_are_named_as_an_address_can_hold_and_the_rest_is_not_called_exact() -> None:
    asking = Asking(packs.shipped(), once=False)
    for count, exact in ((60, True), (61, False)):
        desk = Desk(None)
        for number in range(count):
            desk.step("to_accept", late_by(1, f"X-{number:03d}"), DAY, text("why"))
        query, found = asking.group(desk, "to_accept", "owner:p")
        assert (found, query.count("X-"), "owner:" in query) == (exact, 60, False)


def test_a_commitment_that_waits_for_several_steps_is_counted_once_with_every_reason() -> None:
    desk = Desk(None)
    for why in (text("first"), text("second")):
        desk.step("to_decide", late_by(1, "X-1"), DAY, why)
    assert (desk.refs["to_decide"], desk.groups["to_decide"].total) == (["X-1"], 1)
    assert [str(why) for why in desk.whys["to_decide", "X-1"]] == ["first", "second"]


def test_groups_stand_in_their_order_and_those_of_an_office_after_what_is_silent() -> None:
    kept = {name: composing.Kept() for name in (*GROUPS, "dormant")}
    order = composing.in_order(kept, GROUPS, ["overdue", "dormant", "silent"])
    assert order[order.index("silent") + 1] == "dormant"
    assert [name for name in order if name != "dormant"] == list(GROUPS)


@pytest.mark.parametrize(
    ("before", "after", "missed"),
    [
        ("2026-W02", "2026-W03", ()),
        ("2026-W02", "2026-W05", ("2026-W03", "2026-W04")),
        ("2026-W52", "2027-W01", ("2026-W53",)),
    ],
)
def test_the_weeks_between_two_editions_are_counted_by_the_calendar(
    before: str, after: str, missed: tuple[str, ...]
) -> None:
    assert weeks_between(before, after) == missed
