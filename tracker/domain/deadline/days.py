"""Builders for words that name a day or a period: by, before, in, until, and the period alone."""

import re
from dataclasses import replace
from re import Match

from tracker.domain.deadline import why
from tracker.domain.deadline.found import COUNTED, ONE_DAY, REST, found_day, plan_period
from tracker.domain.deadline.grammar import Finding, Kind, Scene, not_read, unread
from tracker.domain.deadline.line import MASK
from tracker.domain.deadline.period import YEARS, Grain, Period
from tracker.kit.text import Text, text

_JOINED = re.compile(
    r"(?:\b(?:and|or|to|then|but|not|now|later|was|were)|[,;/&+>→、和或及-]|[\x00\x01]) ?$", re.IGNORECASE | re.ASCII
)


def by(scene: Scene, match: Match[str], name: str) -> Finding | None:
    """By, 到, 底前: the last day of the period counts (DOMAIN.md 5); a year alone follows the source's policy."""
    period = scene.period(match)
    if period is None or _a_name(match, period):
        return None
    settled = scene.settled(period)
    if isinstance(settled, Text):
        return not_read(scene, match, period, settled)
    if period.grain is Grain.PLAN and not period.end:
        return plan_period(scene, match, settled, certain=False)
    words, last, where = scene.words(match), settled.last, settled.name
    if period.grain is Grain.DAY:
        reason = text("“{words}” includes the day itself, {day}.", words=words, day=last)
    elif period.grain is Grain.YEAR and not period.end and scene.policy.by_year == "start":
        last = settled.first - ONE_DAY
        reason = text(
            "“{words}” is read as before {period} begins, by the policy of the source: {day}.",
            words=words, period=where, day=last,
        )  # fmt: skip
    else:
        reason = text("“{words}” is read as the last day of {period}, {day}.", words=words, period=where, day=last)
    return found_day(scene, match, settled, name, last, (reason,))


def until(scene: Scene, match: Match[str], name: str) -> Finding | None:
    """Until, 截至: as "by", but how long something lasts or stands, so a person must look at a bare year."""
    found = by(scene, match, name)
    period = scene.period(match)
    if found is None or found.kind is not Kind.DATE or period is None:
        return found
    if name == "until" and (period.grain is not Grain.YEAR or period.end):
        return found
    doubt = text(
        "“{words}” may say how long something lasts or how it stood, not when it is due.", words=scene.words(match)
    )
    return replace(found, certain=False, reasons=(*found.reasons, doubt))


def before(scene: Scene, match: Match[str], name: str) -> Finding | None:
    """Before, 月前, 年前 (INTERFACE.md, "前."): the day before; a year is proposed by policy and left unconfirmed.

    Its rule is called "by" where a day with this word is included (12月31日前).
    """
    period = scene.period(match)
    if period is None or _a_name(match, period):
        return None
    if period.end or (name == "by" and period.grain is Grain.DAY):
        return by(scene, match, "by")
    settled = scene.settled(period)
    if isinstance(settled, Text):
        return not_read(scene, match, period, settled)
    words, last, name = scene.words(match), settled.first - ONE_DAY, "before"
    if period.grain is Grain.DAY:
        reason = text("“{words}” ends on the day before: {day}.", words=words, day=last)
        return found_day(scene, match, settled, name, last, (reason,))
    if period.grain is Grain.MONTH:
        reason = text(
            "“{words}” means before {period} begins, so the last day is {day}.",
            words=words, period=settled.name, day=last,
        )  # fmt: skip
        return found_day(scene, match, settled, name, last, (reason,))
    if scene.policy.before_year == "end":
        last = settled.last
    reason = text(
        "“{words}” may mean before {period} begins or by its end; the policy of the source proposes {day}.",
        words=words, period=settled.name, day=last,
    )  # fmt: skip
    return found_day(scene, match, settled, name, last, (reason,), certain=False)


def during(scene: Scene, match: Match[str], name: str) -> Finding | None:
    """In, 内, or the period alone: its last day, and its first as the day before which nothing is due."""
    period = scene.period(match)
    if period is None or _a_name(match, period):
        return None
    if period.end:
        return by(scene, match, "by")
    settled = scene.settled(period)
    if isinstance(settled, Text):
        return not_read(scene, match, period, settled)
    if period.grain is Grain.PLAN:
        return plan_period(scene, match, settled)
    words, last = scene.words(match), settled.last
    if period.grain is Grain.DAY:
        return found_day(scene, match, settled, name, last, (text("“{words}” names {day}.", words=words, day=last),))
    reason = text(
        "“{words}” covers {period}; the last day in time is {day}.", words=words, period=settled.name, day=last
    )
    return found_day(scene, match, settled, name, last, (reason,), first=settled.first)


def alone(scene: Scene, match: Match[str], name: str) -> Finding | None:
    """A calendar expression no word leads: certain in Chinese or at the head of the words; a number may be a name."""
    period = scene.period(match)
    if period is None:
        return None
    head = match.groupdict().get("head")
    titled = head is not None and MASK not in head and any(sign.isalpha() for sign in head)
    start = match.start() if titled else match.start("p")
    if period.bare and REST.search(match.string[:start] + match.string[match.end("p") :]):
        return _number(scene, match, period)
    found = during(scene, match, name)
    headed = head is not None or any("\u4e00" <= sign <= "\u9fff" for sign in scene.words(match, "p"))
    if found is None or found.kind is not Kind.DATE or titled or (headed and not period.bare):
        return found
    doubt = text("No word beside “{words}” says that it is a deadline.", words=scene.words(match, "p"))
    return replace(found, certain=False, reasons=(*found.reasons, doubt))


def _number(scene: Scene, match: Match[str], period: Period) -> Finding:
    """A number like a year with no word beside it: a second date after "and", else a part of a name."""
    words, at = scene.words(match, "p"), scene.at(match)
    if period.year not in YEARS:
        return Finding(Kind.NEUTRAL, "number", (text("“{words}” is not a time.", words=words),), at)
    if _JOINED.search(match.string[: match.start("p")]):
        return unread(scene, match, "not-read", why.NO_LEADING_WORD)
    return Finding(Kind.NAME, "name", (why.looks_like_a_name(words),), at, certain=False)


def _a_name(match: Match[str], period: Period) -> bool:
    """Whether a number after "the" is no year (by the 2030 Agenda)."""
    if not period.bare:
        return False
    unlikely = period.year not in YEARS and COUNTED.match(match.string, match.end())
    return bool(match.groupdict().get("the") or unlikely)
