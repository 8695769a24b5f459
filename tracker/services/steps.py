"""The steps of a commitment that one person makes: from starting work to writing it off and opening it again."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from pydantic import field_validator

from tracker.domain.moves import Depth, Given, Move, State
from tracker.kit.errors import Fault
from tracker.kit.text import text
from tracker.services import moving, reports
from tracker.services.context import Context
from tracker.services.moving import Command, Made, Row, Standing
from tracker.store.history import Change

STEPS = frozenset(
    {
        Move.REGISTER,
        Move.START,
        Move.REPORT_DONE,
        Move.WITHDRAW_REPORT,
        Move.APPLY_FOR_ACCEPTANCE,
        Move.ACCEPT,
        Move.RETURN,
        Move.OPEN_NOTICE,
        Move.WRITE_OFF,
        Move.CLOSE,
        Move.RESUME,
        Move.END_STANDING,
        Move.REOPEN,
        Move.CANCEL,
    }
)
"""Moves that need nobody's approval; cancelling only for a draft (docs/moves.md)."""

TELLING = frozenset(
    {Move.UPDATE, Move.START, Move.REPORT_DONE, Move.WITHDRAW_REPORT, Move.APPLY_FOR_ACCEPTANCE, Move.RESUME}
)
"""Moves by which the owner is heard of, so that he is not silent."""


class Step(Command):
    """One step; ``on`` is the day for which it is true, ``until`` the last day of a notice, both local days."""

    move: Move
    on: date | None = None
    until: date | None = None
    depth: Depth | None = None

    @field_validator("move")
    @classmethod
    def _is_a_step(cls, move: Move) -> Move:
        if move not in STEPS:
            raise ValueError(f"“{move}” is not made by one person alone; it is asked for, or has a command of its own")
        return move


def take(ctx: Context, command: Step) -> Made:
    """Make one step; returns the new version of the commitment.

    Raises NotFound where it is not visible, Forbidden for the wrong person, Conflict where it stands otherwise than
    the step needs, Invalid where something is missing.
    """
    with ctx.changing() as change:
        standing = moving.found(change, ctx, command.ref, command.version)
        given = Given(reason=command.reason, new_day=command.until, depth=command.depth)
        return make(standing, command.move, given, on=command.on)


def make(standing: Standing, move: Move, given: Given, *, on: date | None, **values: Any) -> Made:
    """Judge a move and append what follows from it; ``values`` are further columns of the commitment.

    It is true for the day ``on``, today where None.
    """
    ahead = moving.ahead(on, standing.today)
    given = replace(given, true_for=standing.today if ahead else on or standing.today)
    state = moving.judged(standing, move, given, wrong=[*ahead, *_of_day(standing, move, given)])
    return carry_out(standing, move, state, given, **values)


def carry_out(
    standing: Standing,
    move: Move,
    state: State,
    given: Given,
    *,
    also: Iterable[Change] = (),
    request: str = "",
    **values: Any,
) -> Made:
    """Append a move that was judged, whoever made it, and ``also`` what else changed; returns the new version.

    ``request`` is the key of the request that is carried out by it.
    """
    return moving.record(
        standing,
        move,
        {**_row(standing, move, given), **values},
        state=state,
        also=[*also, *reports.consequences(standing, move, state, given, request=request)],
        reason=given.reason,
        true_for=given.true_for,
    )


def _row(standing: Standing, move: Move, given: Given) -> Row:
    row = dict(standing.row)
    if move in TELLING:
        row["updated_on"] = standing.today
    if move is Move.REPORT_DONE:
        row["done_on"] = given.true_for
    if move is Move.REOPEN:
        row["reopened"] += 1
    return row


def _of_day(standing: Standing, move: Move, given: Given) -> Iterator[Fault]:
    """Against completion before it was registered, of which nothing is said, and acceptance before it was done."""
    day, registered, report = given.true_for, standing.row["registered_on"], standing.report
    if day is None:
        return
    if move is Move.REPORT_DONE and day < registered and not given.reason:
        what = text("{day} is before it was registered, on {registered}.", day=day, registered=registered)
        yield Fault("on", what, text("Say on what this rests, in a note."))
    if move is Move.ACCEPT and report is not None and day < report["true_for"]:
        what = text("{day} is before {done}, the day for which it is reported done.", day=day, done=report["true_for"])
        yield Fault("on", what, text("Give the day on which it was verified."))
