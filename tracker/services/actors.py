"""Who acts: the person behind a question or a change, and what that person is by the posts held."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from tracker.domain import sight
from tracker.domain.moves.roles import UNNAMED, Actor, Role, is_within
from tracker.domain.rights import READING, Right, require
from tracker.domain.sight import Sight
from tracker.kit.errors import Forbidden, NotFound
from tracker.kit.text import text
from tracker.services.context import Context, Principal
from tracker.store import bodies
from tracker.store.database import Session
from tracker.store.history import By

OFFICE = UNNAMED
"""The body that keeps the register; an operator who names nobody acts for it, and what nobody owns goes to it."""

OFFICE_PATH = f"/{OFFICE}/"

DUTIES = {"auditor": Role.AUDITOR, "administrator": Role.ADMINISTRATOR}
"""The duty of a post → the role that it lends, and no other; the body of such a post lends none."""


@dataclass(frozen=True, slots=True)
class Acting:
    """Somebody with the posts held: signed in (``who``), or for whom the operator acts; no person: the office."""

    person: str | None
    held: tuple[bodies.Held, ...]
    who: Principal | None = None

    @property
    def name(self) -> str:
        """The opaque id under which the history knows the actor."""
        return self.person or OFFICE

    @property
    def is_office(self) -> bool:
        """Whether this is the register office, or somebody with a post in it."""
        if self.person is None:
            return self.who is None
        return any(is_within(held.body_path, OFFICE_PATH) for held in self.held if not held.duty)

    @property
    def by(self) -> By:
        """Who did it, as the entry says it."""
        if self.who is None:
            return {"as": "operator", "for": self.name}
        if self.who.token:
            return {"as": "token", "for": self.name, "token": self.who.token}
        return {"as": "person", "for": self.name}

    @property
    def roles(self) -> frozenset[Role]:
        """What somebody is beside any commitment; an ordinary post makes one responsible for something."""
        found = {DUTIES[held.duty] for held in self.held if held.duty in DUTIES}
        if self.is_office:
            found.add(Role.OFFICE)
        if any(not held.duty for held in self.held):
            found.add(Role.RESPONSIBLE)
        if self.who is None:
            found.add(Role.OPERATOR)
        return frozenset(found or {Role.STRANGER})

    @property
    def sight(self) -> Sight:
        """What of the register is visible."""
        if self.is_office or any(held.duty == "auditor" and held.scope_path is None for held in self.held):
            return sight.EVERYTHING
        plain = [held for held in self.held if not held.duty]
        scopes = [held.scope_path for held in self.held if held.duty == "auditor" and held.scope_path]
        return sight.of((held.body_path for held in plain), (held.post for held in plain), scopes)


def acting(session: Session, ctx: Context, *, day: date) -> Acting:
    """Who acts in this context, with the posts held on the local day ``day``; raises NotFound for somebody unknown.

    With posts as they are now, also where a past day is asked about: who may see what was is decided today.
    """
    if ctx.who is not None:
        person = ctx.who.person
        return Acting(person, bodies.held_by(session, person, day=day) if person else (), ctx.who)
    if ctx.acting_for is None:
        return Acting(None, ())
    person = bodies.person_id(session, ctx.acting_for)
    if person is None:
        raise NotFound(
            text("There is no person “{name}” in this register.", name=ctx.acting_for),
            hint=text("TRACKER_ACTOR names the person for whom you act: a short name, an address or an id."),
        )
    return Acting(person, bodies.held_by(session, person, day=day))


def asking(session: Session, ctx: Context) -> Acting:
    """Who asks in this context, with the posts held on the present day (under ``--as-if`` too)."""
    return present(ctx) or acting(session, ctx, day=ctx.local_day(ctx.clock.now()))


def present(ctx: Context) -> Acting | None:
    """Who asks, where the posts held were found when he came in; else None."""
    if ctx.who is None or ctx.who.held is None:
        return None
    return Acting(ctx.who.person, ctx.who.held, ctx.who)


def entitled(session: Session, ctx: Context, right: Right, *, day: date | None = None) -> Acting:
    """Who acts, if he has this right; raises Forbidden saying whom to ask."""
    who = asking(session, ctx) if day is None else acting(session, ctx, day=day)
    require_right(who, right)
    return who


def require_right(who: Acting, right: Right) -> None:
    """Refuse whoever has not the right, and a token that was not made for it; raises Forbidden."""
    require(right, who.roles)
    if right in OF_EVERYBODY and who.roles <= {Role.AUDITOR, Role.RESPONSIBLE} and not who.sight.everything:
        raise Forbidden(
            text("You audit a part of the register; this tells of all of it."),
            hint=text("Ask for a post of auditor without a scope."),
        )
    if who.who is not None:
        who.who.require_scope(_scope(right))


def _scope(right: Right) -> str:
    """What a token needs for the use of a right."""
    if right in ADMINISTRATIVE:
        return "admin"
    return "read" if right in READING else "write"


OF_EVERYBODY = frozenset({Right.READ_LETTERS, Right.READ_ACCESS})
"""What tells of bodies beyond the scope of an auditor."""

ADMINISTRATIVE = frozenset({Right.APPOINT, Right.KEEP_ACCOUNTS, Right.ERASE, Right.KEEP_OUTBOX, Right.OPERATE})
"""What a token needs the scope ``admin`` for."""


def towards(
    session: Session, who: Acting, row: dict[str, Any], *, hidden: NotFound, reading: bool = False
) -> tuple[Actor, dict[str, str]]:
    """What the actor is to the commitment in ``row``, and the tree paths of the bodies that it names.

    Roles follow from posts, never from the machine. Raises ``hidden`` where the commitment is not visible to him,
    the answer for what does not exist in the words in which it was asked for, so that nothing is given away; Forbidden
    for a token that may only read, unless it is only ``reading`` what he might do.
    """
    tree = bodies.paths(session, _named(row))
    if not is_seen(who, row, tree):
        raise hidden
    if who.who is not None:
        who.who.require_scope("read" if reading else "write")
    return actor_of(who, row, tree), tree


def newcomer(session: Session, who: Acting, row: dict[str, Any]) -> Actor:
    """What the actor would be to the commitment in ``row``, which is not in the register yet; raises Forbidden."""
    if who.who is not None:
        who.who.require_scope("write")
    return actor_of(who, row, bodies.paths(session, _named(row)))


def _named(row: dict[str, Any]) -> list[str | None]:
    return [row["body"], row["supervisor"], row["acceptor"], *row["co_bodies"]]


def is_seen(who: Acting, row: dict[str, Any], tree: dict[str, str]) -> bool:
    """Whether the commitment in ``row`` is visible; ``tree`` has the paths of the bodies that it names."""
    seen = who.sight
    if seen.everything or row["post"] in seen.posts or row["leader"] in seen.posts:
        return True
    return any(sight.sees_body(seen, tree[slug]) for slug in _named(row) if slug in tree)


def actor_of(who: Acting, row: dict[str, Any], tree: dict[str, str]) -> Actor:
    """What somebody is to the commitment in ``row``; ``tree`` has the paths of the bodies that it names."""
    if who.person is None and who.who is None:
        return Actor(None, frozenset({Role.OFFICE, Role.OPERATOR}), OFFICE_PATH, (), OFFICE)
    responsible = [tree[slug] for slug in (row["body"], *row["co_bodies"]) if slug in tree]
    roles: set[Role] = set()
    for held in who.held:
        if held.duty:
            roles.add(DUTIES.get(held.duty, Role.STRANGER))
            continue
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
    found = frozenset(roles or {Role.STRANGER})
    if who.who is None:
        return Actor(who.person, found | {Role.OPERATOR}, next(iter(paths), None), paths[1:], who.person)
    return Actor(who.person, found, next(iter(paths), None), paths[1:])
