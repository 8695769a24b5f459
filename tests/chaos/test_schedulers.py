"""Three schedulers that die at any point and a mail server at its worst, week after week: nothing is lost or silent."""

import os
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.chaos import week
from tests.chaos.trouble import Trouble
from tests.services.conftest import empty
from tests.support.killing import Child
from tests.support.registers import Register
from tests.support.smtp import MailServer, mail_server
from tracker.services import deliveries
from tracker.store.tables import Edition, Letter
from tracker.store.tables.versions import table_of

__all__ = ["empty"]

# The mail server of the test dies with connections in the middle of being made, which asyncio then calls unclosed.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

SCHEDULERS = 3
ROUNDS = 200
PATIENCE = 60
"""Seconds after which a week has made no progress and fails."""


class Weeks:
    """A register under three schedulers."""

    def __init__(self, register: Register, home: Path, server: MailServer, seed: int) -> None:
        self.register, self.home, self.trouble = register, home, Trouble(server, seed)

    def run(self, number: int, *, guard: str = "guarded", deaths: float = 0.03) -> None:
        """Have a week done; a scheduler that died is replaced, until each has found nothing more to do."""
        given = [self.register.url, str(self.home), str(time.monotonic()), str(number)]

        def start() -> Child:
            seed = str(self.trouble.random.randrange(2**30))
            return Child("tests.chaos.week:work", *given, seed, str(deaths), guard, env=self.trouble.env)

        self.trouble.until_done(start, workers=SCHEDULERS, patience=PATIENCE, left=partial(self._left, number))

    def _left(self, number: int) -> list[str]:
        """What keeps a week from ending."""
        ctx = week.opened(self.register.url, time.monotonic(), number)
        with ctx.db.read() as session:
            runs = [str(row) for row in session.execute(select(week.RUN).where(week.RUN.c.state != "skipped"))][-4:]
        waiting = [f"{view.key} {view.state} {view.reason}" for view in deliveries.listing(ctx) if view.state != "sent"]
        ctx.db.close()
        return [*runs, *waiting]

    def faults(self, weeks: int) -> list[str]:
        """What was lost, made twice, or sent twice without anybody being told."""
        ctx = week.opened(self.register.url, time.monotonic(), weeks)
        with ctx.db.read() as session:
            slots = list(session.execute(select(table_of(Edition).c.slot)).scalars())
            letters = session.execute(select(table_of(Letter))).all()
        found = deliveries.listing(ctx, limit=100_000)
        ctx.db.close()
        self.trouble.counts.update(letters=len(letters))
        made = [f"editions: {slots}"] if len(slots) != weeks or len(set(slots)) != weeks else []
        fewer = [f"letters: {len(letters)}"] if len(letters) != weeks * week.PERSONS else []
        return [*made, *fewer, *self.trouble.lost_or_silent(found)]


@pytest.fixture
def weeks(empty: Register, tmp_path: Path) -> Iterator[Weeks]:
    seed = int.from_bytes(os.urandom(4))
    print(f"seed {seed}")  # noqa: T201 - told where a round fails
    week.fill(empty.at(week.EARLIER))
    with mail_server() as server:
        yield Weeks(empty, tmp_path, server, seed)


def test_two_weeks_lose_nothing_and_double_nothing_silently(weeks: Weeks) -> None:
    for number in range(2):
        weeks.run(number)
    assert weeks.faults(2) == []


def test_without_the_claim_the_same_weeks_show_silent_copies(weeks: Weeks) -> None:
    for number in range(3):
        weeks.run(number, guard="unguarded", deaths=0.1)
    assert any("silent copy" in fault for fault in weeks.faults(3))


@pytest.mark.chaos
def test_hundreds_of_weeks_lose_nothing_and_double_nothing_silently(weeks: Weeks) -> None:
    for number in range(ROUNDS):
        weeks.run(number)
    faults = weeks.faults(ROUNDS)
    print(f"{ROUNDS} weeks, {dict(weeks.trouble.counts)}, {len(faults)} faults")  # noqa: T201 - figures of a long run
    assert faults == []
