"""Builders for words with two ends or only a beginning: from A to B, between, since, 起."""

from dataclasses import replace
from datetime import date
from re import Match

from tracker.domain.deadline import why
from tracker.domain.deadline.found import ONE_DAY, REST, found_day
from tracker.domain.deadline.grammar import Finding, Kind, Scene, not_read, unread
from tracker.domain.deadline.period import Grain, Period, Settled
from tracker.domain.deadline.reading import Precision
from tracker.kit.text import Text, text


def between(scene: Scene, match: Match[str], name: str) -> Finding | None:
    """From A to B: the last day of B counts; spans of whole years may be plan periods and need a person."""
    start, end = scene.period(match), scene.period(match, "q")
    if start is None or end is None:
        return None
    last = scene.settled(_sharing(end, start))
    first = scene.settled(_sharing(start, end))
    if isinstance(last, Settled) and start.yearless and not start.implied:
        first = scene.settled(replace(start, year=last.last.year))
        if isinstance(first, Settled) and first.first > last.last:
            first = scene.settled(replace(start, year=last.last.year - 1))
    for side in (last, first):
        if isinstance(side, Text):
            return not_read(scene, match, end, side)
    assert isinstance(first, Settled) and isinstance(last, Settled)  # noqa: S101 - told by the loop above
    beginning = _beginning(first)
    if beginning > last.last:
        return unread(scene, match, "not-read", why.BACKWARDS)
    reason = text(
        "“{words}” runs from {first} to {day}; the last day counts.",
        words=scene.words(match), first=beginning, day=last.last,
    )  # fmt: skip
    found = found_day(scene, match, last, name, last.last, (reason,), first=beginning)
    found = replace(found, rule=name, precision=Precision.RANGE)
    if start.doubt is not None and end.doubt is None:
        doubt = why.doubtful(scene.words(match), start.doubt)
        return replace(found, certain=False, reasons=(*found.reasons, doubt))
    if {start.grain, end.grain} <= {Grain.YEAR, Grain.PLAN}:
        doubt = text(
            "“{words}” is a span of years; a person must say whether its end is the due day.", words=scene.words(match)
        )
        return replace(found, certain=False, reasons=(*found.reasons, doubt))
    return found


def between_stated(scene: Scene, match: Match[str], name: str) -> Finding | None:
    """A to B in Chinese, unless both are numbers that may be no years."""
    start, end = scene.period(match), scene.period(match, "q")
    return None if start is None or end is None or (start.bare and end.bare) else between(scene, match, name)


def between_days(scene: Scene, match: Match[str], name: str) -> Finding | None:
    """A to B with no word before it: two numbers like years are more likely a name."""
    start, end = scene.period(match), scene.period(match, "q")
    rest = match.string[: match.start()] + match.string[match.end() :]
    if start is None or end is None or not (start.bare and end.bare and REST.search(rest)):
        return between(scene, match, name)
    reason = why.looks_like_a_name(scene.words(match))
    return Finding(Kind.NAME, "name", (reason,), scene.at(match), certain=False)


def not_before(scene: Scene, match: Match[str], name: str) -> Finding | None:
    """From, since, 起, 之后: when something begins; no last day follows from it."""
    period = scene.period(match)
    settled = scene.settled(period) if period is not None else None
    if settled is None or isinstance(settled, Text):
        first = None
    else:
        first = settled.last + ONE_DAY if name == "after" else _beginning(settled)
    reason = text("“{words}” says when something begins, not when it must be done.", words=scene.words(match))
    return Finding(Kind.START, name, (reason,), scene.at(match), Precision.RANGE, not_before=first, certain=False)


def _beginning(settled: Settled) -> date:
    """Where a span from this period begins: the end of it where the words say so."""
    return settled.last if settled.period.end else settled.first


def _sharing(period: Period, other: Period) -> Period:
    """A side of a span without its year takes that of the other side."""
    if not period.yearless or period.relative is not None:
        return period
    return replace(
        period, year=other.year, relative=other.relative if other.relative and other.relative[0] == "year" else None
    )
