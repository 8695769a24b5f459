"""Registers to measure on, with their ground laid, on SQLite and on a PostgreSQL that keeps what it commits."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import text

from benchmarks import ground
from tests.support import postgres
from tests.support.rows import BY, START
from tracker.store import history, migrate, register
from tracker.store.database import Database, sqlite_module

# What is measured as durable must be: unlike the server for tests, this one waits for the disk. Autovacuum would work
# at moments of its own; the measurements call for it instead.
OPTIONS = {
    "listen_addresses": "",
    "shared_buffers": "512MB",
    "max_wal_size": "8GB",
    "checkpoint_timeout": "30min",
    "autovacuum": "off",
    "timezone": "UTC",
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where the registers of a run are made: a folder, and the server's databases."""

    kind: str
    folder: Path
    databases: postgres.Databases | None

    @contextmanager
    def register(self, name: str) -> Iterator[Database]:
        """A register that holds everything but commitments; it is removed at the end."""
        (self.folder / name).mkdir()
        url = self.databases.create() if self.databases else f"sqlite:///{self.folder / name / 'register.db'}"
        db = Database(url)
        try:
            migrate.migrate(db)
            with db.write() as session:
                register.create(session, zone="Asia/Shanghai", sandbox=False, at=START)
                history.append(session, ground.changes(), by=BY, at=START, new=True)
            yield db
        finally:
            db.close()
            if self.databases:
                self.databases.drop(url)
            shutil.rmtree(self.folder / name)

    @property
    def version(self) -> str:
        """Which database this is, in words."""
        if self.databases is None:
            return f"SQLite {sqlite_module().sqlite_version}"
        with self.databases.connect() as connection:
            row = connection.execute("SHOW server_version").fetchone()
        return f"PostgreSQL {row[0] if row else '?'}"


@contextmanager
def place(kind: str) -> Iterator[Place]:
    """A place on ``sqlite`` or ``postgresql``, below the folder for temporary files (TMPDIR)."""
    with postgres.run_folder() as folder:
        yield Place(kind, folder, postgres.Databases(_server(folder), folder) if kind == "postgresql" else None)


def _server(folder: Path) -> str:
    if os.environ.get(postgres.GIVEN_SERVER):
        return postgres.server(folder)
    binaries, data = postgres.usable_binaries(folder), folder / "data"
    data.mkdir(mode=0o700)
    if os.geteuid() == 0:
        shutil.chown(data, postgres.UNPRIVILEGED)
    postgres.run(binaries, "initdb", data, "--auth=trust", "--username=postgres", "--encoding=UTF8", "--no-locale")
    options = {**OPTIONS, "unix_socket_directories": str(data)}
    with (data / "postgresql.conf").open("a") as configuration:
        configuration.writelines(f"{name} = '{value}'\n" for name, value in options.items())
    postgres.run(binaries, "pg_ctl", data, "--wait", "--log", str(data / "server.log"), "start")
    return f"postgresql+psycopg://postgres@/postgres?host={data}"


def settle(db: Database) -> None:
    """Do what the database does by itself some minutes after much was written."""
    if db.dialect == "postgresql":
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM (ANALYZE)"))
            connection.execute(text("CHECKPOINT"))
    else:
        with driver(db) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def bytes_on_disk(db: Database) -> int:
    """How much room the register takes."""
    if db.dialect == "postgresql":
        with db.read() as session:
            return int(session.execute(text("SELECT pg_database_size(current_database())")).scalar_one())
    return sum(file.stat().st_size for file in Path(db.url.database or "").parent.iterdir())


@contextmanager
def driver(db: Database) -> Iterator[Any]:
    """The driver's own connection, set up as the register sets it up for writing, outside any transaction."""
    pooled = db.engine.raw_connection()
    try:
        yield pooled.driver_connection
    finally:
        pooled.close()
