"""The people and bodies of the tests of moves: a province with a city, and the centre above both."""

from datetime import date, timedelta

from tracker.domain.commitment import Assurance, Work
from tracker.domain.moves import Actor, Case, Closing, Depth, Given, Move, Refusal, Role, State, judge

DRAFT = State(Work.DRAFT)
REGISTERED = State(Work.REGISTERED)
IN_PROGRESS = State(Work.IN_PROGRESS)
RETURNED = State(Work.IN_PROGRESS, Assurance.RETURNED)
REPORTED = State(Work.REPORTED_DONE)
APPLIED = State(Work.REPORTED_DONE, Assurance.UNDER_ACCEPTANCE)
ACCEPTED = State(Work.REPORTED_DONE, Assurance.ACCEPTED)
NOTICED = State(Work.REPORTED_DONE, Assurance.PUBLIC_NOTICE)
SUSPENDED = State(Work.SUSPENDED)
STAGED = State(Work.CLOSED_BY_STAGE)
STANDING = State(Work.STANDING)
CANCELLED = State(Work.CANCELLED)
CLOSED = State(Work.CLOSED)
WRITTEN_OFF = State(Work.CLOSED, Assurance.WRITTEN_OFF)

TODAY = date(2026, 1, 5)
SOON = TODAY + timedelta(days=10)

CITY, CITY_OFFICE, CITY_SOUTH = "/hlj/harbin/", "/hlj/harbin/ecology/", "/hlj/harbin-south/"
PROVINCE, CENTRE = "/hlj/", "/centre/"

OWNER = Actor("p-owner", frozenset({Role.RESPONSIBLE}), CITY)
COLLEAGUE = Actor("p-colleague", frozenset({Role.RESPONSIBLE}), CITY)
LEADER = Actor("p-leader", frozenset({Role.LEADER}), PROVINCE)
CITY_LEADER = Actor("p-city-leader", frozenset({Role.LEADER}), CITY)
SUPERVISOR = Actor("p-supervisor", frozenset({Role.SUPERVISING}), PROVINCE)
ACCEPTOR = Actor("p-acceptor", frozenset({Role.ACCEPTING}), CENTRE)
INSIDE_ACCEPTOR = Actor("p-inside", frozenset({Role.ACCEPTING}), CITY)
BELOW_ACCEPTOR = Actor("p-below", frozenset({Role.ACCEPTING}), CITY_OFFICE)
OFFICER = Actor("p-officer", frozenset({Role.OFFICE}), PROVINCE)
SECOND_OFFICER = Actor("p-officer-2", frozenset({Role.OFFICE}), PROVINCE)
AUDITOR = Actor("p-auditor", frozenset({Role.AUDITOR}), CENTRE)
ADMINISTRATOR = Actor("p-admin", frozenset({Role.ADMINISTRATOR}), PROVINCE)
STRANGER = Actor("p-stranger", frozenset({Role.STRANGER}), CENTRE)
TWO_POSTS = Actor("p-two", frozenset({Role.ACCEPTING, Role.OFFICE}), CENTRE, other_paths=(CITY,))
EVERYTHING = Actor("p-owner", frozenset(Role) - {Role.AUDITOR, Role.STRANGER, Role.OPERATOR}, PROVINCE)
NOBODY = Actor()
OPERATOR = Actor(None, frozenset({Role.OPERATOR}))

PEOPLE = (
    OWNER,
    COLLEAGUE,
    LEADER,
    CITY_LEADER,
    SUPERVISOR,
    ACCEPTOR,
    INSIDE_ACCEPTOR,
    BELOW_ACCEPTOR,
    OFFICER,
    SECOND_OFFICER,
    AUDITOR,
    ADMINISTRATOR,
    STRANGER,
    TWO_POSTS,
    EVERYTHING,
    NOBODY,
    OPERATOR,
)

REPORTED_CASE = Case(
    responsible_paths=(CITY,),
    reported_by=OWNER,
    applied_by=COLLEAGUE,
    last_day=TODAY,
    confirmed=True,
    evidence=1,
    notice_until=TODAY - timedelta(days=1),
)
"""Everything is in order: what stands against a move in this case stands against the move itself."""

FULL = Given(
    reason="The dam is not needed any more.",
    evidence=1,
    true_for=TODAY,
    new_day=SOON,
    depth=Depth.ON_SITE,
    successors=("HLJ-2",),
    approved_by=SECOND_OFFICER,
)


def asked(
    move: Move,
    state: State,
    actor: Actor,
    *,
    closing: Closing = Closing.CLOSED_LOOP,
    case: Case = REPORTED_CASE,
    given: Given = FULL,
) -> tuple[Refusal, ...]:
    """The judgement on a move in a case in which everything else is in order."""
    return judge(move, state, actor, closing=closing, day=TODAY, case=case, given=given)


def operated(actor: Actor) -> Actor:
    """The operator of the machine, acting for ``actor``."""
    return Actor(None, actor.roles | {Role.OPERATOR}, actor.body_path, actor.other_paths, operator_for=actor.person)
