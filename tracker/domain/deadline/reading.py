"""What a stated deadline is read to mean: precision, policy of the source, and the reading itself."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal

from tracker.domain.deadline.recurrence import Recurrence
from tracker.kit.text import Text


class Precision(StrEnum):
    """How exact the stated words are (INTERFACE.md, "JSON of list")."""

    DAY = "day"
    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half_year"
    YEAR = "year"
    RANGE = "range"
    IMMEDIATE = "immediate"
    EVENT = "event"
    RECURRING = "recurring"
    LONG_TERM = "long_term"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Policy:
    """How a source's doubtful words are read (seed-facts.md, Ambiguities 4; INTERFACE.md, "前.")."""

    slug: str = "end-of-period"
    by_year: Literal["end", "start"] = "end"
    before_year: Literal["day-before", "end"] = "day-before"
    immediate_days: int = 7


@dataclass(frozen=True, slots=True)
class Reading:
    """One deadline as stated and as read (DOMAIN.md 5: day, words, precision and rule are kept together).

    ``certain`` is False wherever a person must look: no day was read, or the day is only a proposal.
    ``context_day`` is never a deadline until a person confirms it. ``policy`` is the source's policy and the rule.
    """

    words: str
    precision: Precision
    last_day: date | None
    not_before: date | None
    context_day: date | None
    policy: str
    certain: bool
    reasons: tuple[Text, ...]
    recurrence: Recurrence | None = None
    event: str | None = None
    marks: tuple[str, ...] = ()
