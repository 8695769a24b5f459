"""What was listed or counted before: what stands until something is entered in the history, and what always stands."""

from collections.abc import Callable, Hashable
from typing import TypeVar, cast

from tracker.domain.moment import Moment
from tracker.domain.sight import Sight
from tracker.services import packs
from tracker.services.context import Context
from tracker.store import history
from tracker.store.database import Session

MOST, MOST_LASTING = 256, 2_000
"""So many answers are remembered, of some tens of kilobytes each; so many numbers of the past. Then it begins anew."""

_NOTHING = object()

Found = TypeVar("Found")


def unchanged(
    ctx: Context, session: Session, asked: Hashable, moment: Moment, seen: Sight, work: Callable[[], Found]
) -> Found:
    """What ``work`` finds in this transaction for whoever sees ``seen``; ``asked`` says which question it answers."""
    day = moment.day, moment.today, moment.known
    key = (asked, day, seen, history.head(session).size, packs.in_force(session, moment).digest)
    return _remembered(ctx, "unchanged", MOST, key, work)


def lasting(ctx: Context, asked: Hashable, work: Callable[[], Found]) -> Found:
    """What ``work`` finds and will always find, such as what was known on a day that has passed."""
    return _remembered(ctx, "lasting", MOST_LASTING, asked, work)


def _remembered(ctx: Context, name: str, most: int, key: Hashable, work: Callable[[], Found]) -> Found:
    memory: dict[Hashable, object] = ctx.db.memory.setdefault(name, {})
    found = memory.get(key, _NOTHING)
    if found is _NOTHING:
        found = work()
        if len(memory) >= most:
            memory.clear()  # by another thread perhaps at any time: what was found is not read from it again
        memory[key] = found
    return cast(Found, found)
