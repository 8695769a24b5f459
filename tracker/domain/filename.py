"""Names of files that somebody hands in: cleaned before they are kept, and written so that no header can be forged."""

from unicodedata import category, normalize

LONGEST = 200
LONGEST_IN_BYTES = 240
"""Most file systems take names of 255 bytes; a Chinese character takes three."""

LONGEST_ENDING = 10
UNNAMED = "evidence"

PROGRAMS = frozenset(
    {
        "app", "apk", "bat", "cmd", "com", "cpl", "dll", "dmg", "exe", "hta", "inf", "jar", "js", "jse", "lnk",
        "msc", "msi", "msp", "pif", "ps1", "psm1", "reg", "scr", "sct", "sh", "url", "vb", "vbe", "vbs", "wsf",
        "wsh",
    }
)  # fmt: skip
"""Endings under which a desktop runs a file instead of showing it, whatever is in it."""

_FORBIDDEN = frozenset('"*:<>?|')
_AS_IT_IS = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!#$&+-.^_`|~")
"""What RFC 8187 lets stand in an extended value (attr-char)."""


def cleaned(name: str) -> str:
    """The name without folders, without anything that moves the cursor or turns the line, and not too long; NFC.

    Marks of direction go as well, with which ``gpj.exe`` is made to look like ``exe.jpg``.
    """
    last = normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    plain = "".join("_" if sign in _FORBIDDEN else sign for sign in last if not _is_hidden(sign))
    return _shortened(" ".join(plain.split()).strip(". ")) or UNNAMED


def ending(name: str) -> str:
    """What stands behind the last dot, in small letters; nothing where there is no dot inside the name."""
    stem, dot, last = name.rpartition(".")
    return last.casefold() if dot and stem else ""


def is_program(name: str) -> bool:
    """Whether a desktop would run a file of this name."""
    return ending(name) in PROGRAMS


def disposition(name: str) -> str:
    """The value of Content-Disposition that has a file kept under its name and never shown in place (RFC 6266).

    The plain name is ASCII and holds nothing that quoting could miss; the true one stands beside it (RFC 8187).
    """
    safe = cleaned(name)
    plain = "".join(sign if sign.isascii() and sign not in "%;'" else "_" for sign in safe)
    full = "".join(chr(byte) if byte in _AS_IT_IS else f"%{byte:02X}" for byte in safe.encode())
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{full}"


def _is_hidden(sign: str) -> bool:
    # Controls, marks of direction and other formats, halves of pairs, what nobody has assigned, line separators.
    return category(sign) in ("Cc", "Cf", "Cs", "Cn", "Co", "Zl", "Zp")


def _shortened(name: str) -> str:
    """``name`` cut so that its ending stays."""
    stem, dot, last = name.rpartition(".")
    tail = dot + last if stem and len(last) <= LONGEST_ENDING else ""
    stem = name.removesuffix(tail)[: LONGEST - len(tail)]
    while len((stem + tail).encode()) > LONGEST_IN_BYTES:
        stem = stem[:-1]
    return stem.rstrip(". ") + tail
