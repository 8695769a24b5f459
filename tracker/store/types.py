"""Column types that mean the same on SQLite (STRICT) and on PostgreSQL."""

import json
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Date, DateTime, Dialect, LargeBinary, Text
from sqlalchemy.types import TypeDecorator, TypeEngine

FOREVER = datetime(9999, 12, 31, tzinfo=UTC)
"""``recorded_to`` of what is still in force."""


class Name(TypeDecorator[str]):
    """A slug, reference or path: compared byte by byte in both databases, whatever the server's locale."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Text; with the C collation on PostgreSQL, so that path ranges and order mean bytes."""
        return dialect.type_descriptor(Text(collation="C") if dialect.name == "postgresql" else Text())


class Day(TypeDecorator[date]):
    """A calendar day without a zone; ISO text on SQLite."""

    impl = Date
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Text on SQLite, a date on PostgreSQL."""
        return dialect.type_descriptor(Text() if dialect.name == "sqlite" else Date())

    def process_bind_param(self, value: date | None, dialect: Dialect) -> Any:
        """Write a day; a moment is refused, since whose day it is must be decided before."""
        if isinstance(value, datetime):
            raise TypeError("a day is needed, not a moment")
        return value.isoformat() if value is not None and dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> date | None:  # noqa: ARG002
        """Read a day."""
        return date.fromisoformat(value) if isinstance(value, str) else value


class UtcDateTime(TypeDecorator[datetime]):
    """An instant in UTC; naive values are refused. Fixed-width ISO text on SQLite, so that text order is time order."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Text on SQLite, timestamptz on PostgreSQL."""
        return dialect.type_descriptor(Text() if dialect.name == "sqlite" else DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """Write an instant; raises ValueError for a naive one."""
        if value is None:
            return None
        return moment_text(value) if dialect.name == "sqlite" else _aware(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Read an instant, always in UTC."""
        if value is None:
            return None
        if isinstance(value, str):
            return datetime.fromisoformat(value)
        result: datetime = value.astimezone(UTC)
        return result


class Json(TypeDecorator[Any]):
    """A small list or mapping that is read and written whole; never searched (search goes through facets)."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Write as compact JSON with sorted keys."""
        return None if value is None else json_text(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:  # noqa: ARG002
        """Read back."""
        return None if value is None else json.loads(value)


class Bytes(TypeDecorator[bytes]):
    """A hash; bytes in both databases, whatever the driver returns."""

    impl = LargeBinary
    cache_ok = True

    def process_result_value(self, value: Any, dialect: Dialect) -> bytes | None:  # noqa: ARG002
        """Read back as bytes."""
        return None if value is None else bytes(value)


_JSON = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def json_text(value: Any) -> str:
    """``value`` as compact JSON with sorted keys."""
    return _JSON.encode(value)


def moment_text(value: datetime) -> str:
    """``value`` as fixed-width UTC text to the microsecond; raises ValueError for a naive one."""
    return _aware(value).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def _aware(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise ValueError("a moment without a zone was given")
    return value.astimezone(UTC)
