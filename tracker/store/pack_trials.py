"""The open commitments that somebody sees, for trying rules on them."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select

from tracker.domain.moment import Moment
from tracker.domain.sight import Sight
from tracker.query.language import parse
from tracker.store import filters
from tracker.store.commitments import LISTED
from tracker.store.database import Session

CHUNK = 1_000


def open_rows(session: Session, moment: Moment, seen: Sight) -> Iterator[list[dict[str, Any]]]:
    """What is open at a moment and ``seen``, as mappings of ``LISTED``, a thousand at a time."""
    prepared = filters.prepare(parse("is:open"), moment, seen)
    chosen = select(*(prepared.table.c[name] for name in LISTED)).where(prepared.where)
    found = session.execute(chosen.execution_options(yield_per=CHUNK), prepared.parameters(moment, seen))
    for rows in found.partitions(CHUNK):
        yield [dict(zip(LISTED, row, strict=True)) for row in rows]
