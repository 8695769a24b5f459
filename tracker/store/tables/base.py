"""What all tables share."""

from typing import Any

from sqlalchemy import ForeignKey, Integer, Text
from sqlmodel import Field, SQLModel

from tracker.store.types import Day, Json, Name, UtcDateTime

STRICT: dict[str, Any] = {"sqlite_strict": True}

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
SQLModel.metadata.naming_convention = NAMING


def name(
    *, key: bool = False, null: bool = False, to: str | None = None, index: bool = False, default: str | None = None
) -> Any:
    """A column of slugs or references; ``to`` names the column it refers to (checked at commit).

    ``default`` is what the database writes where a row says nothing, for columns that came later than their rows.
    """
    # Deferred, since a file of seeds or an import may name a parent that stands further down.
    target = [ForeignKey(to, deferrable=True, initially="DEFERRED")] if to else []
    more: dict[str, Any] = {} if default is None else {"sa_column_kwargs": {"server_default": default}}
    return _column(Name(), *target, key=key, null=null, index=index, **more)


def words(*, null: bool = False, default: str | None = None) -> Any:
    """A column of free text; empty text, not null, where nothing was said. ``default`` as for ``name``."""
    more: dict[str, Any] = {} if default is None else {"sa_column_kwargs": {"server_default": default}}
    return _column(Text(), null=null, **more)


def day(*, index: bool = False, null: bool = True) -> Any:
    """A column of calendar days."""
    return _column(Day(), null=null, index=index)


def moment(*, key: bool = False, null: bool = False) -> Any:
    """A column of instants."""
    return _column(UtcDateTime(), key=key, null=null)


def whole(*, key: bool = False, null: bool = False, default: int | None = None) -> Any:
    """A column of whole numbers; ``default`` as for ``name``."""
    more: dict[str, Any] = {} if default is None else {"sa_column_kwargs": {"server_default": str(default)}}
    return _column(Integer(), key=key, null=null, **more)


def listing(*, null: bool = False) -> Any:
    """A column of small JSON lists or mappings."""
    return _column(Json(), null=null)


def _column(kind: Any, *args: Any, key: bool = False, null: bool = False, index: bool = False, **more: Any) -> Any:
    options: dict[str, Any] = {"sa_type": kind, "primary_key": key, "nullable": null and not key, "index": index}
    options.update(more)
    return Field(sa_column_args=list(args), **options) if args else Field(**options)
