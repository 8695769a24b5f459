"""Requests about a commitment that wait for a decision, each with the reasons why whoever asks may not decide on it."""

from dataclasses import dataclass, replace

from tracker.domain.moves import Given, Move, Need, Refusal, Role
from tracker.services import moving, requests
from tracker.services.context import Changing, Context
from tracker.services.loops import RequestView, view
from tracker.services.moving import Row, Standing
from tracker.store import loop

OWNERS = frozenset({Role.RESPONSIBLE, Role.LEADER})


@dataclass(frozen=True, slots=True)
class Waiting:
    """One request; ``against`` are the reasons against deciding on it, ``mine``: whoever asks may take it back."""

    request: RequestView
    against: tuple[Refusal, ...]
    mine: bool


def waiting(ctx: Context, ref: str) -> tuple[Waiting, ...]:
    """The requests about a commitment on which nobody has decided, oldest first; raises NotFound.

    Judged for the present day. What stands against the move itself is told when it is approved.
    """
    at = ctx.clock.now()
    with ctx.db.read() as session:
        standing = moving.found(Changing(session, at, ctx.local_day(at)), ctx, ref, reading=True)
        found = []
        for row in loop.submitted(session, standing.ref):
            inside = tuple(sorted({*standing.case.responsible_paths, *row["asker"]["inside"]}))
            then = replace(standing, case=replace(standing.case, responsible_paths=inside))
            given = Given(reason=row["reason"], new_day=row["new_day"], approved_by=standing.actor)
            against = moving.refusals(then, Move(row["move"]), given, actor=requests.asker_of(row))
            unmet = tuple(each for each in against if each.unmet is Need.APPROVAL)
            found.append(Waiting(view(RequestView, row), unmet, _may_take_back(standing, row)))
    return tuple(found)


def _may_take_back(standing: Standing, row: Row) -> bool:
    """Whoever asked for it; of what owners ask for, any of them (``requests.withdraw`` decides)."""
    if not standing.actor.powers:
        return False
    owners = OWNERS & standing.actor.powers and OWNERS & {Role(role) for role in row["asker"]["roles"]}
    return bool(owners) or row["asked_by"] == standing.who.name
