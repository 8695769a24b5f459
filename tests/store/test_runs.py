"""The ledger's own statements: added once, claimed by one, changed only by whoever holds the fence."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import text

from tracker.store import outbox, runs
from tracker.store.database import Database, Session
from tracker.store.outbox import Message

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
HALF_A_MINUTE = timedelta(seconds=30)


def row(slot: str = "2026-11-23", job: str = "check", **given: Any) -> dict[str, Any]:
    return {"job": job, "slot": slot, "due_at": NOW, "planned_at": NOW, "state": "due", **given}


def begin(session: Session, slot: str = "2026-11-23", owner: str = "me") -> Any:
    return runs.begin(session, "check", slot, owner=owner, at=NOW, until=NOW + HALF_A_MINUTE)


def test_a_slot_is_added_once_and_stays_as_it_was(db: Database) -> None:
    with db.write() as session:
        assert runs.add(session, [row(), row("2026-11-22", state="skipped")]) == 2
        begin(session)
        assert runs.add(session, [row(), row("2026-11-24")]) == 1
        assert runs.find(session, "check", "2026-11-23").state == "running"


def test_thousands_of_missed_slots_are_added_at_once(db: Database) -> None:
    with db.write() as session:
        assert runs.add(session, [row(f"2026-{n:05}") for n in range(4_000)]) == 4_000


def test_each_claim_counts_the_fence_up_and_only_the_last_may_write(db: Database) -> None:
    with db.write() as session:
        runs.add(session, [row()])
        first, second = begin(session), begin(session, owner="other")
        assert (first.fence, second.fence, second.owner) == (1, 2, "other")
        assert not runs.change(session, "check", "2026-11-23", 1, state="done")
        assert runs.change(session, "check", "2026-11-23", 2, state="done")
        assert not runs.change(session, "check", "2026-11-23", 2, state="due"), "what is done stays done"


def test_next_up_is_the_oldest_that_is_due_and_has_waited(db: Database) -> None:
    with db.write() as session:
        later = NOW + timedelta(minutes=1)
        runs.add(session, [row("a", due_at=NOW, not_before=later), row("b", due_at=later)])
        assert runs.next_up(session, ["check"], at=NOW).slot == "b"  # type: ignore[union-attr]
        assert runs.next_up(session, ["check"], at=NOW, early=True).slot == "a"  # type: ignore[union-attr]
        assert runs.next_up(session, ["check"], at=later).slot == "a"  # type: ignore[union-attr]
        assert runs.next_up(session, ["edition"], at=later) is None


def test_while_one_slot_of_a_job_is_under_way_no_other_begins(db: Database) -> None:
    with db.write() as session:
        runs.add(session, [row("a"), row("b"), row("c", job="edition")])
        begin(session, "a")
        assert runs.running(session, "check", at=NOW)
        assert runs.next_up(session, ["check"], at=NOW + timedelta(seconds=29)) is None
        assert runs.next_up(session, ["check", "edition"], at=NOW).job == "edition"  # type: ignore[union-attr]
        assert runs.next_up(session, ["check"], at=NOW + HALF_A_MINUTE).slot == "a"  # type: ignore[union-attr]


def test_runs_by_hand_are_not_taken_for_planned_ones(db: Database) -> None:
    with db.write() as session:
        runs.add(session, [row(), row("hand-2026-11-23T00:00:00Z", due_at=NOW + timedelta(hours=1))])
        assert runs.newest(session, "check").slot == "2026-11-23"  # type: ignore[union-attr]
        glance = runs.glance(session, ["check", "edition"], beat="scheduler", at=NOW)
        assert glance.newest == {"check": NOW, "edition": None}


def test_a_glance_tells_the_beat_what_can_begin_and_whether_letters_wait(db: Database) -> None:
    with db.write() as session:
        empty = runs.glance(session, ["check"], beat="scheduler", at=NOW)
        assert (empty.beat, empty.claimable, empty.letters) == (None, False, False)
        runs.beat(session, "scheduler", at=NOW - HALF_A_MINUTE)
        runs.beat(session, "scheduler", at=NOW)
        runs.add(session, [row()])
        put_letter(session)
        found = runs.glance(session, ["check"], beat="scheduler", at=NOW)
        assert (found.beat, found.claimable, found.letters) == (NOW, True, True)
        begin(session)
        outbox.claim(session, "me", at=NOW, lease=HALF_A_MINUTE)
        under_way = runs.glance(session, ["check"], beat="scheduler", at=NOW)
        assert (under_way.claimable, under_way.letters) == (False, False)
        left_behind = runs.glance(session, ["check"], beat="scheduler", at=NOW + HALF_A_MINUTE)
        assert (left_behind.claimable, left_behind.letters) == (True, True)


def test_an_owner_renews_what_is_its_own_in_both_tables(db: Database) -> None:
    with db.write() as session:
        runs.add(session, [row("a"), row("b")])
        begin(session, "a")
        begin(session, "b", owner="other")
        put_letter(session)
        outbox.claim(session, "me", at=NOW, lease=HALF_A_MINUTE)
        later = NOW + timedelta(minutes=5)
        runs.renew(session, "me", later)
        assert runs.find(session, "check", "a").lease_until == later
        assert runs.find(session, "check", "b").lease_until == NOW + HALF_A_MINUTE
        left = session.execute(text("SELECT count(*) FROM delivery WHERE lease_until > :now"), {"now": stored(db)})
        assert left.scalar_one() == 1


def stored(db: Database) -> Any:
    """Four minutes after NOW, as each database keeps it."""
    moment = NOW + timedelta(minutes=4)
    return moment if db.dialect == "postgresql" else moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def put_letter(session: Session) -> None:
    message = Message("k", "<k@x>", None, "p", "p@x.example", "office@x.example", "S", b"body")
    outbox.add(session, [message], at=NOW)
    assert runs.oldest_waiting(session) == NOW


def test_two_claimers_on_postgresql_do_not_wait_for_each_other(db: Database) -> None:
    with db.write() as session:
        runs.add(session, [row("a"), row("b", due_at=NOW + timedelta(seconds=1))])
    if db.dialect == "sqlite":
        return  # there the transaction itself is the lock: see tests/services/test_runs.py with several processes
    with db.write() as first:
        assert runs.next_up(first, ["check"], at=NOW).slot == "a"  # type: ignore[union-attr]
        with db.write() as second:
            assert runs.next_up(second, ["check"], at=NOW).slot == "b"  # type: ignore[union-attr]
