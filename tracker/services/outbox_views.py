"""The outbox as whoever keeps it looks at it: what waits, what is held or came back, why, and what may be done."""

from dataclasses import dataclass

from tracker.domain.rights import Right
from tracker.services import deliveries
from tracker.services.actors import entitled
from tracker.services.context import Context
from tracker.services.deliveries import DeliveryView
from tracker.services.views import Both
from tracker.store import board, outbox
from tracker.store import deliveries as store

STATES = ("dead", "refused", "held", "ambiguous", "sending", "ready")
"""What is looked at, what is worst first; what was sent or withdrawn stands with its edition."""

MOST = 200
ACTIONS = {
    "ready": ("hold", "retry", "redirect"),
    "ambiguous": ("hold", "retry", "redirect"),
    "held": ("release", "redirect"),
    "refused": ("retry", "redirect"),
    "dead": ("retry", "redirect"),
}
"""State → what may be done by hand with a letter in it."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A letter that waits or came back, to whom, and what may be done with it."""

    letter: DeliveryView
    name: Both
    actions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outbox:
    """How many letters are in each state, and the first of those that wait, are held or came back, worst first."""

    counts: dict[str, int]
    letters: tuple[Waiting, ...]

    @property
    def troubled(self) -> int:
        """How many are held, were refused or given up."""
        return sum(self.counts[state] for state in ("held", "refused", "dead"))

    @property
    def waiting(self) -> int:
        """How many are on their way."""
        return sum(self.counts[state] for state in ("ready", "sending", "ambiguous"))


def look(ctx: Context) -> Outbox:
    """The outbox; raises Forbidden for whoever may not read everybody's letters."""
    with ctx.db.read() as session:
        entitled(session, ctx, Right.READ_LETTERS)
        counts = deliveries.counts(session)
        rows = store.rows(session, states=STATES, limit=MOST)
        found = deliveries.views(session, rows)
        unmade = {each.key for each in found if each.state == "dead" and not outbox.body_of(session, each.key)}
        names = board.people(session, {each.person for each in found})
    worst_first = sorted(found, key=lambda each: STATES.index(each.state))
    return Outbox(
        counts,
        tuple(
            Waiting(
                each,
                Both(*names.get(each.person, ("", ""))),
                () if each.key in unmade else ACTIONS.get(each.state, ()),
            )
            for each in worst_first
        ),
    )
