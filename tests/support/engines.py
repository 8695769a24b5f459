"""One store of compiled statements for all databases of a kind, as the one engine of a server would have.

A test opens its register with engines of its own, and each would compile every statement anew: a sixth of the run.
"""

from typing import Any

from sqlalchemy import Engine
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.util import LRUCache

STATEMENTS = 2_000
"""More than the register has; the queries of the properties come and go."""

_compiled: LRUCache[Any, Any] = LRUCache(STATEMENTS)


class _Alike:
    """What was compiled is found by its dialect too: those of one kind are one."""

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other)

    def __hash__(self) -> int:
        return hash(type(self))

    @classmethod
    def engine_created(cls, engine: Engine) -> None:
        engine.update_execution_options(compiled_cache=_compiled)


class SharedSqlite(_Alike, SQLiteDialect_pysqlite):
    """SQLite, as the register speaks it."""

    supports_statement_cache = True


class SharedPostgresql(_Alike, PGDialect_psycopg):
    """PostgreSQL, as the register speaks it."""

    supports_statement_cache = True


def share_compiled_statements() -> None:
    """From now on, engines that are made in this process share what they compile."""
    registry.register("sqlite", __name__, SharedSqlite.__name__)
    registry.register("postgresql.psycopg", __name__, SharedPostgresql.__name__)
