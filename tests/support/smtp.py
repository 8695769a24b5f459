"""A real mail server on loopback that can be told to misbehave, and remembers every letter it took."""

import asyncio
import email
import ssl
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, cast

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

ACCEPT = "accept"
MODES = (
    ACCEPT,
    "sender 451",
    "sender 550",
    "recipient 451",
    "recipient 550",
    "data 451",
    "data 554",
    "letter 451",  # after the final dot
    "letter 554",
    "drop before",  # in the middle of the letter
    "drop after",  # the letter is taken, and the connection lost before the answer
    "late",  # the letter is taken, and the answer comes when ``late_answers`` is set
    "nonsense",  # the letter is taken, and answered with what is no answer of SMTP
    "tired",  # the letter is taken and answered, then the connection is closed
)


@dataclass(frozen=True, slots=True)
class Accepted:
    """A letter that the server took: it alone is responsible for it from then on."""

    sender: str
    recipient: str
    content: bytes

    @property
    def message_id(self) -> str:
        """The Message-ID by which copies are known."""
        return str(email.message_from_bytes(self.content)["Message-ID"])


class MailServer:
    """Behaves as ``modes`` say, one for each letter that begins, then as ``otherwise`` says."""

    def __init__(self, **options: Any) -> None:
        self.accepted: list[Accepted] = []
        self.modes: deque[str] = deque()
        self.otherwise: Callable[[], str] = lambda: ACCEPT
        self.late_answers = threading.Event()
        self.connections = 0
        self._options = {"enable_SMTPUTF8": True, "hostname": "mail.test", **options}
        self._implicit_tls: ssl.SSLContext | None = self._options.pop("implicit_tls", None)
        self._protocols: set[_Protocol] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="mail server", daemon=True)
        self._listening: asyncio.Server | None = None
        self.port = 0

    @property
    def url(self) -> str:
        """Where the server listens, as ``TRACKER_SMTP_URL`` is written."""
        return f"smtp://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Listen; a server that died comes back at the same port."""
        if not self._thread.is_alive():
            self._thread.start()
        self._do(self._listen())

    def die(self) -> None:
        """Stop listening and drop whoever is connected."""
        self._do(self._die())

    def stop(self) -> None:
        """End for good."""
        self.late_answers.set()
        self.die()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def next_mode(self) -> str:
        """How the letter that begins is treated."""
        return self.modes.popleft() if self.modes else self.otherwise()

    def _do(self, work: Any) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout=20)

    async def _listen(self) -> None:
        self._listening = await self._loop.create_server(
            lambda: _Protocol(self, loop=self._loop, **self._options), "127.0.0.1", self.port, ssl=self._implicit_tls
        )
        self.port = self._listening.sockets[0].getsockname()[1]

    async def _die(self) -> None:
        if self._listening is not None:
            self._listening.close()
            self._listening = None
        # A connection that is just being made appears among the protocols only after a while.
        while tasks := [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]:
            self._drop_all()
            await asyncio.wait(tasks, timeout=0.1)
        # What was dropped is closed at a later turn; left open, it would be heard of in somebody else's test.
        while self._protocols:
            self._drop_all()
            await asyncio.sleep(0)

    def _drop_all(self) -> None:
        for protocol in list(self._protocols):
            protocol.abort()


class _Protocol(SMTP):
    """One connection; aiosmtpd's own, but for what ``mode`` asks for."""

    def __init__(self, server: MailServer, **options: Any) -> None:
        super().__init__(_Handler(server), **options)
        self.server, self.mode = server, ACCEPT

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self.server._protocols.add(self)
        self.server.connections += 1

    def connection_lost(self, error: Exception | None) -> None:
        super().connection_lost(error)
        self.server._protocols.discard(self)

    def abort(self) -> None:
        """Drop the connection without a word."""
        with suppress(AttributeError):  # Python 3.11 trips over a TLS connection that is gone already
            cast("asyncio.Transport", self.transport).abort()

    async def smtp_MAIL(self, arg: str | None) -> None:  # noqa: N802 - aiosmtpd finds it by this name
        self.mode = self.server.next_mode()
        await super().smtp_MAIL(arg)

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802
        if self.mode.startswith("data "):
            await self.push(f"{self.mode.removeprefix('data ')} as the test wants it")
        elif self.mode == "drop before":
            await self.push("354 go on")
            self.abort()
        else:
            await super().smtp_DATA(arg)


class _Handler:
    def __init__(self, server: MailServer) -> None:
        self._server = server

    async def handle_MAIL(  # noqa: N802
        self, protocol: _Protocol, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if protocol.mode.startswith("sender "):
            return f"{protocol.mode.removeprefix('sender ')} as the test wants it"
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, protocol: _Protocol, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if protocol.mode.startswith("recipient "):
            return f"{protocol.mode.removeprefix('recipient ')} as the test wants it"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, protocol: _Protocol, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if protocol.mode.startswith("letter "):
            return f"{protocol.mode.removeprefix('letter ')} as the test wants it"
        assert isinstance(envelope.content, bytes)
        self._server.accepted.append(Accepted(str(envelope.mail_from), envelope.rcpt_tos[0], envelope.content))
        if protocol.mode == "drop after":
            protocol.abort()
        elif protocol.mode == "late":
            await asyncio.get_running_loop().run_in_executor(None, self._server.late_answers.wait, 20)
        elif protocol.mode == "nonsense":
            return "what a nice letter"
        elif protocol.mode == "tired":
            asyncio.get_running_loop().call_soon(cast("asyncio.Transport", protocol.transport).close)
        return "250 OK, taken"


def only(user: str, password: str) -> Callable[..., AuthResult]:
    """An authenticator that knows one name and password."""

    def authenticate(_server: Any, _session: Any, _envelope: Any, _mechanism: str, given: Any) -> AuthResult:
        matches = (given.login, given.password) == (user.encode(), password.encode())
        return AuthResult(success=matches, handled=matches)

    return authenticate


@contextmanager
def mail_server(**options: Any) -> Iterator[MailServer]:
    """A mail server that listens until the block ends."""
    server = MailServer(**options)
    server.start()
    try:
        yield server
    finally:
        server.stop()
