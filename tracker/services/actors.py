"""Who acts: the person behind a change, and what that person is to a commitment by the posts held."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from tracker.domain.moves.roles import Actor, Role, is_within
from tracker.kit.errors import NotFound
from tracker.kit.text import text
from tracker.services.context import Context
from tracker.store import bodies
from tracker.store.database import Session
from tracker.store.history import By

OFFICE = "register-office"
"""The body that keeps the register; an operator who names nobody acts for it, and what nobody owns goes to it."""

OFFICE_PATH = f"/{OFFICE}/"


@dataclass(frozen=True, slots=True)
class Acting:
    """The person for whom the operator of the machine acts, None for the register office, and the posts held."""

    person: str | None
    held: tuple[bodies.Held, ...]

    @property
    def name(self) -> str:
        """The opaque id under which the history knows the actor."""
        return self.person or OFFICE

    @property
    def is_office(self) -> bool:
        """Whether this is the register office, or somebody with a post in it."""
        return self.person is None or any(is_within(held.body_path, OFFICE_PATH) for held in self.held)

    @property
    def by(self) -> By:
        """Who did it, as the entry says it."""
        return {"as": "operator", "for": self.name}


def acting(session: Session, ctx: Context, *, day: date) -> Acting:
    """Who acts in this context on the local day ``day``; raises NotFound for somebody unknown."""
    if ctx.acting_for is None:
        return Acting(None, ())
    person = bodies.person_id(session, ctx.acting_for)
    if person is None:
        raise NotFound(
            text("There is no person “{name}” in this register.", name=ctx.acting_for),
            hint=text("TRACKER_ACTOR names the person for whom you act: a short name, an address or an id."),
        )
    return Acting(person, bodies.held_by(session, person, day=day))


def towards(session: Session, who: Acting, row: dict[str, Any]) -> Actor:
    """What the actor is to the commitment in ``row``; roles follow from posts, never from the machine."""
    if who.person is None:
        return Actor(None, frozenset({Role.OFFICE, Role.OPERATOR}), OFFICE_PATH, (), OFFICE)
    tree = bodies.paths(session, [row["body"], row["supervisor"], row["acceptor"], *row["co_bodies"]])
    responsible = [tree[slug] for slug in (row["body"], *row["co_bodies"]) if slug in tree]
    roles: set[Role] = set()
    for held in who.held:
        if held.post == row["leader"]:
            roles.add(Role.LEADER)
        if held.post == row["post"] or any(is_within(held.body_path, path) for path in responsible):
            roles.add(Role.RESPONSIBLE)
        if row["supervisor"] in tree and is_within(held.body_path, tree[row["supervisor"]]):
            roles.add(Role.SUPERVISING)
        if row["acceptor"] in tree and is_within(held.body_path, tree[row["acceptor"]]):
            roles.add(Role.ACCEPTING)
        if is_within(held.body_path, OFFICE_PATH):
            roles.add(Role.OFFICE)
    paths = tuple(held.body_path for held in who.held)
    found = frozenset(roles or {Role.STRANGER}) | {Role.OPERATOR}
    return Actor(who.person, found, next(iter(paths), None), paths[1:], who.person)
