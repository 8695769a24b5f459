"""Another person, from outside: who may verify and approve, and who may not although his role is right."""

from dataclasses import replace

import pytest

from tests.domain.moves_people import (
    ACCEPTOR,
    ADMINISTRATOR,
    APPLIED,
    AUDITOR,
    CENTRE,
    CITY,
    CITY_LEADER,
    CITY_SOUTH,
    COLLEAGUE,
    DRAFT,
    FULL,
    IN_PROGRESS,
    INSIDE_ACCEPTOR,
    LEADER,
    OFFICER,
    OPERATOR,
    OWNER,
    PROVINCE,
    REGISTERED,
    REPORTED,
    REPORTED_CASE,
    SECOND_OFFICER,
    SUPERVISOR,
    asked,
    operated,
)
from tracker.domain.moves import (
    Actor,
    Bar,
    Closing,
    Demand,
    Move,
    Need,
    Role,
)
from tracker.domain.moves.roles import UNNAMED, is_another, is_within


def test_a_body_whose_name_begins_alike_is_another_body() -> None:
    assert not is_within(CITY_SOUTH, CITY)
    assert is_within("/hlj/harbin", CITY) and is_within(CITY, PROVINCE)
    assert not is_within(PROVINCE, CITY)
    neighbour = Actor("p-south", frozenset({Role.ACCEPTING}), CITY_SOUTH)
    assert not asked(Move.ACCEPT, APPLIED, neighbour)


def test_a_body_above_may_accept_and_one_below_may_not() -> None:
    assert not asked(Move.ACCEPT, APPLIED, Actor("p", frozenset({Role.ACCEPTING}), PROVINCE))
    province_does_it = replace(REPORTED_CASE, responsible_paths=(PROVINCE,))
    assert asked(Move.ACCEPT, APPLIED, Actor("p", frozenset({Role.ACCEPTING}), CITY), case=province_does_it)


def test_the_office_that_names_nobody_is_not_another_than_somebody_of_the_office() -> None:
    unnamed = operated(replace(OFFICER, person=UNNAMED))
    reported = Actor(UNNAMED, frozenset({Role.OFFICE}))
    for office in (unnamed, reported):
        assert not is_another(OFFICER, office) and not is_another(office, SECOND_OFFICER)
        assert not is_another(operated(OFFICER), office)
        assert is_another(ACCEPTOR, office)


def test_an_operator_for_one_person_of_the_office_is_another_than_a_second_one() -> None:
    assert is_another(operated(OFFICER), SECOND_OFFICER)
    assert not is_another(operated(OFFICER), OFFICER)


def test_a_co_responsible_body_is_a_responsible_body() -> None:
    shared = replace(REPORTED_CASE, responsible_paths=(CITY, CENTRE))
    assert {refusal.unmet for refusal in asked(Move.ACCEPT, APPLIED, ACCEPTOR, case=shared)} == {Demand.OUTSIDE}


def test_assigning_it_elsewhere_does_not_make_the_body_that_reported_independent() -> None:
    moved_on = replace(REPORTED_CASE, responsible_paths=(CITY_SOUTH,))
    assert {refusal.unmet for refusal in asked(Move.ACCEPT, APPLIED, INSIDE_ACCEPTOR, case=moved_on)} == {
        Demand.OUTSIDE
    }


def test_whoever_reported_cannot_accept_from_a_new_post_either() -> None:
    moved = Actor(OWNER.person, frozenset({Role.ACCEPTING}), CENTRE)
    assert {refusal.unmet for refusal in asked(Move.ACCEPT, APPLIED, moved)} == {Demand.NOT_REPORTER}


def test_without_a_known_reporter_nobody_is_known_to_be_another() -> None:
    for reporter in (None, Actor(None, frozenset({Role.RESPONSIBLE}), CITY)):
        unknown = replace(REPORTED_CASE, reported_by=reporter)
        assert {refusal.unmet for refusal in asked(Move.ACCEPT, APPLIED, ACCEPTOR, case=unknown)} == {
            Demand.NOT_REPORTER
        }


@pytest.mark.parametrize(
    ("approver", "kind"),
    [
        (OWNER, Bar.FORBIDDEN),
        (COLLEAGUE, Bar.FORBIDDEN),
        (CITY_LEADER, Bar.FORBIDDEN),
        (AUDITOR, Bar.FORBIDDEN),
        (ADMINISTRATOR, Bar.FORBIDDEN),
        (OPERATOR, Bar.FORBIDDEN),
        (None, Bar.INCOMPLETE),
        (LEADER, None),
        (OFFICER, None),
        (operated(SUPERVISOR), None),
    ],
)
def test_an_extension_is_approved_by_somebody_else_from_outside(approver: Actor | None, kind: Bar | None) -> None:
    found = asked(Move.EXTEND, IN_PROGRESS, OWNER, given=replace(FULL, approved_by=approver))
    assert [(refusal.kind, refusal.unmet) for refusal in found] == ([(kind, Need.APPROVAL)] if kind else [])


def test_the_office_needs_a_second_person_too() -> None:
    own = asked(Move.EXTEND, IN_PROGRESS, OFFICER, given=replace(FULL, approved_by=OFFICER))
    assert [refusal.unmet for refusal in own] == [Need.APPROVAL]
    assert not asked(Move.EXTEND, IN_PROGRESS, OFFICER, given=replace(FULL, approved_by=SECOND_OFFICER))


def test_only_the_operator_acts_for_somebody_and_he_says_for_whom() -> None:
    for actor in (replace(OFFICER, roles=OFFICER.roles | {Role.OPERATOR}), replace(OFFICER, operator_for="p-x")):
        assert [refusal.kind for refusal in asked(Move.EDIT, IN_PROGRESS, actor)] == [Bar.FORBIDDEN]
        approved = asked(Move.EXTEND, IN_PROGRESS, OWNER, given=replace(FULL, approved_by=actor))
        assert [(refusal.kind, refusal.unmet) for refusal in approved] == [(Bar.FORBIDDEN, Need.APPROVAL)]
    assert not asked(Move.EDIT, IN_PROGRESS, operated(OFFICER))


def test_a_draft_is_set_aside_by_the_office_alone_and_by_nobody_else() -> None:
    alone = replace(FULL, approved_by=None)
    assert not asked(Move.CANCEL, DRAFT, OFFICER, given=alone)
    assert asked(Move.CANCEL, DRAFT, OWNER, given=alone)
    assert asked(Move.CANCEL, REGISTERED, OFFICER, given=alone)
    assert asked(Move.CORRECT_READING, DRAFT, OFFICER, given=alone)


def test_a_reading_is_confirmed_once_and_from_outside_and_then_only_corrected_by_two() -> None:
    fresh = replace(REPORTED_CASE, confirmed=False)
    assert not asked(Move.CONFIRM_READING, REGISTERED, OFFICER, case=fresh)
    inside = Actor("p-inside-office", frozenset({Role.OFFICE}), CITY)
    assert [refusal.unmet for refusal in asked(Move.CONFIRM_READING, REGISTERED, inside, case=fresh)] == [
        Demand.OUTSIDE
    ]
    assert [refusal.unmet for refusal in asked(Move.CONFIRM_READING, REGISTERED, OFFICER)] == [Need.UNCONFIRMED]
    assert [refusal.unmet for refusal in asked(Move.CORRECT_READING, REGISTERED, OFFICER, case=fresh)] == [
        Need.CONFIRMED
    ]
    alone = asked(Move.CORRECT_READING, REGISTERED, OFFICER, given=replace(FULL, approved_by=OFFICER))
    assert [refusal.unmet for refusal in alone] == [Need.APPROVAL]


def test_a_simple_closing_takes_a_second_person_who_may_be_of_the_same_body() -> None:
    assert not asked(Move.CLOSE, REPORTED, CITY_LEADER, closing=Closing.SIMPLE)
    own = replace(REPORTED_CASE, reported_by=CITY_LEADER)
    assert asked(Move.CLOSE, REPORTED, CITY_LEADER, closing=Closing.SIMPLE, case=own)
    assert asked(Move.APPLY_FOR_ACCEPTANCE, REPORTED, OWNER, closing=Closing.SIMPLE)
