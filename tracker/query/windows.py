"""When a flag stands: anchor, offset and a static filter, so that the next day on which it can change is known.

Rule packs are read into windows; ``store.windows`` says the same in SQL, and ``rules.engine`` adds the reasons.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType

from tracker.domain.commitment import Facts, clock_day
from tracker.domain.deadline import Precision
from tracker.query.compiled import Check, compiled
from tracker.query.tree import Node


class Anchor(StrEnum):
    """A day among the facts of a commitment from which a rule counts; nothing is counted where it is missing."""

    DUE = "due"
    """The day whose end the clock waits for: the last on-time day, or that of a stage closing."""
    FIRST_DUE = "first-due"
    REGISTERED = "registered"
    HEARD = "heard"
    """The registration or the last update, whichever is later."""
    REVIEW = "review"
    UNOWNED = "unowned"
    """Since when no post answers; the registration where that is not known."""
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Edge:
    """A day counted from an anchor: ``plus`` calendar days, or as many as ``by_precision`` says for the deadline's."""

    anchor: Anchor
    plus: int = 0
    by_precision: tuple[tuple[Precision, int], ...] = ()

    def day(self, facts: Facts) -> date | None:
        """The day for these facts, None where they lack the anchor or the calendar ends before it."""
        found = anchored(self.anchor, facts)
        if found is None:
            return None
        try:
            days = dict(self.by_precision).get(facts.precision, self.plus) if self.by_precision else self.plus
            return found + timedelta(days=days) if days else found
        except OverflowError:
            return None


@dataclass(frozen=True, slots=True)
class Window:
    """The stretch of days in which the flag ``rule`` stands on what passes ``where``.

    It begins on the day of ``begins``; it is over on the earliest day of ``ends``, and goes on where none is known.
    ``where`` must not move (``query.evaluate.moves``): only facts can change it.
    """

    rule: str
    where: Node
    begins: Edge
    ends: tuple[Edge, ...] = ()
    check: Check = field(init=False, repr=False, compare=False)
    """``where`` made ready, since it is put to every row of a list."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "check", compiled(self.where))


@dataclass(frozen=True, slots=True)
class Span:
    """From the day ``first`` on, and no longer on the day ``after`` (None: without end)."""

    window: Window
    first: date
    after: date | None

    def covers(self, day: date) -> bool:
        """Whether the flag stands on ``day``."""
        return self.first <= day and (self.after is None or day < self.after)


_ANCHORED: Mapping[Anchor, Callable[[Facts], date | None]] = MappingProxyType(
    {
        Anchor.DUE: lambda facts: clock_day(facts.work, facts.last_day, facts.stage_day),
        Anchor.FIRST_DUE: lambda facts: facts.first_day,
        Anchor.REGISTERED: lambda facts: facts.registered_on,
        Anchor.HEARD: lambda facts: max(facts.registered_on, facts.updated_on),
        Anchor.REVIEW: lambda facts: facts.review_day,
        Anchor.UNOWNED: lambda facts: facts.unowned_since or facts.registered_on,
        Anchor.DONE: lambda facts: facts.done_on,
    }
)


def anchored(anchor: Anchor, facts: Facts) -> date | None:
    """The day among ``facts`` that an anchor names."""
    return _ANCHORED[anchor](facts)


def spans(windows: Iterable[Window], facts: Facts) -> tuple[Span, ...]:
    """The stretches of days in which windows stand open for these facts; empty ones are left out.

    The day passed to the check is of no consequence, since a static filter does not look at it.
    """
    found = []
    for window in windows:
        first = window.begins.day(facts)
        if first is None or not window.check(facts, facts.registered_on):
            continue
        days = [day for edge in window.ends if (day := edge.day(facts)) is not None]
        after = min(days, default=None)
        if after is None or first < after:
            found.append(Span(window, first, after))
    return tuple(found)


def standing(windows: Iterable[Window], facts: Facts, *, day: date) -> dict[str, date]:
    """Rule → the first day, of each flag that stands on the local day ``day``."""
    since: dict[str, date] = {}
    for span in spans(windows, facts):
        if span.covers(day):
            rule = span.window.rule
            since[rule] = min(since.get(rule, span.first), span.first)
    return since


def next_change(windows: Iterable[Window], facts: Facts, *, day: date) -> date | None:
    """The first day after ``day`` on which time alone changes a flag, None where it never does."""
    days = [edge for span in spans(windows, facts) for edge in (span.first, span.after) if edge is not None]
    return min((edge for edge in days if edge > day), default=None)
