"""A process that sends letters until none waits, in hurried time, and kills itself at random points."""

import os
import signal
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from threading import Event

from tests.support.letters import MONDAY
from tests.support.registers import settings_of
from tracker import bootstrap
from tracker.kit import points
from tracker.notifications.channels.smtp import Patience
from tracker.services import deliveries, mailing
from tracker.services.context import Context
from tracker.settings import Settings
from tracker.store import deliveries as store
from tracker.store import outbox

HURRY = 150
"""So many seconds pass in one: a lease runs out in a fifth of a second, now and then while its owner is at work."""


@dataclass(frozen=True, slots=True)
class HurriedClock:
    """Tells a time that is the same in all processes, since they began to count at the same moment."""

    began: float

    def now(self) -> datetime:
        return MONDAY + timedelta(seconds=(time.monotonic() - self.began) * HURRY)


def opened(url: str, began: float) -> Context:
    """The register at ``url`` in hurried time."""
    return bootstrap.open_register(settings_of(url), clock=HurriedClock(began))


def drain(ctx: Context, settings: Settings, owner: str) -> None:
    """Send what is due, as the product does it."""
    deliveries.drain(ctx, settings, owner=owner, patience=Patience(step=2, answer=0.3))


def drain_unguarded(ctx: Context, settings: Settings, owner: str) -> None:
    """Send what is due without claiming it first: what the guard is there to prevent."""
    with ctx.db.read() as session:
        waiting = store.rows(session, states=outbox.WAITING, limit=5)
    with mailing.Post(settings, Patience(step=2, answer=0.3)) as post:
        for row in waiting:
            body = deliveries.body(ctx, row.key)
            claimed = outbox.Claimed(row.key, row.message_id, None, row.address, row.sender, body, 1, 1, row.ambiguous)
            channel, recipient = post.way(row.address)
            channel.send(post.letter(claimed, recipient, at=MONDAY))
            points.reached("send.accepted")
            with ctx.db.write() as session:
                outbox.put(session, [row.key], into={"state": "sent"}, among=outbox.WAITING)


def send(url: str, home: str, began: str, seed: str, deaths: str, guard: str) -> None:
    """Send until nothing waits; die at a point with the probability ``deaths``."""
    random, likely = Random(int(seed)), float(deaths)

    def listener(_: str) -> None:
        if random.random() < likely:
            os.kill(os.getpid(), signal.SIGKILL)

    points.listen(listener)
    mailing.PAUSES = mailing.PAUSES[:1]  # four hours are long even in hurried time
    settings = Settings(database_url=url, home=Path(home))
    ctx = opened(url, float(began))
    empty = drain if guard == "guarded" else drain_unguarded
    while deliveries.next_due(ctx) is not None:
        empty(ctx, settings, f"{os.getpid()}-{seed}")
        Event().wait(0.01)
    ctx.db.close()
