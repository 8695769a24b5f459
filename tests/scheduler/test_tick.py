"""One tick: what fails does not stop the rest, what is quiet is cheap, and who is told to end begins nothing new."""

from datetime import timedelta
from pathlib import Path

import pytest

from tests.support.jobs import CHECK, RECORDING, Recorder, at, done
from tests.support.registers import SEEDED_AT
from tracker.kit.errors import Invalid, NotFound, Unavailable
from tracker.kit.text import text
from tracker.scheduler.jobs import JOBS, Job
from tracker.scheduler.tick import BEATS, run_now, tick
from tracker.services import runs
from tracker.services.context import Context
from tracker.services.runs import Claim
from tracker.settings import Settings

BOTH = [("check", "2025-06-02"), ("edition", "2025-W23")]


@pytest.fixture
def settings(ctx: Context, tmp_path: Path) -> Settings:
    return Settings(database_url=ctx.db.url.render_as_string(hide_password=False), home=tmp_path)


def test_the_check_comes_before_the_edition_though_it_may_be_due_later(ctx: Context, settings: Settings) -> None:
    assert [job.name for job in JOBS] == ["check", "edition", "tidy"]
    recorder, wednesday = Recorder(), at(ctx, SEEDED_AT + timedelta(days=2))
    ticked = tick(wednesday, settings, "me", recorder.jobs)
    assert recorder.done == [("check", "2025-06-04"), ("edition", "2025-W23")]
    assert ticked.planned == 2
    assert [(ran.slot, ran.outcome, ran.error) for ran in ticked.ran] == [
        ("2025-06-04", {"done": 1}, None),
        ("2025-W23", {"done": 1}, None),
    ]


def test_a_tick_with_nothing_due_writes_nothing(ctx: Context, settings: Settings) -> None:
    recorder = Recorder()
    tick(ctx, settings, "me", recorder.jobs)
    ctx.db.write = refused  # type: ignore[method-assign]
    later = at(ctx, SEEDED_AT + BEATS - timedelta(seconds=1))
    ticked = tick(later, settings, "me", recorder.jobs)
    assert (ticked.planned, ticked.ran) == (0, ())
    with pytest.raises(AssertionError, match="written"):
        tick(at(ctx, SEEDED_AT + BEATS), settings, "me", recorder.jobs)


def refused() -> None:
    raise AssertionError("something is to be written")


def test_a_job_that_cannot_work_is_recorded_and_the_next_one_done(ctx: Context, settings: Settings) -> None:
    def fails(claim: Claim) -> None:
        if claim.job == "check":
            raise Invalid(text("The pack {name} is faulty.", name="overdue"))

    recorder = Recorder(fails=fails)
    ticked = tick(ctx, settings, "me", recorder.jobs)
    assert recorder.done == BOTH[1:]
    assert str(ticked.ran[0].error) == "The pack overdue is faulty."
    assert ticked.ran[0].again_at == SEEDED_AT + timedelta(minutes=1)
    recorder.fails = lambda claim: None
    tick(at(ctx, SEEDED_AT + timedelta(seconds=59)), settings, "me", recorder.jobs)
    assert recorder.done == BOTH[1:]
    tick(at(ctx, SEEDED_AT + timedelta(seconds=60)), settings, "me", recorder.jobs)
    assert sorted(recorder.done) == BOTH


def test_a_fault_of_the_program_is_recorded_with_its_place_in_a_file(ctx: Context, settings: Settings) -> None:
    def fails(claim: Claim) -> None:
        raise ZeroDivisionError("one by nothing")

    ticked = tick(ctx, settings, "me", Recorder(fails=fails).jobs)
    assert [type(ran.error) for ran in ticked.ran] == [Unavailable, Unavailable]
    assert "ZeroDivisionError" in str(ticked.ran[0].error)
    (file,) = (settings.home / "log").iterdir()
    assert "one by nothing" in file.read_text(encoding="utf-8")
    assert str(file) in str(ticked.ran[0].error)


def test_a_job_that_does_not_finish_its_run_has_failed(ctx: Context, settings: Settings) -> None:
    ticked = tick(ctx, settings, "me", (Job("check", CHECK, lambda *_: None),))
    assert "without saying" in str(ticked.ran[0].error)
    assert ticked.ran[0].again_at is not None


def test_who_is_told_to_end_begins_nothing_new(ctx: Context, settings: Settings) -> None:
    recorder = Recorder()
    tick(ctx, settings, "me", recorder.jobs, stopped=lambda: bool(recorder.done))
    assert recorder.done == BOTH[:1]


def test_a_person_who_asks_gets_the_slot_that_waits_else_a_run_by_hand(ctx: Context, settings: Settings) -> None:
    assert run_now(ctx, settings, "me", "check", RECORDING).slot == "2025-06-02"
    assert run_now(ctx, settings, "me", "check", RECORDING).slot == "hand-2025-06-02T01:00:00.000000Z"
    assert len(done(ctx)) == 2
    with pytest.raises(NotFound, match="nothing like it"):
        run_now(ctx, settings, "me", "nothing like it", RECORDING)


def test_a_person_who_asks_need_not_wait_out_the_pause_after_a_failure(ctx: Context, settings: Settings) -> None:
    runs.plan(ctx, RECORDING)
    claim = runs.claim(ctx, "me", RECORDING)
    assert claim is not None
    runs.fail(ctx, claim, text("No."))
    assert run_now(ctx, settings, "me", "check", RECORDING).slot == "2025-06-02"


def test_asked_and_failed_it_says_so(ctx: Context, settings: Settings) -> None:
    def fails(claim: Claim) -> None:
        raise Invalid(text("No."))

    recorder = Recorder(fails=fails)
    ran = run_now(ctx, settings, "me", "edition", recorder.jobs)
    assert isinstance(ran.error, Invalid)
