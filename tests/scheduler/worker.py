"""A process that does scheduled work, to be raced, stalled and killed."""

import os
import signal
import sys
from datetime import timedelta

from tests.support.jobs import RECORDING, at, open_in_process, record, say
from tests.support.registers import settings_of
from tracker.kit import points
from tracker.scheduler.tick import tick
from tracker.services import leases, runs
from tracker.services.runs import Lost
from tracker.store import runs as ledger


def race(url: str, moment: str, ticks: str) -> None:
    """Tick so many times, six hours apart by a clock of its own."""
    ctx, owner = open_in_process(url, moment), leases.new_owner()
    say("ready")
    sys.stdin.readline()
    for number in range(int(ticks)):
        now = at(ctx, ctx.clock.now() + timedelta(hours=6) * number)
        tick(now, settings_of(url), owner, RECORDING)
    say("done")


def die(url: str, moment: str, point: str) -> None:
    """Tick, and be killed on coming to a named point."""
    points.listen(lambda name: os.kill(os.getpid(), signal.SIGKILL) if name == point else None)
    tick(open_in_process(url, moment), settings_of(url), leases.new_owner(), RECORDING)


def stall(url: str, moment: str, guard: str) -> None:
    """Claim a run, stall until told to go on, then finish it; without the guard whoever finishes is believed."""
    if guard == "unguarded":
        ledger._held = lambda fence: ()
    ctx = open_in_process(url, moment)
    claim = runs.claim(ctx, leases.new_owner(), RECORDING)
    assert claim is not None
    say("claimed")
    sys.stdin.readline()
    try:
        record(ctx, settings_of(url), claim)
    except Lost:
        say("lost")
    else:
        say("finished")


if __name__ == "__main__":
    {"race": race, "die": die, "stall": stall}[sys.argv[1]](*sys.argv[2:])
