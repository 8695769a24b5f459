"""How many commitments there are of each sort: by programme, and by body with everything below it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tracker.domain import sight
from tracker.domain.moment import Moment
from tracker.domain.sight import Sight
from tracker.query.language import parse
from tracker.services.context import Context
from tracker.services.views import Both
from tracker.store import board as rows
from tracker.store import commitments
from tracker.store.database import Session

COUNTED = {
    "all": "",
    "open": "is:open",
    "overdue": "is:overdue",
    "undated": "is:undated",
    "unowned": "is:unowned",
}
"""What is counted → the query whose answer the number is."""

WITHOUT = " -is:duplicate"
"""A duplicate is not counted: the commitment that it is the same as counts for both."""

Numbers = Mapping[str, int]
"""What is counted → how many."""

NOTHING: Numbers = dict.fromkeys(COUNTED, 0)


@dataclass(frozen=True, slots=True)
class Line:
    """One programme or body with its numbers; without a slug, the commitments that name no body.

    ``without``: what its queries end with so that nothing is counted twice.
    """

    field: str
    slug: str | None
    name: Both
    numbers: Numbers
    path: tuple[str, ...] = ()
    without: str = ""

    @property
    def depth(self) -> int:
        """How far below the root of its tree it stands; 0 at the root."""
        return max(len(self.path) - 1, 0)

    @property
    def parent(self) -> str | None:
        """What it stands directly below."""
        return self.path[-2] if len(self.path) > 1 else None

    def query(self, counted: str) -> str:
        """The query whose answer one of the numbers is."""
        return f"{self.field}:{self.slug or 'none'} {COUNTED[counted]}".rstrip() + self.without


def without_duplicates(session: Session, moment: Moment) -> str:
    """What a query must end with so that nothing is counted twice; nothing where the register has no duplicates."""
    return WITHOUT if rows.has_duplicates(session, moment) else ""


def counted_once(ctx: Context) -> str:
    """The same for whoever holds no session."""
    with ctx.db.read() as session:
        return without_duplicates(session, ctx.moment())


def by_programme(session: Session, moment: Moment, seen: Sight, without: str) -> tuple[Line, ...]:
    """Every programme with the numbers of what is ``seen``; one of which nothing is seen is left out."""
    counts = _counts(session, moment, seen, "programme", without)
    return tuple(
        Line("programme", row.slug, Both(row.title_en, row.title_zh), counts.get(row.slug, NOTHING), without=without)
        for row in rows.whole(session, "programme", moment)
        if seen.everything or row.slug in counts
    )


def by_body(session: Session, moment: Moment, seen: Sight, without: str) -> tuple[Line, ...]:
    """Every body with the numbers of what is ``seen`` of itself and all below it, in the order of the tree.

    A body that is not seen and of which nothing is seen is left out. Last, what names no body.
    """
    counts = _counts(session, moment, seen, "body", without)
    tree = sorted(rows.whole(session, "body", moment), key=lambda row: str(row.path))
    sums: dict[str, Counter[str]] = {row.slug: Counter(NOTHING) for row in tree}
    paths = {row.slug: tuple(row.path.strip("/").split("/")) for row in tree}
    for slug, path in paths.items():
        for above in path:
            sums[above].update(counts.get(slug, NOTHING))
    shown = [row for row in tree if sums[row.slug]["all"] or sight.sees_body(seen, row.path)]
    lines = [Line("unit", r.slug, Both(r.name_en, r.name_zh), sums[r.slug], paths[r.slug], without) for r in shown]
    if None in counts:
        lines.append(Line("unit", None, Both("", ""), counts[None], without=without))
    return tuple(lines)


def totals(lines: tuple[Line, ...]) -> Numbers:
    """The sums over lines of which none includes another."""
    return {name: sum(line.numbers[name] for line in lines) for name in COUNTED}


def _counts(
    session: Session, moment: Moment, seen: Sight, column: str, without: str
) -> dict[str | None, dict[str, Any]]:
    found: dict[str | None, dict[str, Any]] = {}
    for name, query in COUNTED.items():
        for slug, n in commitments.count_by(session, parse(query + without), moment, seen, column).items():
            found.setdefault(slug, dict(NOTHING))[name] = n
    return found
