"""Words that belong to the calendar expression beside them: its end, its day of the week, its years in brackets."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from re import Match, Pattern

from tracker.domain.deadline import why
from tracker.domain.deadline.grammar import compiled
from tracker.domain.deadline.line import Line, Piece
from tracker.domain.deadline.period import Grain, Period, first_year

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY_NAME = r"(?P<latin>mon|tue|wed|thu|fri|sat|sun)(?:s|nes|rs|ur)?(?:day)?\b\.?"
_HAN = "(?:星期|周|礼拜)(?P<han>[一二三四五六日天])"


@dataclass(frozen=True, slots=True)
class Join:
    """Words to be joined to a calendar expression, and how they change it."""

    pattern: Pattern[str]
    make: Callable[[Line, Match[str]], tuple[Piece, ...]]


def weekday_number(match: Match[str]) -> int:
    """Monday is 1, as in ISO 8601."""
    groups = match.groupdict()
    if groups.get("han"):
        return min("一二三四五六日天".index(groups["han"]) + 1, 7)
    return WEEKDAYS.index(match["latin"].lower()) + 1


def _period(line: Line, match: Match[str], group: str = "p") -> Period:
    thing = line.things[match[group]]
    assert isinstance(thing, Period)  # noqa: S101 - only periods have these signs
    return thing


def _end(line: Line, match: Match[str]) -> tuple[Piece, ...]:
    """The end of June, 6月底."""
    period = _period(line, match)
    return () if period.grain is Grain.DAY else (replace(period, end=True, bare=False),)


def _weekday(line: Line, match: Match[str]) -> tuple[Piece, ...]:
    """Friday, 28 June 2024; 6月28日（星期五）."""
    period = _period(line, match)
    return (replace(period, weekday=weekday_number(match)),) if period.grain is Grain.DAY else ()


def _counts_itself(line: Line, match: Match[str]) -> tuple[Piece, ...]:
    """30 June (inclusive), 6月30日（含）; where the day may be left out, that is a doubt."""
    period = _period(line, match)
    if match["out"]:
        return (replace(period, doubt=why.LEFT_OUT),)
    return (period if period.grain is Grain.DAY else replace(period, end=True, bare=False),)


def _plan_years(line: Line, match: Match[str]) -> tuple[Piece, ...]:
    """The 15th Five-Year Plan period (2026-2030): the years say again what the plan is."""
    plan, years = _period(line, match), (_period(line, match, "a").year, _period(line, match, "b").year)
    first = first_year(plan) if plan.grain is Grain.PLAN else None
    return (plan,) if first is not None and years == (first, first + 4) else ()


JOINS = (
    Join(compiled(r"§p ?\((?P<a>§)-(?P<b>§)\)"), _plan_years),
    Join(
        compiled(
            r"\b(?:the )?(?:very )?(?:end|close|conclusion|last day|final day|expiry)"
            r"(?:[- ]of)?(?:[- ]the)?(?: month of)?[- ]§p"
        ),
        _end,
    ),
    Join(
        compiled(
            r"§p(?:规划|计划)?(?:期间?|时期)?的?(?:年底|年末|年终|岁末|月底|月末|季末|季度末|时期末|期间末|期末|末期|底|末|终了)(?:的?最后1天)?"
            r"(?![端梢位尾代了线层数部板色盘座稿册子])"
        ),
        _end,
    ),
    Join(compiled(r"§p的?最后(?:一|1)[天日]"), _end),
    Join(compiled(r"§p\((?P<out>不)?(?:包?含|包括)(?:[本当该][日天]|\d{1,2}日)?\)"), _counts_itself),
    Join(compiled(r"§p,? \(?(?:(?P<out>exclusive)|inclusive)\b\)?"), _counts_itself),
    Join(compiled(rf"\b{_DAY_NAME},? ?(?:the )?§p"), _weekday),
    Join(compiled(rf"§p,? ?\(?(?:a )?{_DAY_NAME}\)?"), _weekday),
    Join(compiled(rf"§p,?\(?{_HAN}\)?"), _weekday),
    Join(compiled(rf"{_HAN},?\(?§p\)?"), _weekday),
)
