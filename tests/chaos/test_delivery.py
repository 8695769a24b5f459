"""Senders that die at random and a mail server at its worst: no letter is lost, no copy is silent."""

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.chaos.sender import opened
from tests.chaos.trouble import Trouble
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
    """One outbox emptied by several senders."""

    def __init__(self, register: Register, home: Path, server: MailServer, seed: int) -> None:
        self.register, self.trouble = register, Trouble(server, seed)
        self.settings = Settings(home=home, smtp_url=server.url, mail_from=FROM)
        self.began = time.monotonic()
        self.ctx = opened(register.url, self.began)

    def run(self, letters: int, *, guard: str = "guarded", deaths: float = 0.02) -> None:
        """Put letters in, and have them sent; a sender that died is replaced until each finds nothing more to do."""
        put(self.ctx, self.settings, *(f"k{n:04}" for n in range(letters)))

        def start() -> Child:
            seed = str(self.trouble.random.randrange(2**30))
            given = [self.register.url, str(self.settings.home), str(self.began), seed, str(deaths), guard]
            return Child("tests.chaos.sender:send", *given, env=self.trouble.env)

        self.trouble.until_done(start, workers=SENDERS, patience=PATIENCE)

    def faults(self) -> list[str]:
        """Letters that were lost, and copies that nobody was told of."""
        found = deliveries.listing(self.ctx, limit=10_000)
        self.trouble.counts.update(view.state for view in found)
        left = [f"not ended: {view.key} ({view.state})" for view in found if view.state != "sent"]
        return self.trouble.lost_or_silent(found) + left


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
    assert sending.trouble.counts["sent"] == 60


def test_without_the_claim_the_same_test_finds_silent_copies(sending: Round) -> None:
    sending.run(40, guard="unguarded", deaths=0.2)
    assert any("silent copy" in fault for fault in sending.faults())


@pytest.mark.chaos
def test_many_rounds_lose_no_letter_and_make_no_silent_copy(sending: Round) -> None:
    sending.run(1000)
    faults = sending.faults()
    print(f"{dict(sending.trouble.counts)}, {len(faults)} faults")  # noqa: T201 - figures of a long run
    assert faults == []
