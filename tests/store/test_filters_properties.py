"""What a query finds in the database is what its pure twin finds in the facts: the same references in the same order.

Two things are taken for granted, since nothing else can enter the register: references are in capitals, and completion
is never reported for a day to come.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.query.strategies import BODIES, DAYS, PLACES, moments, queries
from tests.support.inventions import invented, known_on, links_of, nodes, row_of
from tests.support.rows import BY, DAY, START, change
from tracker.domain.commitment import Facts
from tracker.domain.moment import Moment
from tracker.domain.sight import EVERYTHING
from tracker.query.evaluate import matches, order
from tracker.query.fields import FIELDS, ORDERED, Type
from tracker.query.language import parse
from tracker.query.tree import Query
from tracker.store import commitments, history
from tracker.store.database import Database, Session
from tracker.store.history import Change

MANY = 30
FIRST, SECOND = START + timedelta(hours=1), START + timedelta(hours=2)
INSTANTS = {"before": START, "first": FIRST, "between": START + timedelta(minutes=90), "second": SECOND}

MOVED = ("/mee/mee-science/", "/shanghai/mee-science/")
"""Where a body with one below it stood, and where it stands when bodies were reorganised."""

at_length = settings(
    # An example asks a database several questions; thousands of them would take half an hour.
    max_examples=min(settings().max_examples, 500),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
# A seed instead of drawn rows: hypothesis takes longer to draw one row than a database to answer.
seeds = st.integers(0, 2**32 - 1)
few_queries = st.lists(queries(), min_size=1, max_size=4)


@pytest.fixture
def trees(db: Database) -> Database:
    """Bodies and places to belong to."""
    with db.write() as session:
        history.append(session, [*nodes("body", BODIES), *nodes("place", PLACES)], by=BY, at=START)
    return db


def assert_alike(session: Session, query: Query, moment: Moment, known: Iterable[Facts]) -> None:
    """The database answers as the twin does."""
    found = [row.ref for row in commitments.page(session, query, moment, EVERYTHING, limit=1_000)]
    wanted = order(query, [each for each in known if matches(query, each, day=moment.day)], day=moment.day)
    differing = [each for each in known if (each.ref in found) != (each in wanted)]
    assert not differing, query.text
    assert found == [each.ref for each in wanted], query.text
    assert commitments.count(session, query, moment, EVERYTHING) == len(found)


@at_length
@given(seeds, few_queries, moments, moments)
def test_a_query_finds_in_the_database_what_its_twin_finds_in_the_facts(
    trees: Database, seed: int, asked: list[Query], today: date, day: date
) -> None:
    random = Random(seed)
    known = known_on(today, [invented(random, f"R-{n}") for n in range(MANY)])
    with trees.engine.connect() as session, session.begin() as transaction:
        register(session, known)
        for query in asked:
            assert_alike(session, query, Moment(SECOND, day, today), known)
        transaction.rollback()


def simple_queries() -> Iterator[str]:
    """Every listed value, a comparison of every kind with every ordered field, and every order."""
    for field in FIELDS.values():
        yield from (f"{sign}{field.name}:{value}" for value in field.allowed for sign in ("", "-"))
        if field.type in ORDERED:
            points = ("today", "-31d", "2024-H2") if field.type is Type.DATE else ("0", "1", "31")
            yield from (f"{field.name}:{sign}{point}" for sign in ("", "<", "<=", ">", ">=") for point in points)
        if field.nullable:
            yield from (f"{field.name}:{word}" for word in ("none", "any"))
        if field.sortable:
            yield from (f"sort:{sign}{field.name}" for sign in ("", "-"))
    for where in ("is:overdue", "late:>30", "late:0..30", "due:2024-H2", "due:2024-H2,none"):
        yield from (f"{where} sort:{order}" for order in ("late", "-late", "due", "-due"))


def test_every_simple_query_is_answered_alike_on_the_days_on_which_things_change(trees: Database) -> None:
    known = known_on(DAYS[8], [invented(Random(n), f"R-{n}") for n in range(2 * MANY)])
    with trees.engine.connect() as session, session.begin() as transaction:
        register(session, known)
        for words in simple_queries():
            for day in DAYS[2::4]:
                assert_alike(session, parse(words), Moment(SECOND, day, DAYS[8]), known)
        transaction.rollback()


@at_length
@given(seeds, few_queries, st.tuples(moments, moments).map(sorted), st.sampled_from(sorted(INSTANTS)), moments)
def test_a_query_as_of_a_moment_finds_what_its_twin_finds_in_the_facts_of_then(
    trees: Database, seed: int, asked: list[Query], days: list[date], instant: str, day: date
) -> None:
    first, second = two_rounds(Random(seed), *days)
    known, today = {"before": ([], days[0]), "second": (second, days[1])}.get(instant, (first, days[0]))
    with trees.engine.connect() as session, session.begin() as transaction:
        register(session, first)
        change_all(session, first, second)
        for query in asked:
            assert_alike(session, query, Moment(SECOND, day, today, INSTANTS[instant]), known)
            assert_alike(session, query, Moment(SECOND, day, days[1]), second)
        transaction.rollback()


def register(session: Session, known: Sequence[Facts]) -> None:
    rows = [change("commitment", row_of(each)) for each in known]
    rows += [change("link", row) for row in links_of(known).values()]
    history.append(session, rows, by=BY, at=FIRST, new=True)


def two_rounds(random: Random, first_day: date, second_day: date) -> tuple[list[Facts], list[Facts]]:
    """What was known on two days; in between some changed, some are gone, some are new, and bodies were reorganised."""
    first = known_on(first_day, [invented(random, f"R-{n}") for n in range(MANY)])
    left = [each for each in first if random.random() < 0.8]
    changed = [invented(random, each.ref) if random.random() < 0.3 else each for each in left]
    new = [invented(random, f"S-{n}") for n in range(MANY // 8)]
    return first, known_on(second_day, [moved(each) for each in (*new, *changed)])


def moved(each: Facts) -> Facts:
    """The same facts after bodies were reorganised."""

    def new(path: str | None) -> Any:
        return path.replace(*MOVED) if path else None

    return replace(
        each,
        body_path=new(each.body_path),
        supervisor_path=new(each.supervisor_path),
        acceptor_path=new(each.acceptor_path),
        co_paths=tuple(new(path) for path in each.co_paths),
    )


def change_all(session: Session, first: list[Facts], second: list[Facts]) -> None:
    """Append the changes of the second round."""
    before, after = ({each.ref: row_of(each) for each in known} for known in (first, second))
    changes = [change("commitment", row, "edit") for ref, row in after.items() if before.get(ref) != row]
    changes += [Change("commitment", ref, "withdraw", None, DAY) for ref in before if ref not in after]
    links, kept = links_of(first), links_of(second)
    changes += [change("link", row) for key, row in kept.items() if key not in links]
    changes += [Change("link", key, "withdraw", None, DAY) for key in links if key not in kept]
    changes += nodes("body", [f"{MOVED[1]}lab-1/"])[1:]
    history.append(session, changes, by=BY, at=SECOND)
