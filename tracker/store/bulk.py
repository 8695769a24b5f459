"""Putting many rows in at once, close to the speed of the driver."""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Table

from tracker.store.database import Session
from tracker.store.types import Day, Json, UtcDateTime, json_text, moment_text

FEW = 32
"""Up to here the ordinary statement is as quick, and its errors are clearer."""

Convert = Callable[[Any], Any]


def insert_rows(session: Session, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows that name every column; when they are many by COPY on PostgreSQL, one statement on SQLite."""
    if not rows:
        return
    if len(rows) <= FEW:
        session.execute(table.insert(), list(rows))
        return
    dialect = session.dialect.name
    columns = [(column.name, _converter(column.type, dialect)) for column in table.columns]
    tuples = [
        tuple(
            convert(row[name]) if convert is not None and row[name] is not None else row[name]
            for name, convert in columns
        )
        for row in rows
    ]
    names = ", ".join(f'"{name}"' for name, _ in columns)
    if dialect == "sqlite":
        places = ", ".join("?" * len(columns))
        session.exec_driver_sql(f'INSERT INTO "{table.name}" ({names}) VALUES ({places})', tuples)  # noqa: S608 - own names
        return
    driver: Any = session.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(f'COPY "{table.name}" ({names}) FROM STDIN') as copy:
        for values in tuples:
            copy.write_row(values)


def _converter(kind: Any, dialect: str) -> Convert | None:
    if isinstance(kind, Json):
        return json_text
    if dialect != "sqlite":
        return None
    if isinstance(kind, Day):
        return _iso
    return _moment if isinstance(kind, UtcDateTime) else None


def _iso(value: Any) -> str:
    text: str = value.isoformat()
    return text


@lru_cache(maxsize=64)
def _moment(value: Any) -> str:
    # One append writes one moment thousands of times.
    return moment_text(value)
