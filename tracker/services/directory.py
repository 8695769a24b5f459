"""What there is beside commitments: bodies, posts, programmes and sources, of which somebody sees anything."""

from collections.abc import Callable
from typing import Any

from tracker.domain.moment import Moment
from tracker.domain.rights import Right, allowed
from tracker.domain.sight import sees_body
from tracker.services.actors import Acting, asking
from tracker.services.context import Context
from tracker.store import board, citations, commitments
from tracker.store.database import Session

Row = dict[str, Any]

KEEPING = (Right.KEEP_BODIES, Right.APPOINT)
"""Whoever has one of these sees all bodies and posts, or could not keep them."""


def listing(ctx: Context, noun: str) -> tuple[Row, ...]:
    """Every record of a noun (body, post, programme, source) of which whoever asks sees anything, by its slug."""
    moment = ctx.moment()
    with ctx.db.read() as session:
        who = asking(session, ctx)
        rows = [dict(row._mapping) for row in board.whole(session, noun, moment)]
        if who.sight.everything:
            return tuple(rows)
        seen = _SEEN[noun](session, moment, who)
        return tuple(row for row in rows if row["slug"] in seen)


def one(ctx: Context, noun: str, slug: str) -> Row | None:
    """One of them; None where there is none, or nothing of it is seen."""
    return next((row for row in listing(ctx, noun) if row["slug"] == slug), None)


def _bodies(session: Session, moment: Moment, who: Acting) -> set[str]:
    tree = board.whole(session, "body", moment)
    if any(allowed(right, who.roles) for right in KEEPING):
        return {row.slug for row in tree}
    counts = commitments.count_by(session, commitments.ALL, moment, who.sight, "body")
    paths = {row.slug: row.path for row in tree}
    above = {slug for body in counts if body in paths for slug in paths[body].strip("/").split("/")}
    return above | {slug for slug, path in paths.items() if sees_body(who.sight, path)}


def _posts(session: Session, moment: Moment, who: Acting) -> set[str]:
    mine = _bodies(session, moment, who)
    return {row.slug for row in board.whole(session, "post", moment) if row.body in mine}


def _programmes(session: Session, moment: Moment, who: Acting) -> set[str]:
    return {slug for slug in commitments.count_by(session, commitments.ALL, moment, who.sight, "programme") if slug}


def _sources(session: Session, moment: Moment, who: Acting) -> set[str]:
    return citations.cited(session, moment, who.sight)


_SEEN: dict[str, Callable[[Session, Moment, Acting], set[str]]] = {
    "body": _bodies,
    "post": _posts,
    "programme": _programmes,
    "source": _sources,
}
