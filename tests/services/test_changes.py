"""Changing a commitment from the machine: who may, what is refused, and what is kept."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime, timedelta
from threading import Event
from typing import Any

import pytest
from pydantic import ValidationError

from tests.support.registers import SEEDED_AT, Register
from tracker.domain.commitment import Work
from tracker.kit.errors import Conflict, Forbidden, Invalid, NotFound
from tracker.services import changes, commitments, registration
from tracker.services.changes import Assign, Confirm, Review, Update
from tracker.services.context import Context
from tracker.services.registration import NewCommitment
from tracker.store import audit, history
from tracker.store import commitments as commitments_store

NEXT = SEEDED_AT + timedelta(days=1)


def acting_for(register: Register, person: str) -> Context:
    return replace(register.at(NEXT), acting_for=person)


def detail(register: Register, ref: str) -> Any:
    return commitments.show(register.at(NEXT), ref)


def findings(register: Register) -> list[audit.Finding]:
    with register.at().db.read() as session:
        return list(audit.findings(session))


def test_a_new_commitment_keeps_its_words_and_gets_the_day_they_are_read_as(starter: Register) -> None:
    command = NewCommitment(programme="hlj-2024", title_en="Publish the list of outlets", due_words="2027年6月底前")
    ref = registration.add(starter.at(NEXT), command)
    found = detail(starter, ref)
    assert ref == "HLJ-2024-049"
    assert (found.item.due.words, found.item.due.last_day, found.item.due.first_day) == (
        "2027年6月底前",
        date(2027, 6, 30),
        date(2027, 6, 30),
    )
    assert found.item.due.confirmed_by is None
    assert found.due_reasons
    assert found.history[0].by == {"as": "operator", "for": "register-office"}


def test_words_that_cannot_be_read_are_kept_and_give_no_day(starter: Register) -> None:
    ref = registration.add(starter.at(NEXT), NewCommitment(programme="hlj-2024", title_zh="整改", due_words="适时"))
    found = detail(starter, ref)
    assert (found.item.due.words, found.item.due.last_day, found.item.due.precision) == ("适时", None, "none")


@pytest.mark.parametrize(
    ("wrong", "error", "says"),
    [
        ({"programme": "hlj-2042"}, Invalid, "hlj-2042"),
        ({"body": "hlj-dea"}, Invalid, "hlj-dea"),
        ({"post": "mee-office", "body": "hlj-dee"}, Invalid, "Office of the ministry"),
        ({"places": ("atlantis",)}, Invalid, "atlantis"),
        ({"sources": ({"source": "nowhere", "paragraph": 1},)}, Invalid, "nowhere"),
        ({"review_day": date(2020, 1, 1)}, Invalid, "passed"),
        ({"title_en": "", "title_zh": ""}, Invalid, "title"),
        ({"work": "closed"}, Invalid, "closed"),
        ({"ref": "HLJ-2024-001", "aliases": ("SF-001-003",)}, Conflict, "SF-001-003"),
        ({"ref": "MEE-ZON-003"}, Conflict, "MEE-ZON-003"),
    ],
)
def test_what_is_wrong_with_a_new_commitment_is_named_and_nothing_is_kept(
    starter: Register, wrong: dict[str, Any], error: type[Exception], says: str
) -> None:
    command = NewCommitment(**{"programme": "hlj-2024", "title_en": "A title", **wrong})
    with pytest.raises(error, match=says):
        registration.add(starter.at(NEXT), command)
    assert commitments.list_(starter.at(NEXT), "").total == 219


@pytest.mark.parametrize(
    "wrong",
    [
        {"title_en": "a\x00b"},
        {"kind": "wish"},
        {"ref": "lower case"},
        {"colour": "red"},
        {"aliases": ("",)},
        {"tags": ("a\x00b",)},
        {"tags": ("水" * 3000,)},
        {"sources": ({"paragraph": 1},)},
        {"sources": ({"source": "s", "paragraph": 10**20},)},
    ],
)
def test_what_cannot_be_a_commitment_is_refused_before_the_register_is_asked(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        NewCommitment(**{"programme": "hlj-2024", "title_en": "A title", **wrong})


def test_confirming_says_who_looked_and_keeps_the_first_day(starter: Register) -> None:
    changes.confirm(starter.at(NEXT), Confirm(ref="SF-001-003", reason="usual official reading"))
    found = detail(starter, "SF-001-003")
    assert found.item.due.confirmed_by == "register-office"
    assert found.item.due.first_day == date(2025, 12, 31)
    with pytest.raises(Conflict):
        changes.confirm(starter.at(NEXT), Confirm(ref="SF-001-003"))


def test_clear_words_are_confirmed_as_they_are_read_and_not_moved(starter: Register) -> None:
    with pytest.raises(Invalid, match="clear"):
        changes.confirm(starter.at(NEXT), Confirm(ref="SF-001-003", day=date(2099, 12, 31), reason="later is better"))
    assert detail(starter, "SF-001-003").item.due.last_day == date(2025, 12, 31)


def test_words_that_leave_the_day_open_may_be_confirmed_as_another_day_with_a_reason(starter: Register) -> None:
    ref = registration.add(
        starter.at(NEXT), NewCommitment(programme="hlj-2024", title_en="A title", due_words="2030年前", body="hlj-dee")
    )
    assert (detail(starter, ref).item.due.last_day, detail(starter, ref).item.due.first_day) == (
        date(2029, 12, 31),
        None,
    )
    with pytest.raises(Invalid, match="reason"):
        changes.confirm(starter.at(NEXT), Confirm(ref=ref, day=date(2030, 12, 31)))
    changes.confirm(
        starter.at(NEXT), Confirm(ref=ref, day=date(2030, 12, 31), reason="the office that wrote it says so")
    )
    due = detail(starter, ref).item.due
    assert (due.last_day, due.first_day, due.precision) == (date(2030, 12, 31), date(2030, 12, 31), "day")


def test_what_is_to_go_on_for_good_gets_no_deadline(starter: Register) -> None:
    with pytest.raises(Invalid, match="no single last day"):
        changes.confirm(starter.at(NEXT), Confirm(ref="SF-001-037", day=date(2024, 1, 1), reason="x"))


def test_a_title_is_not_changed_under_cover_of_progress(starter: Register) -> None:
    mine = acting_for(starter, "sample-mee-office")
    with pytest.raises(Invalid):
        changes.update(mine, Update(ref="SF-001-003", work="in_progress", title_en="Something quite else"))
    with pytest.raises(Forbidden):
        changes.update(mine, Update(ref="SF-001-003", title_en="Something quite else"))


@pytest.mark.parametrize("command", [{"work": "in_progress"}, {"reason": "told"}])
def test_nothing_is_true_for_a_day_to_come(starter: Register, command: dict[str, Any]) -> None:
    with pytest.raises(Invalid, match="not come yet"):
        changes.update(starter.at(NEXT), Update(ref="SF-001-003", on=date(2099, 1, 1), **command))


def test_done_before_it_was_registered_needs_something_to_rest_on(starter: Register) -> None:
    mine = acting_for(starter, "sample-mee-office")
    done = Update(ref="SF-001-003", work="reported_done", on=date(2025, 1, 1))
    with pytest.raises(Invalid, match="before it was registered"):
        changes.update(mine, done)
    changes.update(mine, done.model_copy(update={"reason": "report of the ministry"}))


def test_nobody_owns_it_since_the_day_the_owner_was_taken_away(starter: Register) -> None:
    later = NEXT + timedelta(days=99)
    changes.assign(starter.at(later), Assign(ref="SF-001-003"))
    found = commitments.show(starter.at(later), "SF-001-003").item
    assert [flag.since for flag in found.flags if flag.rule == "unowned"] == [date(2025, 9, 10)]


def test_a_made_up_reference_is_nobodys_other_name(starter: Register) -> None:
    registration.add(
        starter.at(NEXT), NewCommitment(programme="hlj-2024", title_en="One", ref="Z-1", aliases=("HLJ-2024-049",))
    )
    ref = registration.add(starter.at(NEXT), NewCommitment(programme="hlj-2024", title_en="Two"))
    assert ref == "HLJ-2024-050"


@pytest.mark.parametrize("name", ["a\x00b", "", "  ", "x" * 5000, "水" * 5000])
def test_what_cannot_be_a_name_is_not_found(starter: Register, name: str) -> None:
    for ctx in (starter.at(NEXT), starter.at(NEXT, as_of="2025-06-02T12:00")):
        with pytest.raises(NotFound):
            commitments.show(ctx, name)


class SignallingClock:
    """Says when somebody asks for the time, so that another may be let go at that moment."""

    def __init__(self) -> None:
        self.asked = Event()

    def now(self) -> datetime:
        self.asked.set()
        return NEXT


def test_of_two_who_saw_the_same_version_one_is_told(starter: Register) -> None:
    clock = SignallingClock()
    second = replace(starter.apart(NEXT), clock=clock)
    with ThreadPoolExecutor(1) as pool, starter.at(NEXT).changing() as first:
        waiting = pool.submit(changes.review, second, Review(ref="SF-001-003", day=date(2027, 1, 1), version=1))
        clock.asked.wait()
        row = commitments_store.current(first.session, "SF-001-003")
        changed = history.Change("commitment", row["ref"], "start", {**row, "work": "in_progress"}, first.today)
        history.append(first.session, [changed], by={"as": "operator", "for": None}, at=first.at)
        first.session.commit()
        with pytest.raises(Conflict, match="version 1"):
            waiting.result()
    assert detail(starter, "SF-001-003").item.work == "in_progress"


def test_many_at_once_each_get_a_reference_of_their_own(starter: Register) -> None:
    def one(number: int) -> str:
        return registration.add(starter.at(NEXT), NewCommitment(programme="hlj-2024", title_en=f"Number {number}"))

    with ThreadPoolExecutor(6) as pool:
        refs = list(pool.map(one, range(12)))
    assert sorted(refs) == [f"HLJ-2024-{number:03d}" for number in range(49, 61)]
    assert findings(starter) == []


def test_a_context_day_becomes_a_deadline_only_by_naming_it(starter: Register) -> None:
    with pytest.raises(Invalid, match="no day"):
        changes.confirm(starter.at(NEXT), Confirm(ref="SF-002-023"))
    changes.confirm(starter.at(NEXT), Confirm(ref="SF-002-023", day=date(2024, 12, 31)))
    found = detail(starter, "SF-002-023")
    assert (found.item.due.last_day, found.item.due.first_day) == (date(2024, 12, 31), date(2024, 12, 31))
    assert found.item.flags[0].rule == "overdue"


def test_a_responsible_person_cannot_confirm_the_reading_of_the_own_deadline(starter: Register) -> None:
    with pytest.raises(Forbidden):
        changes.confirm(acting_for(starter, "sample-mee-office"), Confirm(ref="SF-001-003"))


def test_an_owner_is_a_post_and_can_be_taken_away(starter: Register) -> None:
    changes.assign(starter.at(NEXT), Assign(ref="SF-001-007", post="mee-stf-director"))
    assert (detail(starter, "SF-001-007").item.post, detail(starter, "SF-001-007").item.body) == (
        "mee-stf-director",
        "mee-stf",
    )
    changes.assign(starter.at(NEXT), Assign(ref="SF-001-007"))
    assert [flag.rule for flag in detail(starter, "SF-001-007").item.flags].count("unowned") == 1


def test_an_unknown_post_is_refused_with_the_nearest_name(starter: Register) -> None:
    with pytest.raises(Invalid) as refused:
        changes.assign(starter.at(NEXT), Assign(ref="SF-001-006", post="mee-offices"))
    assert "mee-office" in str(refused.value.hint)


def test_a_review_day_that_has_passed_is_refused(starter: Register) -> None:
    with pytest.raises(Invalid):
        changes.review(starter.at(NEXT), Review(ref="SF-001-006", day=date(2020, 1, 1)))


def test_a_change_prepared_on_an_older_version_is_a_conflict_and_changes_nothing(starter: Register) -> None:
    changes.update(starter.at(NEXT), Update(ref="SF-001-006", reason="first", version=1))
    with pytest.raises(Conflict, match="version 1"):
        changes.update(starter.at(NEXT), Update(ref="SF-001-006", reason="second", version=1))
    assert detail(starter, "SF-001-006").history[0].reason == "first"


def test_an_operator_cannot_report_done_for_the_office(starter: Register) -> None:
    with pytest.raises(Forbidden):
        changes.update(starter.at(NEXT), Update(ref="SF-001-003", work="reported_done"))


def test_a_stranger_and_somebody_unknown_change_nothing(starter: Register) -> None:
    stranger = acting_for(starter, "sample-yubei")
    with pytest.raises(NotFound):
        changes.update(stranger, Update(ref="SF-001-003", work="reported_done"))
    with pytest.raises(NotFound):
        changes.update(acting_for(starter, "nobody-at-all"), Update(ref="SF-001-003", reason="x"))


def test_done_is_not_reported_for_a_day_to_come(starter: Register) -> None:
    with pytest.raises(Invalid):
        changes.update(
            acting_for(starter, "sample-mee-office"),
            Update(ref="SF-001-003", work="reported_done", on=date(2025, 12, 31)),
        )


def test_withdrawing_a_report_sets_the_clock_running_again(starter: Register) -> None:
    mine = acting_for(starter, "sample-mee-office")
    changes.update(mine, Update(ref="SF-001-003", work="reported_done"))
    changes.update(mine, Update(ref="SF-001-003", work="in_progress", reason="one province is missing"))
    late = commitments.list_(starter.at(NEXT, as_if="2026-01-05"), "is:overdue alias:SF-001-003")
    assert late.total == 1


@pytest.mark.parametrize("work", ["closed", "cancelled", "suspended", "closed_by_stage"])
def test_states_that_need_more_than_a_word_are_refused_with_the_reason(starter: Register, work: str) -> None:
    with pytest.raises((Conflict, Forbidden, Invalid)):
        changes.update(starter.at(NEXT), Update(ref="SF-001-003", work=work, reason="enough of it"))
    assert detail(starter, "SF-001-003").item.work == "registered"


def test_every_change_leaves_an_entry_and_the_history_is_whole(starter: Register) -> None:
    act: list[Callable[[], object]] = [
        lambda: changes.update(starter.at(NEXT), Update(ref="SF-001-006", work="in_progress", reason="begun")),
        lambda: changes.update(starter.at(NEXT), Update(ref="SF-001-006", title_en="Another title")),
        lambda: changes.assign(starter.at(NEXT), Assign(ref="SF-001-006", post="mee-office")),
        lambda: changes.review(starter.at(NEXT), Review(ref="SF-001-006", day=date(2027, 3, 31))),
    ]
    for change in act:
        change()
    assert [event.action for event in detail(starter, "SF-001-006").history] == [
        "set_review_day",
        "assign",
        "edit",
        "start",
        "register",
    ]
    assert findings(starter) == []


def test_another_day_of_completion_is_not_told_in_passing(starter: Register) -> None:
    mine = acting_for(starter, "sample-mee-office")
    changes.update(mine, Update(ref="SF-001-003", work=Work.REPORTED_DONE))
    with pytest.raises(Conflict, match="already, for"):
        changes.update(mine, Update(ref="SF-001-003", work=Work.REPORTED_DONE, on=date(2025, 6, 1)))
    shown = commitments.show(mine, "SF-001-003").item
    assert shown.done_on == NEXT.date()
    changes.update(mine, Update(ref="SF-001-003", work=Work.IN_PROGRESS, reason="wrong day"))
    changes.update(mine, Update(ref="SF-001-003", work=Work.REPORTED_DONE, on=date(2025, 6, 1), reason="seen"))
    assert commitments.show(mine, "SF-001-003").item.done_on == date(2025, 6, 1)
