"""A register with the starter records, made once in a run and served without a network, on each database."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.conftest import copied_sqlite
from tests.services.conftest import empty
from tests.support.browsers import HERE, OFFICER, sign_in
from tests.support.postgres import Databases
from tracker import bootstrap
from tracker.kit.clock import FrozenClock
from tracker.services import accounts, seeding
from tracker.services.context import Context
from tracker.settings import Settings, data_folder
from tracker.web.app import create_app

__all__ = ["ctx", "empty", "page", "sqlite_ctx", "stranger", "web"]

NOW = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
"""When the starter register was made and when it is looked at: 09:30 in its zone."""

THEN = {"as_if": "2026-01-05"}


def open_at(url: str) -> Context:
    """The register at an address, its clock standing still."""
    return bootstrap.open_register(Settings(database_url=url), clock=FrozenClock(NOW))


def plant(url: str) -> None:
    """Make the starter register at an address."""
    bootstrap.make_register(Settings(database_url=url), sandbox=False, clock=FrozenClock(NOW))
    ctx = open_at(url)
    report = seeding.load_starter(ctx, data_folder("seeds"), wanted=True)
    accounts.enable(ctx, OFFICER)
    ctx.db.close()
    assert report is not None and not report.faults


@pytest.fixture(scope="session", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def ctx(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Context]:
    """The starter register on each database in turn; tests here only read."""
    if request.param == "sqlite":
        url = copied_sqlite("board", plant, tmp_path_factory.mktemp("board"))
    else:
        databases: Databases = request.getfixturevalue("postgres")
        url = databases.create(databases.make_template("board", plant))
    found = open_at(url)
    yield found
    found.db.close()
    if request.param != "sqlite":
        databases.drop(url)


@pytest.fixture(scope="session")
def sqlite_ctx(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Context]:
    """The starter register on SQLite, for what is the same on either database."""
    found = open_at(copied_sqlite("board", plant, tmp_path_factory.mktemp("board")))
    yield found
    found.db.close()


def browse(ctx: Context, *, who: str | None = OFFICER, **more: Any) -> TestClient:
    """A browser that follows nothing and remembers cookies, in which ``who`` (a short name) is signed in; or nobody."""
    app = create_app(ctx, **more)
    browser = TestClient(app, base_url=HERE, follow_redirects=False, raise_server_exceptions=False)
    browser.headers["Sec-Fetch-Site"] = "same-origin"
    if who is not None:
        browser.cookies.set("session", sign_in(ctx, who))
    return browser


@pytest.fixture
def web(ctx: Context) -> TestClient:
    """The pages as the register office sees them, on each database in turn."""
    return browse(ctx)


@pytest.fixture
def page(sqlite_ctx: Context) -> TestClient:
    """The pages as the register office sees them, on SQLite."""
    return browse(sqlite_ctx)


@pytest.fixture
def stranger(sqlite_ctx: Context) -> TestClient:
    """The pages as somebody sees them who is not signed in, on SQLite."""
    return browse(sqlite_ctx, who=None)
