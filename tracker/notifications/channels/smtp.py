"""Letters to a mail server; the only speaker of SMTP.

What fails before the final dot is certain: the server has not taken the letter. What fails after it is ambiguous, and
most of that is made by impatience, so the answer to the dot is given the ten minutes of RFC 5321, 4.5.3.2.6.
Every failure of smtplib and of ssl is an OSError.
"""

import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass
from socket import IPPROTO_TCP, TCP_NODELAY, socket

from tracker.kit import system
from tracker.kit.text import Text, text
from tracker.notifications.channels import Handed, Letter, Outcome
from tracker.notifications.channels.server import Server

LONGEST_REPLY = 300
LEAVING = 5
"""So many seconds a server has to say goodbye."""

Answer = tuple[int, bytes]


@dataclass(frozen=True, slots=True)
class Patience:
    """How many seconds to wait: for every step, and for the answer to the final dot."""

    step: float = 60
    answer: float = 600


class _Ended(Exception):  # noqa: N818 - no error, but how an attempt ended, known early
    def __init__(self, handed: Handed) -> None:
        super().__init__(str(handed.reason))
        self.handed = handed


class SmtpChannel:
    """Hands letters to one server, over one connection for as long as that lasts."""

    name = "smtp"

    def __init__(self, server: Server, sender: str, patience: Patience) -> None:
        self._server, self._sender, self._patience = server, sender, patience
        self._open: smtplib.SMTP | None = None

    def send(self, letter: Letter) -> Handed:
        """Hand over one letter; ``sent`` is said only where the server has said that it took it."""
        try:
            connection = self._opened_for(letter)
            self._expect(connection, connection.rcpt(letter.recipient), text("The server refused the address"))
            self._expect(connection, connection.docmd("DATA"), text("The server refused the letter"), wanted=3)
            _socket(connection).sendall(_stuffed(letter.content))
        except _Ended as ended:
            return ended.handed
        except OSError as error:
            self._drop()
            return Handed(Outcome.DEFERRED, self._broke_off(error))
        return self._finished(connection)

    def close(self) -> None:
        """Take leave of the server, where one is connected."""
        if self._open is not None:
            with suppress(OSError):  # all that it had to say about letters has been said
                _socket(self._open).settimeout(min(self._patience.step, LEAVING))
                self._open.docmd("QUIT")
            self._drop()

    def _drop(self) -> None:
        if self._open is not None:
            self._open.close()
            self._open = None

    def _opened_for(self, letter: Letter) -> smtplib.SMTP:
        """A connection on which the server has agreed to hear of a letter from our sender."""
        refusal = text("The server refused the sender {sender}", sender=self._sender)
        if self._open is not None:
            # Servers tire of waiting between letters: then, once, a new connection is made.
            with suppress(OSError):
                answer = self._named_sender(self._open, letter)
                if answer[0] != 421:
                    self._expect(self._open, answer, refusal)
                    return self._open
            self._drop()
        self._open = connection = self._connected()
        try:
            answer = self._named_sender(connection, letter)
        except OSError as error:
            self._drop()
            raise _Ended(Handed(Outcome.DEFERRED, self._broke_off(error), unreachable=True)) from error
        self._expect(connection, answer, refusal)
        return connection

    def _named_sender(self, connection: smtplib.SMTP, letter: Letter) -> Answer:
        options = [f"SIZE={len(letter.content)}"] if connection.has_extn("size") else []
        if not (letter.recipient.isascii() and self._sender.isascii() and letter.content.isascii()):
            if not connection.has_extn("smtputf8"):
                reason = text("The server cannot deliver to the address {address}: it has signs beyond ASCII.",
                              address=letter.recipient)  # fmt: skip
                raise _Ended(Handed(Outcome.REFUSED, reason))
            options += ["SMTPUTF8", "BODY=8BITMIME"]
        return connection.mail(self._sender, options)

    def _connected(self) -> smtplib.SMTP:
        connection: smtplib.SMTP | None = None
        try:
            connection = self._greeted()
            _socket(connection).setsockopt(IPPROTO_TCP, TCP_NODELAY, 1)  # the final dot goes by itself
            if self._server.security == "smtp+starttls":
                connection.starttls(context=ssl.create_default_context())
            connection.ehlo_or_helo_if_needed()
            if self._server.user:
                connection.login(self._server.user, self._server.password)
        except OSError as error:
            if connection is not None:
                connection.close()
            raise _Ended(Handed(Outcome.DEFERRED, self._unreachable(error), unreachable=True)) from error
        return connection

    def _greeted(self) -> smtplib.SMTP:
        server, patience = self._server, self._patience.step
        name = self._sender.rpartition("@")[2]  # not the machine's, which may take a slow question to find out
        if server.security == "smtps":
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(server.host, server.port, name, timeout=patience, context=context)
        return smtplib.SMTP(server.host, server.port, name, timeout=patience)

    def _expect(self, connection: smtplib.SMTP, answer: Answer, refusal: Text, *, wanted: int = 2) -> None:
        """Go on where the server agrees; else the letter is put off (4xx) or refused (5xx)."""
        if answer[0] // 100 == wanted:
            return
        if answer[0] == 421:
            self._drop()
        else:
            try:
                connection.rset()
            except OSError:
                self._drop()
        raise _Ended(_answered(answer, refusal))

    def _finished(self, connection: smtplib.SMTP) -> Handed:
        """Say that the letter is complete, and wait for what the server says to that."""
        try:
            _socket(connection).settimeout(self._patience.answer)
            _socket(connection).sendall(b".\r\n")
            answer = connection.getreply()
            _socket(connection).settimeout(self._patience.step)
        except OSError as error:
            self._drop()
            return Handed(Outcome.AMBIGUOUS, ANSWER_LOST, reply=_cause(error))
        if answer[0] // 100 not in (2, 4, 5):
            self._drop()
            return Handed(Outcome.AMBIGUOUS, ANSWER_LOST, *_said(answer))
        if answer[0] == 421:
            self._drop()
        return _answered(answer, text("The server refused the letter"))

    def _unreachable(self, error: Exception) -> Text:
        server = self._server.shown
        if isinstance(error, smtplib.SMTPAuthenticationError):
            return text("The mail server at {server} did not accept name and password: {reply}",
                        server=server, reply=_cause(error))  # fmt: skip
        if isinstance(error, ssl.SSLCertVerificationError):
            return text("The mail server at {server} could not show that it is the one: {reason}",
                        server=server, reason=error.verify_message)  # fmt: skip
        return text(
            "The mail server at {server} did not answer: {reason}",
            server=server,
            reason=system.reason(error, _cause(error)),
        )

    def _broke_off(self, error: Exception) -> Text:
        return text("The mail server at {server} broke off before it had the whole letter: {reason}",
                    server=self._server.shown, reason=system.reason(error, _cause(error)))  # fmt: skip


ANSWER_LOST = text("The server took the letter but its answer was lost; a copy may have arrived.")


def _socket(connection: smtplib.SMTP) -> socket:
    if connection.sock is None:
        raise smtplib.SMTPServerDisconnected("the connection is closed")
    return connection.sock


def _stuffed(content: bytes) -> bytes:
    """``content`` with a second dot before every line that begins with one (RFC 5321, 4.5.2)."""
    stuffed = content.replace(b"\r\n.", b"\r\n..")
    return b"." + stuffed if stuffed.startswith(b".") else stuffed


def _answered(answer: Answer, refusal: Text) -> Handed:
    code, reply = _said(answer)
    said = f"{code} {reply}".strip()
    if code // 100 == 2:
        return Handed(Outcome.SENT, None, code, reply)
    if code // 100 == 5:
        return Handed(Outcome.REFUSED, text("{what}: {reply}", what=refusal, reply=said), code, reply)
    reason = text("The server asked to try again later: {reply}", reply=said)
    return Handed(Outcome.DEFERRED, reason, code, reply)


def _said(answer: Answer) -> tuple[int, str]:
    """A server's answer as one line that can be shown."""
    words = answer[1].decode("utf-8", "replace").split()
    line = "".join(sign for sign in " ".join(words) if sign.isprintable())
    return answer[0], line[:LONGEST_REPLY]


def _bytes(reply: bytes | str) -> bytes:
    return reply.encode() if isinstance(reply, str) else reply


def _cause(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return " ".join(map(str, _said((error.smtp_code, _bytes(error.smtp_error)))))
    words = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return _said((0, words.encode("utf-8", "replace")))[1] or type(error).__name__
