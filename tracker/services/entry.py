"""Entering a commitment by hand: its words are read as they are typed, and how they are read is decided at once."""

import re
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from hashlib import sha256

from tracker.domain.deadline import Reading, read, why
from tracker.domain.deadline.recurrence import month_end
from tracker.kit import secret
from tracker.kit.errors import Conflict, Invalid, TrackerError
from tracker.kit.text import Text, text
from tracker.services import changes, deadlines, idempotency, registration
from tracker.services.actors import acting
from tracker.services.context import Context
from tracker.services.deadlines import Proposal
from tracker.services.idempotency import Kept
from tracker.services.registration import NewCommitment
from tracker.store import nouns
from tracker.store.idempotency import Joined

_LATE_IN_MONTH = re.compile(r"(?<!\d)(?:29|[3-9]\d)(?!\d)")
"""A number that may be a day beyond the end of its month."""


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
    """What was entered; ``waits``: its reading was to be confirmed, could not be, and waits instead."""

    ref: str
    waits: bool = False


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


def impossible(reading: Reading) -> Invalid | None:
    """What is wrong with words that name a day which the calendar does not have; None for all others."""
    words = next((words for reason in reading.reasons if (words := _no_such_day(reason))), None)
    if words is None or reading.last_day is not None:
        return None
    hint = text(
        "Mend the words where they were mistyped. Where the source says so itself, confirm the day that is meant, with "
        "a reason, or keep the words only."
    )
    late = _LATE_IN_MONTH.search(words)
    began = _day(words.replace(late[0], "01", 1)) if late else None
    if late is None or began is None or began.day != 1:
        return Invalid(text("There is no such day as “{words}”.", words=words), hint=hint, where="due_words")
    end = month_end(began.year, began.month)
    message = text(
        "There is no such day as “{words}”: that month has no day {n}, its last is {end}.",
        words=words,
        n=late[0],
        end=end,
    )
    return Invalid(message, hint=hint, where="due_words")


def _day(words: str) -> date | None:
    """The day that words name without anything beside them."""
    return read(words, published=None, registered=date.min).last_day


def _no_such_day(reason: Text) -> str | None:
    """The words of which a reason says that the calendar has no such day."""
    found = reason.values.get("why")
    return str(reason.values["words"]) if isinstance(found, Text) and found.msgid == why.NO_SUCH_DAY.msgid else None


def new_key() -> str:
    """What is drawn with a form that registers, so that it registers once however often it is sent."""
    return secret.fresh()


def enter(
    ctx: Context,
    command: NewCommitment,
    decision: Decision,
    *,
    day: date | None = None,
    reason: str = "",
    key: str = "",
) -> Entered:
    """Register a commitment and settle how its deadline is read, in one transaction; ``day`` and ``reason`` are for
    another day. The same under the same ``key`` is answered as the first time.

    Raises what ``registration.add`` raises, Invalid where the decision cannot be carried out, and Conflict for a key
    under which something else was registered; then nothing is written. Where confirming alone is refused, the
    commitment stands, and its reading waits.
    """
    confirmation = _confirmation(ctx, command, decision, day, reason)

    def work(ctx: Context) -> Entered:
        with ctx.db.write() as session:
            return _entered(replace(ctx, db=Joined(ctx.db, session)), command, decision, confirmation)

    if not secret.is_one(key):
        return work(ctx)
    said = f"{command.model_dump_json()}\n{command.reason}\n{decision}\n{day}\n{reason}"

    def kept(ctx: Context) -> Kept:
        entered = work(ctx)
        return Kept(201, {}, {"ref": entered.ref, "waits": entered.waits})

    try:
        return Entered(**idempotency.once(ctx, key, sha256(said.encode()).hexdigest(), kept).content)
    except idempotency.AnotherRequest as error:
        raise Conflict(
            text("This form was sent before, and what it said then is registered."),
            hint=text("Send it again if what it says now is to be registered besides."),
        ) from error


def _entered(ctx: Context, command: NewCommitment, decision: Decision, confirmation: changes.Confirm | None) -> Entered:
    """Both steps, in the transaction of ``ctx``."""
    ref = registration.add(ctx, command, words_only=decision is Decision.WORDS)
    if confirmation is None:
        return Entered(ref)
    try:
        changes.confirm(ctx, confirmation.model_copy(update={"ref": ref}))
    except TrackerError:
        # Refused before anything of it was written.
        return Entered(ref, waits=True)
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
    if decision is Decision.CONFIRM and found is not None and (wrong := impossible(found.reading)):
        raise wrong
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
