"""The geometry of charts, worked out on the server: pure numbers for the macros of ``layout/charts.html``.

Across, everything is in per cent of the width, so that words keep their size on any screen; down, in pixels.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise

from tracker.domain import indicator
from tracker.domain.tally import AXES, PARTS
from tracker.kit import language as kit
from tracker.kit.text import Text
from tracker.services.due_months import Month
from tracker.services.indicators import Series
from tracker.services.tallies import TallyView
from tracker.services.trends import Week

TOP, BASE = 24.0, 160.0
"""Where the highest value stands, and where zero does."""

LEFT, RIGHT = 6.0, 94.0
"""Between these lie the points of a line, with room for words at both ends."""

EDGE = 18.0
"""So near to an edge words would leave the drawing if they stood in the middle over their place."""

RIM = 4.0
"""So near to an edge the number of a bar stands at the edge."""

CLOSE = 7.0
"""Two numbers nearer than this across would touch each other."""


def month(first: date, language: str) -> str:
    """``Mar 2026`` or ``2026年3月``."""
    written = kit.day(first.replace(day=1), language)
    return written.removesuffix("1日") if language == "zh" else written.removeprefix("1 ")


def plain(value: Decimal) -> str:
    """A number as people write it: grouped by thousands, to two places, without idle zeros."""
    words = f"{round(value, 2):,f}"
    return words.rstrip("0").rstrip(".") if "." in words else words


@dataclass(frozen=True, slots=True)
class Bar:
    """One month: from where across and how wide; what is overdue stands on the base, what is open on top of it.

    ``shown``: the number above it, None where it would touch a greater one.
    """

    month: Month
    x: float
    width: float
    overdue_y: float
    open_y: float
    shown: int | None

    @property
    def middle(self) -> float:
        """Where its number stands across."""
        return round(self.x + self.width / 2, 2)


@dataclass(frozen=True, slots=True)
class Bars:
    """Bars with zero at ``BASE``; ``years``: where each begins across; ``today``: where the present month begins."""

    bars: tuple[Bar, ...]
    years: tuple[tuple[int, float], ...]
    today: float | None
    open: int
    overdue: int
    highest: Month | None


def bars(months: Sequence[Month], day: date) -> Bars:
    """Months side by side, each as high as what is due in it."""
    wide = 100 / max(len(months), 1)
    most = max((each.total for each in months), default=0)
    scale = (BASE - TOP) / most if most else 0
    shown = _apart((min(max((n + 0.5) * wide, RIM), 100 - RIM), each.total) for n, each in enumerate(months))
    drawn = tuple(
        Bar(
            month=each,
            x=round((n + 0.12) * wide, 2),
            width=round(0.76 * wide, 2),
            overdue_y=round(BASE - each.overdue * scale, 1),
            open_y=round(BASE - each.total * scale, 1),
            shown=each.total if n in shown else None,
        )
        for n, each in enumerate(months)
    )
    inside = [(n, each.first) for n, each in enumerate(months) if each.first is not None]
    return Bars(
        bars=drawn,
        years=tuple((first.year, round(n * wide, 2)) for n, first in inside if first.month == 1),
        today=next((round(n * wide, 2) for n, first in inside if first == day.replace(day=1)), None),
        open=sum(each.open for each in months),
        overdue=sum(each.overdue for each in months),
        highest=max((each for each in months if each.total), key=lambda each: each.total, default=None),
    )


def _apart(values: Iterable[tuple[float, int]]) -> set[int]:
    """The places whose numbers can be written, the greatest first, so that no two touch."""
    chosen: dict[int, float] = {}
    for n, (x, value) in sorted(enumerate(values), key=lambda each: -each[1][1]):
        if value and all(abs(x - other) >= CLOSE for other in chosen.values()):
            chosen[n] = x
    return set(chosen)


@dataclass(frozen=True, slots=True)
class Dot:
    """One point of a line; ``words`` is its number, ``key`` what it is the number of."""

    x: float
    y: float
    words: str
    key: object = None


@dataclass(frozen=True, slots=True)
class Line:
    """Overdue week by week: the points known, joined in order, and how many more or fewer the last is than the first.

    ``unknown``: the weeks before the register knew anything.
    """

    dots: tuple[Dot, ...]
    unknown: tuple[Week, ...]
    change: int

    @property
    def pieces(self) -> tuple[tuple[Dot, Dot], ...]:
        """Each two neighbours, from left to right."""
        return tuple(pairwise(self.dots))


def line(weeks: Sequence[Week]) -> Line:
    """Numbers by week from left to right, zero at the base."""
    known = [(n, each, each.overdue) for n, each in enumerate(weeks) if each.overdue is not None]
    most = max((value for _, _, value in known), default=0)
    step = (RIGHT - LEFT) / max(len(weeks) - 1, 1)
    dots = tuple(Dot(round(LEFT + n * step, 2), _level(value, 0, most), f"{value:,}", each) for n, each, value in known)
    values = [value for _, _, value in known]
    change = values[-1] - values[0] if values else 0
    return Line(dots, tuple(each for each in weeks if each.overdue is None), change)


def _level(value: float, low: float, high: float) -> float:
    return round(BASE - (value - low) / (high - low) * (BASE - TOP), 1) if high > low else BASE


@dataclass(frozen=True, slots=True)
class Path:
    """An indicator over time; any part is None where it is not known.

    ``start``, ``goal``: baseline and target. ``expected``: where the line is today. ``today`` is across.
    ``kept``: the height of what is to be kept. ``low``, ``high``: what the lowest and the highest line stand for.
    """

    start: Dot | None
    goal: Dot | None
    expected: Dot | None
    points: tuple[Dot, ...]
    today: float | None
    kept: float | None
    first_day: date
    last_day: date
    low: str
    high: str


def path(series: Series, day: date) -> Path | None:
    """A path from the baseline to the target with the values told; None where there is nothing to draw.

    Not from zero: what counts here is the way, and a value is a point, not a length.
    """
    goal = series.goal
    told = [each for each in series.points if each.counts and each.day and each.number is not None]
    values = [each.number for each in told if each.number is not None]
    values += [value for value in (goal.baseline, goal.target, series.expected_today) if value is not None]
    days = [each.day for each in told if each.day]
    days += [each for each in (goal.baseline_day, goal.target_day) if each is not None]
    if not values or not days:
        return None
    first, last = min(*days, day), max(*days, day)
    low, high = min(values), max(values)

    def at(when: date | None, value: Decimal | None, key: object = None) -> Dot | None:
        if when is None or value is None:
            return None
        share = (when - first).days / max((last - first).days, 1)
        y = _level(float(value), float(low), float(high)) if high > low else (TOP + BASE) / 2
        return Dot(round(LEFT + share * (RIGHT - LEFT), 2), y, plain(value), key)

    today = at(day, low)
    level = at(day, goal.target) if goal.is_kept else None
    return Path(
        start=at(goal.baseline_day, goal.baseline),
        goal=None if goal.is_kept else at(goal.target_day, goal.target),
        expected=None if goal.is_kept else at(day, indicator.expected(goal, day)),
        points=tuple(dot for each in told if (dot := at(each.day, each.number, each))),
        today=today.x if today else None,
        kept=level.y if level else None,
        first_day=first,
        last_day=last,
        low=plain(low),
        high=plain(high),
    )


def pace(series: Series) -> Text:
    """Ahead, on path, behind, or no data, in words."""
    return indicator.PACE_WORDS[series.pace]


def side(x: float, edge: float = EDGE) -> str:
    """Which way words run from a place across, so that they stay inside: from the edge near which it is."""
    return "last" if x > 100 - edge else "first" if x < edge else "middle"


@dataclass(frozen=True, slots=True)
class Piece:
    """One part of the bar of a tally; ``name`` is empty for what is told without parts."""

    name: str
    count: int
    x: float
    width: float
    n: int

    @property
    def middle(self) -> float:
        """Where its number stands across."""
        return round(self.x + self.width / 2, 2)

    @property
    def is_wide(self) -> bool:
        """Whether its number has room inside."""
        return self.width >= CLOSE


@dataclass(frozen=True, slots=True)
class Tally:
    """A single bar: the parts of the total told last; ``stated`` is where the size that the source states ends.

    ``rest`` is what is missing from the total to the stated size, in per cent across; 0 where nothing is.
    """

    pieces: tuple[Piece, ...]
    stated: float | None
    filled: float
    whole: int
    axis: str


def tally(view: TallyView) -> Tally | None:
    """The parts of a tally as lengths from zero; None where no number is known. The axis with most parts is drawn."""
    axis = max(view.axes, key=lambda each: len(each.parts), default=None)
    parts = [(part.name, part.count) for part in axis.parts] if axis else []
    total = view.total if view.total is not None else (view.entered or None)
    if not parts and total:
        parts = [("", total)]
    whole = max(sum(count for _, count in parts), view.stated or 0)
    if not whole:
        return None
    pieces, x = [], 0.0
    for n, (name, count) in enumerate(parts):
        wide = 100 * count / whole
        pieces.append(Piece(name, count, round(x, 2), round(wide, 2), n))
        x += wide
    stated = round(100 * view.stated / whole, 2) if view.stated else None
    return Tally(tuple(pieces), stated, round(x, 2), whole, axis.name if axis else "")


def part(name: str) -> Text | str:
    """What a part of a tally is called: in words where the register knows it, else as written."""
    return PARTS.get(name, name)


def axis_of(name: str) -> Text | str:
    """The same for an axis."""
    return AXES.get(name, name)
