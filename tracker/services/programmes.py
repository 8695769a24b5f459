"""One programme on its page: its numbers and its commitments."""

from dataclasses import dataclass

from tracker.kit.errors import NotFound
from tracker.kit.text import text
from tracker.services import names, numbers
from tracker.services.commitments import list_, result_of
from tracker.services.context import Context
from tracker.services.names import Names
from tracker.services.numbers import Line
from tracker.services.views import Both, Listing, Result
from tracker.store import board, nouns


@dataclass(frozen=True, slots=True)
class ProgrammePage:
    """A programme, how its commitments close, the first of them, the most overdue first, and its own results."""

    line: Line
    code: str
    note: Both
    closing: str
    example: bool
    listing: Listing
    names: Names
    results: tuple[Result, ...]


def show(ctx: Context, slug: str, *, limit: int) -> ProgrammePage:
    """One programme as known at the moment; raises NotFound."""
    moment = ctx.moment()
    with ctx.db.read() as session:
        row = board.one(session, "programme", moment, slug)
        if row is None:
            near = nouns.nearest(session, "programme", slug)
            raise NotFound(
                text("There is no programme “{slug}” in this register.", slug=slug),
                hint=text("Did you mean {near}?", near=near) if near else None,
            )
    listing = list_(ctx, f"programme:{slug} sort:-late,due", limit=limit)
    with ctx.db.read() as session:
        without = numbers.without_duplicates(session, moment)
        line = next(line for line in numbers.by_programme(session, moment, without) if line.slug == slug)
        found = names.of_items(session, moment, listing.items)
        results = tuple(result_of(reading._mapping) for reading in board.readings(session, moment, slug))
    note = Both(row.note_en, row.note_zh)
    return ProgrammePage(line, row.code, note, row.closing, bool(row.example), listing, found, results)
