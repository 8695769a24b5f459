"""Trying a change without making it: why it would be refused, from a transaction that is taken back."""

from collections.abc import Callable
from dataclasses import replace

from tracker.kit.errors import TrackerError
from tracker.services.context import Context
from tracker.store.idempotency import Joined


class _Enough(Exception):  # noqa: N818 - nothing went wrong: it ends the transaction without committing it
    pass


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
