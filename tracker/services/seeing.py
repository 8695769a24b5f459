"""What readers of letters may see of the register today, for many commitments at once."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any, Self

from tracker.domain import sight
from tracker.services import actors
from tracker.services.actors import Acting
from tracker.store import bodies, commitments, deliveries
from tracker.store.bodies import Held
from tracker.store.commitments import TOGETHER
from tracker.store.database import Session

NOBODY = Acting("", ())
BODIES = ("body", "supervisor", "acceptor")


class Seeing:
    """What each of some persons sees, by the posts held today; somebody else sees nothing."""

    def __init__(self, session: Session, people: Mapping[str, Acting]) -> None:
        self._session, self._people = session, people
        self._sights = {person: acting.sight for person, acting in people.items()}
        self._rows: dict[str, dict[str, Any]] = {}
        self._tree: dict[str, str] = {}

    @classmethod
    def of(cls, session: Session, persons: Collection[str], *, day: date) -> Self:
        """By the posts that these persons hold on ``day``."""
        held: dict[str, list[Held]] = {person: [] for person in persons}
        for person, post in deliveries.held(session, persons, day=day):
            held[person].append(post)
        return cls(session, {person: Acting(person, tuple(posts)) for person, posts in held.items()})

    def is_office(self, person: str) -> bool:
        """Whether somebody is in the register office."""
        return self._people.get(person, NOBODY).is_office

    def answers(self, person: str) -> bool:
        """Whether somebody holds a post that can answer for something."""
        return any(not post.duty for post in self._people.get(person, NOBODY).held)

    def load(self, refs: Iterable[str]) -> None:
        """Read who is responsible for these commitments, a few hundred in one question, before they are judged."""
        if all(seen.everything for seen in self._sights.values()):
            return
        wanted = sorted(set(refs) - self._rows.keys())
        for first in range(0, len(wanted), TOGETHER):
            rows = commitments.responsibilities(self._session, wanted[first : first + TOGETHER])
            self._rows.update((row["ref"], row) for row in rows)
            self._know({slug for row in rows for slug in (*(row[name] for name in BODIES), *row["co_bodies"]) if slug})

    def sees(self, person: str, ref: str) -> bool:
        """Whether somebody sees a commitment that was loaded."""
        seen = self._sights.get(person, sight.NOTHING)
        if seen.everything:
            return True
        row = self._rows.get(ref)
        return row is not None and actors.is_seen(self._people[person], row, self._tree)

    def sees_body(self, person: str, body: str) -> bool:
        """Whether somebody holds a post in a body or one above it, or else sees what it is answerable for."""
        self._know({body})
        seen = self._sights.get(person, sight.NOTHING)
        return body in self._tree and sight.sees_body(seen, self._tree[body])

    def _know(self, slugs: set[str]) -> None:
        unknown = slugs - self._tree.keys()
        if unknown:
            self._tree.update(bodies.paths(self._session, unknown))
