"""The small register of the closed loop behind the API, on each database in turn, and programs with tokens."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.conftest import copied_sqlite
from tests.support.people import make_people
from tests.support.postgres import Prepare
from tracker import bootstrap
from tracker.kit.clock import FrozenClock
from tracker.services import accounts, tokens
from tracker.services.context import Context
from tracker.settings import Settings
from tracker.web.app import create_app

Copy = Callable[[str, Prepare], str]

NOW = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
"""Monday 2 March 2026, 09:30 in the register's zone."""

HERE = "http://127.0.0.1:8000"
SCOPES = ("read", "write", "admin")


@dataclass(frozen=True)
class Api:
    """The API of one register; a program acts for a person of ``tests.support.people``."""

    ctx: Context
    settings: Settings

    def at(self, moment: datetime) -> "Api":
        """The same register at another moment of the clock."""
        return replace(self, ctx=replace(self.ctx, clock=FrozenClock(moment)))

    def program(self, person: str | None, *, scopes: tuple[str, ...] = SCOPES) -> TestClient:
        """A program with a token of a person, or without any; its addresses begin with the prefix."""
        app = create_app(self.ctx, settings=self.settings)
        client = TestClient(app, base_url=f"{HERE}/api/v1/", raise_server_exceptions=False)
        if person is not None:
            accounts.enable(self.ctx, person)
            client.headers["Authorization"] = f"Bearer {tokens.make(self.ctx, 'test', scopes, 30, person=person)[1]}"
        return client

    def registered(self, **given: Any) -> str:
        """The reference of a commitment that the office has entered for the water department, with a deadline."""
        entry = {
            "programme": "looped",
            "title_en": "Clean the river",
            "body": "north-water",
            "post": "water-head",
            "supervisor": "ministry",
            "acceptor": "inspection",
            "due_words": "31 December 2026",
        }
        answer = self.program("p-office-head").post("commitments", json={**entry, **given})
        assert answer.status_code == 201, answer.text
        return str(answer.json()["ref"])


def opened(url: str, home: Path) -> Api:
    """The API of the register at an address, its clock standing still."""
    settings = Settings(database_url=url, home=home)
    return Api(bootstrap.open_register(settings, clock=FrozenClock(NOW)), settings)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Have the longest of the long runs last, so that a time limit cuts off nothing else."""
    items.sort(key=lambda item: item.path.name == "test_contract.py")


@pytest.fixture
def api(copied_database: Copy, tmp_path: Path) -> Iterator[Api]:
    """A register of its own for each test, on each database in turn."""
    found = opened(copied_database("people", make_people), tmp_path)
    yield found
    found.ctx.db.close()


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Api]:
    """The same on SQLite, for what is the same on either database."""
    found = opened(copied_sqlite("people", make_people, tmp_path), tmp_path)
    yield found
    found.ctx.db.close()
