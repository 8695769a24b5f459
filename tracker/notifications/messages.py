"""What a letter says, as plain data in its reader's language: pure, frozen, and kept with the letter."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from pydantic import TypeAdapter

STEPS = ("returned", "to_accept", "to_review", "to_decide", "decided")
"""The groups of what came back, waits for a step of the reader, or was decided; told besides what is the matter."""

WAITING = ("returned", "to_accept", "to_review", "to_decide")
"""Those of them in which something waits for the reader."""

GROUPS = (
    "new",
    "overdue",
    "returned",
    "to_accept",
    "to_review",
    "to_decide",
    "decided",
    "tally_gap",
    "due_soon",
    "silent",
    "unowned",
    "unreviewed",
    "closed",
)
"""The groups of a letter in their order, bad news first; those of packs that an office adds follow ``silent``."""

TOP = 10
"""So many commitments of a group stand in a letter; the others are behind the link."""


@dataclass(frozen=True, slots=True)
class Line:
    """One commitment in a letter.

    ``due_words`` as stated, ``last_day`` the last on-time day. ``days``: days late where ``group`` is new or overdue,
    days left where it is due soon, days without a word where it is silent; else None. ``why``: one sentence.
    """

    ref: str
    title: str
    body: str
    programme: str
    due_words: str
    last_day: date | None
    since: date | None
    days: int | None
    why: str


@dataclass(frozen=True, slots=True)
class Group:
    """What is the matter with some commitments: how many, the worst of them, and the query that lists all.

    ``name`` is one of ``GROUPS`` or the rule of a pack, ``title`` its name in the reader's language, ``meaning`` what
    it says, in one sentence. ``lines`` may be fewer than ``total``, or none: then it is told as a number with a link.
    ``exact``: whether ``query`` lists just these; where the language cannot say it, it comes nearest.
    """

    name: str
    title: str
    total: int
    lines: tuple[Line, ...]
    query: str
    meaning: str = ""
    exact: bool = True


@dataclass(frozen=True, slots=True)
class Part:
    """One of the exclusive parts that the open commitments fall into; together they are all of them."""

    name: str
    title: str
    total: int
    query: str
    exact: bool = True


@dataclass(frozen=True, slots=True)
class BodyLine:
    """One number for each body that the reader supervises."""

    body: str
    name: str
    open: int
    overdue: int
    query: str


@dataclass(frozen=True, slots=True)
class News:
    """What the register office alone must know; each is a sentence in its language."""

    sentences: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Weekly:
    """The whole content of one weekly letter.

    ``as_of`` is in the register's zone ``zone``. ``first_day`` to ``last_day`` is the week of the slot (``week``:
    ``2026-W47``). ``open`` is the number of open commitments the reader answers for; the ``parts`` add up to it.
    ``overdue`` counts all that are late and ``fresh`` those of them in the group ``new``, so that the group ``overdue``
    holds the others. ``due_by``: the latest last on-time day among what is due soon.
    ``posts`` are the posts for which it is written. ``previous`` is the number of the last edition this reader got,
    ``previous_as_of`` its moment; None in the first letter. ``missed``: weeks between in which no edition was made.
    ``head_size`` and ``head_root`` are the head of the history at ``as_of``. ``perhaps_twice``: it takes the place of
    another letter of this edition that was withdrawn, of which a copy may have arrived. ``left_out``: how much a
    preview leaves out because whoever looks may not see it; 0 in every letter that is sent. ``optional``: whether it
    only informs, so that its reader may do without.
    """

    edition: int
    week: str
    first_day: date
    last_day: date
    as_of: datetime
    zone: str
    language: str
    posts: tuple[str, ...]
    open: int
    overdue: int
    fresh: int
    parts: tuple[Part, ...]
    groups: tuple[Group, ...]
    head_size: int
    head_root: str
    previous: int | None = None
    previous_as_of: datetime | None = None
    missed: tuple[str, ...] = ()
    supervised: tuple[BodyLine, ...] = ()
    news: News = field(default_factory=News)
    due_by: date | None = None
    perhaps_twice: bool = False
    left_out: int = 0
    optional: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to tell but that all is well."""
        return not self.groups and not self.missed and not self.news.sentences and not self.late_below

    @property
    def late_below(self) -> int:
        """How many commitments that the reader supervises are overdue."""
        return sum(line.overdue for line in self.supervised)

    @property
    def steps(self) -> tuple[Group, ...]:
        """The groups of ``STEPS``, in which somebody waits for the reader or has answered."""
        return tuple(group for group in self.groups if group.name in STEPS)

    def group(self, name: str) -> Group | None:
        """The group of a name, None where it is empty."""
        return next((group for group in self.groups if group.name == name), None)


_WEEKLY: TypeAdapter[Weekly] = TypeAdapter(Weekly)


def to_data(letter: Weekly) -> dict[str, Any]:
    """``letter`` as plain JSON data, to be kept with it."""
    data: dict[str, Any] = _WEEKLY.dump_python(letter, mode="json")
    return data


def from_data(data: dict[str, Any]) -> Weekly:
    """The letter that ``to_data`` packed."""
    return _WEEKLY.validate_python(data)


def key_of(edition_slot: str, person: str) -> str:
    """The unique key of a weekly letter: one for each slot and person, whoever makes it and how often."""
    return f"weekly:{edition_slot}:{person}:mail"
