"""What was read before and holds as long as nobody has changed the register since; asked of the database each time.

SQLite counts, for each connection, what the others commit (``PRAGMA data_version``, sqlite.org/pragma.html), in this
process or another; a connection that only reads can thus tell, at a twentieth of what asking costs, that it would be
told the same again. PostgreSQL has no such count: there everything is read anew.
"""

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from sqlalchemy import Connection

Found = TypeVar("Found")

MOST = 256
"""So many things one connection remembers, before it begins anew."""

_MEMORY = "remembered"


def begin(record: Any) -> None:
    """Let a new connection to SQLite remember; only for one that never writes, since its own changes do not count."""
    record.info[_MEMORY] = (0, {})


def remembered(session: Connection, key: Hashable, read: Callable[[], Found]) -> Found:
    """What ``read`` finds in this transaction; ``key`` says all that it follows from beside the database."""
    memory: tuple[int, dict[Hashable, Any]] | None = session.info.get(_MEMORY)
    if memory is None:
        return read()
    counted: int = session.connection.cursor().execute("PRAGMA data_version").fetchone()[0]
    if memory[0] != counted or len(memory[1]) >= MOST:
        memory = session.info[_MEMORY] = (counted, {})
    if key not in memory[1]:
        memory[1][key] = read()
    found: Found = memory[1][key]
    return found
