"""What is overdue: on the starter register, at any moment, from any machine."""

import os
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from tests.support.registers import SEEDED_AT, Register
from tracker.kit.errors import Forbidden, Invalid, NotFound
from tracker.services import changes, commitments
from tracker.services.changes import Review, Update
from tracker.services.context import Context

SEVEN = {"SF-001-003", "SF-001-026", "SF-001-056", "SF-001-124", "SF-001-125", "SF-001-126", "SF-003-001"}


def aliases(ctx: Context, query: str) -> set[str]:
    return {item.aliases[0] for item in commitments.list_(ctx, query, limit=0).items}


@pytest.fixture(params=["UTC", "America/New_York", "Asia/Shanghai"])
def machine_zone(request: pytest.FixtureRequest) -> Iterator[str]:
    before = os.environ.get("TZ")
    os.environ["TZ"] = request.param
    time.tzset()
    yield request.param
    if before is None:
        del os.environ["TZ"]
    else:
        os.environ["TZ"] = before
    time.tzset()


def test_exactly_seven_are_overdue_as_if_5_january_2026(starter: Register, machine_zone: str) -> None:
    assert aliases(starter.at(as_if="2026-01-05"), "is:overdue") == SEVEN


def test_the_day_begins_at_midnight_of_the_register_whatever_the_zone_of_the_machine(
    starter: Register, machine_zone: str
) -> None:
    assert aliases(starter.at(as_if="2025-12-31 23:30 Asia/Shanghai"), "is:overdue") == SEVEN - {"SF-001-003"}
    assert aliases(starter.at(as_if="2026-01-01 00:00 Asia/Shanghai"), "is:overdue") == SEVEN
    assert aliases(starter.at(as_if="2025-12-31T15:59:59Z"), "is:overdue") == SEVEN - {"SF-001-003"}
    assert aliases(starter.at(as_if="2025-12-31T16:00:00Z"), "is:overdue") == SEVEN


def test_every_forward_ongoing_list_and_finding_item_is_there_and_no_past_result(starter: Register) -> None:
    ctx = starter.at()
    assert commitments.list_(ctx, "").total == 219
    assert commitments.list_(ctx, "kind:tally").total == 4
    assert {item.aliases[0] for item in commitments.list_(ctx, "is:dated", limit=0).items} == SEVEN | {
        "SF-001-004",
        "SF-001-075",
    }


def test_a_unit_includes_the_bodies_below_it(starter: Register) -> None:
    ctx = starter.at()
    whole = commitments.list_(ctx, "unit:heilongjiang").total
    assert whole == 46
    assert commitments.list_(ctx, "unit:=heilongjiang").total < whole


def test_what_has_only_a_context_day_is_never_overdue(starter: Register) -> None:
    ctx = starter.at(as_if="2099-01-01")
    assert commitments.list_(ctx, "context:any is:overdue due:none").total == 0
    assert commitments.list_(ctx, "context:any").total > 90


def test_an_item_says_why_it_is_flagged(starter: Register) -> None:
    (item,) = commitments.list_(starter.at(as_if="2026-01-05"), "alias:SF-001-003").items
    overdue = item.flags[0]
    assert (overdue.rule, overdue.since, item.days_late) == ("overdue", date(2026, 1, 1), 5)
    assert "by 2025" in str(overdue.reasons[0])


def test_a_commitment_is_shown_with_its_words_source_and_history(starter: Register) -> None:
    detail = commitments.show(starter.at(), "sf-001-003")
    assert detail.item.ref == "MEE-ZON-003"
    assert (detail.item.due.words, detail.item.due.last_day) == ("by 2025", date(2025, 12, 31))
    assert [(c.source, c.paragraph) for c in detail.sources] == [("mee-press-2024-03", "16")]
    assert [event.action for event in detail.history] == ["register"]


def test_what_nobody_knows_is_not_found(starter: Register) -> None:
    with pytest.raises(NotFound):
        commitments.show(starter.at(), "NOPE-001")


def test_a_query_that_cannot_be_read_is_invalid(starter: Register) -> None:
    with pytest.raises(Invalid):
        commitments.list_(starter.at(), "unti:mee")


def test_the_past_is_shown_as_it_was_known_then(starter: Register) -> None:
    changes.review(starter.at(SEEDED_AT + timedelta(days=2)), Review(ref="SF-001-006", day=date(2027, 3, 31)))
    before = (SEEDED_AT + timedelta(days=1)).isoformat()
    after = (SEEDED_AT + timedelta(days=3)).isoformat()
    later = SEEDED_AT + timedelta(days=9)
    assert commitments.show(starter.at(later, as_of=before), "SF-001-006").item.review_day is None
    assert commitments.show(starter.at(later, as_of=after), "SF-001-006").item.review_day == date(2027, 3, 31)
    assert aliases(starter.at(later, as_of=before), "review:2027-03-31 alias:SF-001-006") == set()
    assert aliases(starter.at(later, as_of=after), "review:2027-03-31 alias:SF-001-006") == {"SF-001-006"}
    assert commitments.list_(starter.at(later, as_of="2025-01-01"), "").total == 0


def test_as_of_and_as_if_combine_knowledge_of_one_moment_with_judgement_at_another(starter: Register) -> None:
    act(starter, "SF-001-026", work="in_progress", at=SEEDED_AT + timedelta(days=1))
    known = SEEDED_AT + timedelta(hours=1)
    ctx = starter.at(SEEDED_AT + timedelta(days=5), as_of=known.isoformat(), as_if="2024-12-31")
    (item,) = commitments.list_(ctx, "alias:SF-001-026").items
    assert (item.work, item.days_late) == ("registered", 0)


def act(
    starter: Register, ref: str, *, work: str | None = None, on: date | None = None, at: datetime = SEEDED_AT
) -> int:
    return changes.update(starter.at(at), Update(ref=ref, work=work, on=on, reason="told"))


@pytest.mark.parametrize("moment", [{"as_of": "2025-06-01"}, {"as_if": "2025-06-01"}])
def test_nothing_is_changed_while_looking_at_another_moment(starter: Register, moment: dict[str, str]) -> None:
    with pytest.raises(Forbidden):
        changes.review(starter.at(**moment), Review(ref="SF-001-006", day=date(2027, 3, 31)))


def test_a_responsible_person_reports_done_and_the_clock_stops_on_the_day_it_is_true_for(starter: Register) -> None:
    at = datetime.fromisoformat("2026-01-20T09:00:00+08:00")
    mine = replace(starter.at(at), acting_for="sample-mee-office")
    changes.update(mine, Update(ref="SF-001-003", work="reported_done", on=date(2026, 1, 10), reason="finished"))
    assert "SF-001-003" in aliases(starter.at(at, as_if="2026-01-09"), "is:overdue")
    assert "SF-001-003" not in aliases(starter.at(at, as_if="2026-01-10"), "is:overdue")
    assert "SF-001-003" not in aliases(starter.at(at), "is:overdue")
