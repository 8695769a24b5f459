"""What a walk through the closed loop once found: ways round the rules, and answers that gave something away."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.support.people import holding, make_people
from tests.support.postgres import Prepare
from tests.support.registers import SEEDED_AT, opened
from tests.support.rows import BY
from tracker.domain.moves import Depth, Move
from tracker.kit.clock import FrozenClock
from tracker.kit.errors import Forbidden, Invalid, NotFound, TrackerError
from tracker.services import changes, evidence, loops, registration, requests, steps
from tracker.services.changes import Assign, Update
from tracker.services.context import NOBODY, Context, Principal
from tracker.services.evidence import AddLink
from tracker.services.registration import NewCommitment
from tracker.services.requests import Ask, Decide
from tracker.services.steps import Step
from tracker.store import commitments, history
from tracker.store.database import SEATS
from tracker.store.gate import Gate

TODAY = date(2025, 6, 2)
As = Callable[[str], Context]


@pytest.fixture
def as_(copied_database: Callable[[str, Prepare], str]) -> Iterator[As]:
    ctx = replace(opened(copied_database("people", make_people)), clock=FrozenClock(SEEDED_AT))
    yield lambda person: replace(ctx, who=Principal(person) if person else NOBODY)
    ctx.db.close()


def new(as_: As, **given: object) -> str:
    said = {"programme": "looped", "title_en": "T", "body": "north-water", "supervisor": "ministry"}
    return registration.add(as_("p-office-head"), NewCommitment(**{**said, "acceptor": "inspection", **given}))


def current(as_: As, ref: str) -> dict[str, object]:
    with as_("p-office-head").db.read() as session:
        return commitments.current(session, ref)


def said(call: Callable[[], object]) -> str:
    with pytest.raises(TrackerError) as refused:
        call()
    return f"{type(refused.value).__name__}: {refused.value} {refused.value.hint}"


def test_no_step_is_true_for_a_day_still_to_come(as_: As) -> None:
    ref = new(as_)
    with pytest.raises(Invalid):
        steps.take(as_("p-water-head"), Step(ref=ref, move=Move.START, on=TODAY + timedelta(days=1)))


def test_a_draft_is_cancelled_or_replaced_by_the_office_alone_and_leaves_no_request_waiting(as_: As) -> None:
    one, two, other = new(as_, work="draft"), new(as_, work="draft"), new(as_)
    requests.ask(as_("p-office-head"), Ask(ref=one, move=Move.CANCEL, reason="x"))
    requests.ask(as_("p-office-head"), Ask(ref=two, move=Move.REPLACE, reason="x", successors=(other,)))
    assert [current(as_, ref)["work"] for ref in (one, two)] == ["cancelled", "replaced"]
    for ref in (one, two):
        assert [row.state for row in loops.of(as_("p-office-head"), ref).requests] == ["approved"]


def test_progress_is_told_by_owners_and_not_in_passing_by_whoever_reopens(as_: As) -> None:
    ref = new(as_, programme="plain")
    steps.take(as_("p-water-head"), Step(ref=ref, move=Move.REPORT_DONE))
    steps.take(as_("p-ministry-head"), Step(ref=ref, move=Move.CLOSE))
    with pytest.raises((Forbidden, Invalid)):
        changes.update(as_("p-ministry-head"), Update(ref=ref, work="in_progress", progress=1, reason="x"))


def test_a_commitment_that_goes_to_another_body_does_not_keep_the_post_of_the_old_one(as_: As) -> None:
    ref = new(as_)
    changes.assign(as_("p-office-head"), Assign(ref=ref, post="water-head"))
    with pytest.raises(Invalid, match="not in south-health"):
        changes.assign(as_("p-office-head"), Assign(ref=ref, body="south-health", supervisor="ministry"))
    assert (current(as_, ref)["post"], current(as_, ref)["body"]) == ("water-head", "north-water")


def test_evidence_from_before_a_cancelling_does_not_prove_what_was_reopened(as_: As) -> None:
    ref = new(as_)
    evidence.add_link(as_("p-water-head"), AddLink(ref=ref, title="x", url="https://e.org/"))
    key = requests.ask(as_("p-ministry-head"), Ask(ref=ref, move=Move.CANCEL, reason="x"))
    requests.approve(as_("p-office-head"), Decide(ref=key))
    steps.take(as_("p-office-head"), Step(ref=ref, move=Move.REOPEN, reason="x"))
    steps.take(as_("p-water-head"), Step(ref=ref, move=Move.REPORT_DONE))
    steps.take(as_("p-water-head"), Step(ref=ref, move=Move.APPLY_FOR_ACCEPTANCE))
    with pytest.raises(Invalid):
        steps.take(as_("p-inspector"), Step(ref=ref, move=Move.ACCEPT, depth=Depth.ON_PAPER))


@pytest.mark.parametrize("person", ["p-nobody", "p-elsewhere", ""])
def test_a_request_or_an_objection_that_is_not_seen_reads_like_one_that_is_not_there(as_: As, person: str) -> None:
    ref = new(as_)
    key = requests.ask(as_("p-ministry-head"), Ask(ref=ref, move=Move.CANCEL, reason="x"))
    there = said(lambda: requests.approve(as_(person), Decide(ref=key))).replace(key, "…")
    nowhere = said(lambda: requests.approve(as_(person), Decide(ref=f"{ref}.Q9"))).replace(f"{ref}.Q9", "…")
    assert there == nowhere


def test_a_successor_that_is_not_seen_reads_like_one_that_is_not_there(as_: As) -> None:
    ref, other = new(as_), new(as_, body="south-health", supervisor=None, acceptor=None)
    ask = {"ref": ref, "move": Move.REPLACE, "reason": "x"}
    there = said(lambda: requests.ask(as_("p-water-head"), Ask(**ask, successors=(other,)))).replace(other, "…")
    nowhere = said(lambda: requests.ask(as_("p-water-head"), Ask(**ask, successors=("LOOPED-999",))))
    assert "LOOPED-0" not in nowhere.replace(ref, "…")
    assert there == nowhere.replace("LOOPED-999", "…")


@pytest.mark.parametrize("person", ["p-nobody", "p-elsewhere", ""])
def test_whoever_may_not_register_is_told_nothing_of_what_there_is(as_: As, person: str) -> None:
    ref = new(as_)
    add = {"programme": "looped", "title_en": "x"}
    there = said(lambda: registration.add(as_(person), NewCommitment(**add, parent=ref)))
    nowhere = said(lambda: registration.add(as_(person), NewCommitment(**add, parent=f"{ref}9")))
    assert there == nowhere


def test_whoever_became_an_auditor_does_not_take_a_request_back(as_: As) -> None:
    ref = new(as_)
    key = requests.ask(as_("p-water-head"), Ask(ref=ref, move=Move.CANCEL, reason="x"))
    with as_("p-office-head").db.write() as session:
        held = holding("north-auditor", "p-water-head", n=1)
        history.append(session, [history.Change("holding", held["key"], "hold", held, TODAY)], by=BY, at=SEEDED_AT)
    with pytest.raises(Forbidden):
        requests.withdraw(as_("p-water-head"), Decide(ref=key))


def test_somebody_who_is_not_signed_in_does_not_register(as_: As) -> None:
    with pytest.raises(Forbidden):
        registration.add(as_(""), NewCommitment(programme="looped", title_en="x"))


def test_a_token_for_reading_does_not_tell_what_is_there_and_not_seen(as_: As) -> None:
    ref = new(as_)
    reader = replace(as_("p-elsewhere"), who=Principal("p-elsewhere", "t", frozenset({"read"})))
    with pytest.raises(NotFound):
        steps.take(reader, Step(ref=ref, move=Move.START))


def test_a_pool_that_is_used_up_is_told_as_unavailable(as_: As) -> None:
    database = as_("p-office-head").db
    database._reader.pool._timeout = 0.1  # on PostgreSQL; on SQLite one waits for a seat
    database._seats = Gate(SEATS, 0.1)
    with ExitStack() as held, pytest.raises(TrackerError):
        for _ in range(60):
            held.enter_context(database.read())


def test_nothing_is_accepted_for_a_day_on_which_it_was_not_done(as_: As) -> None:
    ref = new(as_)
    evidence.add_link(as_("p-water-head"), AddLink(ref=ref, title="x", url="https://e.org/"))
    steps.take(as_("p-water-head"), Step(ref=ref, move=Move.REPORT_DONE))
    steps.take(as_("p-water-head"), Step(ref=ref, move=Move.APPLY_FOR_ACCEPTANCE))
    with pytest.raises(Invalid, match="reported done"):
        steps.take(as_("p-inspector"), Step(ref=ref, move=Move.ACCEPT, depth=Depth.ON_PAPER, on=date(1999, 1, 1)))


def test_the_office_in_nobodys_name_does_not_approve_what_the_office_asked_for(as_: As) -> None:
    ref = new(as_)
    key = requests.ask(as_("p-office-head"), Ask(ref=ref, move=Move.CANCEL, reason="x"))
    with pytest.raises(Forbidden):
        requests.approve(replace(as_("p-office-head"), who=None), Decide(ref=key))


def test_an_empty_name_is_answered_like_one_that_is_not_there(as_: As) -> None:
    ref = new(as_)
    for field in ("acceptor", "supervisor", "leader", "post"):
        with pytest.raises(Invalid):
            changes.assign(as_("p-office-head"), Assign(ref=ref, **{field: ""}))
