"""What was listed or counted before, and stands until something is entered in the history or other rules hold."""

from collections.abc import Callable, Hashable
from typing import TypeVar, cast

from tracker.domain.moment import Moment
from tracker.domain.sight import Sight
from tracker.services import packs
from tracker.services.context import Context
from tracker.store import history
from tracker.store.database import Session

MOST = 256
"""So many answers are remembered, of some tens of kilobytes each; then it begins anew."""

Found = TypeVar("Found")


def unchanged(
    ctx: Context, session: Session, asked: Hashable, moment: Moment, seen: Sight, work: Callable[[], Found]
) -> Found:
    """What ``work`` finds in this transaction for whoever sees ``seen``; ``asked`` says which question it answers."""
    memory: dict[Hashable, object] = ctx.db.memory.setdefault("unchanged", {})
    day = moment.day, moment.today, moment.known
    key = (asked, day, seen, history.head(session).size, packs.in_force(session, moment).digest)
    if key not in memory:
        if len(memory) >= MOST:
            memory.clear()
        memory[key] = work()
    return cast(Found, memory[key])
