"""What one person answers for is judged by the rules of the letter, and what may not be seen is not counted."""

from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import event

from tests.services.loops import DAY, MONDAY, acting_as, asked, proof, registered, step
from tests.support.registers import Register
from tests.support.roles import ACCEPTOR, OWNER, SUPERVISOR
from tracker.domain.commitment import Kind
from tracker.services import changes, my_work, readings, registration, review_queue
from tracker.services.changes import Update
from tracker.services.context import Context, Principal
from tracker.services.my_work import MyWork
from tracker.services.readings import NewReading
from tracker.services.registration import NewCommitment
from tracker.store import bodies

LATER = MONDAY + 20 * DAY


def of(register: Register, who: str, **more: object) -> MyWork:
    return my_work.show(acting_as(register, who, LATER), **more)  # type: ignore[arg-type]


def group_of(found: MyWork, ref: str) -> str:
    (name,) = [group.name for group in found.groups if ref in [task.item.ref for task in group.tasks]]
    return name


def test_each_commitment_stands_in_one_group_and_the_numbers_add_up(starter: Register) -> None:
    ref = registered(starter)
    step(starter, OWNER, ref, "report_done")
    found = of(starter, OWNER)
    assert sum(found.numbers.values()) == found.judged == found.total == len(found.tasks)
    assert group_of(found, ref) == "reported_done"
    assert all(group.total == found.numbers[group.name] for group in found.groups)


def test_what_may_be_told_follows_from_how_it_stands(starter: Register) -> None:
    ref = registered(starter)

    def telling() -> tuple[tuple[str, ...], tuple[str, ...]]:
        (task,) = [each for each in of(starter, OWNER).tasks if each.item.ref == ref]
        return task.telling.works, tuple(str(move) for move in task.telling.steps)

    assert telling() == (("in_progress",), ("report_done",))
    step(starter, OWNER, ref, "report_done")
    assert telling() == (("in_progress",), ("apply_for_acceptance",))
    step(starter, OWNER, ref, "apply_for_acceptance")
    assert telling() == (("in_progress",), ())


def test_an_indicator_of_which_nothing_was_told_for_a_quarter_wants_a_value(starter: Register) -> None:
    command = NewCommitment(
        programme="hlj-2024", title_en="Good days of air", due_words="2026年12月31日前", kind=Kind.INDICATOR,
        post="hlj-dee-director", supervisor="hlj-leading-group", acceptor="mee",
    )  # fmt: skip
    ref = registration.add(starter.at(MONDAY), command)
    changes.update(acting_as(starter, OWNER, MONDAY + 95 * DAY), Update(ref=ref, reason="under way"))
    then = acting_as(starter, OWNER, MONDAY + 100 * DAY)
    assert group_of(my_work.show(then), ref) == "values"
    readings.record(then, NewReading(ref=ref, value="91", period_words="2025"))
    assert group_of(my_work.show(then), ref) == "on_course"


def test_steps_that_wait_are_counted_as_the_queue_has_them(starter: Register) -> None:
    ref = registered(starter)
    asked(starter, ref, "suspend", new_day="2026-06-30")
    found, queue = of(starter, SUPERVISOR), review_queue.show(acting_as(starter, SUPERVISOR, LATER))
    assert dict(found.waiting) == dict(queue.numbers) == {"to_decide": 1}
    assert found.waiting_since == queue.oldest == date(2025, 6, 3)


def test_somebody_without_a_post_has_nothing_and_is_told_so(starter: Register) -> None:
    with starter.at(MONDAY).db.write() as session:
        bodies.put_person(
            session,
            {"id": "id-new", "slug": "new", "name_en": "New", "name_zh": "新", "email": "", "language": "en"},
        )
    ctx = replace(starter.at(LATER), who=Principal("id-new"))
    found = my_work.show(ctx)
    assert (found.has_posts, found.total, found.tasks) == (False, 0, ())
    assert review_queue.show(ctx).total == 0


def statements(ctx: Context) -> int:
    said: list[str] = []

    def count(*given: Any) -> None:
        said.append(given[2])

    event.listen(ctx.db._reader, "before_cursor_execute", count)
    review_queue.show(ctx)
    event.remove(ctx.db._reader, "before_cursor_execute", count)
    return len(said)


def test_what_stands_on_one_page_is_read_together(starter: Register) -> None:
    def claim() -> None:
        ref = registered(starter)
        proof(starter, ref)
        step(starter, OWNER, ref, "report_done")
        step(starter, OWNER, ref, "apply_for_acceptance")

    claim()
    ctx = acting_as(starter, ACCEPTOR, LATER)
    one = statements(ctx)
    for _ in range(4):
        claim()
    # Beside the page, only who was ever responsible is asked of each, as for a letter: two questions.
    assert statements(acting_as(starter, ACCEPTOR, LATER)) <= one + 4 * 2
