"""Packs applied to facts: which flags stand on a day, since when, and why."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from hashlib import sha256
from typing import Any

from tracker.domain.commitment import Facts
from tracker.domain.flags import Flag
from tracker.kit.text import Text, text
from tracker.query.tree import Node
from tracker.query.windows import Anchor, Window, anchored, next_change
from tracker.rules.schema import Pack, Spoken


@dataclass(frozen=True, eq=False)
class Packs:
    """The rules that are applied together, worst first; ``digest`` tells whether two are the same."""

    packs: tuple[Pack, ...]

    @classmethod
    def of(cls, packs: Iterable[Pack]) -> "Packs":
        """Packs in the order of their ranks."""
        return cls(tuple(sorted(packs, key=lambda pack: (pack.rank, pack.slug))))

    @cached_property
    def windows(self) -> tuple[Window, ...]:
        """The windows of all rules."""
        return tuple(window for pack in self.packs for window in pack.windows)

    @cached_property
    def digest(self) -> str:
        """One hash over all of them, in hexadecimal."""
        lines = "".join(f"{pack.slug} {pack.sha256}\n" for pack in sorted(self.packs, key=lambda pack: pack.slug))
        return sha256(lines.encode()).hexdigest()

    @cached_property
    def by_rule(self) -> Mapping[str, Pack]:
        """Rule → its pack, worst first."""
        return {pack.slug: pack for pack in self.packs}

    @cached_property
    def filters(self) -> tuple[Node, ...]:
        """Every condition that any of them puts to facts, each once."""
        spoken = (choice.where for pack in self.packs for reason in pack.reasons for choice in reason)
        return tuple(dict.fromkeys([*(window.where for window in self.windows), *spoken]))


@lru_cache(maxsize=8_192)
def flags(packs: Packs, facts: Facts, *, day: date) -> tuple[Flag, ...]:
    """Every flag that stands on the local day ``day``, worst first, with its reasons.

    Remembered, since the same lists are looked at again and again; equal facts have equal flags.
    """
    found = []
    for pack in packs.packs:
        since = stands_since(pack, facts, day=day)
        if since is not None:
            found.append(flag(pack, facts, day=day, since=since))
    return tuple(found)


def flag(pack: Pack, facts: Facts, *, day: date, since: date) -> Flag:
    """The flag of a rule that is known to stand since a day; what it means is the reason where no other applies."""
    reasons = tuple(_reasons(pack, facts, values_of(facts, day=day, since=since)))
    return Flag(pack.slug, since, reasons or (pack.meaning,), pack.title, pack.shape)


def stands_since(pack: Pack, facts: Facts, *, day: date) -> date | None:
    """The first day of the flag, None where it does not stand on ``day``; the same as ``windows.standing`` says.

    Days are compared before the filter is asked, which is dearer; a static filter does not look at the day.
    """
    first: date | None = None
    for window in pack.windows:
        begins = window.begins.day(facts)
        if begins is None or day < begins or (first is not None and first <= begins):
            continue
        if any(end <= day for edge in window.ends if (end := edge.day(facts)) is not None):
            continue
        if window.check(facts, day):
            first = begins
    return first


def changes_next(pack: Pack, facts: Facts, *, day: date) -> date | None:
    """The first day after ``day`` on which time alone changes the flag, None where it never does."""
    return next_change(pack.windows, facts, day=day)


def values_of(facts: Facts, *, day: date, since: date) -> dict[str, Any]:
    """What the places of a sentence stand for; None where there is nothing to say."""
    due, heard = anchored(Anchor.DUE, facts), anchored(Anchor.HEARD, facts)
    stated = facts.stated_size
    return {
        "words": facts.due_words or None,
        "due": due,
        "first_due": facts.first_day,
        "day": day,
        "late": _positive(due, day),
        "left": _positive(day, due),
        "lead": _positive(since, due),
        "since": since,
        "heard": heard,
        "quiet": _positive(heard, day),
        "allowed": _positive(heard, since),
        "review": facts.review_day,
        "context": facts.context_day,
        "owner_words": facts.owner_words or None,
        "done": facts.done_on,
        "registered": facts.registered_on,
        "stated": stated,
        "entered": None if stated is None else facts.entered,
        "missing": None if stated is None or stated <= facts.entered else stated - facts.entered,
    }


def failures(pack: Pack) -> Iterator[tuple[tuple[str | int, ...], Text]]:
    """Where in the pack an example is not as it says, and what came out instead."""
    for number, example in enumerate(pack.examples):
        facts = example.facts.facts()
        for place, expected in enumerate(example.expect):
            where = ("examples", number, "expect", place)
            since = stands_since(pack, facts, day=expected.day)
            if since is None:
                if expected.flagged:
                    yield where, text("the example is not flagged on {day}", day=expected.day)
            elif not expected.flagged:
                yield where, text("the example is flagged on {day}, since {since}", day=expected.day, since=since)
            elif expected.since not in (None, since):
                yield where, text("the example is flagged since {since}", since=since)
            elif not list(_reasons(pack, facts, values_of(facts, day=expected.day, since=since))):
                yield where, text("the example is flagged on {day}, but no reason applies", day=expected.day)


def _reasons(pack: Pack, facts: Facts, values: Mapping[str, Any]) -> Iterator[Text]:
    for choices in pack.reasons:
        for choice in choices:
            if _applies(choice, facts, values):
                yield Text(choice.en, {name: values[name] for name in choice.places}, choice.zh)
                break


def _applies(choice: Spoken, facts: Facts, values: Mapping[str, Any]) -> bool:
    for name in choice.places:
        if values[name] is None:
            return False
    return choice.check(facts, values["day"])


def _positive(first: date | None, last: date | None) -> int | None:
    """The calendar days from one day to another, None where there are none."""
    if first is None or last is None or last <= first:
        return None
    return (last - first).days
