"""A register with a little ground in it, on each database in turn."""

from collections.abc import Callable, Iterator

import pytest

from tests.support.postgres import Prepare
from tests.support.rows import BY, START, ground
from tracker.store import history, migrate, register
from tracker.store.database import Database


def prepare(url: str) -> None:
    database = Database(url)
    migrate.migrate(database)
    with database.write() as session:
        register.create(session, zone="Asia/Shanghai", sandbox=False, at=START)
        history.append(session, ground(), by=BY, at=START)
    database.close()


@pytest.fixture
def db(copied_database: Callable[[str, Prepare], str]) -> Iterator[Database]:
    database = Database(copied_database("ground", prepare))
    yield database
    database.close()
