"""What a row does not say itself, for the facts of several commitments at once; as known at the moment."""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, func, select

from tracker.domain.commitment import STANDS_FOR_NOBODY
from tracker.domain.moment import Moment
from tracker.store.database import Session
from tracker.store.tables import VERSIONED
from tracker.store.tables.versions import known_rows
from tracker.store.types import UtcDateTime

TOGETHER = 1_000
"""So many references are asked for in one statement."""


def duplicates(session: Session, refs: Iterable[str], moment: Moment) -> dict[str, str]:
    """Reference → the commitment that it is the same as, and that counts for both; not one that was given up."""
    same, known = _same(past=moment.known is not None), {"known": moment.known}
    return {b: a for part in _parts(refs) for b, a in session.execute(same, {"refs": part, **known})}


@lru_cache(maxsize=2)
def _same(*, past: bool) -> Select[Any]:
    # Every page asks this, and building the statement takes as long as running it.
    table, first = VERSIONED["link"][past], VERSIONED["commitment"][past]
    known = bindparam("known", type_=UtcDateTime())
    both = (table, first) if past else ()
    then = (part for each in both for part in (each.c.recorded_from <= known, each.c.recorded_to > known))
    wanted = table.c.kind == "same_as", table.c.b.in_(bindparam("refs", expanding=True))
    joined = table.join(first, first.c.ref == table.c.a)
    return select(table.c.b, table.c.a).select_from(joined).where(*wanted, stands_for_others(first.c.work), *then)


def stands_for_others(work: ColumnElement[str]) -> ColumnElement[bool]:
    """Whether a commitment in this state of work counts for its duplicates: the SQL of ``STANDS_FOR_NOBODY``."""
    return work.not_in([str(each) for each in sorted(STANDS_FOR_NOBODY)])


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
