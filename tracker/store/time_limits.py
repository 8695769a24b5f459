"""How long a reading transaction may take: what goes on longer is ended by the database itself.

SQLite looks at the clock of the machine now and then while it works; PostgreSQL times each statement by itself
(``statement_timeout``), and is told once for each connection, so that neither costs a short question anything.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import DBAPIError

from tracker.kit.errors import Unavailable
from tracker.kit.text import text

STEPS = 1_000_000
"""Of SQLite's machine between two looks, some hundredths of a second: what is answered at once never looks."""

INTERRUPTED, CANCELLED = 9, "57014"
"""What SQLite (as its result code) and PostgreSQL (as SQLSTATE) call a statement that was ended."""

_END = "end"


def watch(connection: Any, record: Any) -> None:
    """Have a new connection to SQLite end what goes on beyond the moment that its ``info`` names, if it names one."""
    end: list[float | None] = [None]
    record.info[_END] = end
    connection.set_progress_handler(lambda: end[0] is not None and time.monotonic() > end[0], STEPS)


@contextmanager
def within(session: Connection, seconds: float | None) -> Iterator[None]:
    """Give what is read from SQLite so long from now on, and leave no limit behind for whoever has it next."""
    end: list[float | None] | None = session.info.get(_END)
    if end is None or seconds is None:
        yield
        return
    end[0] = time.monotonic() + seconds
    try:
        yield
    finally:
        end[0] = None


def tell(engine: Engine, seconds: float) -> None:
    """Have PostgreSQL give each statement so long on every connection of this engine."""

    @event.listens_for(engine, "connect")
    def _connect(connection: Any, _: object) -> None:
        connection.execute(f"SET statement_timeout = {max(1, int(seconds * 1000))}")
        connection.commit()


def is_over(error: DBAPIError) -> bool:
    """Whether a statement was ended because it took too long."""
    code = getattr(error.orig, "sqlite_errorcode", None)
    return code == INTERRUPTED or getattr(error.orig, "sqlstate", None) == CANCELLED


def too_costly(seconds: float) -> Unavailable:
    """The answer to a question that took longer than it may."""
    return Unavailable(
        text("This question took longer than {seconds} seconds, and was ended.", seconds=f"{seconds:g}"),
        hint=text(
            "Ask for less: fewer words, one body (unit:…), one programme (programme:…) or some months (due:A..B)."
        ),
    )
