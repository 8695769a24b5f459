"""How many commitments match, by what they belong to: one question, one statement."""

from collections.abc import Mapping
from dataclasses import dataclass

from tracker.kit.text import Text
from tracker.query.language import parse
from tracker.services import notes
from tracker.services.actors import asking
from tracker.services.commitments import asked
from tracker.services.context import Context
from tracker.services.views import Asked
from tracker.store import commitments

COLUMNS = ("body", "programme", "kind", "work", "assurance")
"""By what can be counted; of each of these a commitment has at most one value."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Value → how many; None: those without a value. They add up to ``total``. ``notes``: of the question."""

    asked: Asked
    by: str
    total: int
    counts: Mapping[str | None, int]
    notes: tuple[Text, ...] = ()


def counts(ctx: Context, query: str, by: str) -> Counts:
    """How many match, of those that whoever asks may see, for each value of ``by``; raises Invalid.

    What the query lets pass is counted, duplicates too: ``-is:duplicate`` leaves them out. A body counts for itself,
    without those below it.
    """
    parsed = parse(query)
    moment = ctx.moment()
    with ctx.db.read() as session:
        seen = asking(session, ctx).sight
        found = commitments.count_by(session, parsed, moment, seen, by)
        told = notes.of(session, parsed, moment, seen)
    ordered = dict(sorted(found.items(), key=lambda pair: (-pair[1], pair[0] or "")))
    return Counts(asked(ctx, moment, parsed.text), by, sum(ordered.values()), ordered, told)
