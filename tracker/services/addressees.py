"""To whom the weekly edition is addressed: who holds which posts, and who therefore answers for a commitment."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from tracker.domain.moment import Moment
from tracker.domain.moves.roles import is_within
from tracker.services.actors import OFFICE_PATH
from tracker.services.views import Both
from tracker.store import letters
from tracker.store.database import Session


@dataclass(frozen=True, slots=True)
class HeldPost:
    """A post that an addressee holds: its short name, its title, and its body with the path of that."""

    slug: str
    title: Both
    body: str
    path: str


@dataclass(frozen=True, slots=True)
class Addressee:
    """A person (an opaque id) who holds posts; ``address`` is empty where there is none.

    ``empty_week``: whether a week without news brings a ``letter`` or ``nothing``.
    """

    person: str
    address: str
    language: str
    empty_week: str
    posts: tuple[HeldPost, ...]

    @property
    def is_office(self) -> bool:
        """Whether one of the posts is in the register office, which answers for what nobody owns."""
        return any(is_within(post.path, OFFICE_PATH) for post in self.posts)

    @property
    def slugs(self) -> tuple[str, ...]:
        """The short names of the posts."""
        return tuple(post.slug for post in self.posts)


def on(session: Session, moment: Moment, *, otherwise: str) -> tuple[Addressee, ...]:
    """Everybody who holds a post on the local day of a moment, as it was known then, by id.

    ``otherwise`` is the language for somebody of whom nothing is known any more.
    """
    rows = letters.holders(session, moment)
    return tuple(_addressee(list(mine), otherwise) for _, mine in groupby(rows, key=lambda row: str(row.person)))


def _addressee(rows: list[Any], otherwise: str) -> Addressee:
    first = rows[0]
    posts = {row.slug: HeldPost(row.slug, Both(row.title_en, row.title_zh), row.body, row.path) for row in rows}
    return Addressee(
        first.person,
        first.email or "",
        first.language or otherwise,
        first.empty_week or "letter",
        tuple(posts.values()),
    )


class Answering:
    """Who answers for a commitment: the holders of its post and of its leader's, the office for what nobody owns."""

    def __init__(self, addressees: tuple[Addressee, ...]) -> None:
        self._of_post: dict[str | None, tuple[str, ...]] = {}
        for each in addressees:
            for slug in each.slugs:
                self._of_post[slug] = (*self._of_post.get(slug, ()), each.person)
        self._of_post[None] = tuple(each.person for each in addressees if each.is_office)

    def owners(self, post: str | None) -> tuple[str, ...]:
        """Those who answer as owners; nobody where nobody holds the post."""
        return self._of_post.get(post, ())

    def leaders(self, leader: str | None, *, owners: tuple[str, ...]) -> Iterator[str]:
        """Those who answer only because they lead."""
        if leader is not None:
            yield from (person for person in self._of_post.get(leader, ()) if person not in owners)
