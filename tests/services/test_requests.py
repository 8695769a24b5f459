"""What stills the alarm is asked for, and approved by another person from outside; no other path moves a date."""

from datetime import date

import pytest

from tests.services.loops import DAY, MONDAY, acting_as, approved, asked, proof, registered, step
from tests.support.registers import Register
from tests.support.roles import ACCEPTOR, OWNER, STRANGER, SUPERVISOR
from tracker.domain.moves import Move
from tracker.kit.errors import Conflict, Forbidden, Invalid, NotFound
from tracker.services import changes, commitments, possible, requests
from tracker.services.changes import Confirm
from tracker.services.requests import Ask, Decide

AFTER = MONDAY + 220 * DAY
"""In January 2026, after the day of the commitment."""

NEW = date(2026, 6, 30)


def overdue(register: Register, query: str, at: str) -> int:
    return commitments.list_(register.at(AFTER, as_if=at), query).total


def test_an_extension_asked_after_the_day_is_marked_and_first_dates_still_find_it(starter: Register) -> None:
    ref = registered(starter)
    key = asked(starter, ref, "extend", at=AFTER, new_day=NEW, evidence=(proof(starter, ref, at=AFTER),))
    (waiting,) = requests.listing(acting_as(starter, SUPERVISOR, AFTER))
    assert (waiting.key, waiting.late, waiting.old_day) == (key, True, date(2025, 12, 31))
    approved(starter, key, SUPERVISOR, AFTER)
    due = commitments.show(starter.at(AFTER), ref).item.due
    assert (due.last_day, due.first_day) == (NEW, date(2025, 12, 31))
    assert overdue(starter, f"is:overdue ref:{ref}", "2026-02-01") == 0
    assert overdue(starter, f"is:first-overdue ref:{ref}", "2026-02-01") == 1
    assert overdue(starter, f"is:extended ref:{ref}", "2026-02-01") == 1
    assert overdue(starter, f"is:overdue ref:{ref}", "2026-07-01") == 1
    before = commitments.list_(starter.at(AFTER, as_of="2026-01-05"), f"is:overdue ref:{ref}")
    assert before.total == 1, "the overdue days that ran before stay in the history"


def test_nobody_approves_what_he_asked_for_nor_from_inside(starter: Register) -> None:
    ref = registered(starter)
    evidence = (proof(starter, ref),)
    key = asked(starter, ref, "extend", new_day=NEW, evidence=evidence)
    for person in (OWNER, "sample-hlj-rectification", ACCEPTOR):
        with pytest.raises(Forbidden):
            approved(starter, key, person)
    with pytest.raises(NotFound):
        approved(starter, key, STRANGER)
    requests.refuse(acting_as(starter, None), Decide(ref=key, reason="not enough"))
    own = asked(starter, ref, "extend", SUPERVISOR, new_day=NEW, evidence=evidence)
    with pytest.raises(Forbidden):
        approved(starter, own, SUPERVISOR)
    assert commitments.show(starter.at(MONDAY), ref).item.due.last_day == date(2025, 12, 31)


@pytest.mark.parametrize(
    ("given", "error", "says"),
    [
        ({"new_day": NEW}, Invalid, "Evidence"),
        ({"new_day": date(2025, 12, 31), "evidence": True}, Invalid, "not later"),
        ({"evidence": True}, Invalid, "day"),
        ({"new_day": NEW, "evidence": ("HLJ-2024-001.E9",)}, Invalid, "no piece of evidence"),
    ],
)
def test_an_extension_that_lacks_something_is_not_even_asked(
    starter: Register, given: dict[str, object], error: type[Exception], says: str
) -> None:
    ref = registered(starter)
    if given.get("evidence") is True:
        given = {**given, "evidence": (proof(starter, ref),)}
    with pytest.raises(error, match=says):
        asked(starter, ref, "extend", **given)


def test_all_that_a_request_lacks_is_told_at_once(starter: Register) -> None:
    ref = registered(starter)
    with pytest.raises(Invalid) as bare:
        requests.ask(acting_as(starter, OWNER), Ask(ref=ref, move=Move.EXTEND))
    assert {fault.where for fault in bare.value.faults} == {"new_day", "reason", "evidence"}
    named = Ask(ref=ref, move=Move.EXTEND, new_day=date(2025, 1, 1), evidence=("HLJ-2024-001.E9",))
    with pytest.raises(Invalid) as wrong:
        requests.ask(acting_as(starter, OWNER), named)
    assert {fault.where for fault in wrong.value.faults} == {"later_day", "reason", "evidence"}
    with pytest.raises(Invalid) as unknown:
        requests.ask(acting_as(starter, OWNER), Ask(ref=ref, move=Move.REPLACE, successors=("NONE-1",)))
    assert {fault.where for fault in unknown.value.faults} == {"successors", "reason"}


def test_a_day_beyond_what_the_programme_allows_is_told_beside_what_is_missing(starter: Register) -> None:
    ref = registered(starter)
    with pytest.raises(Conflict) as far:
        requests.ask(acting_as(starter, OWNER), Ask(ref=ref, move=Move.EXTEND, new_day=date(2040, 1, 1)))
    assert {fault.where for fault in far.value.faults} == {"later_day", "reason", "evidence"}


def test_what_is_asked_already_is_no_possible_move_and_is_told_before_anything_that_is_missing(
    starter: Register,
) -> None:
    ref = registered(starter)
    key = asked(starter, ref, "suspend", new_day=NEW)
    with pytest.raises(Conflict, match=key):
        requests.ask(acting_as(starter, OWNER), Ask(ref=ref, move=Move.SUSPEND))
    (suspend,) = [each for each in possible.moves(acting_as(starter, OWNER), ref) if each.move is Move.SUSPEND]
    assert not suspend.allowed and key in str(suspend.refusals[0].message)


def test_the_same_is_asked_once_at_a_time(starter: Register) -> None:
    ref = registered(starter)
    key = asked(starter, ref, "suspend", new_day=NEW)
    with pytest.raises(Conflict, match=key):
        asked(starter, ref, "suspend", new_day=NEW)
    requests.withdraw(acting_as(starter, OWNER), Decide(ref=key))
    again = asked(starter, ref, "suspend", new_day=NEW)
    with pytest.raises(Conflict, match="decided"):
        approved(starter, key)
    approved(starter, again)


def test_the_agreed_day_cannot_be_confirmed_away(starter: Register) -> None:
    ref = registered(starter)
    approved(starter, asked(starter, ref, "extend", new_day=NEW, evidence=(proof(starter, ref),)))
    with pytest.raises(Conflict):
        changes.confirm(starter.at(MONDAY), Confirm(ref=ref, day=date(2030, 1, 1), reason="later"))


def test_a_wrong_reading_is_corrected_by_two_people_and_is_no_extension(starter: Register) -> None:
    ref = registered(starter)
    changes.confirm(starter.at(MONDAY), Confirm(ref=ref))
    key = asked(starter, ref, "correct_reading", SUPERVISOR, new_day=date(2025, 11, 30))
    approved(starter, key)
    found = commitments.show(starter.at(MONDAY), ref).item
    assert found.due.last_day == date(2025, 11, 30)
    assert commitments.list_(starter.at(MONDAY), f"is:extended ref:{ref}").total == 0


def test_a_suspension_stops_the_clock_only_up_to_its_day(starter: Register) -> None:
    ref = registered(starter)
    approved(starter, asked(starter, ref, "suspend", new_day=date(2026, 3, 31)))
    assert overdue(starter, f"is:overdue ref:{ref}", "2026-03-31") == 0
    assert overdue(starter, f"is:suspended ref:{ref}", "2026-03-31") == 1
    assert overdue(starter, f"is:overdue ref:{ref}", "2026-04-01") == 1
    step(starter, OWNER, ref, "resume")
    assert overdue(starter, f"is:overdue ref:{ref}", "2026-01-01") == 1


def test_closed_by_stage_it_stays_open_and_counts_by_its_own_day(starter: Register) -> None:
    ref = registered(starter)
    approved(starter, asked(starter, ref, "close_by_stage", new_day=NEW))
    assert overdue(starter, f"is:open -is:overdue ref:{ref}", "2026-06-30") == 1
    assert overdue(starter, f"is:overdue ref:{ref}", "2026-07-01") == 1


def test_what_is_replaced_names_its_successors_and_gets_them_back_when_reopened(starter: Register) -> None:
    ref, one, two = registered(starter), registered(starter), registered(starter)
    with pytest.raises(Invalid):
        asked(starter, ref, "replace")
    with pytest.raises(Invalid, match="own place"):
        asked(starter, ref, "replace", successors=(ref,))
    approved(starter, asked(starter, ref, "replace", successors=(one, two)))
    links = commitments.show(starter.at(MONDAY), ref).links
    assert {link.ref for link in links if link.relation == "replaced_by"} == {one, two}
    step(starter, None, ref, "reopen", reason="the split was wrong")
    assert not [link for link in commitments.show(starter.at(MONDAY), ref).links if link.relation == "replaced_by"]


def test_what_was_asked_lapses_when_it_ends(starter: Register) -> None:
    ref = registered(starter, "simple")
    key = asked(starter, ref, "suspend", new_day=NEW)
    approved(starter, asked(starter, ref, "cancel"))
    (lapsed,) = [each for each in requests.listing(starter.at(MONDAY), ref, waiting=False) if each.key == key]
    assert lapsed.state == "lapsed"
    assert requests.listing(starter.at(MONDAY), ref) == ()
    with pytest.raises(NotFound):
        requests.listing(acting_as(starter, STRANGER), ref)


def test_who_decided_and_why_is_told_beside_what_followed(starter: Register) -> None:
    ref = registered(starter)
    key = asked(starter, ref, "suspend", new_day=NEW)
    requests.approve(acting_as(starter, SUPERVISOR), Decide(ref=key, reason="the court has spoken"))
    told = [(event.action, event.key, event.reason) for event in commitments.show(starter.at(AFTER), ref).history]
    assert told[:2] == [("approved", key, "the court has spoken"), ("suspend", ref, "it rained")]


def test_a_refusal_calls_bodies_by_their_names(starter: Register) -> None:
    ref = registered(starter)
    with pytest.raises(Invalid, match="Heilongjiang Department of Ecology and Environment") as refused:
        changes.assign(starter.at(MONDAY), changes.Assign(ref=ref, post="hlj-dee-director", acceptor="hlj-dee"))
    assert "hlj-dee" not in str(refused.value)
