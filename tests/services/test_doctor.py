"""The doctor names what is wrong, and does not fall over it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.support.jobs import RECORDING, at
from tests.support.letters import MONDAY, put
from tests.support.registers import SEEDED_AT, Register, settings_of
from tracker.kit.text import text
from tracker.services import deliveries, runs
from tracker.services.doctor import Check, examine
from tracker.settings import Settings
from tracker.store import letters, outbox


def checks(register: Register) -> dict[str, Check]:
    return {check.name.msgid: check for check in examine(register.at(SEEDED_AT), settings_of(register.url)).checks}


def test_a_register_that_was_only_used_is_well(starter: Register) -> None:
    assert {name for name, check in checks(starter).items() if not check.ok} <= {"Database engine"}


@pytest.mark.parametrize("statement", ["DELETE FROM history_head", "UPDATE history_head SET peaks = '1'"])
def test_a_history_without_a_head_is_not_well(empty: Register, statement: str) -> None:
    with empty.at().db.write() as session:
        session.exec_driver_sql(statement)
    found = checks(empty)
    assert not found["History"].ok
    assert "head" in str(found["History"].detail)
    assert not found["Clock"].ok


def test_a_guard_that_never_fires_is_named(empty: Register) -> None:
    db = empty.at().db
    drop = "DROP TRIGGER facet_no_delete"
    blind = "CREATE TRIGGER facet_no_delete BEFORE DELETE ON facet"
    with db.write() as session:
        if db.dialect == "sqlite":
            session.exec_driver_sql(drop)
            session.exec_driver_sql(f"{blind} WHEN 0 BEGIN SELECT 1; END")
        else:
            session.exec_driver_sql(f"{drop} ON facet")
            session.exec_driver_sql(
                f"{blind} FOR EACH ROW WHEN (false) EXECUTE FUNCTION history_is_append_only('facet')"
            )
    found = checks(empty)["Guards of the history"]
    assert not found.ok
    assert "facet_no_delete" in str(found.detail)


def test_a_facet_that_nobody_recorded_is_named(starter: Register) -> None:
    with starter.at().db.write() as session:
        session.exec_driver_sql(
            "INSERT INTO facet (field, value, ref, recorded_from, recorded_to) VALUES"
            " ('tag', 'forged', 'HLJ-2024-001', '2025-06-02T01:00:00.000000Z', '9999-12-31T00:00:00.000000Z')"
        )
    found = checks(starter)["History"]
    assert not found.ok
    assert "facet  commitment HLJ-2024-001" in str(found.detail)


def test_a_scheduler_that_stopped_is_named_but_not_one_that_was_never_wanted(empty: Register) -> None:
    ctx = empty.at(SEEDED_AT)
    assert checks(empty)["Scheduler"].ok
    runs.beat(at(ctx, SEEDED_AT - timedelta(minutes=5)))
    assert checks(empty)["Scheduler"].ok
    runs.beat(at(ctx, SEEDED_AT - timedelta(minutes=6)))
    found = checks(empty)["Scheduler"]
    assert not found.ok
    assert "silent since 2025-06-02 08:54" in str(found.detail)


def test_work_that_was_given_up_is_named_with_its_reason(empty: Register) -> None:
    ctx = empty.at(SEEDED_AT)
    runs.plan(ctx, RECORDING)
    for _ in range(runs.ATTEMPTS):
        claim = runs.claim(ctx, "me", RECORDING[:1], early=True)
        assert claim is not None
        runs.fail(ctx, claim, text("The disk is full."))
    found = checks(empty)["Scheduled work"]
    assert (found.ok, str(found.detail)) == (False, "1 given up, last check of 2025-06-02: The disk is full.")


def test_a_slot_planned_by_a_clock_far_ahead_is_a_finding(starter: Register) -> None:
    runs.plan(starter.at(datetime(2099, 1, 5, tzinfo=UTC)), RECORDING)
    found = checks(starter)["Scheduled work"]
    assert not found.ok
    assert "2099" in str(found.detail)


def test_letters_of_the_last_edition_that_did_not_arrive_are_named_with_their_number(
    empty: Register, tmp_path: Path
) -> None:
    ctx, settings = empty.at(SEEDED_AT), Settings(home=tmp_path)
    assert checks(empty)["Letters"] == Check(text("Letters"), ok=True, detail=text("No edition was made yet."))
    row = {"slot": "2025-W23", "as_of": SEEDED_AT, "made_at": SEEDED_AT, "missed": [], "size": 1, "root": "0" * 64}
    for number in (6, 7):
        with ctx.db.write() as session:
            letters.add(session, {**row, "number": number, "slot": f"2025-W2{number}"}, [])
    put(ctx, settings, "old", edition=6)
    put(ctx, settings, *"abcd")
    deliveries.drain(empty.at(MONDAY), settings, owner="me", limit=1)
    assert checks(empty)["Letters"].ok
    with ctx.db.write() as session:
        for key, state in {"old": "dead", "b": "refused", "c": "held", "d": "held"}.items():
            outbox.put(session, [key], into={"state": state}, among=["ready", "sent"])
    found = checks(empty)["Letters"]
    assert not found.ok
    assert "Of edition 7 did not arrive: 1 refused, 0 given up, 2 held" in str(found.detail)
