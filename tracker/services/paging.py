"""A list a page at a time, as it was at the moment of its first page, however much is changed meanwhile."""

from dataclasses import dataclass
from datetime import datetime

from tracker.kit.text import Text
from tracker.query.language import parse
from tracker.services import notes
from tracker.services.actors import asking
from tracker.services.commitments import asked
from tracker.services.context import Context
from tracker.services.rendering import rendered
from tracker.services.views import Asked
from tracker.store import commitments, history


@dataclass(frozen=True, slots=True)
class Page:
    """One page, each of its items as JSON (``services.rendering``).

    ``total`` is None where nobody counted and it does not follow from the page. ``notes``: what is to be known about
    the question, on the last page, where somebody could take what there is for all there is.

    The list continues where ``more``; a context ``as_of`` the instant ``known`` and ``as_if`` the instant ``judged``
    sees it as it was for this page.
    """

    asked: Asked
    items: tuple[bytes, ...]
    total: int | None
    more: bool
    known: datetime | None
    judged: datetime
    notes: tuple[Text, ...] = ()


def page(ctx: Context, query: str, language: str, *, limit: int, offset: int = 0, counted: bool = False) -> Page:
    """At most ``limit`` commitments that match, of those that whoever asks may see; raises Invalid.

    One row more than the page is read, which tells whether it continues at a fraction of what counting costs.
    """
    parsed = parse(query)
    moment = ctx.moment()
    with ctx.db.read() as session:
        seen = asking(session, ctx).sight
        rows = commitments.keys(session, parsed, moment, seen, limit=limit + 1, offset=offset)
        more = len(rows) > limit
        known = history.last_moment(session) if more else None
        total = None if more or (offset and not rows) else offset + len(rows)
        if counted and total is None:
            total = commitments.count(session, parsed, moment, seen)
        found = rendered(ctx.db, session, rows[:limit], moment, language)
        told = () if more else notes.of(session, parsed, moment, seen)
    if known and moment.known:
        known = min(known, moment.known)
    return Page(asked(ctx, moment, parsed.text), tuple(found), total, more, known, moment.judged, told)
