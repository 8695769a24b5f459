"""Between a letter and its way out: what it is made of, by which channel it goes, and what follows from the answer."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from tracker.kit.errors import Invalid
from tracker.kit.text import Text, text
from tracker.notifications import mail
from tracker.notifications.channels import Channel, Handed, Letter, Outcome
from tracker.notifications.channels.file import FileChannel
from tracker.notifications.channels.server import server_of
from tracker.notifications.channels.smtp import Patience, SmtpChannel
from tracker.settings import Settings
from tracker.store.outbox import Claimed, Message

GIVEN_UP = timedelta(days=5)
"""So long a letter is tried again, however often that is: RFC 5321, 4.5.4.1."""

MOST_COPIES = 12
"""After so many answers that were lost a letter is given up, since each of them may have been a copy."""

PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240))
"""So long a letter waits after each attempt that failed; the last one again and again."""

INTERRUPTED = text("The sender was stopped while it handed the letter over; a copy may have arrived.")


@dataclass(frozen=True, slots=True)
class Settled:
    """What becomes of a letter after an attempt; ``ambiguous`` counts the answers that were lost."""

    state: str
    not_before: datetime
    reason: Text | None
    ambiguous: int
    ended_at: datetime | None


class Post:
    """The ways out that the settings open; raises Invalid where a setting of mail cannot be used."""

    def __init__(self, settings: Settings, patience: Patience | None = None) -> None:
        self._sender = sender_of(settings)
        self._redirect = _set("TRACKER_MAIL_REDIRECT", settings.mail_redirect)
        self._files = FileChannel(settings.mail_folder)
        self._server: SmtpChannel | None = None
        self._shut: set[str] = set()
        if settings.smtp_url:
            server = server_of(settings.smtp_url)
            if not settings.mail_from:
                raise Invalid(
                    text("TRACKER_SMTP_URL is set, but not who the letters are from."),
                    hint=text("Set TRACKER_MAIL_FROM, such as Register office <register@office.example>."),
                )
            self._server = SmtpChannel(server, mail.mailbox(self._sender).address, patience or Patience())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._server is not None:
            self._server.close()

    def way(self, address: str) -> tuple[Channel, str]:
        """By which channel a letter to ``address`` goes, and to whom in truth.

        Addresses under ``.example`` are those of nobody: letters to them are only ever written to files.
        """
        recipient = self._redirect or address
        if self._server is None or is_nobody(recipient):
            return self._files, recipient
        return self._server, recipient

    def shut(self, channel: Channel) -> None:
        """Leave a channel alone that does not work just now."""
        self._shut.add(channel.name)

    @property
    def is_shut(self) -> bool:
        """Whether no letter can leave just now."""
        ways: list[Channel] = [self._files]
        if self._redirect is not None:
            ways = [self.way(self._redirect)[0]]
        elif self._server is not None:
            ways.append(self._server)
        return all(way.name in self._shut for way in ways)

    @property
    def to_nobody(self) -> bool | None:
        """Which letters can leave: only those to addresses of nobody, only the others, or (None) all."""
        if not self._shut or self._server is None or self._redirect is not None:
            return None
        return self._server.name in self._shut

    def letter(self, claimed: Claimed, recipient: str, *, at: datetime) -> Letter:
        """What is handed over: the frozen bytes; in front of them, where it is redirected, that it was sent again."""
        content = claimed.body
        if recipient != claimed.address:
            content = mail.resent(sender=self._sender, to=recipient, message_id=claimed.message_id, date=at) + content
        folder = "other" if claimed.edition is None else str(claimed.edition)
        return Letter(claimed.message_id, folder, recipient, content, claimed.fence)


def message(
    settings: Settings,
    *,
    key: str,
    edition: int | None,
    person: str,
    to: str,
    subject: str,
    plain: str,
    html: str,
    date: datetime,
    language: str,
    headers: dict[str, str],
) -> Message:
    """A letter for the outbox, its bytes frozen; raises Invalid as ``mail.build``."""
    sender = sender_of(settings)
    message_id = mail.message_id(key, mail.mailbox(sender).address.rpartition("@")[2])
    body = mail.build(
        sender=sender,
        to=to,
        subject=subject,
        text=plain,
        html=html,
        message_id=message_id,
        date=date,
        language=language,
        headers=headers,
    )
    return Message(key, message_id, edition, person, mail.address(to), sender, subject, body)


def sender_of(settings: Settings) -> str:
    """Who letters are from: as set, else a name at the host of the pages, for letters that stay in files."""
    if settings.mail_from:
        _set("TRACKER_MAIL_FROM", settings.mail_from)
        return settings.mail_from
    try:
        host = urlsplit(settings.address).hostname or ""
        return mail.address(f"tracker@{host if any(sign.isalpha() for sign in host) else 'localhost'}")
    except (Invalid, ValueError):
        return "tracker@localhost"  # some names of hosts, such as tracker_web, cannot stand in an address


def is_nobody(address: str) -> bool:
    """Whether an address is under ``.example``, which belongs to nobody (RFC 2606)."""
    return f".{address.rpartition('@')[2]}".lower().endswith(".example")


def pause(key: str, attempts: int) -> timedelta:
    """How long to wait after so many attempts: longer each time, and for each letter a little differently.

    The difference is up to a quarter, derived from the key, so that letters put off together come back apart.
    """
    base = PAUSES[min(attempts, len(PAUSES)) - 1]
    share = int.from_bytes(sha256(f"{key} {attempts}".encode()).digest()[:4]) / 2**32
    return base + base * share / 4


def settled(claimed: Claimed, handed: Handed, *, at: datetime, since: datetime) -> Settled:
    """What becomes of a letter after what an attempt came to; ``since``: when it was tried first.

    How often it was tried does not matter, so that no outage of a mail server shorter than five days costs a letter.
    """
    ambiguous = claimed.ambiguous + (handed.outcome is Outcome.AMBIGUOUS)
    if handed.outcome in (Outcome.SENT, Outcome.REFUSED):
        return Settled(str(handed.outcome), at, handed.reason, ambiguous, at)
    too_many_copies = handed.outcome is Outcome.AMBIGUOUS and ambiguous >= MOST_COPIES
    if too_many_copies or at - since >= GIVEN_UP:
        reason = text("Given up after {count} attempts. {last}", count=claimed.attempts, last=handed.reason or "")
        return Settled("dead", at, reason, ambiguous, at)
    state = "ambiguous" if ambiguous else "ready"
    return Settled(state, at + pause(claimed.key, claimed.attempts), handed.reason, ambiguous, None)


def left_behind(channel: str) -> Handed:
    """What an attempt came to whose sender let the lease run out: unknown with a server, harmless with a file."""
    if channel == FileChannel.name:
        return Handed(Outcome.DEFERRED)
    return Handed(Outcome.AMBIGUOUS, INTERRUPTED)


def _set(name: str, value: str | None) -> str | None:
    """The address in a setting; raises Invalid naming the setting."""
    if not value:
        return None
    try:
        return mail.mailbox(value).address
    except Invalid as error:
        raise Invalid(error.message, hint=error.hint, where=name) from error
