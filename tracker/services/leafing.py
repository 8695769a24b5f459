"""The register a page at a time, for people who leaf through it: as quick at its end as at its beginning."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from tracker.domain.moment import Moment
from tracker.domain.sight import Sight
from tracker.query.language import parse
from tracker.query.tree import Query
from tracker.services import names, notes
from tracker.services.actors import asking
from tracker.services.commitments import PAGE, asked, items
from tracker.services.context import Context
from tracker.services.names import Names
from tracker.services.unchanged import unchanged
from tracker.services.views import Item, Listing
from tracker.store import commitments, leafing
from tracker.store.database import Session


@dataclass(frozen=True, slots=True)
class Leaf:
    """A page of the list, and what its bodies, posts and programmes are called.

    ``drawn``: what was made of it for people before, by whatever that follows from beside it; may be emptied.
    """

    listing: Listing
    names: Names
    drawn: dict[Hashable, str]


def page(ctx: Context, query: str, number: int) -> Leaf:
    """Page ``number`` (from 1) of what matches and may be seen; one that is not there has no items.

    Raises Invalid for a faulty query.
    """
    parsed, moment = parse(query), ctx.moment()
    with ctx.db.read() as session:
        seen = asking(session, ctx).sight
        work = partial(_leaf, session, ctx, parsed, moment, seen, (number - 1) * PAGE)
        found = unchanged(ctx, session, ("page", parsed, number), moment, seen, work)
    return replace(found, listing=replace(found.listing, asked=asked(ctx, moment, parsed.text)))


def _leaf(session: Session, ctx: Context, query: Query, moment: Moment, seen: Sight, offset: int) -> Leaf:
    total = commitments.count(session, query, moment, seen)
    refs = leafing.refs(session, query, moment, seen, total=total, limit=PAGE, offset=offset)
    found = of_refs(session, refs, moment)
    told = notes.of(session, query, moment, seen)
    listing = Listing(asked(ctx, moment, query.text), total, found, offset, told)
    return Leaf(listing, names.of_items(session, moment, found), {})


def of_refs(session: Session, refs: Sequence[str], moment: Moment) -> tuple[Item, ...]:
    """The commitments of these references, in their order; that they may be seen was asked before."""
    rows = commitments.listed(session, refs, moment)
    return items(session, [rows[ref] for ref in refs], moment)
