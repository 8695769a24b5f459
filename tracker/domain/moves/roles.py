"""Who somebody is to a commitment, and what it means to be another person, from outside the responsible bodies."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from tracker.kit.text import Text, text


class Role(StrEnum):
    """What a person is to one commitment, by the posts held in bodies (docs/domain.md, 6)."""

    RESPONSIBLE = "responsible"
    LEADER = "leader"
    SUPERVISING = "supervising"
    ACCEPTING = "accepting"
    OFFICE = "office"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"
    OPERATOR = "operator"
    STRANGER = "stranger"


ROLE_WORDS: Mapping[Role, Text] = MappingProxyType(
    {
        Role.RESPONSIBLE: text("the responsible body"),
        Role.LEADER: text("the responsible leader"),
        Role.SUPERVISING: text("the supervising body"),
        Role.ACCEPTING: text("the accepting body"),
        Role.OFFICE: text("the register office"),
        Role.AUDITOR: text("the auditor"),
        Role.ADMINISTRATOR: text("the administrator"),
        Role.OPERATOR: text("the operator"),
        Role.STRANGER: text("somebody else"),
    }
)
"""The roles as they stand in a sentence."""

READ_ONLY = frozenset({Role.AUDITOR, Role.STRANGER})
"""Whoever has one of these moves nothing, whatever else he is: an auditor does not audit his own hand."""

POWERLESS = frozenset({Role.ADMINISTRATOR, Role.OPERATOR})
"""These look after accounts and machines and lend no right over any record (docs/domain.md, 9)."""

UNNAMED = "register-office"
"""Under this name the register office acts where nobody of it is named."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who makes a move: an opaque id of the person, roles towards this commitment, and the body acted for.

    ``other_paths`` are the bodies of further posts of the same person; they count against independence, never for a
    right. The operator of the machine acts for X: ``operator_for`` is X, roles and bodies are those of X with
    ``Role.OPERATOR`` added, and independence is judged for X (docs/reference.md, Commands).
    """

    person: str | None = None
    roles: frozenset[Role] = frozenset()
    body_path: str | None = None
    other_paths: tuple[str, ...] = ()
    operator_for: str | None = None

    @property
    def powers(self) -> frozenset[Role]:
        """The roles that can move something; none for whoever may only read."""
        return frozenset() if self.roles & READ_ONLY else self.roles - POWERLESS

    @property
    def names(self) -> frozenset[str]:
        """The ids under which this is somebody: the person, and the one an operator acts for.

        Both count, so that an operator whom the register knows cannot report as one and accept as another.
        """
        return frozenset(name for name in (self.person, self.operator_for) if name)

    @property
    def paths(self) -> tuple[str, ...]:
        """Every body in which this person has a post."""
        return ((self.body_path,) if self.body_path else ()) + self.other_paths


def is_within(path: str, ancestor: str) -> bool:
    """Whether the body at ``path`` is the one at ``ancestor`` or below it; ``/hlj-dee/`` is not below ``/hlj/``."""
    return f"{path.rstrip('/')}/".startswith(f"{ancestor.rstrip('/')}/")


def is_another(actor: Actor, other: Actor) -> bool:
    """Whether the two are known to be different; somebody unknown is not known to be another.

    Nor is the office where nobody is named another than somebody of the office.
    """
    if not (actor.names and other.names) or actor.names & other.names:
        return False
    unnamed = UNNAMED in actor.names | other.names
    return not (unnamed and Role.OFFICE in actor.roles & other.roles)


def is_outside(actor: Actor, bodies: Iterable[str]) -> bool:
    """Whether no body of the actor is one of ``bodies`` or below one; whoever has no body is not known to be outside.

    A body *above* a responsible one is outside: a province may accept the work of its city
    (docs/reference.md, Meanings, Responsibility).
    """
    if Role.RESPONSIBLE in actor.roles or not actor.paths:
        return False
    inside = tuple(bodies)
    return not any(is_within(path, body) for path in actor.paths for body in inside)
