"""Days and months in English: 30 June 2025, June 30, 26 to 28 February, mid-June, May next year."""

from dataclasses import replace
from re import Match

from tracker.domain.deadline import why
from tracker.domain.deadline.grammar import term
from tracker.domain.deadline.line import Piece
from tracker.domain.deadline.period import Grain, Period

Pieces = tuple[Piece, ...]
NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
PARTS = {"early": 1, "mid": 2, "late": 3, "first": 1, "second": 2, "third": 3, "last": 3}

_UNSAFE = r"(?:may|march|mar\.?)\b(?! (?:be|have|not|also|only|well|include|require|take|need|continue|the|a|on|in)\b)"
_LONG = "january|february|april|june|july|august|september|october|november|december"
_SHORT = "jan|feb|apr|jun|jul|aug|sept|sep|oct|nov|dec"
_SAFE = rf"(?:{_LONG}|(?:{_SHORT})\b\.?)(?![a-z])"
_MONTH = rf"(?P<month>(?:{_LONG}|march|may|(?:{_SHORT}|mar)\b\.?)(?![a-z]))"
YEAR = r"(?P<year>[12]\d{3})(?![\w%]|[.,/]\d|-\d)"
REL = (
    r"(?P<rel>this|next|last|the current|the coming|the next|the present|the last|the previous)"
    r" (?:calendar )?year(?![\w-])"
)
OF = (
    rf"(?:(?:(?P<comma>,)? ?(?:of |in )?(?:the year )?|-){YEAR}"
    r"(?(comma)(?! (?!(?:this|has|was|is)\b)(?:[a-z]{3,}s|people)\b))"
    rf"|,? (?:of |in )?{REL}| (?:of|in) the year\b(?! \d))"
)
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?(?![\d%]|[.:]\d)"
_TO_DAY = (
    r"(?P<join> ?(?:-|to|until|till|through|and|or|,|&) ?)(?:the )?(?P<until>\d{1,2})(?:st|nd|rd|th)?(?![\d%]|[.:]\d)"
)
LEFT = r"(?<![\w.,/'])(?<!\d-)"


def placed(period: Period, match: Match[str]) -> Period:
    """The period in the year stated, or in this or the next year."""
    groups = match.groupdict()
    if groups.get("year"):
        return replace(period, year=int(groups["year"]))
    if groups.get("rel"):
        gone = any(word in groups["rel"].lower() for word in ("last", "previous"))
        offset = -1 if gone else int("next" in groups["rel"].lower() or "coming" in groups["rel"].lower())
        return replace(period, relative=("year", offset))
    return period


def _month(match: Match[str]) -> int:
    return NAMES.index(match["month"][:3].lower()) + 1


def _a_day(match: Match[str]) -> Pieces:
    return (placed(Period(Grain.DAY, number=_month(match), day=int(match["day"])), match),)


def _days(match: Match[str]) -> Pieces:
    """26 to 28 February: two days that share a month."""
    first = Period(Grain.DAY, number=_month(match), day=int(match["day"]))
    last = replace(first, day=int(match["until"]))
    return (placed(first, match), f" {match['join'].strip()} ", placed(last, match))


def _short_year(_: Match[str]) -> Pieces:
    return (Period(Grain.DAY, fault=why.TWO_DIGITS),)


def _ten_days(match: Match[str]) -> Pieces:
    return (placed(Period(Grain.TEN_DAYS, number=_month(match), day=PARTS[match["part"].lower()]), match),)


def _a_month(match: Match[str]) -> Pieces:
    return (placed(Period(Grain.MONTH, number=_month(match)), match),)


DATE_TERMS = (
    term("days", rf"{LEFT}{_DAY}{_TO_DAY}(?: day)?(?: of)? ?{_MONTH}{OF}?", _days),
    term("days-after-month", rf"\b{_MONTH} (?:the )?{_DAY}{_TO_DAY}{OF}?(?! ?{_SAFE})", _days),
    term("short-year", rf"{LEFT}{_DAY}[ -](?:of )?{_MONTH}[ ,-]{{1,2}}'?\d{{2}}(?![\w:%]| ?[ap]\.?m)", _short_year),
    term("day", rf"{LEFT}{_DAY}(?: day)?[ -]?(?:of )?{_MONTH}{OF}?", _a_day),
    term("year-first", rf"{LEFT}(?P<year>[12]\d{{3}}),? {_MONTH} {_DAY}(?! ?(?:[a-z]{{3}}))", _a_day),
    term("day-after-month", rf"\b{_MONTH} (?:the )?{_DAY}(?! ?[ap]\.?m\b){OF}?", _a_day),
    term("ten-days", rf"\b(?P<part>early|mid|late)[- ](?:in )?{_MONTH}{OF}?", _ten_days),
    term("ten-days-of", rf"\b(?:the )?(?P<part>first|second|third|last) ten days of {_MONTH}{OF}?", _ten_days),
    term("month-short-year", rf"\b{_MONTH}(?: ?'|-)\d{{2}}(?![\w:%-])", _short_year),
    term("month-and-year", rf"\b(?:the month of )?{_MONTH}{OF}", _a_month),
    term("month", rf"\b(?:the month of )?(?P<month>{_SAFE})", _a_month),
    term(
        "month-like-verb",
        r"(?:(?<=by )|(?<=in )|(?<=of )|(?<=end )|(?<=end-)|(?<=before )|(?<=until )|(?<=till )|(?<=to )"
        r"|(?<=from )|^(?=(?:may|march|mar)\W*$)|(?<=every )|(?<=each )|(?<=than )|(?<=between )"
        rf"|(?<=during ))(?P<month>{_UNSAFE})",
        _a_month,
    ),
)
