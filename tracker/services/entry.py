"""Entering a commitment by hand: its words are read as they are typed, and how they are read is decided at once."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tracker.kit.errors import Invalid, TrackerError
from tracker.kit.text import text
from tracker.services import changes, deadlines, registration
from tracker.services.actors import acting
from tracker.services.context import Context
from tracker.services.deadlines import Proposal
from tracker.services.registration import NewCommitment
from tracker.store import nouns


class Decision(StrEnum):
    """What becomes of the reading of the deadline words when a commitment is entered."""

    LATER = "later"
    """It is registered as read, and waits among the readings to be confirmed."""
    CONFIRM = "confirm"
    """The day that was read is confirmed."""
    OTHER = "other"
    """Another day is confirmed, with a reason."""
    WORDS = "words"
    """No day is read; the words alone are kept."""


@dataclass(frozen=True, slots=True)
class Entered:
    """What was entered; ``trouble`` says why its reading could not be confirmed and waits instead."""

    ref: str
    trouble: TrackerError | None = None


def refusal(ctx: Context) -> TrackerError | None:
    """Why whoever asks may not register a commitment; None where he may."""
    with ctx.db.read() as session:
        today = ctx.local_day(ctx.clock.now())
        try:
            registration.require_registrar(session, acting(session, ctx, day=today), today)
        except TrackerError as error:
            return error
    return None


def proposal(ctx: Context, words: str, *, source: str | None = None, anchor: date | None = None) -> Proposal | None:
    """How deadline words would be read at registration today, by the policy and the day of their source.

    Changes nothing; None where there are no words. A source that is not known counts as none.
    """
    if not words.strip():
        return None
    today = ctx.local_day(ctx.clock.now())
    with ctx.db.read() as session:
        found = nouns.source(session, source) if source else None
    by = deadlines.policy(found.policy) if found else deadlines.policy("end-of-period")
    told = (found.published_on if found else None) or today
    published = found.published_on if found else today
    reading = deadlines.stated(words.strip(), by=by, anchor=anchor, published=published, registered=today)
    return Proposal(reading, deadlines.next_instance(reading, told))


def enter(
    ctx: Context, command: NewCommitment, decision: Decision, *, day: date | None = None, reason: str = ""
) -> Entered:
    """Register a commitment and settle how its deadline is read; ``day`` and ``reason`` are for another day.

    Raises what ``registration.add`` raises, and Invalid where the decision cannot be carried out, before anything is
    written. Where confirming alone is refused, the commitment stands, and its reading waits.
    """
    confirmation = _confirmation(ctx, command, decision, day, reason)
    ref = registration.add(ctx, command, words_only=decision is Decision.WORDS)
    if confirmation is None:
        return Entered(ref)
    try:
        changes.confirm(ctx, confirmation.model_copy(update={"ref": ref}))
    except TrackerError as error:
        return Entered(ref, error)
    return Entered(ref)


def _confirmation(
    ctx: Context, command: NewCommitment, decision: Decision, day: date | None, reason: str
) -> changes.Confirm | None:
    """The confirmation that a decision asks for, tried on what was read; raises Invalid where it cannot be."""
    if decision in (Decision.LATER, Decision.WORDS):
        if decision is Decision.WORDS and not command.due_words:
            raise Invalid(text("There are no deadline words to be kept."), where="due_words")
        return None
    if decision is Decision.OTHER and day is None:
        raise Invalid(text("Name the day that is to be confirmed."), where="day")
    if decision is Decision.OTHER and not reason:
        raise Invalid(text("Another day than the one proposed needs a reason."), where="day_reason")
    source = command.sources[0].source if command.sources else None
    found = proposal(ctx, command.due_words, source=source, anchor=command.anchor)
    if found is None and decision is Decision.CONFIRM:
        raise Invalid(text("There are no deadline words whose reading could be confirmed."), where="due_words")
    wanted = changes.Confirm(ref="new", day=day if decision is Decision.OTHER else None, reason=reason)
    row = deadlines.due_columns(found.reading if found else deadlines.NO_WORDS, context=None)
    try:
        changes.confirmed_day({**row, "ref": command.title_zh or command.title_en}, wanted)
    except Invalid as error:
        error.where = "day" if decision is Decision.OTHER else "decision"
        raise
    return wanted
