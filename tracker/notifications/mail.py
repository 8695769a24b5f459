"""One message as frozen bytes: the same input gives the same bytes, and no value can add a header.

The bytes are written here and not by Python's ``email`` package, whose folding of encoded words differs between
versions and, up to 3.11.9, lets a subject such as ``=?utf-8?q?a=0ABcc=3A_…?=`` add a header (FOUNDATIONS 1.7).
"""

import binascii
import re
import unicodedata
from base64 import b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from email.errors import HeaderParseError
from email.header import decode_header
from email.parser import BytesParser
from email.policy import compat32
from email.utils import format_datetime
from hashlib import sha256

from tracker.kit.errors import Invalid
from tracker.kit.text import text

LINE = 76
"""No line of a header is longer where it can be folded (RFC 2047, 2); 998 is the limit of RFC 5322."""
_LONGEST = 900
_SHORT = 110
"""Up to here a plain value stays on one line, so that the head of the history can be found and copied."""
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,63}")
_ATEXT = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~\u0080-\U0010ffff-]+"
_LOCAL = re.compile(rf"{_ATEXT}(?:\.{_ATEXT})*")
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_DOMAIN = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")
_NAMED = re.compile(r"(?P<name>[^<>]*)<(?P<address>[^<>]+)>")


@dataclass(frozen=True, slots=True)
class Mailbox:
    """An address with the name that stands before it, which may be empty."""

    name: str
    address: str


def message_id(key: str, domain: str) -> str:
    """The Message-ID of a message, in angle brackets: the same for the same key, however often it is made."""
    return f"<{sha256(key.encode()).hexdigest()[:32]}@{domain}>"


def build(
    *,
    sender: str,
    to: str,
    subject: str,
    text: str,
    html: str,
    message_id: str,
    date: datetime,
    language: str,
    headers: Mapping[str, str],
) -> bytes:
    """A message to one recipient in two forms, text and HTML, in UTF-8 with CRLF at the ends of lines.

    ``sender`` may be ``Name <address>``; ``date`` is written in the zone it has; ``headers`` are added as they are.
    Raises Invalid for an address that is none, and for a value that holds control characters, open or encoded.
    """
    boundary = f"=_{sha256(message_id.encode()).hexdigest()[:32]}"
    fields = [
        ("From", _written(mailbox(sender))),
        ("To", address(to)),
        ("Subject", _unstructured("Subject", subject)),
        ("Date", format_datetime(date)),
        ("Message-ID", _plain(message_id)),
        ("Auto-Submitted", "auto-generated"),
        ("Content-Language", _plain(language)),
        *((_header_name(name), _unstructured(name, value)) for name, value in headers.items()),
        ("MIME-Version", "1.0"),
        ("Content-Type", f'multipart/alternative; boundary="{boundary}"'),
    ]
    raw = head(fields) + b"\r\n" + _parts(boundary, {"plain": text, "html": html})
    _checked(raw, [name for name, _ in fields], boundary)
    return raw


def resent(*, sender: str, to: str, message_id: str, date: datetime) -> bytes:
    """The lines put in front of a message that goes to another address than its own (RFC 5322, 3.6.6)."""
    again = sha256(f"{message_id} {to}".encode()).hexdigest()[:32]
    fields = [
        ("Resent-From", _written(mailbox(sender))),
        ("Resent-To", address(to)),
        ("Resent-Date", format_datetime(date)),
        ("Resent-Message-ID", f"<{again}@{mailbox(sender).address.rpartition('@')[2]}>"),
    ]
    return head(fields)


def head(fields: list[tuple[str, str]]) -> bytes:
    """Header lines from names and values that are safe already."""
    return "".join(f"{name}: {value}\r\n" for name, value in fields).encode()


def mailbox(value: str) -> Mailbox:
    """Read ``address`` or ``Name <address>``; raises Invalid."""
    named = _NAMED.fullmatch(value.strip())
    if named is None:
        return Mailbox("", address(value))
    name = clean(named["name"]).strip('" ')
    return Mailbox(name, address(named["address"]))


def address(value: str) -> str:
    """An address as it stands in headers and envelopes, its domain in ASCII; raises Invalid for what is none."""
    local, _, domain = value.strip().rpartition("@")
    try:
        ascii_domain = domain.encode("idna").decode() if len(domain) <= 253 else ""
    except UnicodeError:
        ascii_domain = ""
    strange = any(unicodedata.category(character)[0] in "CZ" for character in local) or "=?" in local
    if strange or len(local) > 64 or not _LOCAL.fullmatch(local) or not _DOMAIN.fullmatch(ascii_domain):
        raise Invalid(
            text("“{address}” is not an address for mail.", address=_shown(value)),
            hint=text("Write it as name@office.example, or as Name <name@office.example>."),
        )
    return f"{local}@{ascii_domain}"


def clean(value: str) -> str:
    """``value`` without what could be read as an encoded word, single spaces between words.

    Raises Invalid where it holds control characters, as it stands or behind up to three layers of encoding.
    """
    seen = value
    for _ in range(3):
        if any(unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp") for character in seen):
            raise _refused(value)
        decoded = _decoded(seen, value)
        if decoded == seen:
            break
        seen = decoded
    return re.sub(" +", " ", value.replace("=?", "=\u200b?")).strip(" ")


def _decoded(seen: str, value: str) -> str:
    if "=?" not in seen:
        return seen
    try:
        pieces = decode_header(seen)
        return "".join(p.decode(c or "latin-1", "replace") if isinstance(p, bytes) else p for p, c in pieces)
    except (HeaderParseError, LookupError, ValueError) as error:
        raise _refused(value) from error


def _refused(value: str) -> Invalid:
    return Invalid(text("“{value}” cannot stand in the head of a letter.", value=_shown(value)))


def _shown(value: str) -> str:
    return ascii(value[:80])[1:-1] if not value.isprintable() else value[:80]


def _plain(value: str) -> str:
    if not value.isascii() or not value.isprintable() or " " in value or "=?" in value or len(value) > _LONGEST:
        raise _refused(value)
    return value


def _header_name(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise _refused(name)
    return name


def _written(box: Mailbox) -> str:
    if not box.name:
        return box.address
    if box.name.isascii() and len(box.name) < LINE - 10:
        escaped = box.name.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}"\r\n <{box.address}>'
    return f"{_encoded('From', box.name)}\r\n <{box.address}>"


def _unstructured(name: str, value: str) -> str:
    """A value in one or more lines: folded where it is ASCII and has spaces, else in encoded words."""
    value = clean(value)
    if value.isascii():
        lines = [value] if len(value) < _SHORT else _folded(name, value)
        if all(len(line) < _LONGEST for line in lines):
            return "\r\n ".join(lines)
    return _encoded(name, value)


def _folded(name: str, value: str) -> list[str]:
    lines: list[str] = []
    room = LINE - len(name) - 2
    for word in value.split(" "):
        if lines and len(lines[-1]) + 1 + len(word) <= room:
            lines[-1] += f" {word}"
        else:
            room = LINE - 1 if lines else room
            lines.append(word)
    return lines


def _encoded(name: str, value: str) -> str:
    size = (LINE - len(name) - 2 - len("=?utf-8?b??=")) // 4 * 3
    return "\r\n ".join(f"=?utf-8?b?{b64encode(chunk).decode()}?=" for chunk in _chunks(value, max(size, 4)))


def _chunks(value: str, size: int) -> Iterator[bytes]:
    chunk = b""
    for character in value:
        encoded = character.encode()
        if len(chunk) + len(encoded) > size:
            yield chunk
            chunk = b""
        chunk += encoded
    yield chunk


def _parts(boundary: str, forms: Mapping[str, str]) -> bytes:
    lines: list[bytes] = []
    for kind, content in forms.items():
        encoding, encoded = _transfer(content)
        fields = [("Content-Type", f"text/{kind}; charset=utf-8"), ("Content-Transfer-Encoding", encoding)]
        # The line end before a boundary belongs to the boundary.
        lines += [f"--{boundary}\r\n".encode(), head(fields), b"\r\n", encoded, b"\r\n"]
    return b"".join([*lines, f"--{boundary}--\r\n".encode()])


def _transfer(content: str) -> tuple[str, bytes]:
    """Quoted-printable or base64, whichever is shorter."""
    lines = content.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n") + "\n"
    data = lines.replace("\n", "\r\n").encode()
    # Quoted-printable writes a byte beyond ASCII in three, base64 any three bytes in four.
    if len(data) - len(data.translate(None, _BEYOND_ASCII)) > len(data) // 6:
        encoded = b64encode(data)
        return "base64", b"\r\n".join(encoded[at : at + LINE] for at in range(0, len(encoded), LINE))
    return "quoted-printable", binascii.b2a_qp(data, istext=True)


_BEYOND_ASCII = bytes(range(0x80, 0x100))


def _checked(raw: bytes, names: list[str], boundary: str) -> None:
    """Read the message as a receiver would: it must have the headers that were asked for, and no others."""
    found = BytesParser(policy=compat32).parsebytes(raw, headersonly=True)
    distinct = len({name.lower() for name in names}) == len(names)
    if found.keys() != names or not distinct or not str(found.get_payload()).startswith(f"--{boundary}"):
        raise Invalid(text("The letter would have other headers than it should: {names}.", names=", ".join(names)))
