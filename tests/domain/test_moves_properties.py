"""Random people make random moves and find no way round the invariants (docs/domain.md, 9).

The walk they take is in ``moves_walk``.
"""

from dataclasses import replace
from itertools import product
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from tests.domain.moves_people import (
    AUDITOR,
    NOBODY,
    OPERATOR,
    PEOPLE,
    STRANGER,
    TODAY,
    operated,
)
from tests.domain.moves_walk import BODIES, BUSY, DAYS, EVERY_STATE, MAKERS, WELL, WHOLE, Walk
from tracker.domain.commitment import Assurance
from tracker.domain.moves import (
    BEGINNINGS,
    RULES,
    STATES,
    Actor,
    Case,
    Closing,
    Depth,
    Given,
    Move,
    Refusal,
    Role,
    State,
    apply,
    judge,
)
from tracker.domain.moves.roles import UNNAMED

# Half of the actors are the people of the examples, so that walks get somewhere; half are made up, with any roles.
made_up = st.builds(
    Actor,
    st.sampled_from([None, "p-owner", "p-acceptor", "p-officer", "p-x", "p-y"]),
    st.frozensets(st.sampled_from(Role), max_size=4),
    st.sampled_from([None, *BODIES]),
    st.lists(st.sampled_from(BODIES), max_size=1).map(tuple),
    st.sampled_from([None, None, "p-owner", "p-acceptor", UNNAMED]),
)
actors = st.sampled_from(MAKERS) | made_up


def mostly(values: st.SearchStrategy[object], nothing: object) -> st.SearchStrategy[object]:
    """A value in three of four cases, so that a move is more often whole than not."""
    return st.one_of(values, values, values, st.just(nothing))


handed_in = st.builds(
    Given,
    reason=mostly(st.just("Because."), ""),
    evidence=mostly(st.just(1), 0),
    true_for=mostly(st.sampled_from(DAYS), None),
    new_day=mostly(st.sampled_from(DAYS), None),
    depth=mostly(st.sampled_from(Depth), None),
    successors=mostly(st.just(("HLJ-2",)), ()),
    approved_by=mostly(actors, None),
)

cases = st.builds(
    Case,
    responsible_paths=st.lists(st.sampled_from(BODIES), max_size=2).map(tuple),
    reported_by=st.none() | actors,
    applied_by=st.none() | actors,
    last_day=st.none() | st.sampled_from(DAYS),
    confirmed=st.booleans(),
    evidence=st.integers(0, 1),
    notice_until=st.none() | st.sampled_from(DAYS),
    open_objections=st.integers(0, 1),
    extensions_left=st.none() | st.integers(0, 1),
)


@given(st.sampled_from(Move), st.sampled_from(EVERY_STATE), actors, st.sampled_from(Closing), cases, handed_in)
def test_every_question_has_an_answer_that_can_be_read(
    move: Move, state: State, actor: Actor, closing: Closing, case: Case, given: Given
) -> None:
    for refusal in judge(move, state, actor, closing=closing, day=TODAY, case=case, given=given):
        assert "{" not in f"{refusal.message}{refusal.mend}"
        assert len(str(refusal.message)) > 10 and len(str(refusal.mend)) > 10


def test_every_move_from_every_pair_of_the_two_axes_is_answered_and_only_legal_ones_pass() -> None:
    passed = set()
    for move, state, closing, actor in product(Move, EVERY_STATE, Closing, BUSY):
        if not judge(move, state, actor, closing=closing, day=TODAY, case=WELL, given=WHOLE):
            assert state in RULES[move].froms[closing]
            assert apply(move, state) in STATES
            passed.add(move)
    # These two wait for another state of the case: an unconfirmed reading, an objection that is open.
    assert set(Move) - passed == {Move.CONFIRM_READING, Move.ANSWER_OBJECTION}


@given(st.sampled_from(Move), st.sampled_from(EVERY_STATE), actors, st.sampled_from(Closing), cases, handed_in)
def test_whoever_may_only_read_moves_nothing_whatever_else_he_is(
    move: Move, state: State, actor: Actor, closing: Closing, case: Case, given: Given
) -> None:
    for extra in (Role.AUDITOR, Role.STRANGER):
        reader = replace(actor, roles=actor.roles | {extra})
        assert judge(move, state, reader, closing=closing, day=TODAY, case=case, given=given)
    for nobody in (AUDITOR, STRANGER, NOBODY, OPERATOR):
        assert judge(move, state, nobody, closing=closing, day=TODAY, case=case, given=given)


@given(
    st.sampled_from(Move),
    st.sampled_from(sorted(STATES, key=str)),
    st.sampled_from([actor for actor in PEOPLE if actor.person]),
    st.sampled_from(Closing),
    cases,
    handed_in,
)
def test_the_operator_for_somebody_is_judged_as_that_somebody(
    move: Move, state: State, actor: Actor, closing: Closing, case: Case, given: Given
) -> None:
    def judged(who: Actor) -> tuple[Refusal, ...]:
        return judge(move, state, who, closing=closing, day=TODAY, case=case, given=given)

    assert judged(operated(actor)) == judged(actor)
    # If the register knows the operator himself, that can only add a refusal.
    assert not judged(actor) or judged(replace(operated(actor), person="p-x"))


@given(st.sampled_from(Move), st.sampled_from(EVERY_STATE), actors, st.sampled_from(Closing), cases, handed_in)
def test_administration_and_operation_add_no_right(
    move: Move, state: State, actor: Actor, closing: Closing, case: Case, given: Given
) -> None:
    for extra in (Role.ADMINISTRATOR, Role.OPERATOR):
        more = replace(actor, roles=actor.roles | {extra})
        if not judge(move, state, more, closing=closing, day=TODAY, case=case, given=given):
            plain = replace(actor, roles=actor.roles - {extra}, operator_for=None, person=actor.operator_for or "p")
            if extra is Role.ADMINISTRATOR:
                plain = replace(actor, roles=actor.roles - {extra})
            assert not judge(move, state, plain, closing=closing, day=TODAY, case=case, given=given)


@given(st.integers(0, 2**32))
def test_random_people_find_no_way_round_the_invariants(seed: int) -> None:
    for part in range(4):
        Walk(Random(f"{seed}/{part}")).take(60)


def test_random_walks_come_through_every_state_by_every_move() -> None:
    """Else they would show nothing."""
    walks = [Walk(Random(seed)) for seed in range(200)]
    for walk in walks:
        walk.take(60)
    assert {done.move for walk in walks for done in walk.history} == set(Move)
    assert {done.after for walk in walks for done in walk.history} | BEGINNINGS == STATES
    assert sum(done.after.assurance is Assurance.WRITTEN_OFF for walk in walks for done in walk.history) > 50
