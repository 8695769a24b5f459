"""Days as a query names them: periods of the calendar, and days counted from the day asked about."""

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from unicodedata import normalize

FIRST_YEAR, LAST_YEAR = 1900, 2199
"""Other years are slips of the pen, and an error tells more than an empty list."""


@dataclass(frozen=True, slots=True)
class Period:
    """A day, month, quarter, half-year or year: its first and its last day."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Relative:
    """A day counted from the day asked about; ``unit`` is d, w, m or y, and 0 d is today."""

    count: int
    unit: str


Point = Period | Relative
"""What may stand where a query expects a day."""

_TODAY = Relative(0, "d")
_TODAYS = frozenset({"today", "今天", "今日"})
_UNITS = {"d": "d", "天": "d", "日": "d", "w": "w", "周": "w", "m": "m", "月": "m", "个月": "m", "y": "y", "年": "y"}
_RELATIVE = re.compile(rf"([+-])([0-9]{{1,4}})({'|'.join(sorted(_UNITS, key=len, reverse=True))})")
_CHINESE_PARTS = {"一": 1, "二": 2, "三": 3, "四": 4, "上": 1, "下": 2}


def read(words: str) -> Point | None:
    """The day or period that ``words`` name, or None: 2024, 2024-06, 2024-Q3, 2024-H1, 2024-06-30, today, +30d.

    The Chinese forms 2024年, 2024年6月, 2024年6月30日, 2024年三季度, 2024年上半年, 今天 and +30天 mean the same.
    """
    plain = normalize("NFKC", words).casefold()
    if plain in _TODAYS:
        return _TODAY
    relative = _RELATIVE.fullmatch(plain)
    if relative:
        count = int(relative[1] + relative[2])
        return Relative(count, _UNITS[relative[3]]) if count else _TODAY
    for pattern, build in _PERIODS:
        found = pattern.fullmatch(plain)
        if found:
            return _within_reason(build, *(_number(part) for part in found.groups()))
    return None


def write(point: Point) -> str:
    """The canonical words for ``point``; ``read`` finds the same point in them."""
    if isinstance(point, Relative):
        return f"{point.count:+d}{point.unit}" if point.count else "today"
    first = point.first
    match (point.last.month - first.month + 1, first == point.last):
        case _, True:
            return first.isoformat()
        case 12, _:
            return f"{first.year}"
        case 6, _:
            return f"{first.year}-H{(first.month + 5) // 6}"
        case 3, _:
            return f"{first.year}-Q{(first.month + 2) // 3}"
    return f"{first.year}-{first.month:02d}"


def resolve(point: Point, day: date) -> Period:
    """The first and last day of ``point`` as seen from ``day``, the local day of the moment asked about.

    Months and years end with the month where the day does not exist (31 January + 1 month is 28 or 29 February).
    """
    if isinstance(point, Period):
        return point
    if point.unit in "dw":
        there = shift(day, point.count * (7 if point.unit == "w" else 1))
    else:
        there = _add_months(day, point.count * (12 if point.unit == "y" else 1))
    return Period(there, there)


def shift(day: date, days: int) -> date:
    """``day`` moved by ``days``, staying within what a date can hold."""
    return date.fromordinal(min(max(day.toordinal() + days, 1), date.max.toordinal()))


def _add_months(day: date, count: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    if not date.min.year <= year <= date.max.year:
        return date.max if count > 0 else date.min
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _months(year: int, first: int, last: int) -> Period:
    start = date(year, first, 1)
    return Period(start, date(year, last, 1) + timedelta(days=monthrange(year, last)[1] - 1))


def _part(months: int) -> Callable[[int, int], Period]:
    return lambda year, n: _months(year, (n - 1) * months + 1, n * months)


def _day(year: int, month: int, day: int) -> Period:
    return Period(date(year, month, day), date(year, month, day))


def _year(year: int) -> Period:
    return _months(year, 1, 12)


def _number(words: str) -> int:
    return _CHINESE_PARTS.get(words) or int(words)


def _within_reason(build: Callable[..., Period], *parts: int) -> Period | None:
    if not FIRST_YEAR <= parts[0] <= LAST_YEAR:
        return None
    try:
        return build(*parts)
    except ValueError:  # the thirteenth month, the thirtieth of February
        return None


_PERIODS: tuple[tuple[re.Pattern[str], Callable[..., Period]], ...] = (
    (re.compile(r"([0-9]{4})年?"), _year),
    (re.compile(r"([0-9]{4})-h([12])"), _part(6)),
    (re.compile(r"([0-9]{4})年([上下])半年"), _part(6)),
    (re.compile(r"([0-9]{4})-q([1-4])"), _part(3)),
    (re.compile(r"([0-9]{4})年第?([一二三四1-4])季度"), _part(3)),
    (re.compile(r"([0-9]{4})-([0-9]{1,2})"), _part(1)),
    (re.compile(r"([0-9]{4})年([0-9]{1,2})月"), _part(1)),
    (re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})"), _day),
    (re.compile(r"([0-9]{4})年([0-9]{1,2})月([0-9]{1,2})日"), _day),
)
