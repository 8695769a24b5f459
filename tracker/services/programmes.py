"""One programme on its page: its numbers and its commitments."""

from dataclasses import dataclass
from difflib import get_close_matches

from tracker.domain.moment import Moment
from tracker.kit.errors import NotFound, Unavailable
from tracker.kit.text import Text, text
from tracker.services import closings, due_months, names, numbers
from tracker.services.actors import asking
from tracker.services.commitments import list_, result_of
from tracker.services.context import Context
from tracker.services.due_months import Month
from tracker.services.names import Names
from tracker.services.numbers import Line
from tracker.services.views import Both, Listing, Result
from tracker.store import board
from tracker.store.database import Session


@dataclass(frozen=True, slots=True)
class ProgrammePage:
    """A programme, the first of its commitments, the most overdue first, its own results, and what falls due.

    ``closes``: what the way is called in which its commitments close, and what that means.
    """

    line: Line
    code: str
    note: Both
    closes: tuple[Text, Text]
    example: bool
    listing: Listing
    names: Names
    results: tuple[Result, ...]
    months: tuple[Month, ...]


def show(ctx: Context, slug: str, *, limit: int) -> ProgrammePage:
    """One programme as known at the moment; raises NotFound, also where nothing of it may be seen."""
    moment = ctx.moment()
    with ctx.db.read() as session:
        without, seen = numbers.without_duplicates(session, moment), asking(session, ctx).sight
        lines = {line.slug or "": line for line in numbers.by_programme(session, moment, seen, without)}
        row = board.one(session, "programme", moment, slug) if slug in lines else None
    if row is None:
        near = get_close_matches(slug, lines, 1)
        raise NotFound(
            text("There is no programme “{slug}” in this register.", slug=slug),
            hint=text("Did you mean {near}?", near=near[0]) if near else None,
        )
    listing = list_(ctx, f"programme:{slug} sort:-late,due", limit=limit)
    with ctx.db.read() as session:
        found = names.of_items(session, moment, listing.items)
        results = tuple(result_of(reading._mapping) for reading in board.readings(session, moment, slug))
        closes = _closes(session, row.closing, moment)
        months = due_months.by_month(session, moment, seen, f"programme:{slug}{without}")
    note = Both(row.note_en, row.note_zh)
    return ProgrammePage(lines[slug], row.code, note, closes, bool(row.example), listing, found, results, months)


def _closes(session: Session, closing: str, moment: Moment) -> tuple[Text, Text]:
    """The title and the meaning of a closing pack as known at the moment; a page is shown without one, too."""
    try:
        pack = closings.named(session, closing, moment)
    except Unavailable as error:
        return Text(closing, zh=closing), error.message
    return pack.title, pack.meaning
