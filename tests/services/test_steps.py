"""A commitment closes only the way its programme says: declared by one, verified by another, on evidence."""

from datetime import UTC, date, datetime

import pytest

from tests.services.loops import DAY, MONDAY, accepted, acting_as, approved, asked, assign, proof, registered, step
from tests.support.registers import Register
from tests.support.roles import ACCEPTOR, OWNER, STRANGER, SUPERVISOR
from tracker.domain.commitment import Work
from tracker.kit.errors import Conflict, Forbidden, Invalid, NotFound
from tracker.services import changes, commitments, loops, objections, possible, views
from tracker.services.changes import Update
from tracker.services.objections import Answer, Enter


def item(register: Register, ref: str, **at: str) -> commitments.Item:
    return commitments.show(register.at(MONDAY + DAY, **at), ref).item


def test_from_the_report_to_the_write_off_each_step_is_made_by_the_right_person(starter: Register) -> None:
    ref = accepted(starter)
    step(starter, ACCEPTOR, ref, "open_notice", until=date(2025, 6, 20))
    with pytest.raises(Conflict, match="not ended"):
        step(starter, ACCEPTOR, ref, "write_off", at=MONDAY + 10 * DAY)
    step(starter, ACCEPTOR, ref, "write_off", at=MONDAY + 18 * DAY)
    found = loops.of(starter.at(MONDAY + 19 * DAY), ref)
    (report,) = found.reports
    assert (report.outcome, report.depth, report.notice_until) == ("closed", "on_site", date(2025, 6, 20))
    assert report.reported_by != report.accepted_by == report.ended_by
    assert item(starter, ref).assurance == "written_off"


@pytest.mark.parametrize("closing", ["verified", "closed_loop"])
def test_nobody_accepts_who_reported_or_belongs_to_the_responsible_body(starter: Register, closing: str) -> None:
    ref = registered(starter, closing)
    proof(starter, ref)
    step(starter, OWNER, ref, "report_done")
    step(starter, OWNER, ref, "apply_for_acceptance")
    for person in (OWNER, "sample-hlj-rectification", SUPERVISOR, None):
        with pytest.raises(Forbidden):
            step(starter, person, ref, "accept", depth="on_paper")
    with pytest.raises(NotFound):
        step(starter, STRANGER, ref, "accept", depth="on_paper")


def test_assigning_it_to_others_does_not_turn_an_insider_into_an_acceptor(starter: Register) -> None:
    ref = registered(starter)
    proof(starter, ref)
    step(starter, OWNER, ref, "report_done")
    step(starter, OWNER, ref, "apply_for_acceptance")
    assign(starter, ref, post="yubei-mayor-office", acceptor="hlj-dee")
    with pytest.raises(Forbidden):
        step(starter, "sample-hlj-rectification", ref, "accept", depth="on_paper")


def test_an_acceptor_inside_the_responsible_body_cannot_even_be_named(starter: Register) -> None:
    ref = registered(starter)
    for acceptor in ("hlj-dee",):
        with pytest.raises(Invalid, match="cannot accept"):
            assign(starter, ref, acceptor=acceptor)
    with pytest.raises(Invalid, match="cannot accept"):
        assign(starter, ref, co_bodies=("mee",))
    assert item(starter, ref).post == "hlj-dee-director"


def test_nothing_is_accepted_without_evidence(starter: Register) -> None:
    ref = registered(starter)
    step(starter, OWNER, ref, "report_done")
    step(starter, OWNER, ref, "apply_for_acceptance")
    with pytest.raises(Invalid, match="evidence"):
        step(starter, ACCEPTOR, ref, "accept", depth="on_paper")


def test_a_return_takes_the_report_away_and_the_original_day_counts_again(starter: Register) -> None:
    ref = accepted(starter)
    assert item(starter, ref, as_if="2026-01-05").days_late == 0
    with pytest.raises(Invalid, match="reason"):
        step(starter, ACCEPTOR, ref, "return")
    step(starter, ACCEPTOR, ref, "return", reason="half of it is missing")
    found = item(starter, ref, as_if="2026-01-05")
    assert (found.work, found.assurance, found.days_late, found.done_on) == ("in_progress", "returned", 5, None)
    step(starter, OWNER, ref, "report_done")
    first, second = loops.of(starter.at(MONDAY), ref).reports
    assert (first.outcome, first.reason, second.outcome) == ("returned", "half of it is missing", "standing")


def test_what_is_reopened_keeps_its_first_closing_and_needs_new_evidence(starter: Register) -> None:
    ref = accepted(starter, "verified")
    step(starter, ACCEPTOR, ref, "write_off")
    with pytest.raises(Conflict):
        changes.update(acting_as(starter, OWNER), Update(ref=ref, reason="just a note"))
    step(starter, None, ref, "reopen", reason="it came back")
    step(starter, OWNER, ref, "report_done")
    step(starter, OWNER, ref, "apply_for_acceptance")
    with pytest.raises(Invalid, match="evidence"):
        step(starter, ACCEPTOR, ref, "accept", depth="on_paper")
    proof(starter, ref)
    step(starter, ACCEPTOR, ref, "accept", depth="on_paper")
    outcomes = [report.outcome for report in loops.of(starter.at(MONDAY), ref).reports]
    assert outcomes == ["reopened", "standing"]
    assert commitments.list_(starter.at(MONDAY), f"is:reopened ref:{ref}").total == 1


def test_an_open_objection_stops_the_write_off_until_it_is_answered(starter: Register) -> None:
    ref = accepted(starter)
    with pytest.raises(Invalid, match="days at least"):
        step(starter, ACCEPTOR, ref, "open_notice", until=date(2025, 6, 4))
    step(starter, ACCEPTOR, ref, "open_notice", until=date(2025, 6, 20))
    key = objections.enter(acting_as(starter, SUPERVISOR), Enter(ref=ref, reason="the smell is still there"))
    later = MONDAY + 30 * DAY
    with pytest.raises(Conflict, match="Objections"):
        step(starter, ACCEPTOR, ref, "write_off", at=later)
    with pytest.raises(Forbidden):
        objections.answer(acting_as(starter, OWNER, later), Answer(ref=key, reason="no it is not"))
    objections.answer(acting_as(starter, ACCEPTOR, later), Answer(ref=key, reason="measured, and gone"))
    with pytest.raises(Conflict, match="answered"):
        objections.answer(acting_as(starter, ACCEPTOR, later), Answer(ref=key, reason="again"))
    step(starter, ACCEPTOR, ref, "write_off", at=later)


def test_a_simple_programme_is_closed_by_somebody_else_than_the_reporter(starter: Register) -> None:
    ref = registered(starter, "simple")
    step(starter, OWNER, ref, "report_done")
    with pytest.raises(Forbidden):
        step(starter, OWNER, ref, "close")
    step(starter, None, ref, "close")
    assert item(starter, ref).work == "closed"


def test_told_by_update_done_is_a_report_like_any_other(starter: Register) -> None:
    ref = registered(starter)
    changes.update(acting_as(starter, OWNER), Update(ref=ref, work="reported_done", progress=100, reason="all sites"))
    (report,) = loops.of(starter.at(MONDAY), ref).reports
    assert (report.outcome, report.note, report.true_for) == ("standing", "all sites", date(2025, 6, 3))


def test_what_can_be_done_is_said_and_for_the_rest_why_not(starter: Register) -> None:
    ref = registered(starter)
    mine = {each.move: each for each in possible.moves(acting_as(starter, OWNER), ref)}
    assert mine["report_done"].allowed and mine["extend"].allowed and mine["extend"].asked
    assert not mine["accept"].allowed and mine["accept"].refusals
    with pytest.raises(NotFound):
        possible.moves(acting_as(starter, STRANGER), ref)


def test_the_history_tells_each_step_once_and_what_was_done_beside_the_commitment(starter: Register) -> None:
    ref = accepted(starter)
    asked(starter, registered(starter), "suspend", new_day=date(2026, 6, 30))
    told = [(event.action, event.key) for event in commitments.show(starter.at(MONDAY), ref).history]
    steps_told = ["accept", "apply_for_acceptance", "report_done", "add_evidence", "register"]
    assert told == [(action, f"{ref}.E1" if action == "add_evidence" else ref) for action in steps_told]


def test_a_stranger_finds_nothing_of_the_loop(starter: Register) -> None:
    ref = accepted(starter)
    with pytest.raises(NotFound):
        loops.of(acting_as(starter, STRANGER), ref)


def test_a_report_that_is_taken_back_leaves_what_came_back_before_it_as_returned(starter: Register) -> None:
    ref = accepted(starter)
    step(starter, ACCEPTOR, ref, "return", reason="half of it is missing")
    for _ in range(2):
        step(starter, OWNER, ref, "report_done")
        assert item(starter, ref).assurance == "none"
        step(starter, OWNER, ref, "withdraw_report", reason="too early")
        assert (item(starter, ref).work, item(starter, ref).assurance) == ("in_progress", "returned")
    reports = loops.of(starter.at(MONDAY), ref).reports
    assert [each.outcome for each in reports] == ["returned", "withdrawn", "withdrawn"]
    assert (reports[0].ended_on, reports[0].reason) == (MONDAY.date(), "half of it is missing")


def test_a_first_report_that_is_taken_back_leaves_nothing_returned(starter: Register) -> None:
    ref = registered(starter)
    step(starter, OWNER, ref, "report_done")
    step(starter, OWNER, ref, "withdraw_report", reason="too early")
    assert (item(starter, ref).work, item(starter, ref).assurance) == ("in_progress", "none")


def test_what_was_closed_since_it_was_returned_is_no_longer_returned(starter: Register) -> None:
    ref = accepted(starter, "verified")
    step(starter, ACCEPTOR, ref, "return", reason="half of it is missing")
    step(starter, OWNER, ref, "report_done")
    step(starter, OWNER, ref, "apply_for_acceptance")
    step(starter, ACCEPTOR, ref, "accept", depth="on_site")
    step(starter, ACCEPTOR, ref, "write_off")
    step(starter, None, ref, "reopen", reason="it came back")
    assert item(starter, ref).assurance == "none"
    step(starter, OWNER, ref, "report_done")
    step(starter, OWNER, ref, "withdraw_report", reason="too early")
    assert item(starter, ref).assurance == "none"


@pytest.mark.parametrize("ending", ["cancel", "replace"])
def test_a_draft_that_was_cancelled_or_replaced_comes_back_as_a_draft(starter: Register, ending: str) -> None:
    ref = registered(starter, work="draft")
    others = {"successors": (registered(starter),)} if ending == "replace" else {}
    asked(starter, ref, ending, "sample-register-officer", **others)
    step(starter, None, ref, "reopen", reason="it is wanted after all")
    assert (item(starter, ref).work, item(starter, ref).assurance) == ("draft", "none")
    with pytest.raises(Conflict):
        step(starter, OWNER, ref, "start")
    step(starter, None, ref, "register")
    assert item(starter, ref).work == "registered"


def test_a_draft_that_was_cancelled_is_not_told_to_be_in_progress_in_passing(starter: Register) -> None:
    ref = registered(starter, work="draft")
    asked(starter, ref, "cancel", "sample-register-officer")
    with pytest.raises(Conflict):
        changes.update(starter.at(MONDAY), Update(ref=ref, work=Work.IN_PROGRESS, reason="on with it"))


def test_what_was_returned_and_cancelled_comes_back_as_returned(starter: Register) -> None:
    ref = accepted(starter)
    step(starter, ACCEPTOR, ref, "return", reason="half of it is missing")
    approved(starter, asked(starter, ref, "cancel"))
    step(starter, None, ref, "reopen", reason="it is wanted after all")
    assert (item(starter, ref).work, item(starter, ref).assurance) == ("in_progress", "returned")


def in_notice_with_an_objection(register: Register) -> tuple[str, str]:
    ref = accepted(register)
    step(register, ACCEPTOR, ref, "open_notice", until=date(2025, 6, 20))
    answered = objections.enter(acting_as(register, SUPERVISOR), Enter(ref=ref, reason="it is noisy"))
    objections.answer(acting_as(register, ACCEPTOR), Answer(ref=answered, reason="it is not"))
    return ref, objections.enter(acting_as(register, SUPERVISOR), Enter(ref=ref, reason="the smell is still there"))


def test_an_objection_that_nobody_answered_is_settled_by_the_return_with_its_reason(starter: Register) -> None:
    ref, key = in_notice_with_an_objection(starter)
    step(starter, ACCEPTOR, ref, "return", reason="the smell is there")
    first, second = loops.of(starter.at(MONDAY), ref).objections
    assert (first.answer, second.key) == ("it is not", key)
    assert (second.answer, second.answered_on) == ("the smell is there", MONDAY.date())
    assert second.answered_by is not None
    with pytest.raises(Conflict, match="was answered"):
        objections.answer(acting_as(starter, ACCEPTOR), Answer(ref=key, reason="once more"))


@pytest.mark.parametrize("ending", ["cancel", "replace"])
def test_no_objection_stays_open_when_its_commitment_ends(starter: Register, ending: str) -> None:
    ref, _ = in_notice_with_an_objection(starter)
    others = {"successors": (registered(starter),)} if ending == "replace" else {}
    approved(starter, asked(starter, ref, ending, **others))
    assert [each.answer for each in loops.of(starter.at(MONDAY), ref).objections] == ["it is not", "it rained"]


def test_what_was_reported_after_its_day_says_so_wherever_it_is_shown(starter: Register) -> None:
    ref = registered(starter)
    late = datetime(2026, 1, 12, 3, tzinfo=UTC)
    step(starter, OWNER, ref, "report_done", at=late, on=date(2026, 1, 10))
    for language in ("en", "zh"):
        found = views.detail_json(commitments.show(starter.at(late), ref), language)
        listed = views.listing_json(commitments.list_(starter.at(late), f"ref:{ref}"), language)["items"][0]
        for shown in (found, listed):
            assert (shown["done_on"], shown["days_done_late"], shown["days_late"]) == ("2026-01-10", 10, 0)
    assert commitments.show(starter.at(late), ref).item.done_late is not None
    assert ref not in [found.ref for found in commitments.list_(starter.at(late), "is:overdue").items]


def test_what_was_closed_by_stage_and_done_by_that_day_was_not_late(starter: Register) -> None:
    ref = registered(starter)
    approved(starter, asked(starter, ref, "close_by_stage", new_day=date(2026, 3, 31)))
    after = datetime(2026, 2, 2, 3, tzinfo=UTC)
    step(starter, OWNER, ref, "report_done", at=after)
    assert commitments.show(starter.at(after), ref).item.days_done_late == 0
    step(starter, OWNER, ref, "withdraw_report", at=after, reason="too early")
    assert commitments.show(starter.at(after), ref).item.days_late == 33
