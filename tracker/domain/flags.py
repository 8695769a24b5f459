"""Judgements that the clock and the register make about a commitment; always told the day."""

from dataclasses import dataclass
from datetime import date

from tracker.domain.commitment import OPEN, Facts, Work, clock_day, first_clock_day
from tracker.domain.deadline import Precision
from tracker.kit.text import Text, text


@dataclass(frozen=True, slots=True)
class Flag:
    """One thing that is the matter: the rule, the first day on which it was so, and why, in sentences.

    ``title`` is what the rule is called, ``shape`` the sign beside it; both as the pack in force says.
    """

    rule: str
    since: date
    reasons: tuple[Text, ...]
    title: Text
    shape: str


def is_overdue(facts: Facts, *, day: date) -> bool:
    """Whether the last on-time day has passed without a standing report of completion.

    ``day`` is the local day of the register's zone at the moment asked about. Completion counts from the day for
    which it is true, so a late completion was overdue until then (docs/reference.md, Meanings, Overdue).
    """
    due = clock_day(facts.work, facts.last_day, facts.stage_day)
    return due is not None and due < day and (facts.done_on is None or facts.done_on > day)


def is_first_overdue(facts: Facts, *, day: date) -> bool:
    """Whether it would be overdue had its first deadline never been moved (docs/domain.md, 7, question 6)."""
    due = first_clock_day(facts.work, facts.first_day, facts.stage_day)
    return due is not None and due < day and (facts.done_on is None or facts.done_on > day)


def days_late(facts: Facts, *, day: date) -> int:
    """Calendar days since the last on-time day; 0 unless overdue."""
    due = clock_day(facts.work, facts.last_day, facts.stage_day)
    return (day - due).days if due is not None and is_overdue(facts, day=day) else 0


def days_done_late(facts: Facts, *, day: date) -> int:
    """Calendar days from the last on-time day to that for which completion is reported; 0 unless that was later.

    Being overdue ends with the report (decision 5), that it was late stays a fact. What is reported for a day after
    ``day`` is not done yet.
    """
    due = clock_day(facts.work, facts.last_day, facts.stage_day)
    if due is None or facts.done_on is None or facts.done_on > day:
        return 0
    return max((facts.done_on - due).days, 0)


def done_late(facts: Facts, *, day: date) -> Text | None:
    """The same in a sentence, None for what was done in time."""
    n = days_done_late(facts, day=day)
    return text("Reported done for {day}; days after its last on-time day: {n}.", day=facts.done_on, n=n) if n else None


def is_open(facts: Facts) -> bool:
    """Whether something is still expected: suspended, extended and stage-closed commitments count as open."""
    return facts.work in OPEN


def is_undated(facts: Facts) -> bool:
    """Open and without a last on-time day; a context day alone is not a deadline."""
    return is_open(facts) and facts.last_day is None


def is_unowned(facts: Facts) -> bool:
    """Open and without a post that answers for it."""
    return is_open(facts) and facts.post is None


def is_unreviewed(facts: Facts, *, day: date) -> bool:
    """Open, without a deadline, and without a review day that is still to come.

    What has neither a deadline nor a day on which somebody looks at it again is forgotten (docs/domain.md, 1 and 10).
    A day that is stated of a standing practice or of something long-term does not end it, and is no deadline.
    """
    endless = facts.work is Work.STANDING or facts.precision is Precision.LONG_TERM
    forgotten = facts.review_day is None or facts.review_day < day
    return is_open(facts) and (facts.last_day is None or endless) and forgotten


def is_incomplete(facts: Facts) -> bool:
    """Open, with fewer parts entered than the source says there are: the gap is shown, never filled by guessing."""
    return is_open(facts) and facts.stated_size is not None and facts.entered < facts.stated_size


def is_unconfirmed(facts: Facts) -> bool:
    """Open, with deadline words or a context day whose reading nobody has confirmed yet."""
    stated = bool(facts.due_words) or facts.context_day is not None
    return is_open(facts) and stated and not facts.confirmed
