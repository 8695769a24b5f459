"""The ledger of scheduled work: planned once, made up for after an outage, taken over, tried again, given up."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from tests.support.jobs import RECORDING, at, done, make_effects, record
from tests.support.registers import Register, settings_of
from tracker.kit import points
from tracker.kit.errors import Conflict
from tracker.kit.language import say
from tracker.kit.text import from_data, text
from tracker.services import leases, runs
from tracker.services.context import Context
from tracker.services.runs import Claim, Lost
from tracker.store.database import Database
from tracker.store.tables import JobRun
from tracker.store.tables.versions import table_of

RUN = table_of(JobRun)
CHECK, EDITION = RECORDING
START = datetime(2025, 6, 2, 1, 0, tzinfo=UTC)
"""Monday 2 June 2025, 09:00 in the zone of the register, Shanghai."""

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@pytest.fixture
def ctx(empty: Register) -> Context:
    found = empty.at(START)
    make_effects(found)
    return found


@pytest.fixture
def passed() -> Iterator[list[str]]:
    """The named points that the work came to."""
    found: list[str] = []
    points.listen(found.append)
    yield found
    points._listeners.remove(found.append)


def ledger(ctx: Context) -> dict[str, str]:
    """Slot → state."""
    with ctx.db.read() as session:
        return {row.slot: row.state for row in session.execute(select(RUN).order_by(RUN.c.job, RUN.c.due_at))}


def row(ctx: Context, slot: str) -> Any:
    with ctx.db.read() as session:
        return session.execute(select(RUN).where(RUN.c.slot == slot)).one()


def why(ctx: Context, slot: str) -> str:
    return str(from_data(row(ctx, slot).reason))


def claimed(ctx: Context, owner: str = "me") -> Claim:
    found = runs.claim(ctx, owner, RECORDING)
    assert found is not None
    return found


def finish(ctx: Context, claim: Claim) -> None:
    record(ctx, settings_of("sqlite://"), claim)


def test_a_first_start_plans_the_newest_slot_of_each_job(ctx: Context) -> None:
    assert runs.plan(ctx, RECORDING) == 2
    assert ledger(ctx) == {"2025-06-02": "due", "2025-W23": "due"}
    assert row(ctx, "2025-W23").due_at == datetime(2025, 6, 2, tzinfo=UTC)


def test_planning_again_writes_nothing(ctx: Context, passed: list[str]) -> None:
    runs.plan(ctx, RECORDING)
    assert passed == ["plan.written", "plan.committed"]
    assert runs.plan(at(ctx, START + timedelta(hours=14, minutes=59)), RECORDING) == 0
    assert passed == ["plan.written", "plan.committed"], "where nothing is due, nothing is written"


@pytest.mark.parametrize(
    ("outage", "skipped", "newest"),
    [
        (DAY, [], ["2025-06-03"]),
        (7 * DAY, [f"2025-06-0{n}" for n in range(3, 9)], ["2025-06-09", "2025-W24"]),
        (30 * DAY, [*(f"2025-06-{n:02}" for n in range(3, 31)), "2025-07-01"], ["2025-07-02", "2025-W27"]),
    ],
)
def test_after_an_outage_the_newest_slot_makes_up_for_the_others(
    ctx: Context, outage: timedelta, skipped: list[str], newest: list[str]
) -> None:
    runs.plan(ctx, RECORDING)
    while claim := runs.claim(ctx, "me", RECORDING):
        finish(ctx, claim)
    later = at(ctx, START + outage)
    runs.plan(later, RECORDING)
    found = ledger(ctx)
    assert [slot for slot, state in found.items() if state == "due"] == newest
    assert [slot for slot, state in found.items() if state == "skipped" and "W" not in slot] == skipped
    for slot in skipped:
        assert why(ctx, slot) == f"Nobody was awake; made up for by slot {newest[0]}."


def test_a_clock_that_was_set_back_plans_nothing_twice(ctx: Context) -> None:
    runs.plan(at(ctx, START + 7 * DAY), RECORDING)
    assert runs.plan(ctx, RECORDING) == 0
    assert runs.plan(at(ctx, START + 7 * DAY + MINUTE), RECORDING) == 0


def test_the_oldest_is_claimed_first_and_only_once(ctx: Context, passed: list[str]) -> None:
    runs.plan(ctx, RECORDING)
    first, second = claimed(ctx), claimed(ctx, "other")
    assert (first.slot, second.slot) == ("2025-06-02", "2025-W23")
    assert (first.fence, first.attempts, first.owner) == (1, 1, "me")
    assert runs.claim(ctx, "third", RECORDING) is None
    assert passed[-2:] == ["claim.committed", "claim.committed"]


def test_what_is_finished_stays_finished(ctx: Context) -> None:
    runs.plan(ctx, RECORDING)
    claim = claimed(ctx)
    assert runs.outcome(ctx, claim) is None
    finish(ctx, claim)
    assert runs.outcome(ctx, claim) == {"done": 1}
    with pytest.raises(Lost):
        finish(ctx, claim)
    assert done(ctx) == {("check", "2025-06-02"): 1}
    assert row(ctx, "2025-06-02").ended_at == START


def test_what_a_dead_owner_left_is_taken_over_after_its_lease_and_the_dead_may_not_write(ctx: Context) -> None:
    runs.plan(ctx, RECORDING)
    mine = claimed(ctx)
    assert runs.claim(at(ctx, START + leases.LEASE - timedelta(seconds=1)), "other", (CHECK,)) is None
    later = at(ctx, START + leases.LEASE)
    theirs = claimed(later, "other")
    assert (theirs.slot, theirs.fence) == (mine.slot, 2)
    with pytest.raises(Lost), ctx.db.write() as session:
        runs.hold(session, mine, at=START)
    with pytest.raises(Lost):
        finish(ctx, mine)
    with pytest.raises(Lost):
        runs.fail(ctx, mine, text("too late"))
    with pytest.raises(Lost):
        runs.outcome(ctx, mine)
    assert done(ctx) == {}, "what the lost owner wrote went with its transaction"
    finish(later, theirs)
    assert done(ctx) == {("check", "2025-06-02"): 1}


def test_holding_prolongs_the_lease(ctx: Context) -> None:
    runs.plan(ctx, RECORDING)
    claim, later = claimed(ctx), START + timedelta(seconds=20)
    with ctx.db.write() as session:
        runs.hold(session, claim, at=later)
    assert row(ctx, claim.slot).lease_until == later + leases.LEASE


def test_the_lease_is_renewed_while_work_is_under_way(ctx: Context) -> None:
    runs.plan(ctx, RECORDING)
    claim, later = claimed(ctx), at(ctx, START + timedelta(seconds=20))
    with leases.kept(later, "me", beat="scheduler", every=0.001):
        while row(ctx, claim.slot).lease_until != later.clock.now() + leases.LEASE:
            pass
    assert runs.look(later, RECORDING).beat == later.clock.now()


def test_renewing_that_fails_is_told(ctx: Context) -> None:
    nowhere = replace(ctx, db=Database("postgresql://nobody@/nothing?host=/nowhere"))
    with leases.kept(nowhere, "me", every=0.001) as keeping:
        while keeping.trouble is None:
            pass
    assert "does not answer" in str(keeping.trouble)


def test_a_failed_run_waits_longer_each_time_and_is_given_up_in_the_end(ctx: Context) -> None:
    now, pauses = at(ctx, START), []
    runs.plan(now, (EDITION,))
    while (claim := runs.claim(now, "me", (EDITION,))) is not None:
        failure = runs.fail(now, claim, text("The printer is on {what}.", what="fire"))
        if failure.again_at is None:
            break
        assert runs.claim(at(ctx, failure.again_at - timedelta(seconds=1)), "me", (EDITION,)) is None
        pauses.append((failure.again_at - now.clock.now()) // MINUTE)
        now = at(ctx, failure.again_at)
    assert pauses == [1, 5, 15, 60, 60, 60, 60]
    assert ledger(ctx) == {"2025-W23": "dead"}
    assert why(ctx, "2025-W23") == "The printer is on fire."
    with ctx.db.read() as session:
        assert [(job, slot) for job, slot, _ in runs.given_up(session)] == [("edition", "2025-W23")]


def test_a_run_that_kills_its_owner_each_time_is_given_up_too(ctx: Context) -> None:
    runs.plan(ctx, (CHECK,))
    now = START
    for _ in range(runs.ATTEMPTS):
        assert claimed(at(ctx, now), "unlucky").slot == "2025-06-02"
        now += leases.LEASE
    assert runs.claim(at(ctx, now), "next", RECORDING) is None
    assert ledger(ctx) == {"2025-06-02": "dead"}
    assert why(ctx, "2025-06-02") == "It was begun 8 times and never came to an end."


def test_a_newer_slot_makes_up_for_an_older_one_that_did_not_end(ctx: Context) -> None:
    runs.plan(ctx, (CHECK,))
    claimed(ctx, "dead owner")
    tomorrow = at(ctx, START + DAY)
    runs.plan(tomorrow, (CHECK,))
    assert claimed(tomorrow).slot == "2025-06-03"
    assert ledger(ctx) == {"2025-06-02": "skipped", "2025-06-03": "running"}
    assert why(ctx, "2025-06-02") == "It was not finished in time; made up for by slot 2025-06-03."


def test_a_newer_slot_makes_up_for_one_that_was_given_up_and_the_reason_is_kept(ctx: Context) -> None:
    runs.plan(ctx, (CHECK,))
    claim = Claim(**{**vars_of(claimed(ctx)), "attempts": runs.ATTEMPTS})
    runs.fail(ctx, claim, text("The disk is full."))
    runs.plan(at(ctx, START + DAY), (CHECK,))
    assert ledger(ctx) == {"2025-06-02": "skipped", "2025-06-03": "due"}
    assert why(ctx, "2025-06-02") == "Given up: The disk is full. Made up for by slot 2025-06-03."
    with ctx.db.read() as session:
        assert list(runs.given_up(session)) == []


def vars_of(claim: Claim) -> dict[str, Any]:
    return {name: getattr(claim, name) for name in Claim.__slots__}


def test_an_older_slot_that_is_still_being_worked_on_is_left_alone(ctx: Context) -> None:
    runs.plan(ctx, (CHECK,))
    claim = claimed(ctx)
    tomorrow = at(ctx, START + DAY)
    with ctx.db.write() as session:
        runs.hold(session, claim, at=tomorrow.clock.now())
    runs.plan(tomorrow, (CHECK,))
    assert runs.claim(tomorrow, "other", (CHECK,)) is None, "one run of a job at a time"
    finish(tomorrow, claim)
    assert claimed(tomorrow, "other").slot == "2025-06-03"


def test_a_run_by_hand_stands_beside_the_planned_ones(ctx: Context) -> None:
    claim = runs.by_hand(ctx, "check", "me")
    assert claim.slot == "hand-2025-06-02T01:00:00.000000Z"
    with pytest.raises(Conflict, match="being run just now"):
        runs.by_hand(at(ctx, START + timedelta(seconds=1)), "check", "other")
    runs.plan(ctx, RECORDING)
    assert claimed(ctx, "other").job == "edition", "the planned check waits for the one by hand"
    finish(ctx, claim)
    assert claimed(ctx, "other").slot == "2025-06-02"


def test_a_run_by_hand_that_fails_is_not_tried_again(ctx: Context) -> None:
    claim = runs.by_hand(ctx, "check", "me")
    assert runs.fail(ctx, claim, text("No.")).again_at is None
    assert runs.claim(at(ctx, START + DAY), "me", RECORDING) is None
    with ctx.db.read() as session:
        assert list(runs.given_up(session)) == [], "the person who asked was told"


def test_a_reason_with_a_moment_in_it_can_be_kept(ctx: Context) -> None:
    runs.plan(ctx, (CHECK,))
    runs.fail(ctx, claimed(ctx), text("Since {moment}: {why}", moment=START, why=text("nothing")))
    assert "2025-06-02" in say(from_data(row(ctx, "2025-06-02").reason), "zh")


def test_owners_never_have_the_same_name() -> None:
    assert leases.new_owner() != leases.new_owner()
