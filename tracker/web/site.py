"""Where the pages are reached: which host names are ours, whether over https, whose word about that is believed."""

from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection

from tracker.kit.errors import Invalid
from tracker.settings import Settings

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
"""Hosts whose traffic never leaves the machine, so that plain http does no harm."""

WILDCARDS = frozenset({"0.0.0.0", "::", ""})  # noqa: S104 - what an operator may have written, not what we bind to

Network = IPv4Network | IPv6Network


class Misdirected(Invalid):
    """The request names another site than this one."""


@dataclass(frozen=True, slots=True)
class Site:
    """One installation as the network sees it; ``hosts`` None: reached by any name."""

    secure: bool = False
    insecure_http: bool = False
    hosts: frozenset[str] | None = LOOPBACK
    places: frozenset[str] = frozenset()
    proxies: tuple[Network, ...] = field(default=())

    @classmethod
    def of(cls, settings: Settings) -> "Site":
        """The site that the settings describe."""
        base = urlsplit(settings.base_url or "")
        bound, _ = settings.host_and_port
        every = not base.hostname and bound in WILDCARDS
        named = {host.lower() for host in (base.hostname, bound) if host and host not in WILDCARDS}
        return cls(
            secure=base.scheme == "https",
            insecure_http=settings.insecure_http,
            hosts=None if every else LOOPBACK | named,
            places=frozenset({base.netloc.lower()} if base.netloc else ()),
            proxies=tuple(ip_network(each) for each in settings.proxies),
        )

    def is_secure(self, request: HTTPConnection) -> bool:
        """Whether the browser reaches us over https, by the request or by TRACKER_BASE_URL."""
        return self.secure or request.url.scheme == "https"

    def may_sign_in(self, request: HTTPConnection) -> bool:
        """Whether a password may be sent over this connection."""
        return self.is_secure(request) or self.insecure_http or hostname(host_of(request)) in LOOPBACK

    def is_ours(self, host: str) -> bool:
        """Whether a Host header names this site."""
        return bool(host) and (self.hosts is None or hostname(host) in self.hosts)

    def is_same_place(self, origin: str, host: str) -> bool:
        """Whether the origin of a page is this site: as it is asked now, or as TRACKER_BASE_URL names it."""
        try:
            place = urlsplit(origin).netloc.lower()
        except ValueError:
            return False
        return bool(place) and (place == host.lower() or place in self.places)

    def believes(self, address: str) -> bool:
        """Whether this address is one of TRACKER_TRUSTED_PROXIES."""
        try:
            found = ip_address(address)
        except ValueError:
            return False
        # An IPv4 address that came in by a socket for both kinds.
        found = getattr(found, "ipv4_mapped", None) or found
        return any(found in network for network in self.proxies)


def site_of(request: HTTPConnection) -> Site:
    """The site that a request came to."""
    found: Site = request.app.state.site
    return found


def host_of(request: HTTPConnection) -> str:
    """The Host header."""
    return request.headers.get("Host", "")


def hostname(host: str) -> str:
    """A Host header without its port; empty where it cannot be read."""
    try:
        return (urlsplit(f"//{host}").hostname or "").rstrip(".")
    except ValueError:
        return ""


def local(address: str) -> str:
    """An address to go on to, if it is a path of this site; else the board.

    Browsers take a backslash for a slash, leave out control characters, and read two slashes as another host.
    """
    plain = address.startswith("/") and not address.startswith("//") and len(address) < 2_000
    if not plain or "\\" in address or any(ord(sign) < 0x21 or ord(sign) == 0x7F for sign in address):
        return "/"
    return address
