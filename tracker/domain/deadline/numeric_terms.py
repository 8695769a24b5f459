"""Dates written in figures alone, the same in every language: 2024-06-30, 30/06/2024, 20240630, 2024.6."""

from dataclasses import replace
from re import Match

from tracker.domain.deadline import why
from tracker.domain.deadline.grammar import term
from tracker.domain.deadline.line import Piece
from tracker.domain.deadline.period import Grain, Period

RIGHT = r"(?![\w%]|[./-]\d)"


def year_month_day(match: Match[str]) -> tuple[Piece, ...]:
    """2024-06-30, 2024/6/30, 2024.6.30, 20240630."""
    return (Period(Grain.DAY, int(match["year"]), int(match["month"]), int(match["day"])),)


def day_month_year(match: Match[str]) -> tuple[Piece, ...]:
    """30/06/2024: the day comes first unless only the second number can be one."""
    day, month, year = int(match["day"]), int(match["month"]), int(match["year"])
    if month > 12 >= day:
        return (Period(Grain.DAY, year, day, month),)
    period = Period(Grain.DAY, year, month, day)
    if day <= 12 and day != month:
        period = replace(period, doubt=why.DAY_FIRST)
    return (period,)


def year_month(match: Match[str]) -> tuple[Piece, ...]:
    """2024-06, 2024.6: very likely a month; 2011-12 and 2045/6 may be two years."""
    year, month = int(match["year"]), int(match["month"])
    if match["mark"] == "/" or month > 12 or (len(match["month"]) == 2 and month == year % 100 + 1):
        return (Period(Grain.MONTH, year, fault=why.YEAR_PAIR),)
    return (Period(Grain.MONTH, year, month, doubt=why.YEAR_AND_MONTH),)


def month_year(match: Match[str]) -> tuple[Piece, ...]:
    """06/2024."""
    return (Period(Grain.MONTH, int(match["year"]), int(match["month"]), doubt=why.YEAR_AND_MONTH),)


def short_date(_: Match[str]) -> tuple[Piece, ...]:
    """20/11/23 does not say which number is the year."""
    return (Period(Grain.DAY, fault=why.TWO_DIGITS),)


NUMERIC_TERMS = (
    term(
        "figures-apart",
        r"(?<![\w./-])(?P<first>[12]\d{3}([./])\d{1,2}(?:\2\d{1,2})?) ?- ?(?=[12]\d{3}\2\d)",
        lambda match: (match["first"] + " - ",),
    ),
    term(
        "year-month-day",
        r"(?<![\w./-])(?P<year>[12]\d{3}) ?(?P<mark>[-/.]) ?(?P<month>\d{1,2}) ?(?P=mark) ?(?P<day>\d{1,2})(?!"
        r"[a-su-z\d%]|[./-]\d)",
        year_month_day,
    ),
    term(
        "compact",
        r"(?<![\w./-])(?P<year>(?:19|20)\d\d)(?P<month>\d\d)(?P<day>\d\d)(?![\w%]|[.,/-]\d|[吨元个家户万亿人])",
        year_month_day,
    ),
    term(
        "day-month-year",
        r"(?<![\w./-])(?P<day>\d{1,2})(?P<mark>[-/.])(?P<month>\d{1,2})(?P=mark)(?P<year>[12]\d{3})" + RIGHT,
        day_month_year,
    ),
    term("short-date", r"(?<![\w./-])\d{1,2}(?P<mark>[-/.])\d{1,2}(?P=mark)\d{2}" + RIGHT, short_date),
    term(
        "year-month",
        r"(?<![\w./-])(?P<year>(?:19|20)\d\d)(?P<mark>[-/.])(?P<month>\d{1,2})(?:月份?)?" + RIGHT,
        year_month,
    ),
    term(
        "month-year",
        r"(?<![\w./-])(?P<month>(?:0?[1-9]|1[0-2])(?=[/-])|(?:0[1-9]|1[0-2])(?=\.))[-/.](?P<year>(?:19|20)\d\d)"
        + RIGHT,
        month_year,
    ),
)
