"""The alarm: at once and again, whatever a tick does; a scheduler as a process begins, works and ends cleanly."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from threading import Event

import pytest

from tests.conftest import copied_sqlite
from tests.support.registers import Register, make_starter, opened, settings_of
from tracker.kit.clock import SystemClock
from tracker.kit.errors import TrackerError, Unavailable
from tracker.kit.text import text
from tracker.scheduler import runner
from tracker.services import health
from tracker.services.context import Context

PATIENCE = 60


def present(empty: Register) -> Context:
    found = empty.at()
    return Context(found.db, SystemClock(), found.register)


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_a_tick_that_fails_is_told_and_the_next_one_comes(
    empty: Register, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner, "INTERVAL", 0.01)
    settings = settings_of(empty.url).model_copy(update={"home": tmp_path})
    told: list[TrackerError] = []
    ticks, enough = [0], Event()

    def work() -> None:
        ticks[0] += 1
        if ticks[0] == 1:
            raise Unavailable(text("The database is away."))
        if ticks[0] == 2:
            raise ZeroDivisionError
        enough.set()

    with runner.ticking(present(empty), settings, work, told.append):
        assert enough.wait(PATIENCE)
    assert str(told[0]) == "The database is away."
    assert "ZeroDivisionError" in str(told[1])
    assert len(told) == 2


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_the_end_waits_for_the_work_under_way(empty: Register, tmp_path: Path) -> None:
    began, go_on, ended = Event(), Event(), []

    def work() -> None:
        began.set()
        assert go_on.wait(PATIENCE)
        ended.append(True)

    settings = settings_of(empty.url).model_copy(update={"home": tmp_path})
    with runner.ticking(present(empty), settings, work, lambda error: None):
        assert began.wait(PATIENCE)
        go_on.set()
    assert ended


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_the_scheduler_as_a_process_beats_works_and_ends_with_0(tmp_path: Path, sign: signal.Signals) -> None:
    url = copied_sqlite("starter", make_starter, tmp_path)
    environment = {**os.environ, "TRACKER_HOME": str(tmp_path), "TRACKER_DATABASE_URL": url}
    program = [str(Path(sys.executable).with_name("tracker")), "run", "scheduler"]
    process = subprocess.Popen(program, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    try:
        assert process.stdout is not None
        first = process.stdout.readline()
        process.send_signal(sign)
        out, err = process.communicate(timeout=PATIENCE)
    finally:
        process.kill()
    assert first.startswith("Done: check, ")
    assert (process.returncode, err) == (0, ""), out
    ctx = opened(url, at=SystemClock().now())  # the process works by the machine's clock
    with ctx.db.read() as session:
        assert not health.scheduler(session, ctx.clock.now()).silent
    ctx.db.close()
