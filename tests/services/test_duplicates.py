"""Two commitments that are the same are linked, and the first named counts for both."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.support.registers import SEEDED_AT, Register, settings_of
from tests.support.rows import BY, change
from tracker.domain.commitment import Work
from tracker.services import bodies, programmes, runs, seeding, sweeping
from tracker.services.board import Board, board
from tracker.services.commitments import list_, show
from tracker.services.context import Context
from tracker.services.numbers import COUNTED, Line, counted_once
from tracker.store import commitments, history, sweeps

FIRST, SECOND = "MEE-FIN-124", "MEE-SCI-026"
"""Both are overdue when the starter register is seeded, in different programmes and bodies."""

LINKED_AT = SEEDED_AT + timedelta(days=1)
BEFORE = "2025-06-02T12:00"
BEFORE_IT_ENDED = "2025-06-03T12:00"


@pytest.fixture
def linked(starter: Register, tmp_path: Path) -> Register:
    """The starter register, in which the second turns out a day later to be the same as the first."""
    (tmp_path / "links.yaml").write_text(f"- {{kind: same_as, a: {FIRST}, b: {SECOND}}}\n", encoding="utf-8")
    report = seeding.load(starter.at(LINKED_AT), tmp_path)
    assert (report.created, report.faults) == ({"link": 1}, [])
    return starter


def line_of(lines: tuple[Line, ...], slug: str) -> Line:
    return next(line for line in lines if line.slug == slug)


def asked(ctx: Context, query: str) -> int:
    return list_(ctx, query, limit=1).total


def assert_lists_lead_to_their_numbers(ctx: Context, view: Board) -> None:
    numbers = {**view.missing, "open": view.totals["open"], "overdue": view.totals["overdue"], **view.answers}
    for name, number in {**numbers, "coming": view.coming}.items():
        assert asked(ctx, view.queries[name]) == number, name
    for line in (*view.programmes, *view.bodies):
        for name in COUNTED:
            assert asked(ctx, line.query(name)) == line.numbers[name], line.query(name)


def test_what_is_the_same_counts_once_on_the_board_and_its_links_list_as_many(linked: Register) -> None:
    before, after = board(linked.at(LINKED_AT, as_of=BEFORE)), board(linked.at(LINKED_AT))
    assert after.totals["overdue"] == before.totals["overdue"] - 1
    assert after.totals["all"] == before.totals["all"] - 1
    refs = [item.ref for item in after.worst]
    assert FIRST in refs
    assert SECOND not in refs
    assert_lists_lead_to_their_numbers(linked.at(LINKED_AT), after)


def test_the_programme_and_the_body_of_a_duplicate_count_one_less(linked: Register) -> None:
    before, after = board(linked.at(LINKED_AT, as_of=BEFORE)), board(linked.at(LINKED_AT))
    for slug, less in (("mee-science", 1), ("mee-finance-industry", 0)):
        old, new = line_of(before.programmes, slug), line_of(after.programmes, slug)
        assert new.numbers["overdue"] == old.numbers["overdue"] - less
        assert programmes.show(linked.at(LINKED_AT), slug, limit=1).line == new
    for slug in ("mee-stf", "mee"):
        old, new = line_of(before.bodies, slug), line_of(after.bodies, slug)
        assert new.numbers["overdue"] == old.numbers["overdue"] - 1
        assert bodies.show(linked.at(LINKED_AT), slug, limit=1).line == new


def test_as_of_a_moment_before_the_link_the_old_numbers_stand(linked: Register, starter: Register) -> None:
    old = board(linked.at(LINKED_AT, as_of=BEFORE))
    assert SECOND in [item.ref for item in old.worst]
    assert asked(linked.at(LINKED_AT, as_of=BEFORE), "is:duplicate") == 0
    assert_lists_lead_to_their_numbers(starter.at(LINKED_AT, as_of=BEFORE), old)


def test_a_duplicate_stays_a_record_that_is_listed_found_and_shown(linked: Register) -> None:
    ctx = linked.at(LINKED_AT)
    assert asked(ctx, "") == asked(ctx, "-is:duplicate") + 1
    assert [item.ref for item in list_(ctx, "is:duplicate").items] == [SECOND]
    assert list_(ctx, "状态:重复").items == list_(ctx, "is:duplicate").items
    for ref, other in ((FIRST, SECOND), (SECOND, FIRST)):
        assert other in [link.ref for link in show(ctx, ref).links if link.relation == "same_as"]


def test_addresses_stay_short_where_nothing_is_the_same(starter: Register) -> None:
    view = board(starter.at())
    assert counted_once(starter.at()) == ""
    assert view.queries["overdue"] == "is:overdue sort:-late"
    assert line_of(view.programmes, "mee-science").query("overdue") == "programme:mee-science is:overdue"


def test_two_that_would_each_count_for_the_other_are_a_fault(linked: Register, tmp_path: Path) -> None:
    (tmp_path / "links.yaml").write_text(f"- {{kind: same_as, a: {SECOND}, b: {FIRST}}}\n", encoding="utf-8")
    (fault,) = seeding.load(linked.at(LINKED_AT), tmp_path).faults
    assert (fault.record, fault.field) == (f"same_as {SECOND} {FIRST}", "b")
    both = "- {kind: same_as, a: MEE-FIN-126, b: MEE-FIN-125}\n- {kind: same_as, a: MEE-FIN-125, b: MEE-FIN-126}\n"
    (tmp_path / "links.yaml").write_text(both, encoding="utf-8")
    assert {fault.field for fault in seeding.load(linked.at(LINKED_AT), tmp_path).faults} == {"b"}


@pytest.mark.parametrize("ended", [Work.CANCELLED, Work.REPLACED, Work.CLOSED])
def test_a_duplicate_of_what_was_given_up_counts_for_itself_again(linked: Register, ended: Work) -> None:
    again = ended is not Work.CLOSED
    at = LINKED_AT + timedelta(days=1)
    check(linked, at)
    with linked.at(at).db.write() as session:
        row = {**commitments.current(session, FIRST), "work": str(ended)}
        history.append(session, [change("commitment", row)], by=BY, at=at)
    later = linked.at(at + timedelta(hours=1))
    assert [item.ref for item in list_(later, "is:duplicate").items] == ([] if again else [SECOND])
    assert (SECOND in [item.ref for item in board(later).worst]) == again
    assert [item.ref for item in list_(linked.at(at, as_of=BEFORE_IT_ENDED), "is:duplicate").items] == [SECOND]
    quiet = at + timedelta(days=90)
    assert ("silent" in [flag.rule for flag in show(linked.at(quiet), SECOND).item.flags]) == again
    check(linked, at + timedelta(hours=1))
    check(linked, quiet)
    with later.db.read() as session:
        assert ("silent" in sweeps.standing(session, [SECOND])[SECOND]) == again


def test_a_sweep_finds_the_duplicate_of_what_is_given_up_long_after_it_was_linked(linked: Register) -> None:
    at = LINKED_AT + timedelta(days=90)
    check(linked, at)
    with linked.at(at).db.write() as session:
        assert sweeps.standing(session, [SECOND])[SECOND].keys() >= {"overdue"}
        assert "silent" not in sweeps.standing(session, [SECOND])[SECOND]
        row = {**commitments.current(session, FIRST), "work": str(Work.CANCELLED)}
        history.append(session, [change("commitment", row)], by=BY, at=at)
    check(linked, at + timedelta(hours=1))
    with linked.at(at).db.read() as session:
        assert "silent" in sweeps.standing(session, [SECOND])[SECOND]


def check(register: Register, at: datetime) -> None:
    """The sweep, by hand."""
    ctx = register.at(at)
    sweeping.sweep(ctx, settings_of(register.url), runs.by_hand(ctx, "check", "test"))
