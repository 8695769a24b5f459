"""Several schedulers on one register: killed, stalled and racing, they do every slot and none of them twice."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.support.jobs import RECORDING, at, done
from tests.support.registers import SEEDED_AT, Register, settings_of
from tracker.scheduler.tick import tick
from tracker.services import leases, runs
from tracker.services.context import Context
from tracker.store.tables import JobRun
from tracker.store.tables.versions import table_of

ROOT = Path(__file__).parents[2]
RUN = table_of(JobRun)
BOTH = {("check", "2025-06-02"): 1, ("edition", "2025-W23"): 1}
RACERS = 3
WEEKS = 6

Process = subprocess.Popen[str]


class Workers:
    """Processes of a test; none outlives it."""

    def __init__(self, url: str, closing: ExitStack) -> None:
        self.url, self._closing = url, closing

    def start(self, *words: str) -> Process:
        """Start a process on the register; its clock starts at the moment of the tests."""
        what, *rest = words
        command = [sys.executable, "-m", "tests.scheduler.worker", what, self.url, SEEDED_AT.isoformat(), *rest]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        self._closing.callback(self._end, process)
        return process

    @staticmethod
    def _end(process: Process) -> None:
        process.kill()
        process.communicate()


@pytest.fixture
def workers(empty: Register, ctx: Context) -> Iterator[Workers]:
    with ExitStack() as closing:
        yield Workers(empty.url, closing)


def hear(process: Process) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def go_on(process: Process) -> None:
    assert process.stdin is not None
    process.stdin.write("\n")
    process.stdin.flush()


def do_what_is_due(ctx: Context, url: str, after: timedelta) -> None:
    tick(at(ctx, SEEDED_AT + after), settings_of(url), leases.new_owner(), RECORDING)


@pytest.mark.parametrize("point", ["plan.written", "plan.committed", "claim.committed"])
def test_killed_anywhere_another_does_the_work_once(ctx: Context, workers: Workers, point: str) -> None:
    killed = workers.start("die", point)
    assert killed.wait(60) == -signal.SIGKILL
    assert done(ctx) == {}
    do_what_is_due(ctx, workers.url, timedelta(seconds=1))
    left = {("edition", "2025-W23"): 1} if point == "claim.committed" else BOTH
    assert done(ctx) == left, "what the dead one had claimed waits until its lease has run out"
    do_what_is_due(ctx, workers.url, leases.LEASE)
    assert done(ctx) == BOTH


@pytest.mark.parametrize(("guard", "said", "times"), [("guarded", "lost", 1), ("unguarded", "finished", 2)])
def test_who_wakes_up_after_its_lease_writes_nothing_and_without_the_fence_it_would(
    ctx: Context, workers: Workers, guard: str, said: str, times: int
) -> None:
    runs.plan(ctx, RECORDING)
    stalled = workers.start("stall", guard)
    assert hear(stalled) == "claimed"
    do_what_is_due(ctx, workers.url, leases.LEASE)
    assert done(ctx) == BOTH
    go_on(stalled)
    assert hear(stalled) == said
    assert done(ctx) == {**BOTH, ("check", "2025-06-02"): times}


def test_racing_schedulers_do_every_slot_at_most_once_and_lose_none(ctx: Context, workers: Workers) -> None:
    racers = [workers.start("race", str(WEEKS * 7 * 4)) for _ in range(RACERS)]
    assert [hear(racer) for racer in racers] == ["ready"] * RACERS
    for racer in racers:
        go_on(racer)
    assert [hear(racer) for racer in racers] == ["done"] * RACERS
    do_what_is_due(ctx, workers.url, timedelta(weeks=WEEKS))
    with ctx.db.read() as session:
        ended = {(row.job, row.slot): row.state for row in session.execute(select(RUN))}
    assert len(ended) == WEEKS * 7 + 1 + WEEKS + 1
    assert set(ended.values()) <= {"done", "skipped"}
    assert done(ctx) == {run: 1 for run, state in ended.items() if state == "done"}
    assert len(done(ctx)) > WEEKS
