"""Detours round the closed loop that a hostile reader found: by programmes, requests, assignments, posts and dates."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from tests.support.people import make_people
from tests.support.postgres import Prepare
from tests.support.registers import SEEDED_AT, opened
from tracker.domain.moves import Move
from tracker.kit.clock import FrozenClock
from tracker.kit.errors import Conflict, Forbidden, Invalid, TrackerError
from tracker.services import (
    catalogues,
    changes,
    commitments,
    evidence,
    holdings,
    loops,
    registration,
    requests,
    steps,
)
from tracker.services.catalogues import ChangeProgramme
from tracker.services.changes import Assign, Confirm
from tracker.services.context import Context, Principal
from tracker.services.evidence import AddLink, Withdraw
from tracker.services.holdings import Hold, Leave
from tracker.services.registration import NewCommitment
from tracker.services.requests import Ask, Decide
from tracker.services.steps import Step

As = Callable[..., Context]
DUE, LATER, LATEST = date(2025, 12, 31), date(2026, 3, 31), date(2026, 5, 31)


@pytest.fixture
def as_(copied_database: Callable[[str, Prepare], str]) -> Iterator[As]:
    ctx = opened(copied_database("people", make_people))

    def acting(person: str | None, at: datetime = SEEDED_AT) -> Context:
        return replace(ctx, clock=FrozenClock(at), who=Principal(person) if person else None)

    yield acting
    ctx.db.close()


def new(as_: As, **given: object) -> str:
    said = {"programme": "looped", "title_en": "T", "post": "water-head", "due_words": "2025年12月31日前"}
    others = {"supervisor": "ministry", "acceptor": "inspection"}
    return registration.add(as_("p-office-head"), NewCommitment(**{**said, **others, **given}))


def step(as_: As, person: str | None, ref: str, move: str, **given: object) -> int:
    return steps.take(as_(person), Step(ref=ref, move=Move(move), **given))


def ask(as_: As, person: str, ref: str, move: str, **given: object) -> str:
    return requests.ask(as_(person), Ask(ref=ref, move=Move(move), reason="it rained", **given))


def proof(as_: As, ref: str) -> str:
    return evidence.add_link(as_("p-water-head"), AddLink(ref=ref, title="x", url="https://e.org/"))


def test_other_steps_for_the_programme_do_not_loosen_those_of_a_report_that_stands(as_: As) -> None:
    ref = new(as_)
    step(as_, "p-water-head", ref, "report_done")
    simple = ChangeProgramme(slug="looped", closing="simple")
    with pytest.raises(Invalid, match="reason"):
        catalogues.change_programme(as_("p-office-head"), simple)
    catalogues.change_programme(as_("p-office-head"), simple.model_copy(update={"reason": "made easier"}))
    with pytest.raises(Conflict):
        step(as_, "p-office-head", ref, "close")
    step(as_, "p-water-head", ref, "withdraw_report", reason="anew, by the new steps")
    step(as_, "p-water-head", ref, "report_done")
    step(as_, "p-office-head", ref, "close")


def test_two_do_not_take_the_place_of_each_other_nor_does_a_draft_or_what_has_ended(as_: As) -> None:
    one, two, draft = new(as_), new(as_), new(as_, work="draft")
    first = ask(as_, "p-ministry-head", one, "replace", successors=(two,))
    second = ask(as_, "p-ministry-head", two, "replace", successors=(one,))
    requests.approve(as_("p-office-head"), Decide(ref=first))
    with pytest.raises(TrackerError, match=r"ended|open|waiting|decided"):
        requests.approve(as_("p-office-head"), Decide(ref=second))
    assert commitments.show(as_("p-office-head"), two).item.work != "replaced"
    requests.withdraw(as_("p-ministry-head"), Decide(ref=second))
    with pytest.raises(Invalid, match="is a draft or has ended"):
        ask(as_, "p-ministry-head", two, "replace", successors=(draft,))


def test_an_extension_does_not_rest_on_evidence_that_was_withdrawn(as_: As) -> None:
    ref = new(as_)
    piece = proof(as_, ref)
    key = ask(as_, "p-water-head", ref, "extend", new_day=LATER, evidence=(piece,))
    evidence.withdraw(as_("p-water-head"), Withdraw(ref=piece, reason="it was a fake"))
    with pytest.raises(Invalid, match="Evidence"):
        requests.approve(as_("p-ministry-head"), Decide(ref=key))


def test_whoever_was_inside_when_it_was_asked_does_not_decide_after_an_assignment(as_: As) -> None:
    ref = new(as_)
    key = ask(as_, "p-water-head", ref, "suspend", new_day=LATER)
    changes.assign(as_("p-office-head"), Assign(ref=ref, post="finance-head", supervisor="north-water"))
    with pytest.raises(Forbidden):
        requests.approve(as_("p-water-clerk"), Decide(ref=key))


def test_assigning_it_away_and_back_makes_nobody_an_outsider(as_: As) -> None:
    ref = new(as_, due_words="2030年前")
    with pytest.raises(Forbidden):
        changes.confirm(as_("p-office-and-water"), Confirm(ref=ref, day=date(2031, 1, 1), reason="x"))
    changes.assign(as_("p-office-and-water"), Assign(ref=ref, post="elsewhere-head"))
    with pytest.raises(Forbidden):
        changes.confirm(as_("p-office-and-water"), Confirm(ref=ref, day=date(2031, 1, 1), reason="x"))


def test_the_office_in_nobodys_name_does_not_close_what_somebody_of_the_office_reported(as_: As) -> None:
    ref = new(as_, programme="plain")
    step(as_, "p-office-and-water", ref, "report_done")
    with pytest.raises(Forbidden):
        step(as_, None, ref, "close")


def test_an_agreed_day_is_not_corrected_to_a_later_one(as_: As) -> None:
    ref = new(as_)
    changes.confirm(as_("p-office-head"), Confirm(ref=ref))
    key = ask(as_, "p-water-head", ref, "extend", new_day=LATER, evidence=(proof(as_, ref),))
    requests.approve(as_("p-ministry-head"), Decide(ref=key))
    with pytest.raises(Conflict, match="extension"):
        ask(as_, "p-water-head", ref, "correct_reading", new_day=LATEST)
    with pytest.raises(Invalid, match="in force"):
        ask(as_, "p-water-head", ref, "correct_reading", new_day=LATER)


def test_nobody_rearranges_his_own_posts(as_: As) -> None:
    with pytest.raises(Forbidden):
        holdings.leave(as_("p-office-and-water"), Leave(post="water-clerk", person="p-office-and-water"))
    with pytest.raises(Forbidden):
        holdings.hold(as_("p-office-and-water"), Hold(post="inspector", person="p-office-and-water"))


def test_what_an_overseer_asks_for_is_not_for_the_owner_to_take_back(as_: As) -> None:
    ref = new(as_)
    key = ask(as_, "p-ministry-head", ref, "cancel")
    with pytest.raises(Forbidden):
        requests.withdraw(as_("p-water-head"), Decide(ref=key))
    requests.withdraw(as_("p-ministry-head"), Decide(ref=key))


def test_a_request_is_told_as_it_was_known(as_: As) -> None:
    ref = new(as_)
    key = ask(as_, "p-water-head", ref, "suspend", new_day=LATER)
    requests.approve(as_("p-ministry-head", SEEDED_AT + timedelta(days=2)), Decide(ref=key))
    now = as_("p-water-head", SEEDED_AT + timedelta(days=3))
    before = replace(now, as_of=SEEDED_AT + timedelta(days=1))
    assert [each.state for each in requests.listing(before, waiting=False)] == ["submitted"]
    assert [each.state for each in loops.of(before, ref).requests] == ["submitted"]
    assert [each.state for each in requests.listing(now, waiting=False)] == ["approved"]


def test_what_has_no_deadline_is_looked_at_again_when_its_suspension_ends(as_: As) -> None:
    ref = new(as_, due_words="")
    key = ask(as_, "p-water-head", ref, "suspend", new_day=LATER)
    requests.approve(as_("p-ministry-head"), Decide(ref=key))
    item = commitments.show(replace(as_("p-office-head"), as_if=SEEDED_AT + timedelta(days=400)), ref).item
    assert "unreviewed" in [flag.rule for flag in item.flags]


def test_accepting_what_nobody_reported_is_told_as_what_it_is(as_: As) -> None:
    ref = new(as_)
    with pytest.raises(Conflict, match="not possible while"):
        step(as_, "p-inspector", ref, "accept", depth="on_paper")


def test_what_will_be_known_is_not_known_yet(as_: As) -> None:
    with pytest.raises(Invalid, match="yet"):
        replace(as_("p-office-head"), as_of=SEEDED_AT + timedelta(days=1)).require_known()


def test_after_its_last_day_a_suspension_stills_nothing(as_: As) -> None:
    ref = new(as_)
    requests.approve(as_("p-ministry-head"), Decide(ref=ask(as_, "p-water-head", ref, "suspend", new_day=LATER)))
    for day, overdue in ((LATER, 0), (LATER + timedelta(days=1), 1)):
        then = replace(as_("p-office-head"), as_if=datetime.fromisoformat(f"{day}T04:00:00+00:00"))
        assert commitments.list_(then, f"is:overdue ref:{ref}").total == overdue
