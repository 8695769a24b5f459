"""The limit: the same statements through the driver's cursor of the same connection, read as bare tuples."""

from collections.abc import Callable
from functools import partial
from typing import Any

from sqlalchemy import event

from benchmarks import generate, ground
from tracker.store.database import Session
from tracker.store.types import Day

Statement = tuple[str, Any]
"""What the driver is given: the text, and the values in it."""


def driver_of(session: Session) -> Any:
    """The driver's connection under a session."""
    return session.connection.driver_connection


def fetch(session: Session, statement: Statement) -> list[Any]:
    """Every row of the answer."""
    cursor = driver_of(session).cursor()
    rows: list[Any] = cursor.execute(*statement).fetchall()
    cursor.close()
    return rows


def by_hand(session: Session, words: str) -> Statement:
    """A statement with ``:day`` and ``:unit`` in it, as the driver wants it."""
    convert = Day().bind_processor(session.dialect)
    day = generate.MOMENT.day
    values = {"day": convert(day) if convert else day, "unit": ground.unit()}
    given = {name: value for name, value in values.items() if f":{name}" in words}
    if session.dialect.name == "postgresql":
        for name in given:
            words = words.replace(f":{name}", f"%({name})s")
    return words, given


def compiled(session: Session, run: Callable[[], object]) -> Statement:
    """The statement that the driver is given while ``run`` asks its question."""
    given: list[Statement] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        given.append((statement, parameters))

    event.listen(session, "before_cursor_execute", note)
    run()
    event.remove(session, "before_cursor_execute", note)
    return given[-1]


def candidates(session: Session, words: str, run: Callable[[], object]) -> dict[str, Callable[[], list[Any]]]:
    """Two ways to put a question to the driver, of which the quicker is the limit: written by hand, and as compiled."""
    statements = {"by hand": by_hand(session, words), "compiled": compiled(session, run)}
    return {name: partial(fetch, session, statement) for name, statement in statements.items()}
