"""What rules are made of: a pattern over the working copy, and a builder that says what the match means."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from re import Match, Pattern

from tracker.domain.deadline import why
from tracker.domain.deadline.line import EVERIES, MASK, PERIODS, SOFT_MASK, Line, Piece
from tracker.domain.deadline.period import Every, Period, Settled, settle
from tracker.domain.deadline.reading import Policy, Precision
from tracker.domain.deadline.recurrence import Recurrence
from tracker.kit.text import Text, text


class Kind(StrEnum):
    """What a found phrase is; where several stand together, the earlier kind leads."""

    DATE = "date"
    UNREAD = "unread"
    PLAN = "plan"
    RECURRING = "recurring"
    EVENT = "event"
    IMMEDIATE = "immediate"
    LONG_TERM = "long-term"
    START = "start"
    FUTURE = "future"
    CLOCK = "clock"
    VAGUE = "vague"
    PAST = "past"
    COMPARED = "compared"
    MOVED = "moved"
    UNDATED = "undated"
    CONTEXT = "context"
    NAME = "name"
    SOFT = "soft"
    NEUTRAL = "neutral"


@dataclass(frozen=True, slots=True)
class Finding:
    """One phrase understood: what it is, what it gives, and why. ``dated`` marks what looks like a date."""

    kind: Kind
    rule: str
    reasons: tuple[Text, ...]
    at: int = 0
    precision: Precision = Precision.NONE
    last_day: date | None = None
    not_before: date | None = None
    context_day: date | None = None
    certain: bool = True
    recurrence: Recurrence | None = None
    event: str | None = None
    marks: tuple[str, ...] = ()
    dated: bool = False


@dataclass(frozen=True, slots=True)
class Scene:
    """The words at work and every day the reader was told."""

    line: Line
    policy: Policy
    anchor: date | None
    published: date | None
    registered: date | None

    def words(self, match: Match[str], group: str | int = 0) -> str:
        """The matched words as stated."""
        return self.line.quote(*match.span(group))

    def at(self, match: Match[str]) -> int:
        """Where in the stated words the match begins."""
        return self.line.places[match.start()][0]

    def period(self, match: Match[str], group: str = "p") -> Period | None:
        """The calendar expression in a group of the match, if there is one."""
        sign = match.groupdict().get(group)
        thing = self.line.things.get(sign) if sign else None
        return thing if isinstance(thing, Period) else None

    def every(self, match: Match[str]) -> Every | None:
        """The word of repetition in the match, if there is one."""
        sign = match.groupdict().get("e")
        thing = self.line.things.get(sign) if sign else None
        return thing if isinstance(thing, Every) else None

    def settled(self, period: Period) -> Settled | Text:
        """Where a period lies, or why that cannot be said."""
        return settle(period, self.published)


STEPPED_OVER = {Kind.SOFT, Kind.CONTEXT}
Build = Callable[[Scene, Match[str], str], Finding | None]


@dataclass(frozen=True, slots=True)
class Rule:
    """A phrase of one language: its id, its pattern, and the builder that gives it a meaning."""

    id: str
    pattern: Pattern[str]
    build: Build


@dataclass(frozen=True, slots=True)
class Term:
    """A calendar expression of one language: its id, its pattern, and what to put in its place."""

    id: str
    pattern: Pattern[str]
    make: Callable[[Match[str]], Iterable[Piece]]


def compiled(pattern: str) -> Pattern[str]:
    """A pattern in which § is any calendar expression (§p, §q: kept), ¤ a word of repetition, ◻ plain words."""
    pattern = pattern.replace("§p", f"(?P<p>{PERIODS})").replace("§q", f"(?P<q>{PERIODS})").replace("§", PERIODS)
    pattern = pattern.replace("¤e", f"(?P<e>{EVERIES})").replace("¤", EVERIES)
    plain = "[^,.;:()。、；" + MASK + SOFT_MASK + PERIODS[1:-1] + EVERIES[1:-1] + "]"
    return re.compile(pattern.replace("◻", plain), re.IGNORECASE | re.ASCII)


def rule(name: str, pattern: str, build: Build) -> Rule:
    """A rule, its pattern compiled."""
    return Rule(name, compiled(pattern), build)


def term(name: str, pattern: str, make: Callable[[Match[str]], Iterable[Piece]]) -> Term:
    """A term, its pattern compiled."""
    return Term(name, compiled(pattern), make)


def scan(scene: Scene, rules: Iterable[Rule]) -> Iterator[Finding]:
    """Every rule in its order; what one has taken, later ones do not see (but may step over softening words)."""
    for each in rules:
        taken: list[tuple[int, int]] = []
        sign = MASK
        for match in each.pattern.finditer(scene.line.text):
            finding = each.build(scene, match, each.id)
            if finding is not None:
                taken.append(match.span())
                sign = SOFT_MASK if finding.kind in STEPPED_OVER else MASK
                yield finding
        if taken:
            scene.line.mask(taken, sign)


def unread(scene: Scene, match: Match[str], name: str, reason: Text, *, dated: bool = True) -> Finding:
    """Time words that cannot be read: kept, and the reason names them."""
    sentence = text("“{words}” is not read: {why}.", words=scene.words(match), why=reason)
    return Finding(Kind.UNREAD, name, (sentence,), scene.at(match), certain=False, dated=dated)


def not_read(scene: Scene, match: Match[str], period: Period, reason: Text) -> Finding:
    """A calendar expression that cannot be placed; where only its year is missing, its rule says so."""
    if period.relative is not None and period.relative[1] < 0:
        past = why.speaks_of_the_past(scene.words(match))
        return Finding(Kind.PAST, "past", (past,), scene.at(match), certain=False)
    name = "year-missing" if period.yearless and period.fault is None and scene.published is None else "not-read"
    return unread(scene, match, name, reason)
