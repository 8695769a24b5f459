"""What was sent to whom, when, and what came back: editions and their letters, for people to look at."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tracker.domain.rights import Right
from tracker.kit.errors import Invalid, NotFound
from tracker.kit.language import say
from tracker.kit.text import Text, text
from tracker.services import deliveries, editions
from tracker.services.actors import entitled
from tracker.services.context import Context
from tracker.services.deliveries import DeliveryView
from tracker.services.views import Both, iso
from tracker.settings import Settings
from tracker.store import board, letters

NOTHING, DECLINED = "nothing", "unsubscribed"
STATES: Mapping[str, Text] = {
    "ready": text("Waits to be sent"),
    "sending": text("Being sent"),
    "sent": text("Sent"),
    "ambiguous": text("The answer was lost; it is sent once more"),
    "held": text("Held"),
    "refused": text("Refused"),
    "dead": text("Given up"),
    "withdrawn": text("Withdrawn"),
    NOTHING: text("Nothing to say, and no letter wanted then"),
    DECLINED: text("Unsubscribed from letters that only inform"),
}
"""What became of a letter → in words."""

OUTCOMES: Mapping[str, Text] = {
    "sent": text("handed over"),
    "deferred": text("put off"),
    "refused": text("refused"),
    "ambiguous": text("the answer was lost"),
    "interrupted": text("interrupted"),
    "unfinished": text("under way"),
}
"""How one attempt came out → in words."""

WRITTEN = text("Written to files")
ELSEWHERE = text("Sent to another address instead")
MOST = 1_000_000

# Quotation marks and apostrophes may stand in the first half of an address.
_ADDRESS = re.compile(r"[^\s<>“”(]+(?:@|%40)[^\s<>“”\"'):;,]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Sent:
    """One letter of an edition: to whom, for which posts, and its way; without ``delivery`` nothing was to be sent."""

    edition: int | None
    person: str
    name: Both
    posts: tuple[str, ...]
    delivery: DeliveryView | None
    declined: bool = False

    @property
    def state(self) -> str:
        """What became of it."""
        if self.delivery is None:
            return DECLINED if self.declined else NOTHING
        return self.delivery.state

    @property
    def redirected_to(self) -> str | None:
        """The address to which it went in truth, where that is not its reader's."""
        way = self.delivery
        last = way.attempts[-1].recipient if way and way.state == "sent" and way.attempts else None
        return last if way and last != way.address else None

    @property
    def state_words(self) -> Text:
        """The same in words; what was only written to a file is not called sent."""
        tries = self.delivery.attempts if self.delivery else ()
        written = self.state == "sent" and bool(tries) and tries[-1].channel == "file"
        if self.redirected_to is not None:
            to = self.redirected_to
            return text("Written to a file for {to} instead", to=to) if written else text("Sent to {to} instead", to=to)
        return text("Written to a file") if written else STATES[self.state]


@dataclass(frozen=True, slots=True)
class EditionView:
    """One edition: its week, the moment it speaks of, when it was made, and how many letters are in each state.

    Of those that were sent, ``written`` became files, and ``redirected`` went to another address than their reader's.
    """

    number: int
    week: str
    as_of: datetime
    made_at: datetime
    missed: tuple[str, ...]
    letters: int
    size: int
    root: str
    states: Mapping[str, int]
    written: int
    redirected: int

    @property
    def became(self) -> tuple[tuple[Text, int], ...]:
        """What became of its letters in words, what was sent told apart from what was written to files."""
        sent = self.states.get("sent", 0) - self.written - self.redirected
        apart = ((STATES["sent"], sent), (ELSEWHERE, self.redirected), (WRITTEN, self.written))
        others = ((STATES[state], count) for state, count in self.states.items() if state != "sent")
        return tuple((words, count) for words, count in (*apart, *others) if count)


@dataclass(frozen=True, slots=True)
class Foreseen:
    """A letter that would be made now: to whom, under which subject; ``reason`` where it could not be sent."""

    person: str
    name: Both
    address: str
    subject: str | None
    reason: Text | None


def all_editions(ctx: Context) -> tuple[EditionView, ...]:
    """Every edition, the newest first; raises Forbidden for whoever may not read everybody's letters."""
    with ctx.db.read() as session:
        entitled(session, ctx, Right.READ_LETTERS)
        rows = letters.editions(session)
        states = {row.number: deliveries.counts(session, edition=row.number) for row in rows}
        ways = letters.ways(session)
    return tuple(
        _edition(ctx, row, states[row.number], [way for way in ways if way.edition == row.number]) for row in rows
    )


def edition(ctx: Context, number: int) -> tuple[EditionView, tuple[Sent, ...]]:
    """One edition and all its letters; raises NotFound, and Forbidden as ``all_editions``."""
    found = next((each for each in all_editions(ctx) if each.number == number), None)
    if found is None:
        raise NotFound(text("There is no edition {number}.", number=str(number)))
    return found, listing(ctx, number=number, limit=MOST)


def listing(ctx: Context, *, number: int | None = None, state: str | None = None, limit: int = 100) -> tuple[Sent, ...]:
    """Letters of an edition, in a state, or all, the newest edition first.

    Raises Invalid for what is no state, and Forbidden as ``all_editions``.
    """
    if state is not None and state not in STATES:
        raise Invalid(
            text("“{state}” is no state of a letter.", state=state),
            hint=text("There are: {names}.", names=", ".join(STATES)),
            where="--state",
        )
    with ctx.db.read() as session:
        entitled(session, ctx, Right.READ_LETTERS)
        rows = letters.kept(session, edition=number, limit=limit if state is None else None)
        names = board.people(session, {row.person for row in rows})
    ways = {each.key: each for each in deliveries.listing(ctx, edition=number, limit=MOST)}
    found = (
        _sent(row, names.get(row.person), ways.get(key or ""))
        for row in rows
        for key in (row.delivery, *reversed(row.payload.get("withdrawn", ())))
    )
    return tuple([each for each in found if state in (None, each.state)][:limit])


def foresee(ctx: Context, settings: Settings) -> tuple[str, tuple[Foreseen, ...]] | None:
    """The week and the letters of the edition that would be made now; None where it was made. Writes nothing.

    Raises Forbidden as ``all_editions``.
    """
    with ctx.db.read() as session:
        entitled(session, ctx, Right.READ_LETTERS)
    at = ctx.moment().judged
    made = editions.prepare(ctx, settings, due_at=at, planned_at=at)
    if made is None:
        return None
    with ctx.db.read() as session:
        names = board.people(session, {each.composed.to.person for each in made.letters})
    return made.issue.week, tuple(
        Foreseen(
            each.composed.to.person,
            _name(names.get(each.composed.to.person)),
            each.composed.to.address,
            each.message.subject if each.message else None,
            each.fault,
        )
        for each in made.letters
    )


def without_addresses(words: Text | str, language: str) -> str:
    """What a mail server or the ledger said, in a language, with every mail address taken out."""
    return _ADDRESS.sub("…@…", say(words, language))


def edition_json(view: EditionView) -> dict[str, Any]:
    """An edition for a program that reads."""
    return {
        "edition": view.number,
        "week": view.week,
        "as_of": iso(view.as_of),
        "made_at": iso(view.made_at),
        "missed": list(view.missed),
        "letters": view.letters,
        "history": {"size": view.size, "root": view.root},
        "states": dict(view.states),
        "written_to_files": view.written,
    }


def sent_json(sent: Sent, language: str) -> dict[str, Any]:
    """A letter with every attempt for a program that reads; reasons in ``language``."""
    way = sent.delivery
    shown: dict[str, Any] = {
        "edition": sent.edition,
        "person": sent.person,
        "name": sent.name.in_(language),
        "posts": list(sent.posts),
        "state": sent.state,
    }
    if way is None:
        return shown
    attempts = [
        {
            "n": each.n,
            "channel": each.channel,
            "recipient": each.recipient,
            "began_at": iso(each.began_at),
            "ended_at": iso(each.ended_at),
            "outcome": each.outcome,
            "code": each.code,
            "reply": each.reply,
        }
        for each in way.attempts
    ]
    return {
        **shown,
        "key": way.key,
        "message_id": way.message_id,
        "address": way.address,
        "redirected_to": sent.redirected_to,
        "subject": way.subject,
        "possible_copies": way.ambiguous,
        "ended_at": iso(way.ended_at),
        "reason": say(way.reason, language) if way.reason else None,
        "attempts": attempts,
    }


def _edition(ctx: Context, row: Any, states: Mapping[str, int], ways: Sequence[Any]) -> EditionView:
    waiting = {state: count for state, count in states.items() if count}
    unsent = {NOTHING: row.silent - row.declined, DECLINED: row.declined}
    waiting |= {state: count for state, count in unsent.items() if count}
    as_of, made_at = (moment.astimezone(ctx.zone) for moment in (row.as_of, row.made_at))
    written = sum(way.letters for way in ways if way.channel == "file")
    return EditionView(
        row.number,
        row.slot,
        as_of,
        made_at,
        tuple(row.missed),
        row.letters,
        row.size,
        row.root,
        Counter(waiting),
        written=written,
        redirected=sum(way.letters for way in ways if way.channel != "file" and way.redirected),
    )


def _sent(row: Any, name: tuple[str, str] | None, way: DeliveryView | None) -> Sent:
    declined = bool(row.payload.get(letters.DECLINED))
    return Sent(row.edition, row.person, _name(name), tuple(row.payload["letter"]["posts"]), way, declined)


def _name(found: tuple[str, str] | None) -> Both:
    return Both(*found) if found else Both("", "")
