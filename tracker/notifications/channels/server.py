"""A mail server as the settings name it."""

from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from tracker.kit.errors import Invalid
from tracker.kit.text import text

PORTS = {"smtp": 25, "smtps": 465, "smtp+starttls": 587}


@dataclass(frozen=True, slots=True, repr=False)
class Server:
    """A mail server: how to speak to it (a key of ``PORTS``), where, and as whom; never shown as a whole."""

    security: str
    host: str
    port: int
    user: str
    password: str

    @property
    def shown(self) -> str:
        """The server as people may see it: without name and password."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def server_of(url: str) -> Server:
    """Read ``smtp``, ``smtps`` or ``smtp+starttls`` ``://user:password@host:port``, the first two percent-encoded.

    Raises Invalid, which does not repeat what was written, since the password stands in it.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
        user, password = (unquote(given or "", errors="strict") for given in (parts.username, parts.password))
        (parts.hostname or "").encode("idna")  # a name that cannot be looked up; what socket raises is no OSError
    except ValueError:
        raise _strange() from None  # the cause would show the address
    strange = parts.path.strip("/") or parts.query or parts.fragment or port == 0 or bool(user) != bool(password)
    sayable = (user + password).isascii() and (user + password + (parts.hostname or "")).isprintable()
    if parts.scheme not in PORTS or not parts.hostname or strange or not sayable:
        raise _strange()
    return Server(parts.scheme, parts.hostname, port or PORTS[parts.scheme], user, password)


def _strange() -> Invalid:
    return Invalid(
        text("TRACKER_SMTP_URL is not the address of a mail server."),
        hint=text(
            "Write smtp+starttls://user:password@mail.office.example:587, smtps:// or smtp://; "
            "signs such as @ in the name or password as %40."
        ),
    )
