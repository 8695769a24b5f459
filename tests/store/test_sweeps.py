"""What the sweep finds set by set in the database is what the pure twin finds commitment by commitment."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.query.strategies import BODIES, DAYS, PLACES, moments
from tests.support.inventions import invented, known_on, links_of, nodes, row_of
from tests.support.rows import BY, START, change
from tracker.domain.commitment import Facts
from tracker.domain.deadline import Precision
from tracker.query.language import parse
from tracker.query.windows import Anchor, Edge, Window, next_change, standing
from tracker.store import history, sweeps
from tracker.store.database import Database, Session

ZONE = ZoneInfo("Asia/Shanghai")
BORN = START + timedelta(hours=1)
LATEST = date(2200, 1, 1)

FILTERS = (
    *("", "is:open", "-is:duplicate is:open", "kind:task,tally", "unit:mee", "place:national -work:draft"),
    *("is:incomplete", "source:none or tag:inspection", "programme:hlj-2024", "review:none", "-unit:mee -alias:any"),
)
RULES = ("overdue", "soon", "silent")

at_length = settings(
    max_examples=min(settings().max_examples, 500),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
seeds = st.integers(0, 2**32 - 1)


@pytest.fixture
def trees(db: Database) -> Iterator[Database]:
    with db.write() as session:
        history.append(session, [*nodes("body", BODIES), *nodes("place", PLACES)], by=BY, at=START)
    return db


def edges() -> st.SearchStrategy[Edge]:
    shifts = st.lists(
        st.tuples(st.sampled_from(Precision), st.integers(-400, 400)), max_size=3, unique_by=lambda x: x[0]
    )
    return st.builds(Edge, st.sampled_from(Anchor), st.integers(-60, 60), shifts.map(tuple))


def some_windows() -> st.SearchStrategy[tuple[Window, ...]]:
    where = st.sampled_from([parse(words).where for words in FILTERS])
    one = st.builds(Window, st.sampled_from(RULES), where, edges(), st.lists(edges(), max_size=2).map(tuple))
    return st.lists(one, min_size=1, max_size=5).map(tuple)


def put(session: Session, known: Sequence[Facts]) -> None:
    rows = [change("commitment", row_of(each)) for each in known]
    rows += [change("link", row) for row in links_of(known).values()]
    history.append(session, rows, by=BY, at=BORN, new=True)


def evening(day: date) -> datetime:
    """A moment late on a local day."""
    return datetime(day.year, day.month, day.day, 22, tzinfo=ZONE).astimezone(UTC)


@at_length
@given(seeds, some_windows(), moments, st.integers(0, 900))
def test_the_flags_found_are_those_that_the_twin_sees_and_so_is_the_day_to_look_again(
    trees: Database, seed: int, windows: tuple[Window, ...], first: date, later: int
) -> None:
    random = Random(seed)
    known = known_on(DAYS[-1], [invented(random, f"R-{n}") for n in range(25)])
    with trees.engine.connect() as session, session.begin() as transaction:
        put(session, known)
        before: dict[str, dict[str, date]] = {each.ref: {} for each in known}
        for day, last in ((first, ""), (first + timedelta(days=later), None)):
            found = sweeps.found(session, windows, day=day, last=last, limit=100)
            size, _ = sweeps.advance(session, windows, day=day, last=last, limit=100)
            assert last is None or size == len(known)
            several = {each.ref for each in found if each.rule == sweeps.SEVERAL}
            told = {(each.ref, each.rule): each for each in found if each.rule}
            for each in known:
                now = standing(windows, each, day=day)
                for rule in {*now, *before[each.ref]} if each.ref not in several else ():
                    changed = told.get((each.ref, rule))
                    if changed is None:
                        assert now.get(rule) == before[each.ref].get(rule)
                    else:
                        assert (changed.was, changed.since) == (before[each.ref].get(rule), now.get(rule))
                before[each.ref] = now
                assert next_of(session, each.ref) == next_change(windows, each, day=day)
            remember(session, before)
        transaction.rollback()


def next_of(session: Session, ref: str) -> date | None:
    found: date | None = session.execute(sweeps._watch.select().where(sweeps._watch.c.ref == ref)).one().next_on
    return found


def remember(session: Session, flags: dict[str, dict[str, date]]) -> None:
    """Write the flags of the twin, as a sweep would have."""
    session.execute(sweeps._flag.delete())
    rows = [
        {"ref": ref, "rule": rule, "since": since, "raised_at": BORN, "found_at": BORN}
        for ref, mine in flags.items()
        for rule, since in mine.items()
    ]
    if rows:
        session.execute(sweeps._flag.insert(), rows)
