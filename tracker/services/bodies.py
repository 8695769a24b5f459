"""One body on its page: what is above and below it, its numbers, and its commitments with those below it."""

from dataclasses import dataclass
from difflib import get_close_matches

from tracker.kit.errors import NotFound
from tracker.kit.text import text
from tracker.services import due_months, names, numbers, occupants
from tracker.services.actors import asking
from tracker.services.commitments import list_
from tracker.services.context import Context
from tracker.services.due_months import Month
from tracker.services.names import Names
from tracker.services.numbers import Line
from tracker.services.occupants import Occupied
from tracker.services.views import Listing


@dataclass(frozen=True, slots=True)
class BodyPage:
    """A body in its tree, the first commitments of itself and all below it, the most overdue first, and its posts."""

    line: Line
    above: tuple[Line, ...]
    below: tuple[Line, ...]
    listing: Listing
    names: Names
    months: tuple[Month, ...]
    posts: tuple[Occupied, ...]


def show(ctx: Context, slug: str, *, limit: int) -> BodyPage:
    """One body as known at the moment; raises NotFound, also where neither it nor anything of it may be seen."""
    moment = ctx.moment()
    with ctx.db.read() as session:
        without, seen = numbers.without_duplicates(session, moment), asking(session, ctx).sight
        tree = {line.slug: line for line in numbers.by_body(session, moment, seen, without) if line.slug}
    if slug not in tree:
        near = get_close_matches(slug, tree, 1)
        raise NotFound(
            text("There is no body “{slug}” in this register.", slug=slug),
            hint=text("Did you mean {near}?", near=near[0]) if near else None,
        )
    line = tree[slug]
    listing = list_(ctx, f"unit:{slug} sort:-late,due", limit=limit)
    with ctx.db.read() as session:
        found = names.of_items(session, moment, listing.items)
        months = due_months.by_month(session, moment, seen, f"unit:{slug}{without}")
        posts = occupants.of_body(session, slug, moment)
    above = tuple(tree[other] for other in line.path[:-1] if other in tree)
    below = tuple(other for other in tree.values() if other.parent == slug)
    return BodyPage(line, above, below, listing, found, months, posts)
