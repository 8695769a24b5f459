"""How the databases go about the questions that are asked most: from an index, in its order, not over every row."""

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from sqlalchemy import event

from tests.store.conftest import prepare
from tests.support.postgres import Prepare
from tests.support.rows import BY, START, body, change, commitment, programme
from tracker.domain.commitment import Work
from tracker.domain.moment import Moment
from tracker.query.language import parse
from tracker.store import commitments, history
from tracker.store.database import Database, Session

TODAY = date(2026, 1, 5)
MANY = 10_000
UNITS = [f"u-{n}" for n in range(200)]
PROGRAMMES = [f"q-{n}" for n in range(20)]


def fill(url: str) -> None:
    """A register of many commitments, two thirds of them done, in units below ``a``."""
    prepare(url)
    random = Random(1)
    database = Database(url)
    with database.write() as session:
        history.append(session, [change("body", body(unit, "/a/")) for unit in UNITS], by=BY, at=START)
        history.append(session, [change("programme", programme(slug)) for slug in PROGRAMMES], by=BY, at=START)
        rows = (change("commitment", invented(random, number)) for number in range(MANY))
        history.append(session, rows, by=BY, at=START, new=True)
        session.exec_driver_sql("ANALYZE")
    database.close()


def invented(random: Random, number: int) -> dict[str, Any]:
    last_day = TODAY + timedelta(days=random.randrange(-900, 900))
    done = random.random() < 2 / 3
    return commitment(
        f"M-{number:06d}",
        aliases=[f"SF-{number}"],
        places=[random.choice(["north", "town"])],
        body=random.choice(UNITS),
        programme=random.choice(PROGRAMMES),
        last_day=last_day,
        work=str(Work.REPORTED_DONE if done else Work.IN_PROGRESS),
        done_on=min(last_day, TODAY) if done else None,
    )


@pytest.fixture
def many(copied_database: Callable[[str, Prepare], str]) -> Iterator[Database]:
    database = Database(copied_database("many", fill))
    yield database
    database.close()


def plan(session: Session, query: str, ask: Callable[..., Any], **how: int) -> str:
    """What the database says that it would do for the statement by which ``ask`` asks it."""
    asked: list[tuple[str, Any]] = []

    def listen(_: Any, __: Any, statement: str, parameters: Any, *___: Any) -> None:
        asked.append((statement, parameters))

    event.listen(session, "before_cursor_execute", listen)
    ask(session, parse(query), Moment(START, TODAY, TODAY), **how)
    (statement, parameters), *_ = asked
    explain = "EXPLAIN QUERY PLAN" if session.dialect.name == "sqlite" else "EXPLAIN"
    rows = session.exec_driver_sql(f"{explain} {statement}", parameters)
    return "\n".join(str(row[-1]) for row in rows)


def reads_everything(steps: str) -> bool:
    return re.search(r"SCAN commitment(?! USING)|Seq Scan on commitment", steps) is not None


def sorts(steps: str) -> bool:
    return re.search(r"TEMP B-TREE|Sort ", steps) is not None


@pytest.mark.parametrize(
    ("query", "index"),
    [
        ("", "ix_commitment_last_day"),
        ("due:2024", "ix_commitment_last_day"),
        ("is:overdue", "ix_commitment_due"),
        ("late:>30 sort:-late", "ix_commitment_clock"),
        ("is:overdue sort:-late", "ix_commitment_clock"),
        ("programme:q-1", "ix_commitment_programme"),
    ],
)
def test_a_first_page_is_read_from_an_index_in_its_order(many: Database, query: str, index: str) -> None:
    with many.read() as session:
        steps = plan(session, query, commitments.page, limit=50)
    assert index in steps
    assert not sorts(steps), steps
    assert not reads_everything(steps), steps


@pytest.mark.parametrize(
    ("query", "index"),
    [
        ("is:overdue unit:u-1", "ix_commitment_body_clock"),
        ("is:overdue unit:u-1 sort:-late", "ix_commitment_body_clock"),
        ("unit:u-1", "ix_commitment_body"),
        ("ref:m-000007", "commitment"),
        ("alias:sf-7", "facet"),
        ("alias:sf-7,sf-8 is:open", "facet"),
    ],
)
def test_a_first_page_reads_no_more_than_an_index_finds(many: Database, query: str, index: str) -> None:
    with many.read() as session:
        steps = plan(session, query, commitments.page, limit=50)
    assert index in steps
    assert not reads_everything(steps), steps


@pytest.mark.parametrize("query", ["is:overdue unit:u-1", "unit:u-1", "programme:q-1", "due:2024-Q1", "alias:sf-7"])
def test_a_total_is_counted_in_an_index(many: Database, query: str) -> None:
    with many.read() as session:
        steps = plan(session, query, commitments.count)
    assert not reads_everything(steps), steps
