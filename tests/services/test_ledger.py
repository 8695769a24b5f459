"""Whether the scheduler did its work each day can be asked, and what was skipped says why."""

from datetime import timedelta

from tests.support.jobs import RECORDING, Recorder, at
from tests.support.registers import SEEDED_AT, Register, settings_of
from tracker.scheduler.tick import tick
from tracker.services import ledger


def test_each_day_is_there_done_or_skipped_with_the_reason(empty: Register) -> None:
    ctx, recorder = empty.at(SEEDED_AT), Recorder()
    for days in (0, 1, 4):
        tick(at(ctx, SEEDED_AT + timedelta(days=days)), settings_of(empty.url), "me", recorder.jobs)
    found = ledger.listing(at(ctx, SEEDED_AT + timedelta(days=4)), job="check")
    assert [(run.slot, run.state) for run in found] == [
        ("2025-06-06", "done"),
        ("2025-06-05", "skipped"),
        ("2025-06-04", "skipped"),
        ("2025-06-03", "done"),
        ("2025-06-02", "done"),
    ]
    assert str(found[1].reason) == "Nobody was awake; made up for by slot 2025-06-06."
    assert [run.late for run in found if run.state == "done"] == [9 * 3600] * 3
    assert {job.name for job in RECORDING} == {run.job for run in ledger.listing(ctx)}


def test_as_json_a_run_has_its_moments_and_its_outcome(empty: Register) -> None:
    tick(empty.at(SEEDED_AT), settings_of(empty.url), "me", Recorder().jobs)
    (run,) = ledger.listing(empty.at(SEEDED_AT), job="edition")
    told = ledger.run_json(run, "zh")
    assert (told["slot"], told["state"], told["outcome"]) == ("2025-W23", "done", {"done": 1})
    assert told["due_at"] == "2025-06-02T08:00:00+08:00"
    assert told["late_seconds"] == 3600
