"""Secrets that are given out once and of which only a hash is kept: those of sessions, links and tokens."""

import hashlib
import re
import secrets

LENGTH = 43
"""So many characters, of A to Z, a to z, 0 to 9, - and _, write 256 bits."""

_FORM = re.compile(rf"[A-Za-z0-9_-]{{{LENGTH}}}")


def is_one(words: str) -> bool:
    """Whether this has the form of a secret, so that it is worth looking up."""
    return _FORM.fullmatch(words) is not None


def fresh() -> str:
    """A new secret of 256 bits, as text that may stand in an address."""
    return secrets.token_urlsafe(32)


def digest(secret: str) -> bytes:
    """What is kept of a secret: its SHA-256. Nothing slower is needed for 256 bits that nobody chose."""
    return hashlib.sha256(secret.encode()).digest()
