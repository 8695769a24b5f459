"""Putting many rows in at once, close to the speed of the driver."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Table
from sqlalchemy.exc import DBAPIError

from tracker.store.database import Session
from tracker.store.types import Day, Json, UtcDateTime, json_text, moment_text

FEW = 32
"""Up to here the ordinary statement is as quick as COPY, and its errors are clearer."""

Convert = Callable[[Any], Any]


def insert_rows(session: Session, rows: Sequence[Mapping[str, Any]], *tables: Table) -> None:
    """Insert rows that name every column of each of the tables; what is stored alike is converted once for all of them.

    By one prepared statement on SQLite; when they are many, by COPY on PostgreSQL. Raises as ``Session.execute`` does.
    """
    if not rows:
        return
    dialect = session.dialect.name
    if dialect != "sqlite" and len(rows) <= FEW:
        for table in tables:
            session.execute(table.insert(), list(rows))
        return
    values = {name: _values(rows, name, convert) for name, convert in _converters(tables, dialect)}
    for table in tables:
        names, into = _into(table)
        tuples = list(zip(*(values[name] for name in names), strict=True))
        if dialect == "sqlite":
            places = ", ".join("?" * len(names))
            session.exec_driver_sql(f"INSERT INTO {into} VALUES ({places})", tuples)  # noqa: S608 - own names
        else:
            _copy(session, f"COPY {into} FROM STDIN", tuples)


@lru_cache(maxsize=128)
def _converters(tables: tuple[Table, ...], dialect: str) -> tuple[tuple[str, Convert | None], ...]:
    kinds = {column.name: column.type for table in tables for column in table.columns}
    return tuple((name, _converter(kind, dialect)) for name, kind in kinds.items())


@lru_cache(maxsize=64)
def _into(table: Table) -> tuple[tuple[str, ...], str]:
    """The names of the columns of a table, and what an INSERT or a COPY goes into."""
    names = tuple(table.columns.keys())
    return names, '"{}" ({})'.format(table.name, ", ".join(f'"{name}"' for name in names))


def _copy(session: Session, statement: str, tuples: Iterable[tuple[Any, ...]]) -> None:
    driver: Any = session.connection.driver_connection
    module: Any = session.dialect.loaded_dbapi
    try:
        with driver.cursor() as cursor, cursor.copy(statement) as copy:
            for values in tuples:
                copy.write_row(values)
    except module.Error as error:
        raise DBAPIError.instance(statement, None, error, module.Error, dialect=session.dialect) from error


def _values(rows: Sequence[Mapping[str, Any]], name: str, convert: Convert | None) -> list[Any]:
    if convert is None:
        return [row[name] for row in rows]
    return [None if row[name] is None else convert(row[name]) for row in rows]


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
