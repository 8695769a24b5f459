"""Judgements that the clock and the register make about a commitment, each with its reasons; always told the day."""

from dataclasses import dataclass
from datetime import date, timedelta

from tracker.domain.commitment import OPEN, Facts, Work, clock_day
from tracker.kit.text import Text, text


@dataclass(frozen=True, slots=True)
class Flag:
    """One thing that is the matter: the rule, the first day on which it was so, and why, in sentences."""

    rule: str
    since: date
    reasons: tuple[Text, ...]


def is_overdue(facts: Facts, *, day: date) -> bool:
    """Whether the last on-time day has passed without a standing report of completion.

    ``day`` is the local day of the register's zone at the moment asked about. Completion counts from the day for
    which it is true, so a late completion was overdue until then (docs/reference.md, Meanings, Overdue).
    """
    due = clock_day(facts.work, facts.last_day, facts.stage_day)
    return due is not None and due < day and (facts.done_on is None or facts.done_on > day)


def days_late(facts: Facts, *, day: date) -> int:
    """Calendar days since the last on-time day; 0 unless overdue."""
    due = clock_day(facts.work, facts.last_day, facts.stage_day)
    return (day - due).days if due is not None and is_overdue(facts, day=day) else 0


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
    """
    return is_undated(facts) and (facts.review_day is None or facts.review_day < day)


def is_unconfirmed(facts: Facts) -> bool:
    """Open, with deadline words or a context day whose reading nobody has confirmed yet."""
    stated = bool(facts.due_words) or facts.context_day is not None
    return is_open(facts) and stated and not facts.confirmed


def flags(facts: Facts, *, day: date) -> tuple[Flag, ...]:
    """Every flag that stands on ``day``, worst first."""
    found = (_overdue(facts, day), _unowned(facts), _unreviewed(facts, day))
    return tuple(flag for flag in found if flag is not None)


def _overdue(facts: Facts, day: date) -> Flag | None:
    due = clock_day(facts.work, facts.last_day, facts.stage_day)
    if due is None or not is_overdue(facts, day=day):
        return None
    late = (day - due).days
    if facts.work is Work.CLOSED_BY_STAGE:
        first = text("Closed by stage until {day}; that day has passed.", day=due)
    elif facts.due_words:
        first = text("“{words}” is read as {day}, the last on-time day.", words=facts.due_words, day=due)
    else:
        first = text("The last on-time day was {day}.", day=due)
    reasons = [first, text("It is {day} now: {n} days later.", day=day, n=late)]
    if facts.done_on is None:
        reasons.append(text("No report of completion stands."))
    else:
        reasons.append(text("Completion is reported for {day} only.", day=facts.done_on))
    if not facts.confirmed:
        reasons.append(text("Nobody has confirmed this reading of the words yet."))
    return Flag("overdue", due + timedelta(days=1), tuple(reasons))


def _unowned(facts: Facts) -> Flag | None:
    if not is_unowned(facts):
        return None
    if facts.body_path:
        reason = text("A body is named, but no post in it answers for this.")
    elif facts.owner_words:
        reason = text("The source says “{words}”; nobody was named who answers for it.", words=facts.owner_words)
    else:
        reason = text("The source names nobody, and nobody was assigned.")
    return Flag("unowned", facts.unowned_since or facts.registered_on, (reason,))


def _unreviewed(facts: Facts, day: date) -> Flag | None:
    if not is_unreviewed(facts, day=day):
        return None
    reasons = [text("It has no deadline of its own.")]
    if facts.context_day is not None:
        reasons.append(
            text("{day} comes from the context and is not a deadline until confirmed.", day=facts.context_day)
        )
    if facts.review_day is None:
        reasons.append(text("No review day is set."))
        return Flag("unreviewed", facts.registered_on, tuple(reasons))
    reasons.append(text("The review day {day} has passed.", day=facts.review_day))
    return Flag("unreviewed", facts.review_day + timedelta(days=1), tuple(reasons))
