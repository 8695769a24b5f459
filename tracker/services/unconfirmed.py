"""The queue of readings that wait for a person: deadline words, the day proposed for them, and why."""

from dataclasses import dataclass

from tracker.domain.moves import Move
from tracker.query.language import parse
from tracker.services import commitments, possible
from tracker.services.actors import asking
from tracker.services.commitments import PAGE
from tracker.services.context import Context
from tracker.services.possible import Possible
from tracker.services.views import Detail, Listing
from tracker.store import commitments as rows
from tracker.store import unconfirmed as store

WAITING = "is:unconfirmed -review:>today sort:registered,ref"
"""What waits, the oldest first; what somebody looks at again on a coming day is put off until then."""

PUT_OFF = "is:unconfirmed review:>today sort:review,ref"
"""What was put off until a review day."""


@dataclass(frozen=True, slots=True)
class Queue:
    """A page of what waits. ``uncertain`` have a proposed day that the words leave open, ``undated`` have none.

    ``office``: whoever asks is of the register office, which confirms; ``versions`` are those that are shown.
    """

    listing: Listing
    uncertain: int
    undated: int
    put_off: int
    office: bool
    versions: dict[str, int]


@dataclass(frozen=True, slots=True)
class Waiting:
    """One reading: its place among ``total`` (0 where it does not wait), its neighbours, and what may be done."""

    detail: Detail
    place: int
    total: int
    before: str | None
    after: str | None
    moves: dict[Move, Possible]


def queue(ctx: Context, *, offset: int = 0) -> Queue:
    """What waits of what whoever asks may see, the oldest first."""
    moment = ctx.moment()
    listing = commitments.list_(ctx, WAITING, limit=PAGE, offset=offset)
    with ctx.db.read() as session:
        who = asking(session, ctx)
        seen = who.sight
        found = store.certainty(session, parse(WAITING), moment, seen)
        put_off = rows.count(session, parse(PUT_OFF), moment, seen)
        shown = rows.keys(session, parse(WAITING), moment, seen, limit=PAGE, offset=offset)
    undated = sum(n for (dated, _), n in found.items() if not dated)
    versions = {item.ref: 0 for item in listing.items} | {row.ref: row.version for row in shown}
    return Queue(listing, found.get((True, False), 0), undated, put_off, who.is_office, versions)


def one(ctx: Context, ref: str) -> Waiting:
    """One reading with what may be done about it; raises NotFound."""
    detail = commitments.show(ctx, ref)
    refs = _refs(ctx)
    name = detail.item.ref
    at = refs.index(name) if name in refs else None
    judged = {each.move: each for each in possible.moves(ctx, name)}
    before = refs[at - 1] if at else None
    after = next_of(refs, at)
    return Waiting(detail, 0 if at is None else at + 1, len(refs), before, after, judged)


def next_of(refs: tuple[str, ...], at: int | None) -> str | None:
    """The reference after a place; the first one for what has no place."""
    if at is None:
        return refs[0] if refs else None
    return refs[at + 1] if at + 1 < len(refs) else None


def _refs(ctx: Context) -> tuple[str, ...]:
    """Every reference that waits, in the order of the queue."""
    query, moment = parse(WAITING), ctx.moment()
    with ctx.db.read() as session:
        seen = asking(session, ctx).sight
        limit = rows.count(session, query, moment, seen)
        return tuple(row.ref for row in rows.keys(session, query, moment, seen, limit=limit))
