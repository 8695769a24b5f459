"""Erasing a person: name and address go from everywhere, the opaque id and the history stay as they are."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import timedelta

from pydantic import BaseModel, ConfigDict

from tracker.domain.rights import Right
from tracker.kit.errors import Conflict, NotFound
from tracker.kit.language import say
from tracker.kit.text import text, to_data
from tracker.kit.wording import Prose, Title
from tracker.notifications import mail, messages
from tracker.notifications.channels.file import take_away
from tracker.notifications.messages import Weekly
from tracker.services import editions, holdings
from tracker.services.context import Changing, Context
from tracker.services.keeping import Row, append, keeper
from tracker.settings import Settings
from tracker.store import bodies, persons
from tracker.store.database import Session
from tracker.store.persons import Posted, Telling

ERASED = text("The person to whom it was addressed was erased.")
NAMELESS = text("somebody whose name was erased")
YESTERDAY = timedelta(days=1)
WAITING = ("ready", "ambiguous", "held")


class Erase(BaseModel):
    """Whom to erase, by short name, address or id. ``also``: former names and addresses, which the register forgot.

    ``reason`` is kept with the end of what the person held, so it must not say who it was.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    person: str
    also: tuple[Title, ...] = ()
    reason: Prose = ""


@dataclass(frozen=True, slots=True)
class Erased:
    """What was done: the opaque id that stays, how many holdings ended, letters were blanked, files taken away."""

    person: str
    holdings: int
    letters: int
    files: int


def erase(ctx: Context, settings: Settings, command: Erase) -> Erased:
    """Erase a person for good; may be repeated by the opaque id, as after a stop between database and files.

    What the person holds ends with the day before. Account, sessions, tokens and links go; letters stay as lines in
    the ledger, without address and bytes. Raises NotFound, and Conflict while a letter is being handed over.
    """
    with ctx.changing() as change:
        who = keeper(change, ctx, Right.ERASE)
        session = change.session
        person = bodies.person_id(session, command.person)
        row = persons.get(session, person) if person else None
        if person is None or row is None:
            raise NotFound(text("There is no person “{name}” in this register.", name=command.person))
        words = _words(row, command.also)
        own = persons.letters_to(session, person)
        telling = persons.letters_telling_of(session, words)
        _require_at_rest((*own, *(each.way for each in telling if each.way)))
        last = change.today - YESTERDAY
        ended = holdings.ended_of(session, person, last, action="erase", reason=command.reason)
        append(change, who, ended)
        _blank(change, row, words)
        for letter in telling:
            _rewrite(session, settings, letter, words)
    ctx.db.forget()
    # After the transaction: a file cannot be brought back, and taking it away can be repeated.
    files = sum(_take_away(settings, each) for each in (*own, *(each.way for each in telling if each.way)))
    return Erased(person, len(ended), len(own), files)


def _words(row: Row, also: Collection[str]) -> tuple[str, ...]:
    """What names this person beside the id; the short name is a word like others and is looked for in no text."""
    return tuple(dict.fromkeys(word for word in (row["email"], row["name_en"], row["name_zh"], *also) if word))


def _require_at_rest(letters: Iterable[Posted]) -> None:
    if any(letter.state == "sending" for letter in letters):
        raise Conflict(
            text("A letter that names this person is being handed over just now."),
            hint=text("Try again in a minute."),
        )


def _blank(change: Changing, row: Row, words: tuple[str, ...]) -> None:
    session, person = change.session, row["id"]
    persons.forget_letters(session, person, words, reason=to_data(ERASED), at=change.at)
    persons.forget_visits(session, person, (*words, *filter(None, [row["slug"]])))
    persons.forget_account(session, person)
    blank = {"slug": None, "name_en": "", "name_zh": "", "email": "", "erased_at": row["erased_at"] or change.at}
    persons.put(session, person, blank)


def _rewrite(session: Session, settings: Settings, letter: Telling, words: tuple[str, ...]) -> None:
    """Take the name out of a letter to somebody else: one that waits is made anew, of another the bytes are dropped."""
    told = persons.news(letter.payload)
    for word in sorted(words, key=len, reverse=True):
        told = [sentence.replace(word, say(NAMELESS, letter.language)) for sentence in told]
    payload = {**letter.payload, "letter": {**letter.payload["letter"], "news": {"sentences": told}}}
    waits = letter.way is not None and letter.way.state in WAITING
    body = _bytes(settings, messages.from_data(payload["letter"]), letter.way) if letter.way and waits else b""
    persons.rewrite(session, letter, payload, body)


def _bytes(settings: Settings, letter: Weekly, way: Posted) -> bytes:
    rendered = editions.render(settings, letter)
    return mail.build(
        sender=way.sender,
        to=way.address,
        subject=rendered.subject,
        text=rendered.text,
        html=rendered.html,
        message_id=way.message_id,
        date=letter.as_of,
        language=letter.language,
        headers={
            "Tracker-Edition": str(letter.edition),
            "Tracker-History-Head": f"{letter.head_size} {letter.head_root}",
        },
    )


def _take_away(settings: Settings, letter: Posted) -> bool:
    folder = "other" if letter.edition is None else str(letter.edition)
    return bool(letter.message_id) and take_away(settings.mail_folder, folder, letter.message_id)
