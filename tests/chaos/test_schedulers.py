"""Three schedulers that die at any point and a mail server at its worst, week after week: nothing is lost or silent."""

import os
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random
from threading import Event

import pytest
from sqlalchemy import select

from tests.chaos import week
from tests.services.conftest import empty
from tests.support.killing import Child
from tests.support.letters import FROM
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
    """A register under three schedulers; ``counts`` says what happened."""

    def __init__(self, register: Register, home: Path, server: MailServer, seed: int) -> None:
        self.register, self.home, self.server, self.random = register, home, server, Random(seed)
        self.counts = Counter[str]()
        server.otherwise = self._mood

    def run(self, number: int, *, guard: str = "guarded", deaths: float = 0.03) -> None:
        """Have a week done; a scheduler that died is replaced, until each has found nothing more to do."""
        began = time.monotonic()
        given = [self.register.url, str(self.home), str(began), str(number)]
        schedulers = [self._start(given, deaths, guard) for _ in range(SCHEDULERS)]
        try:
            while schedulers:
                assert time.monotonic() - began < PATIENCE, f"no end in sight: {self.counts} {self._left(number)}"
                left = [self._looked_after(each, given, deaths, guard) for each in schedulers]
                schedulers = [each for each in left if each is not None]
                self._trouble_the_server()
        finally:
            for scheduler in schedulers:
                scheduler.kill()

    def _left(self, number: int) -> list[str]:
        """What keeps a week from ending."""
        ctx = week.opened(self.register.url, time.monotonic(), number)
        with ctx.db.read() as session:
            runs = [str(row) for row in session.execute(select(week.RUN).where(week.RUN.c.state != "skipped"))][-4:]
        waiting = [f"{view.key} {view.state} {view.reason}" for view in deliveries.listing(ctx) if view.state != "sent"]
        ctx.db.close()
        return [*runs, *waiting]

    def _looked_after(self, scheduler: Child, given: list[str], deaths: float, guard: str) -> Child | None:
        """The same scheduler while it runs, another where it was killed, None where it came to its end."""
        status = scheduler.poll()
        if status is None or status == 0:
            return scheduler if status is None else None
        assert status == -9, scheduler.said
        self.counts["killed"] += 1
        return self._start(given, deaths, guard)

    def _start(self, given: list[str], deaths: float, guard: str) -> Child:
        env = {"TRACKER_SMTP_URL": self.server.url, "TRACKER_MAIL_FROM": FROM}
        seed = str(self.random.randrange(2**30))
        return Child("tests.chaos.week:work", *given, seed, str(deaths), guard, env=env)

    def _mood(self) -> str:
        moods = ["drop after", "drop before", "late", "recipient 451", "letter 451", "data 451", "tired"]
        return self.random.choice(moods) if self.random.random() < 0.15 else "accept"

    def _trouble_the_server(self) -> None:
        Event().wait(0.02)
        if self.random.random() < 0.01:
            self.counts["server deaths"] += 1
            self.server.die()
            self.server.start()

    def faults(self, weeks: int) -> list[str]:
        """What was lost, made twice, or sent twice without anybody being told."""
        ctx = week.opened(self.register.url, time.monotonic(), weeks)
        with ctx.db.read() as session:
            slots = list(session.execute(select(table_of(Edition).c.slot)).scalars())
            letters = session.execute(select(table_of(Letter))).all()
        taken = Counter(accepted.message_id for accepted in self.server.accepted)
        found = deliveries.listing(ctx, limit=100_000)
        ctx.db.close()
        self.counts.update(letters=len(letters), copies=sum(taken.values()) - len(taken))
        self.counts["answers lost"] = sum(view.ambiguous for view in found)
        made = [f"editions: {slots}"] if len(slots) != weeks or len(set(slots)) != weeks else []
        fewer = [f"letters: {len(letters)}"] if len(letters) != weeks * week.PERSONS else []
        lost = [f"lost: {view.key} ({view.state})" for view in found if not taken[view.message_id]]
        silent = [f"silent copy: {view.key}" for view in found if taken[view.message_id] > 1 + view.ambiguous]
        return [*made, *fewer, *lost, *silent]


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
    print(f"{ROUNDS} weeks, {dict(weeks.counts)}, {len(faults)} faults")  # noqa: T201 - figures of a long run
    assert faults == []
