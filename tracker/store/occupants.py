"""The posts of one body and who holds them, as known at a moment."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, and_, or_, select

from tracker.domain.moment import Moment
from tracker.store.database import Session
from tracker.store.tables.versions import known_rows


def of_body(session: Session, body: str, moment: Moment) -> Sequence[Row[Any]]:
    """Every post of a body that has not ended by the day of the moment, once for each person who holds it then.

    Rows of slug, title_en, title_zh, person and since; the last two are null where nobody holds the post.
    """
    post, post_known = known_rows("post", moment)
    holding, holding_known = known_rows("holding", moment)
    held = and_(
        holding.c.post == post.c.slug,
        holding.c.since <= moment.day,
        or_(holding.c.until.is_(None), holding.c.until >= moment.day),
        *holding_known,
    )
    there = post.c.body == body, or_(post.c.ended_on.is_(None), post.c.ended_on >= moment.day)
    statement = (
        select(post.c.slug, post.c.title_en, post.c.title_zh, holding.c.person, holding.c.since)
        .outerjoin(holding, held)
        .where(*there, *post_known)
        .order_by(post.c.slug, holding.c.since, holding.c.person)
    )
    return list(session.execute(statement))
