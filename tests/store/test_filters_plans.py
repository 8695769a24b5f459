"""How the databases go about the questions that are asked most: from an index, in its order, not over every row."""

import contextlib
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
from tracker.domain import sight
from tracker.domain.commitment import Work
from tracker.domain.moment import Moment
from tracker.domain.sight import EVERYTHING, Sight
from tracker.kit.errors import NotFound
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


def plan(session: Session, query: str, ask: Callable[..., Any], seen: Sight = EVERYTHING, **how: int) -> str:
    """What the database says that it would do for the statement by which ``ask`` asks it."""
    asked: list[tuple[str, Any]] = []

    def listen(_: Any, __: Any, statement: str, parameters: Any, *___: Any) -> None:
        asked.append((statement, parameters))

    event.listen(session, "before_cursor_execute", listen)
    ask(session, parse(query), Moment(START, TODAY, TODAY), seen, **how)
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


ONE_UNIT = sight.of(["/a/u-1/"], ["post-1"])
AUDITOR = sight.of([], [], ["/a/"])


@pytest.mark.parametrize("seen", [ONE_UNIT, AUDITOR, Sight(posts=frozenset({"post-1"}))])
@pytest.mark.parametrize(
    "query", ["is:overdue unit:u-1", "is:overdue unit:u-1 sort:-late", "is:overdue unit:u-1 -is:duplicate"]
)
def test_what_somebody_sees_of_a_unit_is_read_from_the_same_index(many: Database, query: str, seen: Sight) -> None:
    with many.read() as session:
        page, count = (
            plan(session, query, commitments.page, seen, limit=50),
            plan(session, query, commitments.count, seen),
        )
    for steps in (page, count):
        assert "ix_commitment_body_clock" in steps, steps
        assert not reads_everything(steps), steps


@pytest.mark.parametrize("seen", [ONE_UNIT, AUDITOR])
def test_the_bodies_that_somebody_sees_are_looked_up_once(many: Database, seen: Sight) -> None:
    with many.read() as session:
        steps = plan(session, "is:overdue unit:u-1", commitments.page, seen, limit=50)
    assert not re.search(
        r"CORRELATED (SCALAR|LIST)|[( ]SubPlan|SCAN (body|facet)|Seq Scan on facet", _unhashed(steps)
    ), steps


def _unhashed(steps: str) -> str:
    """Without what PostgreSQL works out once and looks up afterwards."""
    return re.sub(r"hashed SubPlan|^ *SubPlan \d+$", "", steps, flags=re.MULTILINE)


@pytest.mark.parametrize("seen", [EVERYTHING, ONE_UNIT])
@pytest.mark.parametrize("name", ["M-000007", "sf-7"])
def test_a_commitment_is_found_by_any_of_its_names_without_searching(many: Database, name: str, seen: Sight) -> None:
    def ask(session: Session, _: Any, moment: Moment, seen: Sight) -> None:
        with contextlib.suppress(NotFound):
            commitments.as_of(session, name, moment, seen)

    with many.read() as session:
        steps = plan(session, "", ask, seen)
    assert not reads_everything(steps), steps


def test_who_sees_everything_asks_as_if_there_were_no_rights(many: Database) -> None:
    with many.read() as session:
        steps = plan(session, "is:overdue unit:u-1", commitments.page, limit=50)
    assert "facet" not in steps
