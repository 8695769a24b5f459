"""From the options of a call to the settings, the moment and the register."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tracker.cli import options

if TYPE_CHECKING:
    from datetime import datetime

    from tracker.services.context import Context
    from tracker.settings import Settings


def settings() -> "Settings":
    """The settings of this call; raises Invalid."""
    from tracker.settings import load

    chosen = options.current()
    return load(home=chosen.home, language=chosen.language)


@contextmanager
def register(found: "Settings | None" = None) -> Iterator["Context"]:
    """The register, judged at the moment asked about; its clock stands still, so that an answer is of one moment.

    Opened for whoever calls the command, if he may: raises Forbidden, Unauthenticated.
    """
    from tracker.bootstrap import open_register
    from tracker.cli import rights
    from tracker.kit.clock import FrozenClock, SystemClock
    from tracker.kit.errors import Forbidden

    chosen, given = options.current(), found or settings()
    ctx = open_register(given, as_if=chosen.as_if, as_of=chosen.as_of, clock=FrozenClock(SystemClock().now()))
    collect_garbage()
    try:
        ctx.require_known()
        ctx = rights.known(ctx, given)
        rights.demand(ctx)
        yield ctx
    except Forbidden as error:
        rights.note_refusal(ctx, error)
        raise
    finally:
        ctx.db.close()


def moment(zone: str) -> "datetime":
    """The moment asked about where no register is needed; raises Invalid."""
    from tracker.bootstrap import moment as read
    from tracker.kit.clock import SystemClock

    chosen = options.current()
    return (
        read(chosen.as_if, zone=zone, option="--as-if")
        or read(chosen.as_of, zone=zone, option="--as-of")
        or SystemClock().now()
    )


def collect_garbage() -> None:
    """Collect garbage from here on; while modules are loaded, nothing is garbage and looking for it costs a tenth."""
    gc.freeze()
    gc.enable()
