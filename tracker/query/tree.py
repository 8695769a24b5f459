"""What a query is once it has been read: a small tree, hashable, in which days that move with today stay so."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tracker.query.days import Point


@dataclass(frozen=True, slots=True)
class Value:
    """The field has this value: as the type of the field compares it; ``exact`` leaves descendants out."""

    value: str
    exact: bool = False


@dataclass(frozen=True, slots=True)
class Within:
    """The day or number lies from ``low`` to ``high``, both inclusive; None is an open end, never both."""

    low: Point | int | None
    high: Point | int | None


@dataclass(frozen=True, slots=True)
class Before:
    """The day or number lies before the first day of ``limit``, or is less than it."""

    limit: Point | int


@dataclass(frozen=True, slots=True)
class After:
    """The day or number lies after the last day of ``limit``, or is more than it."""

    limit: Point | int


@dataclass(frozen=True, slots=True)
class Missing:
    """Nothing is recorded in the field."""


@dataclass(frozen=True, slots=True)
class Present:
    """Something is recorded in the field."""


Test = Value | Within | Before | After | Missing | Present


@dataclass(frozen=True, slots=True)
class Everything:
    """Holds for every commitment; only ever the whole of a query."""


@dataclass(frozen=True, slots=True)
class Where:
    """Any one of ``tests`` holds for ``field`` (its canonical name)."""

    field: str
    tests: tuple[Test, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """``part`` does not hold; a comparison with nothing does not hold, so its negation does."""

    part: "Node"


@dataclass(frozen=True, slots=True)
class And:
    """Every part holds; two parts or more, none of them an ``And``."""

    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Or:
    """At least one part holds; two parts or more, none of them an ``Or``."""

    parts: tuple["Node", ...]


Node = Everything | Where | Not | And | Or


@dataclass(frozen=True, slots=True)
class Sort:
    """Order by ``field``; what has nothing in it comes last in either direction."""

    field: str
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """A condition, an order (empty: by deadline), and the canonical text that reads back as the same query."""

    where: Node
    sort: tuple[Sort, ...]
    text: str


def all_of(parts: Iterable[Node]) -> Node:
    """The conjunction of ``parts`` in its one shape: flat, without repeats; ``Everything`` of none."""
    return _join((part for part in parts if not isinstance(part, Everything)), And)


def any_of(parts: Iterable[Node]) -> Node:
    """The disjunction of at least one part in its one shape: flat, without repeats."""
    listed = list(parts)
    return Everything() if Everything() in listed else _join(listed, Or)


def negate(part: Node) -> Node:
    """The negation of ``part``; twice negated is not negated."""
    return part.part if isinstance(part, Not) else Not(part)


def conditions(node: Node) -> Iterator[Where]:
    """Every condition on a field in ``node``, in the order of the text."""
    match node:
        case Where():
            yield node
        case Not(part):
            yield from conditions(part)
        case And(parts) | Or(parts):
            for part in parts:
                yield from conditions(part)


def _join(parts: Iterable[Node], kind: type[And] | type[Or]) -> Node:
    flat = dict.fromkeys(inner for part in parts for inner in (part.parts if isinstance(part, kind) else (part,)))
    return kind(tuple(flat)) if len(flat) > 1 else next(iter(flat), Everything())
