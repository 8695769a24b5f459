"""Fifty writers at once for a while, in one process and in eight: no change is lost, and nobody is told of a lock."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.killing import Child
from tests.support.postgres import Prepare
from tests.support.registers import opened
from tests.support.writers import lost, make_ground, owners, told_in, write_at_once
from tracker.services.context import Context
from tracker.store import audit

Copy = Callable[[str, Prepare], str]
TIMES = 40

pytestmark = pytest.mark.chaos


def whole(ctx: Context) -> bool:
    with ctx.db.read() as session:
        return list(audit.findings(session)) == []


def test_fifty_writers_of_one_process(copied_database: Copy) -> None:
    ctx, began = opened(copied_database("writers", make_ground)), time.monotonic()
    made = write_at_once(owners(ctx, 50), "w", TIMES)
    assert lost(ctx, made) == []
    assert whole(ctx)
    ctx.db.close()
    say("one process", 50 * TIMES, len(made), began)


def test_writers_of_eight_processes(copied_database: Copy, tmp_path: Path) -> None:
    url, began = copied_database("writers", make_ground), time.monotonic()
    files = [tmp_path / f"told-{number}.json" for number in range(8)]
    work = "tests.support.writers:work"
    processes = [Child(work, url, f"p{n}w", "6", str(TIMES), str(file)) for n, file in enumerate(files)]
    ended = [(process.wait(), process.said) for process in processes]
    assert [status for status, _ in ended] == [0] * 8, ended
    made = [success for file in files for success in told_in(file)]
    ctx = opened(url)
    assert lost(ctx, made) == []
    assert whole(ctx)
    ctx.db.close()
    say("eight processes", 8 * 6 * TIMES, len(made), began)


def say(who: str, tried: int, made: int, began: float) -> None:
    seconds = time.monotonic() - began
    print(f"{who}: {made} of {tried} changes made in {seconds:.1f} s, the others refused")  # noqa: T201 - figures of a long run
