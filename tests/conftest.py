"""Databases for tests: SQLite files, and databases on one real PostgreSQL server shared by all workers of a run.

A test that takes ``database_url`` runs once on each of the two. How hypothesis searches is set here too.
"""

import gc
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from hypothesis import settings

from tests.support.engines import share_compiled_statements
from tests.support.postgres import (
    GIVEN_SERVER,
    Databases,
    NoPostgresError,
    Prepare,
    locked,
    memory,
    run_folder,
    server,
)

RUN_FOLDER = "TRACKER_TEST_RUN_FOLDER"
BYTECODE = Path(__file__).parents[1] / ".tools" / "pycache"

settings.register_profile("default", derandomize=True, deadline=None, database=None, max_examples=50)
settings.register_profile("fuzz", deadline=None, max_examples=5000, print_blob=True)
settings.load_profile(os.environ.get("TRACKER_HYPOTHESIS_PROFILE", "default"))

share_compiled_statements()

_at_the_end = ExitStack()


def pytest_configure(config: pytest.Config) -> None:
    """Make the folder that all workers share; they inherit its name with the environment."""
    if not hasattr(config, "workerinput"):
        keep_bytecode()
        keep_files_in_memory()
        signal.signal(signal.SIGTERM, signal.default_int_handler)  # a time limit ends a run as tidily as Ctrl-C does
        os.environ[RUN_FOLDER] = str(_at_the_end.enter_context(run_folder()))


def keep_bytecode() -> None:
    """Where compiled modules may not lie beside their sources, keep them elsewhere: a process starts twice as fast."""
    if sys.dont_write_bytecode:
        sys.dont_write_bytecode = False
        sys.pycache_prefix = str(BYTECODE)
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        os.environ["PYTHONPYCACHEPREFIX"] = sys.pycache_prefix


def keep_files_in_memory() -> None:
    """Have temporary files in memory, where there is enough: tests end processes, never the machine."""
    found = memory()
    if found is not None and "TMPDIR" not in os.environ:
        os.environ["TMPDIR"] = tempfile.tempdir = str(found)


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """Spare the collector what was imported and collected: it would be looked through again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 50, 100)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the server, and leave nothing behind on one that was lent."""
    if hasattr(config, "workerinput"):
        return
    folder = Path(os.environ[RUN_FOLDER])
    if GIVEN_SERVER in os.environ and (folder / "postgres.used").exists():
        Databases(server(folder), folder).drop_all()
    _at_the_end.close()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs PostgreSQL, so that ``-m "not postgres"`` leaves it out."""
    for item in items:
        if "postgres" in getattr(item, "fixturenames", ()):
            item.add_marker("postgres")


@pytest.fixture(scope="session")
def postgres() -> Databases:
    """The databases of this run; the server is started when the first test asks. Without one the run fails."""
    folder = Path(os.environ[RUN_FOLDER])
    try:
        databases = Databases(server(folder), folder)
        databases.command("SELECT 1")
    except NoPostgresError as error:
        problem = str(error)
    else:
        (folder / "postgres.used").touch()
        return databases
    pytest.fail(problem, pytrace=False)


@pytest.fixture(scope="session")
def postgres_url(postgres: Databases) -> str:
    """The address of the maintenance database."""
    return postgres.url


@pytest.fixture
def fresh_postgres(postgres: Databases) -> Iterator[str]:
    """The address of an empty database on PostgreSQL."""
    url = postgres.create()
    yield url
    postgres.drop(url)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database_kind(request: pytest.FixtureRequest) -> str:
    """Each kind of database in turn: ``sqlite``, ``postgresql``."""
    return str(request.param)


@pytest.fixture
def database_url(database_kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> str:
    """The address of an empty database of each kind in turn."""
    if database_kind == "sqlite":
        return sqlite_url(tmp_path / "register.db")
    return str(request.getfixturevalue("fresh_postgres"))


@pytest.fixture
def copied_database(
    database_kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Callable[[str, Prepare], str]]:
    """Make databases of each kind in turn by copying one that was prepared once in the run.

    Call it with a name and a function that prepares the database at an address and closes its connections.
    """
    with ExitStack() as afterwards:

        def copy(name: str, prepare: Prepare) -> str:
            if database_kind == "sqlite":
                return copied_sqlite(name, prepare, tmp_path)
            postgres: Databases = request.getfixturevalue("postgres")
            url = postgres.create(postgres.make_template(name, prepare))
            afterwards.callback(postgres.drop, url)
            return url

        yield copy


def copied_sqlite(name: str, prepare: Prepare, target: Path) -> str:
    """Copy an SQLite file that was prepared once in the run; gives the address of the copy."""
    folder = Path(os.environ[RUN_FOLDER])
    template, done = folder / f"{name}.db", folder / f"{name}.sqlite-template"
    with locked(folder / f"{name}.sqlite-lock"):
        if not done.exists():
            template.unlink(missing_ok=True)
            prepare(sqlite_url(template))
            done.touch()
    for file in folder.glob(f"{name}.db*"):  # with its write-ahead log, should a connection have stayed open
        shutil.copyfile(file, target / file.name.replace(name, "register", 1))
    return sqlite_url(target / "register.db")


def sqlite_url(file: Path) -> str:
    """Write a file's path as a database address."""
    return f"sqlite:///{file}"
