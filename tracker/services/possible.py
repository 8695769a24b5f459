"""What can be done to a commitment now by whoever asks, and for everything else the reasons why not."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tracker.domain.moves import RULES, Bar, Depth, Given, Move, Refusal
from tracker.kit.text import Text
from tracker.services import moving, requested
from tracker.services.context import Changing, Context
from tracker.store import loop


@dataclass(frozen=True, slots=True)
class Possible:
    """One move: whether it may be made or, with ``asked``, asked for; else ``refusals`` say why not.

    ``here``: whether the state allows it to anybody, and it is a step of the programme.
    """

    move: Move
    title: Text
    allowed: bool
    asked: bool
    refusals: tuple[Refusal, ...]
    here: bool


def moves(ctx: Context, ref: str) -> tuple[Possible, ...]:
    """Every move of the rulebook, judged for whoever asks on the present day; raises NotFound.

    What can be handed in with the move (a reason, a day, evidence, an approval) is taken to be there.
    """
    at = ctx.clock.now()
    today = ctx.local_day(ctx.as_if or at)
    with ctx.db.read() as session:
        standing = moving.found(Changing(session, at, today), ctx, ref, reading=True)
        waiting = loop.submitted(session, standing.ref)
        return tuple(_judged(standing, move, today, waiting) for move in Move)


def _judged(standing: moving.Standing, move: Move, today: date, waiting: Sequence[moving.Row]) -> Possible:
    given = Given(reason="…", evidence=1, true_for=today, depth=Depth.ON_PAPER, successors=("…",))
    found = moving.refusals(standing, move, given)
    against = tuple(each for each in found if each.kind is not Bar.INCOMPLETE)
    asked = bool(RULES[move].approvers)
    if asked and not against:
        against = requested.already(move, waiting)
    here = standing.state in RULES[move].froms[standing.steps.closing]
    return Possible(move, RULES[move].title, not against, asked, against, here)
