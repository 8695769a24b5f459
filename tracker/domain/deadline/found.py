"""A day or a period found in the words, as a finding: precision, rule, and every doubt in a sentence."""

import re
from datetime import date, timedelta
from re import Match

from tracker.domain.deadline import why
from tracker.domain.deadline.grammar import Finding, Kind, Scene
from tracker.domain.deadline.period import Grain, Period, Settled
from tracker.domain.deadline.reading import Precision
from tracker.kit.text import Text, text

ONE_DAY = timedelta(days=1)
PRECISION = {
    Grain.DAY: Precision.DAY,
    Grain.TEN_DAYS: Precision.DAY,
    Grain.MONTH: Precision.MONTH,
    Grain.FIRST_MONTHS: Precision.MONTH,
    Grain.QUARTER: Precision.QUARTER,
    Grain.HALF_YEAR: Precision.HALF_YEAR,
    Grain.YEAR: Precision.YEAR,
    Grain.PLAN: Precision.YEAR,
}
COUNTED = re.compile(r" (?!(?:this|has|was|is|its|us|across|always|thus|plus|as)\b)([a-z]{3,}s|people)\b", re.ASCII)
REST = re.compile(r"[^\s\x01.,:;()!?。、'-]", re.ASCII)


def found_day(
    scene: Scene, match: Match[str], settled: Settled, name: str, last: date, reasons: tuple[Text, ...],
    *, certain: bool = True, first: date | None = None,
) -> Finding:  # fmt: skip
    """A day read, with what the source's day gave and what is doubtful added to the reasons."""
    period, more = settled.period, list(reasons)
    marks: tuple[str, ...] = ()
    if settled.inferred:
        certain, marks = False, ("inferred-year",)
        more.append(_inferred(scene, match, settled))
    elif period.relative is not None:
        more.append(
            text(
                "“{words}” counts from the day of the source, {published}.",
                words=scene.words(match),
                published=scene.published,
            )
        )
    if period.doubt is not None:
        certain = False
        more.append(why.doubtful(scene.words(match), period.doubt))
    if period.weekday is not None and settled.last.isoweekday() != period.weekday:
        certain = False
        more.append(
            text("The day of the week in “{words}” does not fit {day}.", words=scene.words(match), day=settled.last)
        )
    counted = COUNTED.match(match.string, match.end()) if period.bare else None
    if counted is not None:
        certain = False
        more.append(
            text("“{words}” may count the {things} and be no year.", words=scene.words(match), things=counted[1])
        )
    return Finding(
        Kind.DATE, f"{name}-{'end-of-' if period.end and period.grain is not Grain.DAY else ''}{period.grain}",
        tuple(more), scene.at(match), precision_of(period), last, first, certain=certain, marks=marks, dated=True,
    )  # fmt: skip


def plan_period(scene: Scene, match: Match[str], settled: Settled, *, certain: bool = True) -> Finding:
    """A plan period is a period, not a due day (DOMAIN.md 5); its last day is shown as context only."""
    reason = text(
        "“{words}” is a period from {first} to {day}, not a due day.",
        words=scene.words(match), first=settled.first, day=settled.last,
    )  # fmt: skip
    return Finding(
        Kind.PLAN, "plan-period", (reason,), scene.at(match), Precision.RANGE,
        not_before=settled.first, context_day=settled.last, certain=certain,
    )  # fmt: skip


def precision_of(period: Period) -> Precision:
    """What the grain of a period is called in a reading; the first three quarters end with a quarter."""
    if period.grain is Grain.FIRST_MONTHS and (period.number or 0) % 3 == 0:
        return Precision.QUARTER
    return PRECISION[period.grain]


def _inferred(scene: Scene, match: Match[str], settled: Settled) -> Text:
    if settled.rolled:
        return text(
            "“{words}” has no year; in the year of the source ({published}) the day had passed, so the next is taken.",
            words=scene.words(match), published=scene.published,
        )  # fmt: skip
    return text(
        "“{words}” has no year; it is taken from the day of the source, {published}.",
        words=scene.words(match), published=scene.published,
    )  # fmt: skip
