"""Letters written: composed, rendered by the templates, frozen as messages, and put in the outbox."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from tracker.kit import secret as secrets
from tracker.kit.errors import Invalid
from tracker.kit.text import Text, text, to_data
from tracker.notifications import mail, messages
from tracker.notifications.messages import Weekly
from tracker.notifications.render import Rendered, Renderer
from tracker.services import mailing, office_news, unsubscribing
from tracker.services.addressees import Addressee
from tracker.services.issues import Composed, Issue
from tracker.services.weekly import Composer
from tracker.settings import Settings, data_folder
from tracker.store import letters, outbox, preferences
from tracker.store.database import Session
from tracker.store.outbox import Message

NO_ADDRESS = text("There is no address to write to.")


@dataclass(frozen=True, slots=True)
class Prepared:
    """A letter ready to be kept: its message with frozen bytes, and why it cannot be sent where that is so.

    Without a message there is nothing to say, and the addressee wants nothing to be said then; or he wants no letters
    that only inform (``declined``). ``link``: the hash of the secret by which he asks for no more of them.
    """

    composed: Composed
    message: Message | None
    fault: Text | None = None
    declined: bool = False
    link: bytes | None = None


class Writer:
    """Writes letters by the office's own templates, or by the shipped ones where one of those is at fault.

    ``declining``: the persons who want no letters that only inform.
    """

    def __init__(self, settings: Settings, declining: Collection[str] = ()) -> None:
        self.declining = frozenset(declining)
        self._own = renderer_of(settings)
        self._shipped = self._own.shipped
        self.fault: Text | None = None

    def rendered(self, letter: Weekly, unsubscribe: str = "") -> Rendered:
        """A letter as it is sent; raises Invalid where the shipped templates are at fault."""
        if self.fault is None:
            try:
                rendered = self._own.weekly(letter, unsubscribe=unsubscribe)
                mail.clean(rendered.subject)
                return rendered
            except Invalid as error:
                self.fault = error.message
        return self._shipped.weekly(letter, unsubscribe=unsubscribe)


def renderer_of(settings: Settings) -> Renderer:
    """The renderer with the office's own templates where there are some; made anew when one of them changes."""
    folder, own = data_folder("notifications"), settings.notifications
    files = sorted(file for each in (folder, own) if each for file in each.rglob("*") if file.is_file())
    return _renderer(folder, own, settings.address, tuple((file, file.stat().st_mtime_ns) for file in files))


@lru_cache(maxsize=4)
def _renderer(folder: Path, own: Path | None, address: str, _files: tuple[tuple[Path, int], ...]) -> Renderer:
    """Reading the templates takes longer than writing a hundred letters by them."""
    return Renderer(folder, own, address)


def composed(session: Session, composer: Composer, to: Sequence[Addressee]) -> Iterator[Composed]:
    """The letters to some addressees, with the news for those of them in the register office."""
    issue = composer.issue
    news = office_news.sentences(session, since=issue.since, as_of=issue.as_of, everybody=composer.everybody)
    return composer.letters(to, news)


def prepared(
    settings: Settings, writer: Writer, composed: Composed, issue: Issue, *, key: str | None = None
) -> Prepared:
    """A letter as it is kept; ``key`` stands in place of that of the first letter to this reader."""
    to, letter = composed.to, composed.letter
    if letter.optional and to.person in writer.declining:
        return Prepared(composed, None, declined=True)
    if letter.is_empty and to.empty_week == "nothing":
        return Prepared(composed, None)
    key = key or messages.key_of(issue.week, to.person)
    secret = secrets.fresh() if letter.optional and settings.address.startswith("https://") else None
    address = unsubscribing.address(settings, secret) if secret else ""
    rendered = writer.rendered(letter, address)
    if not to.address:
        return Prepared(composed, _unsendable(composed, key, rendered), NO_ADDRESS)
    try:
        message = _message(settings, composed, issue, key, rendered, unsubscribing.headers(address))
        return Prepared(composed, message, link=secrets.digest(secret) if secret else None)
    except Invalid as error:
        return Prepared(composed, _unsendable(composed, key, rendered), error.message)


def _message(
    settings: Settings, composed: Composed, issue: Issue, key: str, rendered: Rendered, more: dict[str, str]
) -> Message:
    return mailing.message(
        settings,
        key=key,
        edition=issue.number,
        person=composed.to.person,
        to=composed.to.address,
        subject=rendered.subject,
        plain=rendered.text,
        html=rendered.html,
        date=composed.letter.as_of,
        language=composed.to.language,
        headers={"Tracker-Edition": str(issue.number), "Tracker-History-Head": str(issue.head), **more},
    )


def _unsendable(composed: Composed, key: str, rendered: Rendered) -> Message:
    """What stands in the ledger for a letter that could not be made into a message."""
    to = composed.to
    return Message(key, "", composed.letter.edition, to.person, to.address, "", rendered.subject, b"")


def row_of(prepared: Prepared) -> dict[str, Any]:
    """How a letter is kept in its edition."""
    composed = prepared.composed
    return {
        "edition": composed.letter.edition,
        "person": composed.to.person,
        "language": composed.letter.language,
        "previous": composed.letter.previous,
        "payload": {
            "letter": messages.to_data(composed.letter),
            "overdue": list(composed.overdue),
            "named": list(composed.named),
            "bodies": list(composed.bodies),
            **({letters.DECLINED: True} if prepared.declined else {}),
        },
        "delivery": prepared.message.key if prepared.message else None,
    }


def put(session: Session, written: Iterable[Prepared], *, at: datetime) -> None:
    """Put letters in the outbox; those that cannot be sent have ended there."""
    for each in written:
        if each.message is None:
            continue
        outbox.add(session, [each.message], at=at)
        if each.link is not None:
            preferences.add_link(session, each.link, each.composed.to.person, kind=unsubscribing.INFORMING, at=at)
        if each.fault is not None:
            ended = {"state": "dead", "ended_at": at, "reason": to_data(each.fault)}
            outbox.put(session, [each.message.key], into=ended, among=("ready",))
