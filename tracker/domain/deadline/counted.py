"""Builders for terms counted from a day or an event, and for words of repetition."""

import re
from datetime import date, timedelta
from re import Match

from tracker.domain.deadline import why
from tracker.domain.deadline.grammar import Finding, Kind, Scene, unread
from tracker.domain.deadline.period import YEARS, Every, Grain, Period, Settled, settle
from tracker.domain.deadline.reading import Precision
from tracker.domain.deadline.recurrence import Recurrence, month_end, months_later
from tracker.kit.text import Text, text

_ONES = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
_TEENS = ["ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
NUMBERS = {
    **{word: number for number, word in enumerate(_ONES + _TEENS, 1)},
    **{tens: number * 10 for number, tens in enumerate(_TENS, 2)},
    **{
        f"{tens}{between}{one}": number * 10 + ones
        for number, tens in enumerate(_TENS, 2)
        for ones, one in enumerate(_ONES, 1)
        for between in ("-", " ")
    },
    **{"a": 1, "an": 1, "hundred": 100, "a hundred": 100, "one hundred": 100},
}
_UNDER_TEN = "|".join(_ONES)
NUMBER_WORDS = (
    f"(?:{'|'.join(_TENS)})(?:[- ](?:{_UNDER_TEN}))?|{'|'.join(_TEENS)}|{_UNDER_TEN}|(?:an? |one )?hundred|an?"
)
_WORKING = re.compile(r"工作日|交易日|work|business|weekday", re.IGNORECASE)
_MONTHS = {"月": 1, "month": 1, "季": 3, "quarter": 3, "half-year": 6, "half year": 6, "半年": 6, "年": 12, "year": 12}
_DAYS = {"日": 1, "天": 1, "day": 1, "周": 7, "星期": 7, "week": 7, "fortnight": 14}


def term_of(scene: Scene, match: Match[str], name: str) -> Finding | None:
    """Within N days, months or years of a day or an event (DOMAIN.md 5: anchor stored, same day or month end)."""
    groups = match.groupdict()
    words, event = scene.words(match), scene.words(match, "event") if groups.get("event") else None
    at = scene.at(match)
    if _WORKING.search(groups["unit"]):
        reason = text(
            "“{words}” counts working days; the words are kept and no day is read until a working calendar is there.",
            words=words,
        )  # fmt: skip
        return Finding(Kind.EVENT, "within-working-days", (reason,), at, Precision.EVENT, certain=False, event=event)
    start = _start(scene, match)
    if isinstance(start, Text):
        return unread(scene, match, "not-read", start)
    if start is None:
        reason = text("“{words}” counts from a day that is not known yet, so no day is read.", words=words)
        return Finding(Kind.EVENT, "within-from-event", (reason,), at, Precision.EVENT, event=event)
    last = _later(start, groups["n"].lower(), groups["unit"].lower())
    if last is None:
        return unread(scene, match, "not-read", why.UNCOUNTED)
    if last.year not in YEARS:
        return unread(scene, match, "not-read", why.unlikely_year(last.year))
    reason = text("“{words}” is counted from {start}: {day}.", words=words, start=start, day=last)
    return Finding(Kind.DATE, name, (reason,), at, Precision.DAY, last, event=event, dated=True)


def _start(scene: Scene, match: Match[str]) -> date | Text | None:
    """The day a term counts from: the one in the words, else the anchor the reader was told."""
    period = scene.period(match)
    if period is None:
        return scene.anchor
    if period.grain is not Grain.DAY or period.yearless:
        return why.NO_START
    settled = scene.settled(period)
    return settled if isinstance(settled, Text) else settled.last


def _later(start: date, number: str, unit: str) -> date | None:
    """``start`` and so many units; None where the words give no whole number of days or months."""
    half = number in {"半", "half a", "half an"}
    count = NUMBERS.get(number) or (int(number) if number.isdecimal() else 0)
    months = next((size for word, size in _MONTHS.items() if word in unit), 0)
    days = next((size for word, size in _DAYS.items() if word in unit), 0)
    if half:
        return months_later(start, 6) if months == 12 else None
    if not count:
        return None
    try:
        return months_later(start, count * months) if months else start + timedelta(days=count * days)
    except (ValueError, OverflowError):
        return date.max


def repeated(scene: Scene, match: Match[str], _: str) -> Finding | None:
    """Every year by …, 每季度末 (DOMAIN.md 5): each instance has its own day; the words themselves have none."""
    every, period = scene.every(match), scene.period(match)
    if every is None and period is not None:
        every = Every("year")
    if every is None or (period is not None and not period.yearless):
        return None
    groups = match.groupdict()
    words, at = scene.words(match), scene.at(match)
    if every.unit is None:
        reason = text("“{words}” repeats in a way the register does not count; it needs a review day.", words=words)
        return Finding(Kind.RECURRING, "recurring", (reason,), at, Precision.RECURRING, certain=False)
    if period is not None and isinstance(fault := _faulty(period), Text):
        return unread(scene, match, "not-read", fault)
    recurrence = _recurrence(every, period, before=_before(groups, period))
    if recurrence is None:
        return None
    reasons = [
        text("“{words}” comes round again: each time has its own last day, so no single day is read.", words=words)
    ]
    if scene.published is not None:
        day = recurrence.next_after(scene.published)
        reasons.append(
            text("The next one after the day of the source, {published}, is {day}.", published=scene.published, day=day)
        )
    return Finding(
        Kind.RECURRING, f"recurring-{recurrence.every.replace('_', '-')}", tuple(reasons), at, Precision.RECURRING,
        recurrence=recurrence,
    )  # fmt: skip


def _before(groups: dict[str, str | None], period: Period | None) -> bool:
    """Whether the day is left out: before 1 March, 6月前; a day with 前 counts itself."""
    han = period is not None and period.grain is not Grain.DAY and groups.get("qian")
    return bool(groups.get("before") or han)


def _faulty(period: Period) -> Text | None:
    """Why a recurring day cannot exist (31 June), tried in a leap year."""
    if period.grain is Grain.DAY and period.number is None:
        return period.fault if period.day in range(1, 32) else why.NO_SUCH_DAY
    settled = settle(period, date(2000, 1, 1)) if period.relative is None else None
    return settled if isinstance(settled, Text) else None


def _recurrence(every: Every, period: Period | None, *, before: bool) -> Recurrence | None:
    """The on-time day of each instance; None where the two do not fit together (每月 with a month of its own)."""
    unit = every.unit or "year"
    if period is None:
        return Recurrence(unit, every.month, every.weekday)
    if period.grain is Grain.DAY and period.number is None:
        fits = unit == "month" or (unit in {"quarter", "half_year"} and every.month is not None)
        if not fits or (before and period.day == 1):
            return None
        return Recurrence(unit, every.month, (period.day or 1) - before)
    if unit != "year" or period.relative is not None or period.grain is Grain.PLAN:
        return None
    settled = settle(period, date(2000, 1, 1))
    if not isinstance(settled, Settled):
        return None
    first, last = settled.first, settled.last
    if before and not period.end:
        last = first - timedelta(days=1)
    return Recurrence("year", last.month, None if last == month_end(last.year, last.month) else last.day)
