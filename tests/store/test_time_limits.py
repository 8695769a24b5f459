"""A question that takes too long is ended, and nobody else feels it."""

from collections.abc import Iterator

import pytest

from tracker.kit.errors import Unavailable
from tracker.store.database import Database

ENDLESS = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {most}) SELECT count(*) FROM n"


@pytest.fixture
def db(database_url: str) -> Iterator[Database]:
    found = Database(database_url)
    yield found
    found.close()


def asked(db: Database, most: int) -> int:
    with db.read() as session:
        return int(session.exec_driver_sql(ENDLESS.format(most=most)).scalar_one())


def test_what_takes_too_long_is_ended_and_told_with_what_to_ask_instead(db: Database) -> None:
    with pytest.raises(Unavailable, match=r"longer than 0\.2 seconds") as refused:
        asked(db.limited(0.2), 2_000_000_000)
    assert "unit:" in str(refused.value.hint)


def test_the_connection_answers_the_next_question_and_the_machine_itself_has_no_limit(db: Database) -> None:
    within = db.limited(0.05)
    for _ in range(3):
        with pytest.raises(Unavailable):
            asked(within, 2_000_000_000)
        assert asked(within, 1) == 1
    assert asked(db, 1_500_000) == 1_500_000


def test_what_is_written_has_no_limit(db: Database) -> None:
    with db.limited(0.05).write() as session:
        assert session.exec_driver_sql(ENDLESS.format(most=1_500_000)).scalar_one() == 1_500_000
