"""The same change for many commitments: each by itself, and what fails is told with its reason."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from tracker.domain.moves import RULES, Move
from tracker.kit.errors import Invalid, TrackerError, Unavailable
from tracker.kit.text import text
from tracker.query.language import parse
from tracker.services import changes
from tracker.services.actors import actor_of, asking
from tracker.services.changes import Assign, Review
from tracker.services.context import Context
from tracker.services.moving import Command, Made
from tracker.store import bodies, commitments

C = TypeVar("C", bound=Command)

MOST = 200
"""So many are changed by one request."""


@dataclass(frozen=True, slots=True)
class Picked:
    """A commitment, and the version on which it was picked; None: whichever it is."""

    ref: str
    version: int | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """What one picks by: the version that is shown, and who answers in the words of the source."""

    version: int
    owner_words: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one: ``error`` says why nothing of it was written."""

    ref: str
    error: TrackerError | None = None


def shown(ctx: Context, query: str, *, limit: int, offset: int = 0) -> dict[str, Shown]:
    """Reference → what one needs to pick by, for a page of what matches; the order of ``commitments.list_``."""
    moment = ctx.moment()
    with ctx.db.read() as session:
        seen = asking(session, ctx).sight
        found = commitments.keys(session, parse(query), moment, seen, limit=limit, offset=offset)
        rows = commitments.listed(session, [row.ref for row in found], moment)
    return {row.ref: Shown(row.version, rows[row.ref]["owner_words"]) for row in found}


def may_assign(ctx: Context) -> bool:
    """Whether whoever asks is of the register office, which says who answers; each change is judged by itself."""
    with ctx.db.read() as session:
        return asking(session, ctx).is_office


def reviewable(ctx: Context, refs: Iterable[str]) -> frozenset[str]:
    """Those of these commitments whose review day whoever asks is one to set, as far as his posts say it."""
    with ctx.db.read() as session:
        who, rows = asking(session, ctx), commitments.responsibilities(session, refs)
        named = {row[name] for row in rows for name in ("body", "supervisor", "acceptor")}
        tree = bodies.paths(session, named.union(*(row["co_bodies"] for row in rows)))
    roles = RULES[Move.SET_REVIEW_DAY].roles
    return frozenset(row["ref"] for row in rows if actor_of(who, row, tree).powers & roles)


def assign(ctx: Context, picked: Iterable[Picked], who: Mapping[str, Any], *, reason: str = "") -> tuple[Outcome, ...]:
    """Say for each who answers for it; ``who``: the fields of ``Assign`` that are mentioned.

    Raises Invalid for nothing picked, too many, or nobody named.
    """
    if not who:
        raise Invalid(
            text("Nobody is named who is to answer for them."), hint=text("Choose a post, or a body."), where="post"
        )
    return _each(picked, lambda one: changes.assign(ctx, _command(Assign, one, reason, **who)))


def review(ctx: Context, picked: Iterable[Picked], day: date | None, *, reason: str = "") -> tuple[Outcome, ...]:
    """Set for each the day on which somebody looks at it again; raises Invalid as ``assign``, and for no day."""
    if day is None:
        raise Invalid(text("Name the day on which somebody looks at them again."), where="day")
    return _each(picked, lambda one: changes.review(ctx, _command(Review, one, reason, day=day)))


def _command(kind: type[C], one: Picked, reason: str, **more: Any) -> C:
    return kind(ref=one.ref, version=one.version, reason=reason, **more)


def _each(picked: Iterable[Picked], change: Callable[[Picked], Made]) -> tuple[Outcome, ...]:
    listed = list(dict.fromkeys(picked))
    if not listed:
        raise Invalid(text("Nothing is ticked."), hint=text("Tick the commitments that are meant."), where="picked")
    if len(listed) > MOST:
        raise Invalid(text("At most {n} are changed at once.", n=MOST), where="picked")
    return tuple(_one(one, change) for one in listed)


def _one(one: Picked, change: Callable[[Picked], Made]) -> Outcome:
    try:
        change(one)
    except Unavailable:
        raise  # the register does not answer: neither will it for the others
    except TrackerError as error:
        return Outcome(one.ref, error)
    return Outcome(one.ref)
