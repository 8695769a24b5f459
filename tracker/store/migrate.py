"""Bringing a database to the form that this version needs, and saying what form it has."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, inspect
from sqlalchemy import text as sql
from sqlalchemy.exc import DBAPIError
from sqlmodel import SQLModel

from tracker.kit.errors import Conflict, Unavailable
from tracker.kit.text import text
from tracker.store import guards
from tracker.store.database import Database

HEAD = "0004"
"""The newest migration; a test keeps it equal to what lies in migrations/versions."""

LOCK = 0x7472_6163
"""Advisory lock on PostgreSQL, so that two starts at once migrate one after the other."""

DENIED = "42501"
"""What PostgreSQL calls an insufficient privilege."""


def revision(connection: Connection) -> str | None:
    """The form the database has, None for an empty one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(sql("SELECT version_num FROM alembic_version")).scalar_one_or_none()
    return found


@contextmanager
def permitted() -> Iterator[None]:
    """Say what to do where the role of PostgreSQL may not do what was asked of it; raises Unavailable."""
    try:
        yield
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) != DENIED:
            raise
        raise Unavailable(
            text("The database does not permit this: {reason}", reason=str(error.orig).strip().splitlines()[0]),
            hint=text(
                "Run tracker init with TRACKER_DATABASE_OWNER_URL set to the address of the role that owns the tables."
            ),
        ) from error


def migrate(database: Database, *, role: str | None = None, then: Callable[[Connection], None] | None = None) -> None:
    """Run the missing migrations in one transaction, check the guards, and do ``then`` before it ends.

    ``role`` is the role that works with the tables on PostgreSQL where another one owns them; it may read and add,
    and change what is not history. Of several that start at once, each does all of this after the other. Raises
    Conflict for a database of a newer version, Unavailable where the role may not migrate.
    """
    from alembic import command  # noqa: PLC0415 - slow to import, and needed once
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    with permitted(), database.write() as connection:
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
        if then is not None:
            then(connection)


def missing_guards(connection: Connection) -> frozenset[str]:
    """Guards of the history that should be in this database and are not, are switched off, or do something else."""
    dialect = connection.dialect.name
    if dialect == "postgresql":
        connection.execute(sql("SELECT set_config('TimeZone', 'UTC', true), set_config('DateStyle', 'ISO', true)"))
    found = connection.exec_driver_sql(guards.DESCRIBED_BY[dialect])
    present = {name: guards.one_line(description) for name, description in found}
    wanted = guards.described(dialect)
    return frozenset(name for name in guards.expected(dialect) if name not in present or present[name] != wanted[name])


def _grant(connection: Connection, role: str) -> None:
    if role == connection.execute(sql("SELECT current_user")).scalar_one():
        return  # it would lose what is its own
    quoted = connection.dialect.identifier_preparer.quote(role)
    sealed = {table.name for table in guards.SEALED}
    closable = {table.name for table in guards.CLOSABLE}
    for table in (*sorted(SQLModel.metadata.tables), "alembic_version"):
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
