"""The rules of moves by example: what is allowed from where, and what is said to whoever may not."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.domain.moves_people import (
    ACCEPTED,
    ACCEPTOR,
    ADMINISTRATOR,
    APPLIED,
    AUDITOR,
    BELOW_ACCEPTOR,
    CANCELLED,
    CITY_LEADER,
    CLOSED,
    COLLEAGUE,
    DRAFT,
    FULL,
    IN_PROGRESS,
    INSIDE_ACCEPTOR,
    LEADER,
    NOBODY,
    NOTICED,
    OFFICER,
    OPERATOR,
    OWNER,
    PEOPLE,
    REGISTERED,
    REPORTED,
    REPORTED_CASE,
    RETURNED,
    SOON,
    STAGED,
    STANDING,
    STRANGER,
    SUPERVISOR,
    SUSPENDED,
    TODAY,
    TWO_POSTS,
    WRITTEN_OFF,
    asked,
)
from tracker.domain.commitment import Assurance, Work
from tracker.domain.moves import (
    RULES,
    STATES,
    STEPS,
    Actor,
    Bar,
    Case,
    Closing,
    Demand,
    Given,
    Move,
    Need,
    State,
    apply,
    failure,
)
from tracker.kit.errors import Conflict, Forbidden, Invalid

ALLOWED = [
    (Move.REGISTER, DRAFT, OFFICER, REGISTERED),
    (Move.EDIT, NOTICED, OFFICER, NOTICED),
    (Move.ASSIGN, REGISTERED, OFFICER, REGISTERED),
    (Move.SET_REVIEW_DAY, STANDING, SUPERVISOR, STANDING),
    (Move.CORRECT_READING, IN_PROGRESS, OWNER, IN_PROGRESS),
    (Move.EXTEND, IN_PROGRESS, OWNER, IN_PROGRESS),
    (Move.EXTEND, RETURNED, CITY_LEADER, RETURNED),
    (Move.EXTEND, SUSPENDED, OWNER, SUSPENDED),
    (Move.START, REGISTERED, OWNER, IN_PROGRESS),
    (Move.UPDATE, RETURNED, OWNER, RETURNED),
    (Move.UPDATE, STANDING, LEADER, STANDING),
    (Move.ADD_EVIDENCE, APPLIED, ACCEPTOR, APPLIED),
    (Move.RECORD_VALUE, REGISTERED, SUPERVISOR, REGISTERED),
    (Move.REPORT_DONE, REGISTERED, OWNER, REPORTED),
    (Move.REPORT_DONE, RETURNED, COLLEAGUE, REPORTED),
    (Move.REPORT_DONE, STAGED, OWNER, REPORTED),
    (Move.WITHDRAW_REPORT, APPLIED, COLLEAGUE, IN_PROGRESS),
    (Move.APPLY_FOR_ACCEPTANCE, REPORTED, OWNER, APPLIED),
    (Move.ACCEPT, APPLIED, ACCEPTOR, ACCEPTED),
    (Move.RETURN, APPLIED, ACCEPTOR, RETURNED),
    (Move.RETURN, REPORTED, SUPERVISOR, RETURNED),
    (Move.RETURN, NOTICED, OFFICER, RETURNED),
    (Move.OPEN_NOTICE, ACCEPTED, ACCEPTOR, NOTICED),
    (Move.OBJECT, NOTICED, OFFICER, NOTICED),
    (Move.WRITE_OFF, NOTICED, OFFICER, WRITTEN_OFF),
    (Move.SUSPEND, RETURNED, OWNER, State(Work.SUSPENDED, Assurance.RETURNED)),
    (Move.RESUME, State(Work.SUSPENDED, Assurance.RETURNED), OWNER, RETURNED),
    (Move.RESUME, STAGED, SUPERVISOR, IN_PROGRESS),
    (Move.CLOSE_BY_STAGE, IN_PROGRESS, OWNER, STAGED),
    (Move.CLOSE_BY_STAGE, STAGED, OWNER, STAGED),
    (Move.MAKE_STANDING, REGISTERED, OFFICER, STANDING),
    (Move.END_STANDING, STANDING, OFFICER, IN_PROGRESS),
    (Move.CANCEL, APPLIED, OWNER, CANCELLED),
    (Move.REPLACE, IN_PROGRESS, OFFICER, State(Work.REPLACED)),
    (Move.REOPEN, WRITTEN_OFF, ACCEPTOR, IN_PROGRESS),
    (Move.REOPEN, CANCELLED, OFFICER, IN_PROGRESS),
]

REFUSED = [
    # Somebody who has no such right.
    (Move.REGISTER, DRAFT, OWNER, Bar.FORBIDDEN),
    (Move.EDIT, IN_PROGRESS, OWNER, Bar.FORBIDDEN),
    (Move.ASSIGN, IN_PROGRESS, OWNER, Bar.FORBIDDEN),
    (Move.SET_REVIEW_DAY, STANDING, OWNER, Bar.FORBIDDEN),
    (Move.REPORT_DONE, IN_PROGRESS, OFFICER, Bar.FORBIDDEN),
    (Move.ACCEPT, APPLIED, SUPERVISOR, Bar.FORBIDDEN),
    (Move.ACCEPT, APPLIED, OFFICER, Bar.FORBIDDEN),
    (Move.WRITE_OFF, NOTICED, OWNER, Bar.FORBIDDEN),
    (Move.REOPEN, WRITTEN_OFF, OWNER, Bar.FORBIDDEN),
    (Move.UPDATE, IN_PROGRESS, AUDITOR, Bar.FORBIDDEN),
    (Move.UPDATE, IN_PROGRESS, STRANGER, Bar.FORBIDDEN),
    (Move.WRITE_OFF, NOTICED, ADMINISTRATOR, Bar.FORBIDDEN),
    (Move.UPDATE, IN_PROGRESS, OPERATOR, Bar.FORBIDDEN),
    (Move.ACCEPT, APPLIED, NOBODY, Bar.FORBIDDEN),
    # Somebody from inside.
    (Move.ACCEPT, APPLIED, INSIDE_ACCEPTOR, Bar.FORBIDDEN),
    (Move.ACCEPT, APPLIED, BELOW_ACCEPTOR, Bar.FORBIDDEN),
    (Move.ACCEPT, APPLIED, TWO_POSTS, Bar.FORBIDDEN),
    (Move.WRITE_OFF, NOTICED, INSIDE_ACCEPTOR, Bar.FORBIDDEN),
    # The wrong state.
    (Move.START, IN_PROGRESS, OWNER, Bar.ILLEGAL),
    (Move.UPDATE, DRAFT, OWNER, Bar.ILLEGAL),
    (Move.EXTEND, REPORTED, OWNER, Bar.ILLEGAL),
    (Move.EXTEND, STAGED, OWNER, Bar.ILLEGAL),
    (Move.EXTEND, STANDING, OWNER, Bar.ILLEGAL),
    (Move.REPORT_DONE, STANDING, OWNER, Bar.ILLEGAL),
    (Move.REPORT_DONE, SUSPENDED, OWNER, Bar.ILLEGAL),
    (Move.WITHDRAW_REPORT, ACCEPTED, OWNER, Bar.ILLEGAL),
    (Move.ACCEPT, REPORTED, ACCEPTOR, Bar.ILLEGAL),
    (Move.WRITE_OFF, ACCEPTED, ACCEPTOR, Bar.ILLEGAL),
    (Move.WRITE_OFF, APPLIED, ACCEPTOR, Bar.ILLEGAL),
    (Move.CLOSE, REPORTED, OFFICER, Bar.ILLEGAL),
    (Move.CONFIRM_READING, IN_PROGRESS, OFFICER, Bar.ILLEGAL),
    (Move.REOPEN, IN_PROGRESS, OFFICER, Bar.ILLEGAL),
    (Move.EDIT, CLOSED, OFFICER, Bar.ILLEGAL),
    (Move.ANSWER_OBJECTION, NOTICED, OFFICER, Bar.ILLEGAL),
]


def name(value: object) -> str:
    return str(value.person) if isinstance(value, Actor) else str(value)


@pytest.mark.parametrize(("move", "state", "actor", "after"), ALLOWED, ids=name)
def test_a_move_in_order_is_allowed_and_leads_where_it_should(
    move: Move, state: State, actor: Actor, after: State
) -> None:
    assert asked(move, state, actor) == ()
    assert apply(move, state) == after


@pytest.mark.parametrize(("move", "state", "actor", "kind"), REFUSED, ids=name)
def test_a_move_out_of_order_is_refused_for_its_reason_alone(move: Move, state: State, actor: Actor, kind: Bar) -> None:
    refusals = asked(move, state, actor)
    assert {refusal.kind for refusal in refusals} == {kind}


@pytest.mark.parametrize(
    ("move", "lacking"),
    [
        (Move.WITHDRAW_REPORT, {Need.REASON: Given()}),
        (Move.ADD_EVIDENCE, {Need.EVIDENCE: replace(FULL, evidence=0)}),
        (Move.REPORT_DONE, {Need.TRUE_FOR: Given()}),
        (Move.ACCEPT, {Need.DEPTH: replace(FULL, depth=None), Need.TRUE_FOR: replace(FULL, true_for=None)}),
        (Move.REPLACE, {Need.SUCCESSOR: replace(FULL, successors=()), Need.APPROVAL: replace(FULL, approved_by=None)}),
        (
            Move.EXTEND,
            {
                Need.REASON: replace(FULL, reason="  "),
                Need.EVIDENCE: replace(FULL, evidence=0),
                Need.NEW_DAY: replace(FULL, new_day=None),
                Need.APPROVAL: replace(FULL, approved_by=None),
            },
        ),
        (Move.SUSPEND, {Need.DAY_AHEAD: replace(FULL, new_day=TODAY)}),
    ],
)
def test_what_is_missing_is_named_and_nothing_else(move: Move, lacking: dict[Need, Given]) -> None:
    state = min(RULES[move].froms[Closing.CLOSED_LOOP] - {DRAFT}, key=str)
    for need, given in lacking.items():
        actor = next(actor for actor in PEOPLE if not asked(move, state, actor))
        (refusal,) = asked(move, state, actor, given=given)
        assert (refusal.kind, refusal.unmet) == (Bar.INCOMPLETE, need)


def test_everything_that_is_wrong_is_said_at_once() -> None:
    found = asked(Move.WRITE_OFF, IN_PROGRESS, OWNER, case=Case(), given=Given())
    assert {refusal.kind for refusal in found} == set(Bar)
    assert {refusal.unmet for refusal in found} == {
        None,
        Demand.OUTSIDE,
        Need.BODY,
        Need.ON_FILE,
    }


def test_a_day_that_has_not_come_is_not_true_yet() -> None:
    (refusal,) = asked(Move.REPORT_DONE, IN_PROGRESS, OWNER, given=replace(FULL, true_for=SOON))
    assert str(refusal.message) == "2026-01-15 has not come yet."


def test_an_extension_needs_a_deadline_and_one_left_to_give() -> None:
    undated, spent = replace(REPORTED_CASE, last_day=None), replace(REPORTED_CASE, extensions_left=0)
    assert [refusal.unmet for refusal in asked(Move.EXTEND, IN_PROGRESS, OWNER, case=undated)] == [Need.DEADLINE]
    assert [refusal.unmet for refusal in asked(Move.EXTEND, IN_PROGRESS, OWNER, case=spent)] == [Need.CAP]


@pytest.mark.parametrize(
    ("until", "objections", "ended"),
    [
        (TODAY - timedelta(days=1), 0, True),
        (TODAY, 0, False),
        (SOON, 0, False),
        (None, 0, False),
        (TODAY - timedelta(days=1), 1, False),
    ],
)
def test_a_notice_runs_to_the_end_of_its_last_day_and_until_objections_are_answered(
    until: date | None, objections: int, ended: bool
) -> None:
    case = replace(REPORTED_CASE, notice_until=until, open_objections=objections)
    for closing in Closing:
        found = asked(Move.WRITE_OFF, NOTICED, OFFICER, case=case, closing=closing)
        assert [refusal.unmet for refusal in found] == ([] if ended else [Need.NOTICE_OVER])


@pytest.mark.parametrize("closing", Closing)
def test_the_steps_of_a_programme_lead_from_work_to_the_end_and_no_step_can_be_left_out(closing: Closing) -> None:
    state = IN_PROGRESS
    for move in STEPS[closing]:
        allowed = {step for step in STEPS[closing] if state in RULES[step].froms[closing]}
        assert allowed == {move}
        state = apply(move, state)
    assert state.ended and state in STATES


def test_a_programme_that_changes_its_closing_leaves_nothing_stuck() -> None:
    for state in STATES:
        for closing in Closing:
            assert any(not asked(move, state, actor, closing=closing) for move in Move for actor in PEOPLE)


def test_a_refusal_tells_the_way_there() -> None:
    def mend(move: Move, state: State, actor: Actor, closing: Closing = Closing.CLOSED_LOOP) -> str:
        (refusal,) = asked(move, state, actor, closing=closing)
        return str(refusal.mend)

    assert mend(Move.WRITE_OFF, ACCEPTED, OFFICER) == "First: Open the public notice."
    assert mend(Move.ACCEPT, SUSPENDED, ACCEPTOR) == "First: Resume, Report done, Apply for acceptance."
    assert mend(Move.RESUME, IN_PROGRESS, OWNER) == (
        "It can be done while a commitment is: suspended, closed by stage."
    )
    assert mend(Move.EDIT, CLOSED, OFFICER) == (
        "It has ended and is left as it is; it can only be reopened, with a reason."
    )
    assert mend(Move.CLOSE, REPORTED, OFFICER, Closing.VERIFIED) == (
        "Its steps are: Report done, Apply for acceptance, Accept, Write off."
    )
    (refusal,) = asked(Move.ACCEPT, APPLIED, OFFICER)
    assert str(refusal.message) == "“Accept” is not for you: none of your posts makes you one of those who may."
    assert str(refusal.mend) == "Ask one of these: the accepting body."


def test_a_service_raises_the_worst_refusal_with_its_mend() -> None:
    assert failure(()) is None
    everything = asked(Move.WRITE_OFF, IN_PROGRESS, OWNER, case=Case(), given=Given())
    assert isinstance(failure(everything), Forbidden)
    error = failure(asked(Move.START, SUSPENDED, OWNER))
    assert (
        isinstance(error, Conflict)
        and str(error) == "“Start work” is not possible while this is suspended (not verified)."
    )
    error = failure(asked(Move.WITHDRAW_REPORT, REPORTED, OWNER, given=Given()))
    assert isinstance(error, Invalid)
    assert (str(error.message), str(error.hint), error.where) == (
        "A reason is missing.",
        "Say why, in words.",
        "reason",
    )
