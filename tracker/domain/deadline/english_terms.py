"""Longer periods in English: Q3 2024, the second half of next year, year-end, Five-Year Plans, every quarter."""

from re import Match

from tracker.domain.deadline import why
from tracker.domain.deadline.english_dates import DATE_TERMS, LEFT, OF, REL, YEAR, Pieces, placed
from tracker.domain.deadline.grammar import term
from tracker.domain.deadline.period import Every, Grain, Period

ORDINALS = {
    word: number
    for number, words in {1: "first 1st", 2: "second 2nd", 3: "third 3rd", 4: "fourth 4th last final"}.items()
    for word in words.split()
}
TEENS = ("eleven", "twelf", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen")
UNITS = {
    start: unit
    for unit, starts in {
        "year": "ann year 12 twelve",
        "half_year": "half semi six 6 twice",
        "quarter": "quarter three 3",
        "month": "month",
        "week": "week",
    }.items()
    for start in starts.split()
}
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_N = r"(?P<n>first|second|third|fourth|1st|2nd|3rd|4th)"


def _quarter(match: Match[str]) -> Pieces:
    number = ORDINALS.get(match["n"].lower()) or int(match["n"])
    return (placed(Period(Grain.QUARTER, number=number), match),)


def _half(match: Match[str]) -> Pieces:
    number = ORDINALS.get(match["n"].lower()) or int(match["n"])
    return (placed(Period(Grain.HALF_YEAR, number=number), match),)


def _first_months(match: Match[str]) -> Pieces:
    number = {"t": 3, "3": 3, "s": 6, "6": 6, "n": 9, "9": 9}[match["n"][0].lower()]
    return (placed(Period(Grain.FIRST_MONTHS, number=number), match),)


def _plan(match: Match[str]) -> Pieces:
    stated = match["n"].lower()
    number = (
        int(stated) if stated.isdecimal() else next(at for at, teen in enumerate(TEENS, 11) if stated.startswith(teen))
    )
    return (Period(Grain.PLAN, number=number),)


def _near(match: Match[str]) -> Pieces:
    """This month, next quarter; "the end of the month" leaves unsaid which."""
    stated = (match["rel"] or "").lower()
    offset = -1 if "last" in stated or "previous" in stated else int("next" in stated or "coming" in stated)
    grain = Grain(match["unit"].lower())
    period = Period(grain, relative=(grain.value, offset), implied=not stated)
    return (period,)


def _year_end(match: Match[str]) -> Pieces:
    return (placed(Period(Grain.YEAR, end=True), match),)


def _part_of_year(match: Match[str]) -> Pieces:
    """Mid-2025 is taken as the end of June, with doubt; early and late 2025 name no day."""
    if match["part"].lower() == "mid":
        return (placed(Period(Grain.HALF_YEAR, number=1, end=True, doubt=why.MIDDLE_OF_YEAR), match),)
    return (placed(Period(Grain.YEAR, fault=why.VAGUE_PART), match),)


def _a_year(match: Match[str]) -> Pieces:
    return (placed(Period(Grain.YEAR), match),)


def _bare_year(match: Match[str]) -> Pieces:
    return (Period(Grain.YEAR, int(match["year"]), bare=True),)


def _every(match: Match[str]) -> Pieces:
    stated = match["unit"].lower()
    return (Every(next((unit for start, unit in UNITS.items() if stated.startswith(start)), None)),)


def _every_weekday(match: Match[str]) -> Pieces:
    return (Every("week", DAYS.index(match["day"].lower()) + 1),)


def _financial(_: Match[str]) -> Pieces:
    return (Period(Grain.YEAR, fault=why.FINANCIAL_YEAR),)


def _pair(_: Match[str]) -> Pieces:
    return (Period(Grain.YEAR, fault=why.YEAR_PAIR),)


FINANCIAL_TERMS = (
    term(
        "financial",
        r"\b(?:the )?(?:(?:\d{4}(?:[-/]\d{2,4})? |Q[1-4](?: of)? ?|H[12](?: of)? ?|first quarter of "
        r"|end of )(?:the )?)?(?:FY|fiscal(?: year)?|financial year|tax year|school year|academic year"
        r"|budget year)[ -]?'?(?:\d{4}|\d\d)?(?:[-/]\d{2,4})?(?!\w)",
        _financial,
    ),
)
REPEATS_AND_PLANS = (
    term(
        "every-once",
        r"\b(?:at least )?once (?:a|per|every|each|in every) (?P<unit>year|quarter|month|week|half[- ]year)\b",
        _every,
    ),
    term("every-twice", r"\b(?P<unit>twice) (?:(?:a|per|every|each) year|yearly|annually)\b", _every),
    term(
        "every-weekday",
        r"\b(?:every|each) (?P<day>mon|tue|wed|thu|fri|sat|sun)(?:s|nes|rs|ur)?day\b",
        _every_weekday,
    ),
    term("every-n", r"\bevery (?P<unit>(?:six|6|three|3|twelve|12) months)\b", _every),
    term(
        "every-odd",
        r"\b(?:every|each) (?P<unit>(?:[a-z]{3,7}|\d{1,3}) (?:years|months|weeks|days)|other (?:year|month|week"
        r"|day)|second (?:year|month|week)|(?:working |business )?day)\b(?! of)",
        lambda _: (Every(None),),
    ),
    term(
        "every",
        r"\b(?:every|each)(?: and every)?(?: single)? (?:calendar )?(?P<unit>year|half[- ]year|quarter|month"
        r"|week)\b(?!-(?!end))",
        _every,
    ),
    term(
        "every-adverb",
        r"\b(?:on an? )?(?P<unit>annually|yearly|half[- ]yearly|semi-?annually|quarterly|monthly|weekly"
        r"|annual(?= basis|$))\b(?: basis)?",
        _every,
    ),
    term(
        "every-uncounted",
        r"\b(?:daily|fortnightly|bi-?annually|bi-?ennially|bi-?monthly|bi-?weekly)\b",
        lambda _: (Every(None),),
    ),
    term(
        "day-of-every",
        r"\b(?:day )?(?P<n>\d{1,2})(?:st|nd|rd|th)?(?: day| calendar day)?(?= of ¤)",
        lambda match: (Period(Grain.DAY, day=int(match["n"])),),
    ),
    term(
        "every-day",
        r"(?P<lead>¤,? (?:by|on|before) (?:the )?)(?P<n>\d{1,2})(?:st|nd|rd|th)\b(?: day)?(?! of"
        r"| [jfmasond][aepuco])",
        lambda match: (match["lead"], Period(Grain.DAY, day=int(match["n"]))),
    ),
    term("pair", rf"{LEFT}[12]\d{{3}} ?/ ?(?:\d{{4}}|\d{{2}})(?![\w/])", _pair),
    term(
        "plan",
        r"\b(?:the )?(?:(?:country|china|nation)'s |national )?(?P<n>1[1-8](?=th|[ -])|(?:eleven|twelf|thirteen"
        r"|fourteen|fifteen|sixteen|seventeen|eighteen)(?=th))(?:th)?[- ](?:(?:five|5)[- ]years?(?:[- ](?:plan"
        r"|planning|programme))?|FYP)\b(?:'s)?(?: period)?",
        _plan,
    ),
)
PERIOD_TERMS = (
    term("year-quarter", rf"{LEFT}(?P<year>[12]\d{{3}})[ -]?Q(?P<n>[1-4])(?!\w)", _quarter),
    term("year-half", rf"{LEFT}(?P<year>[12]\d{{3}})[ -]?H(?P<n>[12])(?!\w)", _half),
    term("first-months", rf"\b(?:the )?first (?P<n>three|3|six|6|nine|9) months{OF}", _first_months),
    term(
        "half-figure",
        rf"{LEFT}(?:H(?P<n>[12])|(?P<m>[12])H)(?!\w){OF}?",
        lambda match: (placed(Period(Grain.HALF_YEAR, number=int(match["n"] or match["m"])), match),),
    ),
    term("quarter-figure", rf"\bQ(?P<n>[1-4])(?!\w){OF}?", _quarter),
    term("quarter", rf"\b(?:the )?{_N} quarter(?!s|ly|-?final){OF}?", _quarter),
    term("quarter-last", rf"\b(?:the )?(?P<n>last|final) quarter{OF}", _quarter),
    term("quarter-number", rf"\bquarter (?P<n>[1-4])(?!\w){OF}?", _quarter),
    term("half", rf"\b(?:the )?(?P<n>first|second|1st|2nd) half(?:[- ]year)?(?!-|ly){OF}?", _half),
    term(
        "near",
        r"\b(?P<rel>this|next|the current|the coming|the next|the present|last|the last"
        r"|the previous) (?P<unit>month|quarter)(?![\w-])",
        _near,
    ),
    term(
        "near-end",
        r"(?:(?<=end of )|(?<=end of the )|(?<=within the )"
        r"|(?<=during the ))(?P<rel>current )?(?:the )?(?P<unit>month|quarter)(?!-|\w| (?:of|after|following"
        r"|in which))",
        _near,
    ),
    term("near-end-word", r"\b(?:the )?(?P<rel>)(?P<unit>month|quarter)[- ]end\b", _near),
    term("year-its-end", rf"{LEFT}{YEAR} year[- ]end\b", _year_end),
    term(
        "year-end",
        r"\b(?:(?:the )?(?:calendar )?year[- ]end|(?:the )?year's end|end[- ]of[- ]year|end[- ]year|EOY"
        rf"|YE(?= ?\d))(?:[ ,]{{0,2}}(?:of )?{YEAR})?(?!\w)",
        _year_end,
    ),
    term("year-end-relative", rf"\b{REL}'s end\b", _year_end),
    term("part-of-year", rf"\b(?P<part>early|mid|late)[- ](?:in )?(?:{YEAR}|{REL})", _part_of_year),
    term("mid-year", r"\b(?P<part>mid)[- ]?year\b", _part_of_year),
    term(
        "years",
        rf"{LEFT}(?P<a>[12]\d{{3}}) ?- ?(?P<b>[12]\d{{3}})(?![\w%]|[.,/-]\d)",
        lambda match: (
            Period(Grain.YEAR, int(match["a"]), bare=True),
            "-",
            Period(Grain.YEAR, int(match["b"]), bare=True),
        ),
    ),
    term("the-year", rf"\b(?:the )?(?:(?:calendar )?year|CY) ?{YEAR}", _a_year),
    term("relative-year", rf"\b{REL}", _a_year),
    term(
        "within-the-year",
        r"(?:(?<=end of )|(?<=within )|(?<=during )|(?<=in the course of )"
        r"|(?<=close of ))the (?:calendar )?year(?![\w-]| (?:of|after|following|in which))",
        _a_year,
    ),
    term("bare-year", rf"{LEFT}{YEAR}", _bare_year),
)
ENGLISH_TERMS = REPEATS_AND_PLANS + DATE_TERMS + PERIOD_TERMS
