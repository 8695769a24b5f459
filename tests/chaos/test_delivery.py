"""Senders that die at random and a mail server at its worst: no letter is lost, no copy is silent."""

import os
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random
from threading import Event

import pytest

from tests.chaos.sender import opened
from tests.services.conftest import empty
from tests.support.killing import Child
from tests.support.letters import FROM, put
from tests.support.registers import Register
from tests.support.smtp import MailServer, mail_server
from tracker.services import deliveries
from tracker.settings import Settings

__all__ = ["empty"]

# The mail server of the test dies with connections in the middle of being made, which asyncio then calls unclosed.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
SENDERS = 3
PATIENCE = 240
"""Seconds after which a round has made no progress and fails."""


class Round:
    """One outbox emptied by several senders; ``counts`` says what happened."""

    def __init__(self, register: Register, home: Path, server: MailServer, seed: int) -> None:
        self.register, self.server, self.random = register, server, Random(seed)
        self.settings = Settings(home=home, smtp_url=server.url, mail_from=FROM)
        self.began = time.monotonic()
        self.ctx = opened(register.url, self.began)
        self.counts = Counter[str]()

    def run(self, letters: int, *, guard: str = "guarded", deaths: float = 0.02) -> None:
        """Put letters in, and have them sent; a sender that died is replaced until one finds nothing more to do."""
        put(self.ctx, self.settings, *(f"k{n:04}" for n in range(letters)))
        self.server.otherwise = self._mood
        senders = [self._start(guard, deaths) for _ in range(SENDERS)]
        try:
            while senders:
                assert time.monotonic() - self.began < PATIENCE, f"no end in sight: {self.counts}"
                left = [self._looked_after(sender, guard, deaths) for sender in senders]
                senders = [sender for sender in left if sender is not None]
                self._trouble_the_server()
        finally:
            for sender in senders:
                sender.kill()

    def _looked_after(self, sender: Child, guard: str, deaths: float) -> Child | None:
        """The same sender while it runs, another where it was killed, None where it came to its end."""
        status = sender.poll()
        if status is None or status == 0:
            return sender if status is None else None
        assert status == -9, sender.said
        self.counts["killed"] += 1
        return self._start(guard, deaths)

    def faults(self) -> list[str]:
        """Letters that were lost, and copies that nobody was told of."""
        taken = Counter(accepted.message_id for accepted in self.server.accepted)
        found = deliveries.listing(self.ctx, limit=10_000)
        self.counts.update(view.state for view in found)
        self.counts["copies"] += sum(taken.values()) - len(taken)
        self.counts["ambiguous answers"] += sum(view.ambiguous for view in found)
        lost = [f"lost: {view.key} ({view.state})" for view in found if not taken[view.message_id]]
        silent = [f"silent copy: {view.key}" for view in found if taken[view.message_id] > 1 + view.ambiguous]
        left = [f"not ended: {view.key} ({view.state})" for view in found if view.state != "sent"]
        return lost + silent + left

    def _start(self, guard: str, deaths: float) -> Child:
        given = [self.register.url, str(self.settings.home), str(self.began), str(self.random.randrange(2**30))]
        env = {"TRACKER_SMTP_URL": self.server.url, "TRACKER_MAIL_FROM": FROM}
        return Child("tests.chaos.sender:send", *given, str(deaths), guard, env=env)

    def _mood(self) -> str:
        moods = ["drop after", "drop before", "late", "recipient 451", "letter 451", "data 451", "tired"]
        return self.random.choice(moods) if self.random.random() < 0.15 else "accept"

    def _trouble_the_server(self) -> None:
        Event().wait(0.02)
        if self.random.random() < 0.01:
            self.counts["server deaths"] += 1
            self.server.die()
            self.server.start()


@pytest.fixture
def sending(empty: Register, tmp_path: Path) -> Iterator[Round]:
    seed = int.from_bytes(os.urandom(4))
    print(f"seed {seed}")  # noqa: T201 - told where the round fails
    with mail_server() as server:
        sending = Round(empty, tmp_path, server, seed)
        yield sending
        sending.ctx.db.close()


def test_no_letter_is_lost_and_no_copy_is_silent(sending: Round) -> None:
    sending.run(60)
    assert sending.faults() == []
    assert sending.counts["sent"] == 60


def test_without_the_claim_the_same_test_finds_silent_copies(sending: Round) -> None:
    sending.run(40, guard="unguarded", deaths=0.2)
    assert any("silent copy" in fault for fault in sending.faults())


@pytest.mark.chaos
def test_many_rounds_lose_no_letter_and_make_no_silent_copy(sending: Round) -> None:
    sending.run(1000)
    faults = sending.faults()
    print(f"{dict(sending.counts)}, {len(faults)} faults")  # noqa: T201 - figures of a long run
    assert faults == []
