"""Whether the database failed, rather than what it was asked, and why, in words for people."""

from collections.abc import Mapping

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

from tracker.kit import system
from tracker.kit.text import Text

ABSENT = frozenset({5, 6, 8, 10, 11, 13, 14, 26})
"""Busy, locked, read-only, I/O error, corrupt, full, cannot open, not a database (sqlite.org/rescode.html)."""

_SQLITE: Mapping[int, str] = {5: "busy", 6: "busy", 8: "read_only", 10: "broken", 11: "damaged", 13: "full",
                              14: "unopened", 26: "damaged"}  # fmt: skip
_POSTGRES: Mapping[str, str] = {
    "connection refused": "refused",
    "timeout expired": "late",
    "no such file or directory": "missing",
    "could not translate host name": "no_name",
    "failed to resolve host": "no_name",
    "name or service not known": "no_name",
    "server closed the connection": "reset",
}
"""What makes it known which of the ordinary causes it is (``kit.system``)."""


def is_absent(error: DBAPIError) -> bool:
    """Whether the database failed, rather than the statement; SQLite calls both an operational error."""
    code = getattr(error.orig, "sqlite_errorcode", None)
    if code is not None:
        return code & 0xFF in ABSENT
    return isinstance(error, OperationalError | InterfaceError)


def why(error: DBAPIError) -> Text:
    """What keeps the database from answering; PostgreSQL's client tells it in words alone."""
    said, code = _first_line(error), getattr(error.orig, "sqlite_errorcode", None)
    if code is not None:
        return system.in_words(_SQLITE.get(code & 0xFF, ""), said)
    return system.in_words(next((kind for part, kind in _POSTGRES.items() if part in said.lower()), ""), said)


def _first_line(error: DBAPIError) -> str:
    return str(error.orig).strip().splitlines()[0] if str(error.orig).strip() else type(error.orig).__name__
