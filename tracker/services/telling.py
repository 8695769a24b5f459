"""What whoever asks may tell of a commitment in a form beside it: new states, how much is done, that it is done."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from tracker.domain.commitment import Assurance, Work
from tracker.domain.moves import RULES, Actor, Bar, Case, Closing, Given, Move, Refusal, State, apply, judge
from tracker.kit.errors import Forbidden
from tracker.kit.text import Text
from tracker.services import actors
from tracker.services.context import Context
from tracker.services.my_steps import MySteps
from tracker.store import bodies
from tracker.store.database import Session

LEADING = (Move.START, Move.RESUME, Move.WITHDRAW_REPORT)
"""Moves by which an update leads to another declared state; completion is reported by a button of its own."""

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Telling:
    """What can be told now.

    ``works`` are the states to which an update may lead beside the present one; ``steps`` the moves that may be made
    with it. ``refusal``: why nothing can be told, by whoever asks and as it stands.
    """

    version: int
    progress: int | None
    works: tuple[str, ...]
    steps: tuple[Move, ...]
    refusal: Refusal | None


def unchanging(ctx: Context) -> Text | None:
    """Why nothing can be changed at the moment asked about; None where it can."""
    try:
        ctx.writing_at()
    except Forbidden as error:
        return error.message
    return None


def of(session: Session, ctx: Context, mine: MySteps, rows: Iterable[Row]) -> dict[str, Telling]:
    """Reference → what may be told of it; the rows carry who is responsible, ``version`` and ``progress``.

    Judged as the move itself is, with what can be handed in taken to be there; the change asks again.
    """
    listed = list(rows)
    who, day = actors.asking(session, ctx), ctx.local_day(ctx.as_if or ctx.clock.now())
    named = {slug for row in listed for slug in (row["body"], row["supervisor"], row["acceptor"], *row["co_bodies"])}
    tree = bodies.paths(session, named)
    closings = {row["programme"]: mine.pack_of(row["programme"]) for row in listed}
    found = {}
    for row in listed:
        pack = closings[row["programme"]]
        closing = pack.steps.closing if pack else Closing.SIMPLE
        paths = tuple(tree[slug] for slug in (row["body"], *row["co_bodies"]) if slug in tree)
        ask = _Ask(
            State(Work(row["work"]), Assurance(row["assurance"])), actors.actor_of(who, dict(row), tree), closing,
            Case(responsible_paths=paths), Given(reason="…", evidence=1, true_for=day),
        )  # fmt: skip
        found[row["ref"]] = _telling(ask, row)
    return found


@dataclass(frozen=True, slots=True)
class _Ask:
    state: State
    actor: Actor
    closing: Closing
    case: Case
    given: Given

    def against(self, move: Move) -> Refusal | None:
        day = self.given.true_for
        assert day is not None  # noqa: S101 - ``of`` gives it
        found = judge(move, self.state, self.actor, closing=self.closing, day=day, case=self.case, given=self.given)
        return next((each for each in found if each.kind is not Bar.INCOMPLETE), None)


def _telling(ask: _Ask, row: Row) -> Telling:
    refusal = ask.against(Move.UPDATE)
    moves = [move for move in LEADING if ask.against(move) is None]
    works = dict.fromkeys(str(apply(move, ask.state, None).work) for move in moves if RULES[move].work)
    steps = [move for move in (Move.REPORT_DONE, Move.APPLY_FOR_ACCEPTANCE) if ask.against(move) is None]
    return Telling(row["version"], row["progress"], tuple(works), tuple(steps), refusal)
