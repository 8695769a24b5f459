"""What must hold of the rulebook itself, whoever changes it."""

from dataclasses import replace

from tests.domain.moves_people import (
    CENTRE,
    CITY,
    DRAFT,
    RETURNED,
    SOON,
    TODAY,
)
from tracker.domain.commitment import ENDED, ON_THE_CLOCK, Assurance, Facts, Kind, Work
from tracker.domain.moves import (
    BEGINNINGS,
    MOVES_A_DATE,
    RULES,
    STATES,
    Case,
    Demand,
    Move,
    Need,
    Part,
    Role,
    State,
    apply,
    table,
)
from tracker.domain.moves.independence import DEMANDS
from tracker.domain.moves.needs import NEEDS


def test_facts_say_the_state_and_the_case() -> None:
    facts = Facts(
        ref="HLJ-1",
        kind=Kind.TASK,
        work=Work.IN_PROGRESS,
        assurance=Assurance.RETURNED,
        programme="hlj",
        title_en="",
        title_zh="",
        registered_on=TODAY,
        updated_on=TODAY,
        body_path=CITY,
        co_paths=(CENTRE,),
        last_day=SOON,
        confirmed=True,
    )
    assert State.of(facts) == RETURNED
    assert Case.of(facts) == Case(responsible_paths=(CITY, CENTRE), last_day=SOON, confirmed=True)
    assert Case.of(replace(facts, body_path=None)).responsible_paths == (CENTRE,)


def test_every_move_has_a_rule_and_every_need_and_demand_a_check() -> None:
    assert set(RULES) == set(Move)
    assert set(NEEDS) == set(Need) == {need for rule in RULES.values() for need in rule.needs}
    assert set(DEMANDS) == set(Demand) == {demand for rule in RULES.values() for demand in rule.demands}


def test_every_state_is_reachable_and_no_other_can_arise() -> None:
    for beginnings in ({DRAFT}, set(BEGINNINGS)):
        found, ahead = set(beginnings), list(beginnings)
        while ahead:
            state = ahead.pop()
            for move, rule in RULES.items():
                after = apply(move, state)
                if any(state in froms for froms in rule.froms.values()) and after not in found:
                    found.add(after)
                    ahead.append(after)
        assert found == STATES
    assert {state.work for state in STATES} == set(Work)
    assert {state.assurance for state in STATES} == set(Assurance)
    assert all(froms <= STATES for rule in RULES.values() for froms in rule.froms.values())


def test_what_has_ended_can_only_be_reopened() -> None:
    for state in STATES:
        if state.work in ENDED:
            assert {move for move, rule in RULES.items() if state in set().union(*rule.froms.values())} == {Move.REOPEN}


def test_nothing_enters_the_register_as_verified_or_ended() -> None:
    assert all(state.assurance is Assurance.NONE and state.work not in ENDED for state in BEGINNINGS)
    assert Work.REPORTED_DONE not in {state.work for state in BEGINNINGS}


def test_only_a_confirmation_moves_a_date_without_the_approval_of_another() -> None:
    assert {Move.CONFIRM_READING, Move.CORRECT_READING, Move.EXTEND} == MOVES_A_DATE
    for move in MOVES_A_DATE - {Move.CONFIRM_READING}:
        assert Need.APPROVAL in RULES[move].needs and RULES[move].approvers
    assert Need.UNCONFIRMED in RULES[Move.CONFIRM_READING].needs


def test_whatever_stills_the_alarm_takes_somebody_else_from_outside() -> None:
    stilled = {
        move
        for move, rule in RULES.items()
        for state in set().union(*rule.froms.values())
        if state.work in ON_THE_CLOCK and state.work is not apply(move, state).work
        if apply(move, state).work not in ON_THE_CLOCK or apply(move, state).work is Work.CLOSED_BY_STAGE
    }
    assert stilled == {Move.SUSPEND, Move.CLOSE_BY_STAGE, Move.MAKE_STANDING, Move.CANCEL, Move.REPLACE}
    assert all(Need.APPROVAL in RULES[move].needs and Need.REASON in RULES[move].needs for move in stilled)


def test_approval_is_asked_for_exactly_where_somebody_can_give_it() -> None:
    for rule in RULES.values():
        assert (Need.APPROVAL in rule.needs) is bool(rule.approvers)


def test_the_table_gives_auditor_administrator_and_stranger_no_part_and_the_operator_only_that_of_another() -> None:
    rows = table()
    assert [row.move for row in rows] == list(Move)
    for row in rows:
        assert set(row.parts) == set(Role)
        assert {row.parts[role] for role in (Role.AUDITOR, Role.ADMINISTRATOR, Role.STRANGER)} == {Part.NONE}
        assert row.parts[Role.OPERATOR] is Part.AS_ANOTHER
    extend = next(row for row in rows if row.move is Move.EXTEND)
    assert (extend.parts[Role.RESPONSIBLE], extend.parts[Role.OFFICE]) == (Part.ASKS, Part.EITHER)
