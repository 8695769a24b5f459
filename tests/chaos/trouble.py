"""What the long runs have in common: workers that die at random, and a mail server at its worst."""

import time
from collections import Counter
from collections.abc import Callable, Iterable
from random import Random
from threading import Event

from tests.support.killing import Child
from tests.support.letters import FROM
from tests.support.smtp import MailServer
from tracker.services.deliveries import DeliveryView

MOODS = ("drop after", "drop before", "late", "recipient 451", "letter 451", "data 451", "tired")


class Trouble:
    """Makes trouble and counts it; ``counts`` says what happened."""

    def __init__(self, server: MailServer, seed: int) -> None:
        self.server, self.random, self.counts = server, Random(seed), Counter[str]()

    @property
    def env(self) -> dict[str, str]:
        """The settings of mail that a worker is given."""
        return {"TRACKER_SMTP_URL": self.server.url, "TRACKER_MAIL_FROM": FROM}

    def until_done(
        self, start: Callable[[], Child], *, workers: int, patience: float, left: Callable[[], object] = list
    ) -> None:
        """Let workers work until each has found nothing more to do; one that died is replaced.

        Fails after ``patience`` seconds, telling what is ``left``.
        """
        began = time.monotonic()
        self.server.otherwise = self._mood
        at_work = [start() for _ in range(workers)]
        try:
            while at_work:
                assert time.monotonic() - began < patience, f"no end in sight: {self.counts} {left()}"
                still = [self._looked_after(each, start) for each in at_work]
                at_work = [each for each in still if each is not None]
                self._trouble_the_server()
        finally:
            for each in at_work:
                each.kill()

    def lost_or_silent(self, found: Iterable[DeliveryView]) -> list[str]:
        """Letters that the server never took, and copies that nobody was told of."""
        taken = Counter(accepted.message_id for accepted in self.server.accepted)
        self.counts["copies"] = sum(taken.values()) - len(taken)
        self.counts["answers lost"] = sum(view.ambiguous for view in found)
        lost = [f"lost: {view.key} ({view.state})" for view in found if not taken[view.message_id]]
        return lost + [f"silent copy: {view.key}" for view in found if taken[view.message_id] > 1 + view.ambiguous]

    def _looked_after(self, worker: Child, start: Callable[[], Child]) -> Child | None:
        """The same worker while it runs, another where it was killed, None where it came to its end."""
        status = worker.poll()
        if status is None or status == 0:
            return worker if status is None else None
        assert status == -9, worker.said
        self.counts["killed"] += 1
        return start()

    def _mood(self) -> str:
        return self.random.choice(MOODS) if self.random.random() < 0.15 else "accept"

    def _trouble_the_server(self) -> None:
        Event().wait(0.02)
        if self.random.random() < 0.01:
            self.counts["server deaths"] += 1
            self.server.die()
            self.server.start()
