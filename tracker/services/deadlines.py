"""Reading deadline words: a proposal with its reasoning, by the policy of the source."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from tracker.domain.deadline import Policy, Precision, Reading, read
from tracker.kit.errors import Invalid
from tracker.kit.text import text, to_data

POLICIES = {
    policy.slug: policy
    for policy in (
        Policy(),
        Policy(slug="start-of-period", by_year="start"),
        Policy(slug="end-of-year", before_year="end"),
    )
}
"""The policies a source may name; rule packs will bring their own."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the words were found to mean; nothing of it is in the register until it is registered or confirmed."""

    reading: Reading
    next_day: date | None


def policy(slug: str) -> Policy:
    """The policy of that name; raises Invalid."""
    found = POLICIES.get(slug)
    if found is None:
        raise Invalid(
            text("There is no policy “{slug}” for reading deadlines.", slug=slug),
            hint=text("Known are: {names}.", names=", ".join(sorted(POLICIES))),
        )
    return found


def propose(words: str, *, anchor: date | None, published: date | None, today: date) -> Proposal:
    """Read ``words`` as they would be read at registration on ``today``, changing nothing.

    Whoever states no day of the source speaks today: a year that the words leave out is counted from there.
    """
    told = published or today
    reading = read(words, anchor=anchor, published=told, registered=today)
    return Proposal(reading, next_instance(reading, told))


def next_instance(reading: Reading, after: date) -> date | None:
    """The next last on-time day of a recurring duty on or after a day."""
    return reading.recurrence.next_after(after) if reading.recurrence else None


def due_columns(reading: Reading, *, context: tuple[date, str] | None) -> dict[str, Any]:
    """The columns of a commitment that keep a deadline: the words, the day, and how it was found."""
    day, words = context or (reading.context_day, "")
    return {
        "due_words": reading.words,
        "last_day": reading.last_day,
        "not_before": reading.not_before,
        "precision": str(reading.precision),
        "policy": reading.policy,
        "due_certain": int(reading.certain),
        "due_reasons": [to_data(reason) for reason in reading.reasons] if reading.words else [],
        "recurrence": _recurrence(reading),
        "event": reading.event,
        "context_day": day,
        "context_words": words,
        # Where the words leave the day open, the first day is the one that a person confirms.
        "first_day": reading.last_day if reading.certain else None,
    }


def _recurrence(reading: Reading) -> dict[str, Any] | None:
    found = reading.recurrence
    return {"every": found.every, "month": found.month, "day": found.day} if found else None


NO_WORDS = Reading(
    words="",
    precision=Precision.NONE,
    last_day=None,
    not_before=None,
    context_day=None,
    policy="",
    certain=False,
    reasons=(),
)


def stated(
    words: str,
    *,
    by: Policy,
    anchor: date | None,
    published: date | None,
    registered: date,
    words_only: bool = False,
) -> Reading:
    """The reading of a source's words; of no words, nothing, and with ``words_only`` no day."""
    if not words:
        return NO_WORDS
    if words_only:
        kept = text("A person kept the words alone; no day was read from them.")
        return replace(NO_WORDS, words=words, policy=by.slug, reasons=(kept,))
    return read(words, policy=by, anchor=anchor, published=published, registered=registered)
