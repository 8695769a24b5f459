"""Who holds the posts of a body, and since when."""

from dataclasses import dataclass
from datetime import date

from tracker.domain.moment import Moment
from tracker.services.views import Both
from tracker.store import board
from tracker.store import occupants as store
from tracker.store.database import Session


@dataclass(frozen=True, slots=True)
class Occupant:
    """Somebody in a post since a day; ``name`` is None where it was erased."""

    name: Both | None
    since: date


@dataclass(frozen=True, slots=True)
class Occupied:
    """A post and whoever holds it; nobody where it is vacant."""

    post: str
    title: Both
    people: tuple[Occupant, ...]


def of_body(session: Session, body: str, moment: Moment) -> tuple[Occupied, ...]:
    """The posts of a body on the day of a moment; whether the body may be seen was asked before."""
    rows = store.of_body(session, body, moment)
    called = board.people(session, {row.person for row in rows if row.person})
    names = {id_: Both(*pair) for id_, pair in called.items()}
    titles = {row.slug: Both(row.title_en, row.title_zh) for row in rows}
    there = {
        slug: tuple(Occupant(names.get(row.person), row.since) for row in rows if row.slug == slug and row.person)
        for slug in titles
    }
    return tuple(Occupied(slug, titles[slug], there[slug]) for slug in titles)
