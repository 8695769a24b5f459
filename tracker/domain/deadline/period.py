"""Calendar expressions found in the words: days, months, quarters, plan periods, and where they lie."""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from tracker.domain.deadline import why
from tracker.domain.deadline.recurrence import month_end, months_later
from tracker.kit.text import Text, text

YEARS = range(1949, 2101)
PLANS = range(11, 21)
MONTH_NAMES = (
    text("January"),
    text("February"),
    text("March"),
    text("April"),
    text("May"),
    text("June"),
    text("July"),
    text("August"),
    text("September"),
    text("October"),
    text("November"),
    text("December"),
)


class Grain(StrEnum):
    """The size of a calendar expression; the values are parts of rule ids."""

    DAY = "day"
    TEN_DAYS = "ten-days"
    MONTH = "month"
    FIRST_MONTHS = "first-months"
    QUARTER = "quarter"
    HALF_YEAR = "half-year"
    YEAR = "year"
    PLAN = "plan"


@dataclass(frozen=True, slots=True)
class Period:
    """A calendar expression as stated, perhaps without its year.

    ``number`` is which month, quarter, half-year or plan; ``day`` the day of the month, or which ten days of it.
    ``end`` says the words point at its end (底, end of); ``relative`` counts from the day of the source, and
    ``implied`` that the words leave even that unsaid (月底, the end of the month). ``bare`` is a number standing
    alone that may be no year, ``weekday`` the day of the week stated with a day. ``fault`` is why it cannot be read,
    ``doubt`` why a person must look.
    """

    grain: Grain
    year: int | None = None
    number: int | None = None
    day: int | None = None
    end: bool = False
    relative: tuple[str, int] | None = None
    implied: bool = False
    bare: bool = False
    weekday: int | None = None
    fault: Text | None = None
    doubt: Text | None = None

    @property
    def yearless(self) -> bool:
        """Whether the words leave the year to be found elsewhere (a recurring deadline needs just that)."""
        return self.year is None and (self.relative is None or self.implied) and self.grain is not Grain.PLAN


@dataclass(frozen=True, slots=True)
class Every:
    """A word of repetition: every year, 每季度. ``unit`` is None where the register cannot count it (daily)."""

    unit: str | None
    weekday: int | None = None
    month: int | None = None


@dataclass(frozen=True, slots=True)
class Settled:
    """A period whose place in the calendar is known, and whether the words themselves gave it."""

    period: Period
    first: date
    last: date
    inferred: bool
    rolled: bool

    @property
    def name(self) -> Text:
        """The period in words, for the reasons."""
        year, number = str(self.first.year), self.period.number or 0
        match self.period.grain:
            case Grain.YEAR:
                return text("{year}", year=year)
            case Grain.MONTH:
                return text("{month} {year}", month=MONTH_NAMES[number - 1], year=year)
            case Grain.QUARTER:
                return text("quarter {number} of {year}", number=number, year=year)
            case Grain.HALF_YEAR:
                return text("half-year {number} of {year}", number=number, year=year)
            case Grain.PLAN:
                return text("Five-Year Plan {number}", number=number)
            case _:
                return text("the days from {first} to {last}", first=self.first, last=self.last)


def settle(period: Period, published: date | None) -> Settled | Text:
    """Where a period lies, or why that cannot be said; ``published`` gives what the words leave out."""
    if period.fault is not None:
        return period.fault
    if period.relative is not None and period.relative[1] < 0:
        return why.GONE
    if period.grain is Grain.PLAN:
        return _plan(period)
    if not _exists(period):
        return why.NO_SUCH_DAY
    try:
        placed = _placed(period, published)
        if isinstance(placed, Text):
            return placed
        year = placed.year or 0
        if year not in YEARS:
            return why.unlikely_year(year)
        first, last = _bounds(placed, year)
        rolled = period.yearless and period.relative is None and published is not None and last < published
        if rolled and year + 1 in YEARS:
            first, last = _bounds(placed, year + 1)
    except ValueError:
        return why.NO_SUCH_DAY
    return Settled(placed, first, last, period.yearless, rolled)


def _plan(period: Period) -> Settled | Text:
    """The five years of a plan: the 14th is 2021-2025 (DOMAIN.md 5)."""
    if period.number not in PLANS:
        return why.UNKNOWN_PLAN
    start = first_year(period)
    return Settled(period, date(start, 1, 1), date(start + 4, 12, 31), inferred=False, rolled=False)


def first_year(plan: Period) -> int:
    """The year in which a Five-Year Plan begins."""
    return 1951 + 5 * (plan.number or 0)


def _exists(period: Period) -> bool:
    """Whether the month, quarter or day exists in any year at all (31 June does not)."""
    if period.grain is Grain.DAY and period.number is None:
        return 1 <= (period.day or 0) <= 31
    if period.number is None:
        return True
    try:
        _bounds(period, 2000)
    except ValueError:
        return False
    return True


def _placed(period: Period, published: date | None) -> Period | Text:
    """The period with its year and month filled in from the day of the source where the words rest on it."""
    if period.relative is not None:
        if published is None:
            return why.SOURCE_UNKNOWN
        return _from_source(period, *period.relative, published)
    if period.grain is Grain.DAY and period.number is None:
        return why.MONTH_MISSING
    if period.year is None:
        if published is None:
            return why.YEAR_MISSING
        return replace(period, year=published.year)
    return period


def _from_source(period: Period, unit: str, offset: int, published: date) -> Period:
    """This year, next month, 本季度: counted from the day of the source."""
    if unit == "year":
        return replace(period, year=published.year + offset)
    months = offset if unit == "month" else offset * 3
    there = months_later(published.replace(day=1), months)
    number = there.month if unit == "month" else (there.month + 2) // 3
    return replace(period, year=there.year, number=number)


def _bounds(period: Period, year: int) -> tuple[date, date]:
    """First and last day; ValueError where there is no such day."""
    number, day = period.number or 0, period.day or 0
    match period.grain:
        case Grain.DAY:
            return date(year, number, day), date(year, number, day)
        case Grain.TEN_DAYS:
            last = month_end(year, number) if day == 3 else date(year, number, day * 10)
            return date(year, number, day * 10 - 9), last
        case Grain.MONTH:
            return date(year, number, 1), month_end(year, number)
        case Grain.FIRST_MONTHS:
            return date(year, 1, 1), month_end(year, number)
        case Grain.QUARTER:
            return date(year, number * 3 - 2, 1), month_end(year, number * 3)
        case Grain.HALF_YEAR:
            return date(year, number * 6 - 5, 1), month_end(year, number * 6)
        case _:
            return date(year, 1, 1), date(year, 12, 31)
