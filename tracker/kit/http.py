"""The one way to the outside over HTTP: a guarded session that goes only where it may, reads little, and gives up.

Every address is looked up once, judged, and that very address is dialled, so that a name cannot mean one host when it
is judged and another when it is asked. Proxies, cookies and credentials of the environment are not used.
"""

import json
import socket
import ssl
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from threading import Timer
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError

from tracker.kit.errors import Unavailable
from tracker.kit.system import reason
from tracker.kit.text import Text, text

Place = tuple[str, int]
"""A host, in small letters, and a port."""

WAIT = 5.0
"""Seconds to wait for a connection, and for each answer of the network."""

_PORTS = {"http": 80, "https": 443}
_UNICAST = ip_network("2000::/3")
_NAT64 = ip_network("64:ff9b::/96")
_PROTOCOLS = ip_network("192.0.0.0/24")
_SMALLEST_EMBEDDED = 1 << 16


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the status, the declared type, and the bytes."""

    status: int
    type: str
    body: bytes

    def mapping(self) -> Mapping[str, Any]:
        """The JSON object in the body; raises Unavailable where it is none."""
        try:
            found = json.loads(self.body)
        except (ValueError, RecursionError) as error:
            raise _failed(text("it did not answer with JSON")) from error
        if not isinstance(found, dict):
            raise _failed(text("it did not answer with a JSON object"))
        return found


@dataclass(frozen=True, slots=True)
class Guard:
    """What may be asked: ``trusted`` places, which an operator named, also inside the own network; else only public
    addresses on ports 80 and 443. ``most`` bytes are read, within ``seconds`` in all; so many redirects are followed.
    """

    trusted: frozenset[Place] = field(default=frozenset())
    most: int = 1024 * 1024
    seconds: float = 15.0
    redirects: int = 3


def place(url: str) -> Place:
    """The host and port that an address names; raises Unavailable where it names none."""
    try:
        parts = urlsplit(url)
        port = parts.port or _PORTS.get(parts.scheme)
    except ValueError as error:
        raise _failed(text("its address cannot be read")) from error
    if parts.scheme not in _PORTS or not parts.hostname or port is None:
        raise _failed(text("its address does not begin with http:// or https://"))
    return parts.hostname.lower(), port


def get(url: str, guard: Guard, *, headers: Mapping[str, str] | None = None) -> Answer:
    """Ask for an address, following redirects within the guard; raises Unavailable.

    ``headers`` go to the first host only.
    """
    end, sent = time.monotonic() + guard.seconds, headers
    for _ in range(guard.redirects + 1):
        answer, onwards = _ask("GET", url, guard, end, headers=sent, body=None)
        if onwards is None:
            return answer
        url = urljoin(url, onwards)
        sent = None
    raise _failed(text("it leads on and on to other addresses"))


def post(url: str, guard: Guard, *, body: str, headers: Mapping[str, str]) -> Answer:
    """Send a body to an address; a redirect is not followed, since it would take the body along. Raises Unavailable."""
    answer, onwards = _ask("POST", url, guard, time.monotonic() + guard.seconds, headers=headers, body=body)
    if onwards is not None:
        raise _failed(text("it leads on to another address"))
    return answer


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public internet, also by what it says of an IPv4 address inside it."""
    found = _unwrapped(ip_address(address.partition("%")[0]))
    if isinstance(found, IPv6Address) and found not in _UNICAST:
        return False
    if found.is_multicast or found.is_reserved or found.is_unspecified or not found.is_global:
        return False
    return isinstance(found, IPv6Address) or found not in _PROTOCOLS


def _unwrapped(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """The IPv4 address that an IPv6 address stands for (mapped, compatible, NAT64, 6to4, Teredo), else itself."""
    if isinstance(address, IPv4Address):
        return address
    if address.ipv4_mapped or address.sixtofour:
        return address.ipv4_mapped or address.sixtofour or address
    if address.teredo:
        return address.teredo[1]
    compatible = int(address) >> 32 == 0 and int(address) >= _SMALLEST_EMBEDDED
    if compatible or (isinstance(_NAT64, IPv6Network) and address in _NAT64):
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address


class _RefusedError(OSError):
    """This address may not be asked."""


class _Dialling:
    """How a connection is made: to an address that was judged, until the time is up."""

    def __init__(self, guard: Guard, end: float) -> None:
        self.guard, self.end = guard, end
        self._double: socket.socket | None = None
        self._cutter: Timer | None = None

    def dial(self, host: str, port: int) -> socket.socket:
        trusted = (host.lower(), port) in self.guard.trusted
        if not trusted and port not in _PORTS.values():
            raise _RefusedError(f"port {port} may not be asked")
        last: OSError = OSError(f"{host} has no address")
        for family, kind, protocol, _, address in socket.getaddrinfo(host, port, 0, socket.SOCK_STREAM):
            if not trusted and not is_public(str(address[0])):
                last = _RefusedError(f"{address[0]} is not a public address")
                continue
            dialled = socket.socket(family, kind, protocol)
            try:
                dialled.settimeout(max(min(WAIT, self.end - time.monotonic()), 0.01))
                dialled.connect(address)
            except OSError as error:
                dialled.close()
                last = error
            else:
                self._cut_at_the_end(dialled)
                return dialled
        raise last

    def _cut_at_the_end(self, dialled: socket.socket) -> None:
        """End the connection when the time is up, whatever drips in until then: also during a handshake."""
        self._double = dialled.dup()  # the socket itself changes hands when TLS begins
        self._cutter = Timer(max(self.end - time.monotonic(), 0.0), _cut, (self._double,))
        self._cutter.daemon = True
        self._cutter.start()

    def hang_up(self) -> None:
        if self._cutter is not None and self._double is not None:
            self._cutter.cancel()
            self._cutter.join()
            self._double.close()


def _cut(double: socket.socket) -> None:
    with suppress(OSError):  # it had ended already
        double.shutdown(socket.SHUT_RDWR)


class _Adapter(HTTPAdapter):
    """Makes connections only by ``_Dialling``, and never by a proxy."""

    def __init__(self, dialling: _Dialling, *, secure: bool) -> None:
        self.dialling, self.secure = dialling, secure
        super().__init__(max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        if self.secure:  # by the system's authorities (SSL_CERT_FILE), where an office has its own, and the usual ones
            kwargs["ssl_context"] = ssl.create_default_context()
        super().init_poolmanager(*args, **kwargs)
        pools: dict[str, Any] = {
            "http": _pool(HTTPConnectionPool, HTTPConnection, self.dialling),
            "https": _pool(HTTPSConnectionPool, HTTPSConnection, self.dialling),
        }
        self.poolmanager.pool_classes_by_scheme = pools


def _pool(pool: type[Any], connection: type[Any], dialling: _Dialling) -> type[Any]:
    def connect(self: Any) -> socket.socket:
        return dialling.dial(self._dns_host.strip("[]"), self.port)

    made = type(connection.__name__, (connection,), {"_new_conn": connect})
    return type(pool.__name__, (pool,), {"ConnectionCls": made})


def _ask(
    method: str, url: str, guard: Guard, end: float, *, headers: Mapping[str, str] | None, body: str | None
) -> tuple[Answer, str | None]:
    """One request; with where it leads on to, if it does."""
    place(url)
    scheme = urlsplit(url).scheme
    if "@" in urlsplit(url).netloc:
        raise _failed(text("its address carries credentials"))
    dialling = _Dialling(guard, end)
    try:
        with requests.Session() as session:
            session.trust_env = False
            session.headers = {"User-Agent": "commitment-tracker", "Accept-Encoding": "identity", **(headers or {})}
            session.adapters.clear()
            session.mount(f"{scheme}://", _Adapter(dialling, secure=scheme == "https"))
            with session.request(
                method, url, data=body, timeout=(WAIT, WAIT), stream=True, allow_redirects=False
            ) as answer:
                onwards = answer.headers.get("Location") if answer.is_redirect else None
                found = b"" if onwards is not None else _read(answer, guard, end)
                return Answer(answer.status_code, answer.headers.get("Content-Type", ""), found), onwards
    except (requests.RequestException, HTTPError, OSError, UnicodeError) as error:
        raise _failed(text("it took too long") if time.monotonic() >= end else _reason(error)) from error
    finally:
        dialling.hang_up()


def _read(answer: requests.Response, guard: Guard, end: float) -> bytes:
    if answer.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise _failed(text("it answered in an encoding that was not asked for"))
    found = bytearray()
    # Not iter_content, which waits for a whole piece: what drips in would outlive every limit.
    while piece := answer.raw.read1(16_384):
        found += piece
        if len(found) > guard.most:
            raise _failed(text("it sent more than {n} bytes", n=guard.most))
    if time.monotonic() >= end:
        raise _failed(text("it took too long"))
    return bytes(found)


def _reason(error: BaseException) -> Text:
    """The innermost cause, which is the one that names the fault."""
    cause: BaseException = error
    while (inner := cause.__cause__ or cause.__context__) is not None:
        cause = inner
    return reason(cause)


def _failed(reason: Text | str) -> Unavailable:
    return Unavailable(text("Another server could not be asked: {reason}.", reason=reason))
