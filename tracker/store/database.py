"""Engines and transactions: one writer behind a first-come gate and deferred readers on SQLite, one pool on PostgreSQL.

Settings and why: docs/decisions/0003-sqlite-and-postgresql.md.
"""

import re
import sqlite3
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from copy import copy
from pathlib import Path
from threading import Event
from types import ModuleType
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from tracker.kit.errors import Invalid, Unavailable
from tracker.kit.text import text
from tracker.store import outages, remembering, time_limits
from tracker.store.gate import Gate

Session = Connection
"""A step inside somebody's transaction takes this as its first parameter."""

PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",  # a lost mark of "sent" would be a second letter
    "foreign_keys=ON",
    "recursive_triggers=ON",  # else INSERT OR REPLACE slips past the delete guards
    "trusted_schema=OFF",
    "secure_delete=ON",  # what is erased must not stay readable in the file
)
BUSY_MILLISECONDS = 15_000
WRITER_CACHE, READER_CACHE = 64 * 1024, 16 * 1024
"""KiB of pages that a connection to SQLite keeps at most; with its own 2 MiB a change reads most of its pages anew."""
SEATS, WAIT_SECONDS = 16, 60
"""So many read from SQLite at a time in one process, and so long one waits to be among them."""
WAL_TRIES, WAL_PAUSE = 100, 0.05
"""So often, and after so many seconds each, one tries to be the first to open a new file or to come after the first."""
WRITERS, READERS = 8, 40
"""Connections to PostgreSQL of one process: so many write at a time, and a thread of the server each may read."""

READING: Mapping[str, Any] = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}

FIXED_WAL_RESET = (3, 51, 3)
"""SQLite before this can corrupt a file when two connections write or checkpoint at one moment."""


def sqlite_module() -> ModuleType:
    """The SQLite driver: the bundled newer one where it is installed, else Python's own."""
    try:
        from pysqlite3 import dbapi2  # noqa: PLC0415 - only on Linux
    except ImportError:
        return sqlite3
    module: ModuleType = dbapi2
    return module


class Database:
    """The register's database. ``read()`` and ``write()`` are the only ways in; each is one transaction."""

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        self.dialect = self.url.get_backend_name()
        self.seconds: float | None = None
        """So long a ``read`` may take (PostgreSQL: each of its statements); None: as long as it takes."""
        self._limited: dict[float, Engine] = {}
        self._idle = deque[Session]()
        self.memory: dict[Any, Any] = {}
        """What was worked out of what is in it, by keys that say all it follows from; may be forgotten at any time."""
        if self.dialect == "sqlite":
            self._gate = Gate(1)
            self._seats = Gate(SEATS, WAIT_SECONDS)
            self._writer = _sqlite_engine(url, begin="BEGIN IMMEDIATE", pool_size=1)
            self._reader = _sqlite_engine(url, begin="BEGIN", pool_size=SEATS, query_only=True)
        else:
            self._gate = Gate(WRITERS)
            self._writer = create_engine(self._address, pool_pre_ping=True, pool_size=WRITERS, max_overflow=READERS)
            self._reader = self._writer.execution_options(**READING)

    def limited(self, seconds: float) -> "Database":
        """The same register, in which reading may take so long: ``read`` then raises Unavailable."""
        found = copy(self)
        found.seconds = seconds
        if self.dialect != "sqlite":
            if seconds not in self._limited:
                self._limited[seconds] = self._reader_within(seconds)
            found._reader = self._limited[seconds]
        return found

    def _reader_within(self, seconds: float) -> Engine:
        """Connections of its own: telling each transaction its limit would cost it a way to the server and back."""
        engine = create_engine(self._address, pool_pre_ping=True, pool_size=WRITERS, max_overflow=READERS - WRITERS)
        time_limits.tell(engine, seconds)
        return engine.execution_options(**READING)

    @property
    def _address(self) -> URL:
        return self.url.set(drivername="postgresql+psycopg")

    @property
    def shown(self) -> str:
        """The address of the database for people: without its password."""
        return self.url.render_as_string(hide_password=True)

    @property
    def engine(self) -> Engine:
        """The writing engine, for migrations and the doctor."""
        return self._writer

    @contextmanager
    def read(self) -> Iterator[Session]:
        """One consistent view of the register; nothing can be written. Raises Unavailable."""
        limit = self.seconds
        with _answering(self), self._kept() as session, session.begin(), time_limits.within(session, limit):
            yield session

    @contextmanager
    def _kept(self) -> Iterator[Session]:
        """A connection to read by.

        On SQLite one that is idle, since taking it out of the pool costs as much as a short question; who finds none
        waits for a seat and not for the pool, which the idle ones never go back to. On PostgreSQL from the pool, which
        sees to it that it still answers.
        """
        if self.dialect != "sqlite":
            with self._reader.connect() as session:
                yield session
            return
        with self._seats, self._seated() as session:
            yield session

    @contextmanager
    def _seated(self) -> Iterator[Session]:
        try:
            session = self._idle.pop()
        except IndexError:
            session = self._reader.connect()
        whole = False
        try:
            yield session
            whole = True
        finally:
            if whole:
                self._idle.append(session)
            else:
                session.close()

    @contextmanager
    def write(self) -> Iterator[Session]:
        """One transaction: commits once at the end, or not at all. Raises Unavailable."""
        with self._gate, _answering(self), self._writer.begin() as session:
            yield session

    def forget(self) -> None:
        """Leave nothing of what was deleted in the files beside the database, as far as that is ours to do.

        On PostgreSQL vacuuming does it, in its own time.
        """
        if self.dialect != "sqlite":
            return
        with self._gate:
            pooled = self._writer.raw_connection()
            try:
                pooled.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
            finally:
                pooled.close()

    def close(self) -> None:
        """Let go of all connections."""
        while self._idle:
            self._idle.pop().close()
        for engine in (self._writer, self._reader, *self._limited.values()):
            engine.dispose()


@contextmanager
def _answering(database: Database) -> Iterator[None]:
    try:
        yield
    except PoolTimeout as error:
        raise Unavailable(
            text("Too many ask the database at once."), hint=text("Wait a moment, then try again.")
        ) from error
    except DBAPIError as error:
        if database.seconds is not None and time_limits.is_over(error):
            raise time_limits.too_costly(database.seconds) from error
        if not outages.is_absent(error):
            raise
        raise Unavailable(
            text("The database does not answer: {reason}", reason=outages.why(error)),
            hint=text("Check that {url} can be reached, then try again.", url=database.shown),
        ) from error


def _sqlite_engine(url: str, *, begin: str, pool_size: int, query_only: bool = False) -> Engine:
    module = sqlite_module()
    engine = create_engine(
        url,
        module=module,
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=WAIT_SECONDS,
        connect_args={"timeout": BUSY_MILLISECONDS / 1000, "check_same_thread": False, "cached_statements": 512},
    )

    @event.listens_for(engine, "connect")
    def _connect(connection: Any, record: Any) -> None:
        # The driver's own transaction handling would commit before DDL and never begin immediately.
        connection.isolation_level = None
        cursor = connection.cursor()
        _into_wal(cursor, module.OperationalError)
        for pragma in (f"busy_timeout={BUSY_MILLISECONDS}", *PRAGMAS):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.execute(f"PRAGMA cache_size=-{READER_CACHE if query_only else WRITER_CACHE}")
        if query_only:
            cursor.execute("PRAGMA query_only=ON")
            time_limits.watch(connection, record)
            remembering.begin(record)
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        if query_only:
            # It cannot fail, and by the driver itself it costs a tenth.
            connection.connection.cursor().execute(begin)
        else:
            connection.exec_driver_sql(begin)

    return engine


def _into_wal(cursor: Any, locked: type[Exception]) -> None:
    """Keep a log beside the file; of several who are the first to open it all but one are refused at once, and wait.

    SQLite does not wait for this of itself, whatever its busy timeout says.
    """
    for _ in range(WAL_TRIES):
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
        except locked as error:
            if "locked" not in str(error):
                raise
            Event().wait(WAL_PAUSE)
        else:
            return


def sqlite_path(url: str) -> Path | None:
    """The file of a SQLite register, None for PostgreSQL; raises Invalid for an address that is neither."""
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise _strange() from error
    if parsed.get_backend_name() not in ("sqlite", "postgresql"):
        raise _strange()
    return Path(parsed.database) if parsed.get_backend_name() == "sqlite" and parsed.database else None


def role_of(url: str) -> str | None:
    """The role that a PostgreSQL address works as."""
    return make_url(url).username


def _strange() -> Invalid:
    return Invalid(
        text("TRACKER_DATABASE_URL is not the address of a database that can be used."),
        hint=text("Write sqlite:////folder/register.db or postgresql://user@host/name."),
    )


def sqlite_is_sound() -> bool:
    """Whether the SQLite in use has the fix for the WAL-reset corruption (3.51.3)."""
    version = tuple(int(part) for part in re.findall(r"\d+", sqlite_module().sqlite_version))
    return version >= FIXED_WAL_RESET
