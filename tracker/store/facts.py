"""What a row does not say itself, for the facts of several commitments at once; as known at the moment."""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice
from typing import Any

from sqlalchemy import Select, bindparam, func, select

from tracker.domain.moment import Moment
from tracker.store.database import Session
from tracker.store.tables import VERSIONED
from tracker.store.tables.versions import known_rows
from tracker.store.types import UtcDateTime

TOGETHER = 1_000
"""So many references are asked for in one statement."""


def duplicates(session: Session, refs: Iterable[str], moment: Moment) -> dict[str, str]:
    """Reference → the commitment that it is the same as, and that counts for both."""
    same, known = _same(past=moment.known is not None), {"known": moment.known}
    return {b: a for part in _parts(refs) for b, a in session.execute(same, {"refs": part, **known})}


@lru_cache(maxsize=2)
def _same(*, past: bool) -> Select[Any]:
    # Every page asks this, and building the statement takes as long as running it.
    table = VERSIONED["link"][past]
    known = bindparam("known", type_=UtcDateTime())
    then = (table.c.recorded_from <= known, table.c.recorded_to > known) if past else ()
    return select(table.c.b, table.c.a).where(
        table.c.kind == "same_as", table.c.b.in_(bindparam("refs", expanding=True)), *then
    )


def entered(session: Session, refs: Iterable[str], moment: Moment) -> dict[str, int]:
    """Reference → how many parts of it the register has; those without any are left out."""
    table, known = known_rows("commitment", moment)
    counted = select(table.c.parent, func.count()).where(*known).group_by(table.c.parent)
    return {ref: n for part in _parts(refs) for ref, n in session.execute(counted.where(table.c.parent.in_(part)))}


def paths(session: Session, noun: str, slugs: Iterable[str], moment: Moment) -> dict[str, str]:
    """Slug → tree path, of bodies or places."""
    table, known = known_rows(noun, moment)
    wanted = select(table.c.slug, table.c.path).where(*known)
    return {
        slug: path for part in _parts(slugs) for slug, path in session.execute(wanted.where(table.c.slug.in_(part)))
    }


def columns(session: Session, names: Sequence[str], refs: Iterable[str], moment: Moment) -> dict[str, dict[str, Any]]:
    """Reference → more columns of its row."""
    table, known = known_rows("commitment", moment)
    wanted = select(table.c.ref, *(table.c[name] for name in names)).where(*known)
    rows = (row for part in _parts(refs) for row in session.execute(wanted.where(table.c.ref.in_(part))))
    return {row.ref: dict(row._mapping) for row in rows}


def _parts(values: Iterable[str]) -> Iterator[list[str]]:
    left = iter(sorted(set(values)))
    while part := list(islice(left, TOGETHER)):
        yield part
