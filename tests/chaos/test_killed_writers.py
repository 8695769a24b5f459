"""Writers killed in the middle: what was promised is there, nothing is half-written, the history is whole."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import select

from tracker.store import audit
from tracker.store.database import Database
from tracker.store.tables import VERSIONED

ROOT = Path(__file__).parents[2]
WRITERS = 3
COMMITMENT = VERSIONED["commitment"][0]


def start(url: str, name: str, seed: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.chaos.writer", url, name, str(seed)]
    return subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)}
    )


def promised(writer: subprocess.Popen[str], lines: int) -> Iterator[str]:
    """What a writer said it had committed: so many lines, then whatever was said until it was killed."""
    assert writer.stdout is not None
    for _ in range(lines):
        yield writer.stdout.readline().strip()
    writer.kill()
    yield from (line.strip() for line in writer.stdout if line.endswith("\n"))
    writer.wait()
    writer.stdout.close()


def rounds(db: Database, count: int, seed: int) -> int:
    """Start writers, kill each after a random number of promises, and check; gives how much was promised in all."""
    random, kept = Random(seed), set[str]()
    url = db.url.render_as_string(hide_password=False)
    for number in range(count):
        writers = [start(url, f"W{number}X{which}", random.randrange(2**30)) for which in range(WRITERS)]
        for writer in writers:
            kept.update(promised(writer, random.randrange(1, 60)))
        with db.read() as session:
            there = set(session.execute(select(COMMITMENT.c.ref)).scalars())
            assert kept <= there
            assert list(audit.findings(session)) == []
    return len(kept)


def test_what_a_killed_writer_promised_is_there_and_the_history_is_whole(db: Database) -> None:
    assert rounds(db, 1, seed=7) >= WRITERS


@pytest.mark.chaos
def test_many_rounds_of_killed_writers_lose_nothing(db: Database) -> None:
    seed = int.from_bytes(os.urandom(4))
    total = rounds(db, 25, seed)
    print(f"seed {seed}: {total} changes promised by killed writers, all kept")  # noqa: T201 - figures of a long run
