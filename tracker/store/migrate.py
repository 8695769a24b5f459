"""Bringing a database to the form that this version needs, and saying what form it has."""

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, inspect
from sqlalchemy import text as sql

from tracker.kit.errors import Conflict
from tracker.kit.text import text
from tracker.store import guards
from tracker.store.database import Database

HEAD = "0001"
"""The newest migration; a test keeps it equal to what lies in migrations/versions."""

LOCK = 0x7472_6163
"""Advisory lock on PostgreSQL, so that two starts at once migrate one after the other."""


def revision(connection: Connection) -> str | None:
    """The form the database has, None for an empty one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(sql("SELECT version_num FROM alembic_version")).scalar_one_or_none()
    return found


def migrate(database: Database, *, role: str | None = None) -> None:
    """Run the missing migrations in one transaction, then check the guards.

    ``role`` is the role that works with the tables on PostgreSQL where another one owns them; it may read and add,
    and change what is not history. Raises Conflict for a database of a newer version.
    """
    from alembic import command  # noqa: PLC0415 - slow to import, and needed once
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    with database.write() as connection:
        if database.dialect == "postgresql":
            connection.execute(sql("SET LOCAL lock_timeout = '30s'"))
            connection.execute(sql("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
        found = revision(connection)
        if found is not None and found > HEAD:
            raise Conflict(
                text(
                    "This register was written by a newer version ({found}; this one knows {known}).",
                    found=found,
                    known=HEAD,
                ),
                hint=text("Install the newer version again, or restore a backup made before the update."),
            )
        if found != HEAD:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
        if role is not None:
            _grant(connection, role)
        missing = missing_guards(connection)
        if missing:
            raise Conflict(text("The history lost its guards: {names}", names=", ".join(sorted(missing))))


def missing_guards(connection: Connection) -> frozenset[str]:
    """Guards of the history that should be in this database and are not, or are switched off."""
    if connection.dialect.name == "sqlite":
        query = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    else:
        query = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')"
    present: set[Any] = set(connection.execute(sql(query)).scalars())
    return guards.expected(connection.dialect.name) - present


def _grant(connection: Connection, role: str) -> None:
    quoted = connection.dialect.identifier_preparer.quote(role)
    sealed = {table.name for table in guards.SEALED}
    closable = {table.name for table in guards.CLOSABLE}
    for table in inspect(connection).get_table_names():
        if table in sealed:
            rights = "SELECT, INSERT"
        elif table in closable:
            rights = "SELECT, INSERT, UPDATE (recorded_to)"
        elif table == "alembic_version":
            rights = "SELECT"
        else:
            rights = "SELECT, INSERT, UPDATE, DELETE"
        name = connection.dialect.identifier_preparer.quote(table)
        connection.execute(sql(f"REVOKE ALL ON {name} FROM {quoted}"))
        connection.execute(sql(f"GRANT {rights} ON {name} TO {quoted}"))
