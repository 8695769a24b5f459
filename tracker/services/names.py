"""What the slugs and ids in a view are called, in both languages, as known at the moment of the view."""

from collections.abc import Iterable, Mapping

from tracker.domain.moment import Moment
from tracker.kit.text import Text
from tracker.services.context import Context
from tracker.services.views import Both, Detail, Item, Listing
from tracker.store import board as rows
from tracker.store import nouns
from tracker.store.database import Session

Names = Mapping[str, Mapping[str, Both]]
"""Noun → slug → name; slugs that were not known at the moment are missing."""


def of_items(session: Session, moment: Moment, items: Iterable[Item]) -> Names:
    """The names of the programmes, bodies and posts of listed commitments."""
    listed = list(items)
    return {noun: find(session, moment, noun, (getattr(item, noun) for item in listed)) for noun in _OF_ITEMS}


def of_listing(ctx: Context, listing: Listing) -> Names:
    """The same, for a list that has already been read."""
    with ctx.db.read() as session:
        return of_items(session, ctx.moment(), listing.items)


_OF_ITEMS = ("programme", "body", "post")


def of_detail(ctx: Context, detail: Detail) -> Names:
    """The names of the bodies, posts, places and persons that one commitment speaks of."""
    item, moment = detail.item, ctx.moment()
    bodies = (item.body, detail.supervisor, detail.acceptor, *detail.co_bodies)
    people = (item.due.confirmed_by, *(event.by.get("for") for event in detail.history))
    with ctx.db.read() as session:
        return {
            "body": find(session, moment, "body", bodies),
            "post": find(session, moment, "post", (item.post, detail.leader)),
            "programme": find(session, moment, "programme", (item.programme,)),
            "place": find(session, moment, "place", detail.places),
            "person": _both(rows.people(session, _said(people))),
        }


def find(session: Session, moment: Moment, noun: str, slugs: Iterable[str | None]) -> Mapping[str, Both]:
    """Slug → name, for what is a slug."""
    return _both(rows.named(session, noun, moment, _said(slugs)))


def called(session: Session, noun: str, slug: str | None) -> Text:
    """What a slug is called now, for what is said of it; the slug itself where there is no such record."""
    row = nouns.current(session, noun, slug) if slug else None
    if row is None:
        return Text(slug or "")
    en, zh = (row[f"{rows.NAMED[noun]}_{language}"] for language in ("en", "zh"))
    return Text(en or zh, zh=zh or en)


def _said(slugs: Iterable[str | None]) -> set[str]:
    return {slug for slug in slugs if slug}


def _both(found: Mapping[str, tuple[str, str]]) -> dict[str, Both]:
    return {slug: Both(*pair) for slug, pair in found.items()}
