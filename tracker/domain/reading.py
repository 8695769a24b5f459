"""Values that are told: numbers as decimal text, what stands before them, the period they speak of; pure.

Nothing is converted and nothing is made up: a blank is not zero, and what a correction replaces stays beside it.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from unicodedata import normalize

from tracker.domain.deadline import Precision, read

_NUMBER = re.compile(r"-?(?:[0-9]{1,30}|[0-9]{1,3}(?:,[0-9]{3}){1,9})(?:\.[0-9]{1,20})?")
_PERIODS = frozenset(
    {Precision.DAY, Precision.MONTH, Precision.QUARTER, Precision.HALF_YEAR, Precision.YEAR, Precision.RANGE}
)

COMPARATORS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "about": frozenset({"~", "≈", "约", "大约"}),
        "at least": frozenset({">=", "≥", "不少于", "不低于"}),
        "at most": frozenset({"<=", "≤", "不多于", "不高于", "不超过"}),
        "more than": frozenset({">", "超过", "以上"}),
        "lower than": frozenset({"<", "低于", "less than"}),
        "nearly": frozenset({"近", "接近"}),
        "reached": frozenset({"=", "达到"}),
        "increase": frozenset({"增加", "增长"}),
        "decrease": frozenset({"减少", "下降"}),
        "share": frozenset({"占"}),
        "kept": frozenset({"保持"}),
    }
)
"""What may stand before a number → the signs and words that say the same."""

EXACT = frozenset({"", "reached", "kept", "share"})
"""Before a number that is the number itself, not a bound of it or a change."""

CHANGES = frozenset({"increase", "decrease"})
"""Before a number by which something changed, not at which it stands."""


@dataclass(frozen=True, slots=True)
class Span:
    """The days of which a value speaks; ``first`` is None for how something stood at the end of ``last``."""

    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """What decides which of several readings stands: of what and of which period it speaks, and what it corrects."""

    ref: str
    subject: str
    words: str
    period: Span
    reported_on: date | None
    corrects: str | None = None


def number(words: str) -> str | None:
    """The number in ``words`` as decimal text, as many digits as printed; None for what is no number.

    Signs of other widths are folded, and thousands may be set apart by commas: ``2,330`` is 2330, ``2045.0`` stays so.
    """
    folded = normalize("NFKC", words).strip().replace("−", "-")
    return folded.replace(",", "") if _NUMBER.fullmatch(folded) else None


def amount(value: Mapping[str, object] | None, field: str = "result") -> Decimal | None:
    """The number that a stored value holds, None for a blank and for words."""
    words = (value or {}).get(field)
    plain = number(words) if isinstance(words, str) else None
    return None if plain is None else Decimal(plain)


def comparator(words: str) -> str | None:
    """The name of what stands before a number, None for what is not known; nothing for nothing."""
    folded = normalize("NFKC", words).strip().casefold()
    if not folded or folded in COMPARATORS:
        return folded
    return next((name for name, alike in COMPARATORS.items() if folded in alike), None)


def span(words: str, *, told: date) -> Span:
    """The days that the words of a period name, as far as they can be read; ``told`` is the day of the report.

    They are read as the words of a deadline are, and left open where they would mean days to come: values are told of
    what has been. A period that runs may be told where its words leave no doubt, one whose year is inferred may not.
    """
    if not words:
        return Span()
    for published in (told, told.replace(month=1, day=1)):
        found = read(words, published=published, registered=published)
        last = found.last_day or found.context_day
        if found.precision not in _PERIODS or last is None:
            return Span()
        first = last if found.precision is Precision.DAY and found.not_before is None else found.not_before
        if (first if found.certain and first else last) <= told:
            return Span(first, last)
    return Span()


def corrected(readings: Iterable[Told]) -> dict[str, str]:
    """Reference of a reading → the one that stands in its place."""
    return {told.corrects: told.ref for told in readings if told.corrects}


def standing(readings: Iterable[Told]) -> frozenset[str]:
    """The readings that count: of each subject and period the one reported last, leaving out what was corrected.

    A later vintage takes the place of an earlier one of the same period; both are kept. Where both were reported on
    one day, or nobody knows when, the one entered later counts. Readings without a period speak for themselves.
    """
    listed = list(readings)
    gone = corrected(listed)
    last: dict[tuple[object, ...], Told] = {}
    for told in listed:
        if told.ref in gone:
            continue
        period = told.period if told.period != Span() else told.words or ("alone", told.ref)
        key = (told.subject, period)
        if key not in last or _order(told) > _order(last[key]):
            last[key] = told
    return frozenset(told.ref for told in last.values())


def _order(told: Told) -> tuple[date, int, str]:
    digits = re.search(r"[0-9]+$", told.ref)
    return told.reported_on or date.min, int(digits.group()) if digits else 0, told.ref
