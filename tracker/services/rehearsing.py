"""Several changes as one, and a change tried without making it: why it would be refused, and nothing of it kept."""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from tracker.kit.errors import TrackerError
from tracker.services.context import Context
from tracker.store.idempotency import Joined

T = TypeVar("T")


class _Enough(Exception):  # noqa: N818 - nothing went wrong: it ends the transaction without committing it
    pass


def at_once(ctx: Context, work: Callable[[Context], T]) -> T:
    """What changes several things as one: all of them are made, or none where one is refused."""
    with ctx.db.write() as session:
        return work(replace(ctx, db=Joined(ctx.db, session)))


def refusal(ctx: Context, work: Callable[[Context], object]) -> TrackerError | None:
    """Why a change would be refused, None where it would be made. Nothing of it is kept."""
    try:
        with ctx.db.write() as session:
            work(replace(ctx, db=Joined(ctx.db, session)))
            raise _Enough
    except _Enough:
        return None
    except TrackerError as error:
        return error
