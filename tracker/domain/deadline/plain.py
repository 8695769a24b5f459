"""Builders for words that give no day of their own, and the sentences that say so."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from re import Match

from tracker.domain.deadline import why
from tracker.domain.deadline.grammar import Build, Finding, Kind, Scene, unread
from tracker.domain.deadline.reading import Precision
from tracker.kit.text import Text, text


def _builder(kind: Kind, sentence: Callable[[str], Text], **more: object) -> Build:
    """A builder whose findings differ only in their words."""

    def build(scene: Scene, match: Match[str], name: str) -> Finding:
        found = Finding(kind, name, (sentence(scene.words(match)),), scene.at(match))
        return replace(found, **more)  # type: ignore[arg-type]

    return build


vague = _builder(
    Kind.VAGUE, lambda words: text("“{words}” gives no day; it needs a review day.", words=words), certain=False
)
past = _builder(Kind.PAST, why.speaks_of_the_past, certain=False)
compared = _builder(
    Kind.COMPARED, lambda words: text("“{words}” is what is compared with, not a deadline.", words=words), certain=False
)
named = _builder(Kind.NAME, why.looks_like_a_name, certain=False)
moved = _builder(
    Kind.MOVED, lambda words: text("“{words}” says that a deadline was moved or goes on.", words=words), certain=False
)
denied = _builder(
    Kind.MOVED, lambda words: text("“{words}” may deny the day that follows.", words=words), certain=False
)
undated = _builder(Kind.UNDATED, lambda words: text("“{words}” says that there is no day.", words=words), certain=False)
context = _builder(
    Kind.CONTEXT,
    lambda words: text("“{words}”: a day taken from there is shown, but is no deadline until confirmed.", words=words),
    certain=False,
)
softened = _builder(
    Kind.SOFT,
    lambda words: text("“{words}” makes the promise softer, so a person must confirm the day.", words=words),
    certain=False, marks=("softened",),
)  # fmt: skip
clock = _builder(
    Kind.CLOCK,
    lambda words: text("The hour in “{words}” is not kept; the register counts whole days.", words=words),
    certain=False,
)  # fmt: skip
long_term = _builder(
    Kind.LONG_TERM,
    lambda words: text("“{words}” is long-term: there is no last day; it needs a review day.", words=words),
    precision=Precision.LONG_TERM,
)  # fmt: skip
future = _builder(
    Kind.FUTURE, lambda words: text("“{words}” is a stretch of time ahead with no last day stated.", words=words),
    precision=Precision.RANGE,
)  # fmt: skip
neutral = _builder(Kind.NEUTRAL, lambda words: text("“{words}” is not a time.", words=words))


def named_if_bare(scene: Scene, match: Match[str], name: str) -> Finding | None:
    """The 2030 Agenda, Horizon 2020: only a bare number can be a part of a name."""
    period = scene.period(match)
    return named(scene, match, name) if period is not None and period.bare else None


def event(scene: Scene, match: Match[str], name: str) -> Finding:
    """Once approved, 批准后: waits for an event; no day may be shown until it is recorded (seed-facts.md, 21)."""
    words = scene.words(match, "event" if match.groupdict().get("event") else 0)
    reason = text("The deadline waits for an event, “{words}”; no day is read until it has happened.", words=words)
    return Finding(
        Kind.EVENT, name, (reason,), scene.at(match), Precision.EVENT, event=words,
        certain=name == "event",
    )  # fmt: skip


def immediate(scene: Scene, match: Match[str], name: str) -> Finding:
    """立行立改, at once (INTERFACE.md, "前."): some days after registration, by policy and unconfirmed."""
    words, days, last = scene.words(match), scene.policy.immediate_days, None
    if scene.registered is None:
        reason = text("“{words}” counts from the day of registration, which is not known.", words=words)
    else:
        last = scene.registered + timedelta(days=days)
        reason = text(
            "“{words}” is given {days} days from registration by policy: {day}.", words=words, days=days, day=last
        )
    at = scene.at(match)
    return Finding(Kind.IMMEDIATE, name, (reason,), at, Precision.IMMEDIATE, last, certain=False)


def kept(reason: Text, *, dated: bool = False) -> Build:
    """A builder for time words that are kept unread, each with its why."""

    def build(scene: Scene, match: Match[str], name: str) -> Finding:
        return unread(scene, match, name, reason, dated=dated)

    return build
