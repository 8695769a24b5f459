"""What the database lets somebody see is what the pure rule lets him see: row for row, now and at any moment."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.query.strategies import BODIES, PLACES, SLUGS, moments, queries, slugs_of
from tests.store.test_filters_properties import (
    FIRST,
    INSTANTS,
    MANY,
    SECOND,
    at_length,
    change_all,
    register,
    seeds,
    two_rounds,
)
from tests.support.inventions import invented, known_on, nodes
from tests.support.rows import BY, START
from tracker.domain import sight
from tracker.domain.commitment import Facts
from tracker.domain.moment import Moment
from tracker.domain.sight import EVERYTHING, NOTHING, Sight, sees
from tracker.kit.errors import NotFound
from tracker.query.evaluate import matches, order
from tracker.query.language import parse
from tracker.query.tree import Query
from tracker.store import commitments, history
from tracker.store.database import Database, Session

some_posts = st.frozensets(st.sampled_from(SLUGS), max_size=3)
some_slugs = st.frozensets(st.sampled_from([*slugs_of(BODIES), "nowhere"]), max_size=3)
some_paths = st.lists(st.sampled_from(BODIES), max_size=2)
sights = st.one_of(
    st.builds(Sight, posts=some_posts, within=some_slugs, above=some_slugs),
    st.builds(sight.of, some_paths, some_posts, some_paths),
    st.sampled_from([EVERYTHING, NOTHING]),
)
"""What somebody may see: of posts as they are held, and of any mixture of posts and bodies."""

asked = queries() | st.sampled_from(["", "is:open", "is:duplicate", "-is:duplicate", "unit:mee", "is:overdue"]).map(
    parse
)


@pytest.fixture
def trees(db: Database) -> Database:
    """Bodies and places to belong to."""
    with db.write() as session:
        history.append(session, [*nodes("body", BODIES), *nodes("place", PLACES)], by=BY, at=START)
    return db


def as_seen(seen: Sight, known: Iterable[Facts]) -> list[Facts]:
    """The facts that are visible; a duplicate is one where the other is visible too."""
    visible = {each.ref: each for each in known if sees(seen, each)}
    return [
        replace(each, duplicate_of=each.duplicate_of if each.duplicate_of in visible else None)
        for each in visible.values()
    ]


def assert_alike(session: Session, query: Query, moment: Moment, seen: Sight, known: list[Facts]) -> None:
    """Lists, counts and single commitments are those of the rule."""
    visible = as_seen(seen, known)
    wanted = order(query, [each for each in visible if matches(query, each, day=moment.day)], day=moment.day)
    found = [row.ref for row in commitments.page(session, query, moment, seen, limit=1_000)]
    assert found == [each.ref for each in wanted], (seen, query.text)
    assert commitments.count(session, query, moment, seen) == len(found)
    by_body = commitments.count_by(session, query, moment, seen, "body")
    assert by_body == {body: sum(each.body == body for each in wanted) for body in {each.body for each in wanted}}


@at_length
@given(seeds, st.lists(sights, min_size=1, max_size=3), asked, moments, moments)
def test_the_database_shows_what_the_rule_lets_see(
    trees: Database, seed: int, different: list[Sight], query: Query, today: date, day: date
) -> None:
    random = Random(seed)
    known = known_on(today, [invented(random, f"R-{n}") for n in range(MANY)])
    with trees.engine.connect() as session, session.begin() as transaction:
        register(session, known)
        for seen in different:
            assert_alike(session, query, Moment(SECOND, day, today), seen, known)
        transaction.rollback()


@at_length
@given(seeds, sights, asked, st.tuples(moments, moments).map(sorted), st.sampled_from(sorted(INSTANTS)), moments)
def test_a_past_moment_is_shown_by_the_rows_and_the_bodies_of_then(
    trees: Database, seed: int, seen: Sight, query: Query, days: list[date], instant: str, day: date
) -> None:
    first, second = two_rounds(Random(seed), *days)
    known, today = {"before": ([], days[0]), "second": (second, days[1])}.get(instant, (first, days[0]))
    with trees.engine.connect() as session, session.begin() as transaction:
        register(session, first)
        change_all(session, first, second)
        assert_alike(session, query, Moment(SECOND, day, today, INSTANTS[instant]), seen, known)
        assert_alike(session, query, Moment(SECOND, day, days[1]), seen, second)
        transaction.rollback()


@at_length
@given(seeds, sights, moments, st.sampled_from([None, FIRST]))
def test_one_commitment_is_found_by_any_name_or_not_at_all(
    trees: Database, seed: int, seen: Sight, today: date, instant: None
) -> None:
    random = Random(seed)
    known = known_on(today, [invented(random, f"R-{n}") for n in range(MANY)])
    moment = Moment(SECOND, today, today, instant)
    refs = {each.ref for each in known}
    with trees.engine.connect() as session, session.begin() as transaction:
        register(session, known)
        visible = {each.ref for each in known if sees(seen, each)}
        assert commitments.visible(session, refs, moment, seen) == visible
        for each in known[:8]:
            for name in (each.ref.lower(), *(alias for alias in each.aliases if alias.upper() not in refs)):
                if each.ref in visible:
                    assert commitments.as_of(session, name, moment, seen)["ref"] == each.ref
                else:
                    with pytest.raises(NotFound):
                        commitments.as_of(session, name, moment, seen)
        transaction.rollback()
