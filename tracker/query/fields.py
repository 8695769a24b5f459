"""The fields one can ask about: how each is called, what it holds, and how it is compared."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from tracker.domain.commitment import Assurance, Kind, Work
from tracker.domain.deadline import Precision
from tracker.kit.text import Text, text
from tracker.query import vocabulary
from tracker.query.errors import fold
from tracker.query.predicates import PREDICATES


class Type(StrEnum):
    """How the values of a field are compared."""

    TEXT = "text"
    """A part of the text, whatever the case and width of its letters."""
    WORD = "word"
    """The whole word; capital and small letters a to z are not distinguished."""
    SLUG = "slug"
    """The whole short name, in small letters."""
    TREE = "tree"
    """The short name of a node: it and all below it; after ``=`` it alone."""
    ENUM = "enum"
    """One of a few values."""
    DATE = "date"
    """A day, a period, a range, or a comparison with one."""
    NUMBER = "number"
    """A whole number, a range, or a comparison with one."""
    PREDICATE = "predicate"
    """A judgement on the day asked about."""


ORDERED = frozenset({Type.DATE, Type.NUMBER})
"""Ranges and comparisons make sense for these."""

LISTED = frozenset({Type.ENUM, Type.PREDICATE})
"""The values of these are known beforehand."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field: canonical name, type, an example of its use, its meaning.

    ``nullable`` fields can be asked for ``none`` and ``any``; ``values`` leads from every accepted word, folded, to
    the canonical value of an enum or predicate and is empty for other types.
    """

    name: str
    type: Type
    example: str
    meaning: Text
    nullable: bool = False
    sortable: bool = False
    values: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def names(self) -> tuple[str, ...]:
        """Every accepted name, the canonical one first."""
        return (self.name, *vocabulary.FIELD_NAMES[self.name])

    @property
    def allowed(self) -> tuple[str, ...]:
        """The canonical values, each once, in the order in which they are told."""
        return tuple(dict.fromkeys(self.values.values()))


def find(name: str) -> Field | None:
    """The field that ``name`` means, in any case or width and in English or Chinese; None if there is none."""
    return _BY_NAME.get(fold(name))


def names() -> tuple[str, ...]:
    """Every accepted field name, folded, for suggestions."""
    return tuple(_BY_NAME)


def catalogue() -> tuple[Field, ...]:
    """Every field in the order in which ``tracker list --fields`` tells them."""
    return tuple(FIELDS.values())


def _values(words: Mapping[str, tuple[str, ...]], known: Iterable[str]) -> Mapping[str, str]:
    return MappingProxyType({fold(word): value for value in known for word in (value, *words[value])})


_KIND = _values(vocabulary.KIND, Kind)
_WORK = _values(vocabulary.WORK, Work)
_ASSURANCE = _values(vocabulary.ASSURANCE, Assurance)
_PRECISION = _values(vocabulary.PRECISION, Precision)
_IS = _values({name: predicate.names for name, predicate in PREDICATES.items()}, PREDICATES)

_ALL = (
    Field("text", Type.TEXT, '"waste-free"', text("Words anywhere in it; “text:” may be left out.")),
    Field("title", Type.TEXT, "title:无废", text("Words in its title, in either language."), sortable=True),
    Field("ref", Type.WORD, "ref:HLJ-2024-023", text("Its reference."), sortable=True),
    Field("alias", Type.WORD, "alias:SF-001-003", text("Another reference it is known by."), nullable=True),
    Field("parent", Type.WORD, "parent:none", text("The reference of what it is a part of."), nullable=True),
    Field("unit", Type.TREE, "unit:heilongjiang", text("Its lead body, with all bodies below."), nullable=True),
    Field("co-unit", Type.TREE, "co-unit:mee", text("A co-responsible body, with all below."), nullable=True),
    Field("supervisor", Type.TREE, "supervisor:mee", text("The supervising body, with all below."), nullable=True),
    Field("acceptor", Type.TREE, "acceptor:mee", text("The accepting body, with all below."), nullable=True),
    Field("owner", Type.SLUG, "owner:none", text("The post that answers for it."), nullable=True),
    Field("leader", Type.SLUG, "leader:none", text("The post that leads it."), nullable=True),
    Field("programme", Type.SLUG, "programme:hlj-2024", text("The programme it is grouped under.")),
    Field("kind", Type.ENUM, "kind:tally,milestone", text("What kind of goal it is."), values=_KIND),
    Field("work", Type.ENUM, "work:in_progress", text("What the responsible body declares."), values=_WORK),
    Field("assurance", Type.ENUM, "assurance:returned", text("What somebody independent found."), values=_ASSURANCE),
    Field("is", Type.PREDICATE, "is:overdue", text("What the clock and the register make of it."), values=_IS),
    Field("due", Type.DATE, "due:2024..2025", text("Its last on-time day."), nullable=True, sortable=True),
    Field("first-due", Type.DATE, "first-due:<2025", text("The first day it was due."), nullable=True, sortable=True),
    Field("context", Type.DATE, "context:2024", text("A day from its context, not a deadline."), nullable=True),
    Field("review", Type.DATE, "review:<=today", text("Its next review day."), nullable=True, sortable=True),
    Field("done", Type.DATE, "done:2024-Q3", text("The day for which completion is reported."), nullable=True),
    Field("registered", Type.DATE, "registered:>2024", text("The day it was registered."), sortable=True),
    Field("updated", Type.DATE, "updated:<-30d", text("The day of the last update."), sortable=True),
    Field("late", Type.NUMBER, "late:>30", text("Calendar days overdue; 0 when it is not."), sortable=True),
    Field("precision", Type.ENUM, "precision:month", text("How exactly the deadline is stated."), values=_PRECISION),
    Field("place", Type.TREE, "place:chongqing", text("A place it concerns, with all places in it."), nullable=True),
    Field("source", Type.SLUG, "source:none", text("A document in which it was stated."), nullable=True),
    Field("tag", Type.WORD, "tag:inspection", text("A subject it is filed under."), nullable=True),
    Field("mark", Type.SLUG, "mark:inferred-year", text("What a reader must know about it."), nullable=True),
)

FIELDS: Mapping[str, Field] = MappingProxyType({each.name: each for each in _ALL})
"""The fields by canonical name."""

_BY_NAME: Mapping[str, Field] = {fold(name): each for each in _ALL for name in each.names}
