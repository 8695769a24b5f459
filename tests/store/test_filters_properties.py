"""What a query finds in the database is what its pure twin finds in the facts: the same references in the same order.

Two things are taken for granted, since nothing else can enter the register: references are in capitals, and completion
is never reported for a day to come.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.query.strategies import BODIES, PLACES, facts, moments, queries
from tests.support.rows import BY, DAY, START, body, change, commitment
from tracker.domain.commitment import Facts, leaf, searchable
from tracker.domain.moment import Moment
from tracker.query.evaluate import matches, order
from tracker.query.tree import Query
from tracker.store import commitments, history
from tracker.store.database import Database, Session
from tracker.store.history import Change

FIRST, SECOND = START + timedelta(hours=1), START + timedelta(hours=2)
INSTANTS = {"before": START, "first": FIRST, "between": START + timedelta(minutes=90), "second": SECOND}

MOVED = ("/mee/mee-science/", "/shanghai/mee-science/")
"""Where a body with one below it stood, and where it stands when bodies were reorganised."""

_CAPITALS = {small: small - 32 for small in range(ord("a"), ord("z") + 1)}
_SLOW = settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


@pytest.fixture
def trees(db: Database) -> Database:
    """Bodies and places to belong to."""
    with db.write() as session:
        history.append(session, [*nodes("body", BODIES), *nodes("place", PLACES)], by=BY, at=START)
    return db


def nodes(noun: str, paths: Iterable[str]) -> list[Change]:
    """The changes that put the nodes of a tree at their paths."""
    all_paths = dict.fromkeys(path[: end + 1] for path in paths for end in range(1, len(path)) if path[end] == "/")
    return [change(noun, body(path.rstrip("/").rsplit("/", 1)[1], path[: path[:-1].rindex("/") + 1])) for path in all_paths]


def entered(drawn: Iterable[Facts], today: date) -> list[Facts]:
    """Facts as the register could hold them on ``today``: an alias stands for one commitment, nothing is done tomorrow."""
    taken: set[str] = set()
    found = {}
    for each in drawn:
        ref = each.ref.translate(_CAPITALS)
        aliases = tuple(alias for alias in each.aliases if alias.upper() not in taken)
        taken.update(alias.upper() for alias in aliases)
        found[ref] = searched(
            replace(
                each,
                ref=ref,
                aliases=aliases,
                parent=each.parent.translate(_CAPITALS) if each.parent else None,
                done_on=None if each.done_on and each.done_on > today else each.done_on,
            )
        )
    return list(found.values())


def searched(each: Facts) -> Facts:
    words = (each.ref, *each.aliases, each.title_en, each.title_zh, each.owner_words, each.due_words)
    return replace(each, search_text=searchable(*words))


def row_of(each: Facts) -> dict[str, Any]:
    """The row whose facts these are."""
    return commitment(
        each.ref, kind=str(each.kind), work=str(each.work), assurance=str(each.assurance), programme=each.programme,
        title_en=each.title_en, title_zh=each.title_zh, registered_on=each.registered_on, updated_on=each.updated_on,
        precision=str(each.precision), aliases=list(each.aliases), parent=each.parent, body=leaf(each.body_path),
        post=each.post, supervisor=leaf(each.supervisor_path), acceptor=leaf(each.acceptor_path),
        co_bodies=[leaf(path) for path in each.co_paths], owner_words=each.owner_words, due_words=each.due_words,
        last_day=each.last_day, first_day=each.first_day, context_day=each.context_day,
        confirmed_by="office" if each.confirmed else None, stage_day=each.stage_day, done_on=each.done_on,
        review_day=each.review_day, places=[leaf(path) for path in each.places], tags=list(each.tags),
        marks=list(each.marks), sources=[{"source": source, "paragraph": ""} for source in each.sources],
    )  # fmt: skip


def assert_alike(session: Session, query: Query, moment: Moment, known: Iterable[Facts]) -> None:
    """The database answers as the twin does."""
    found = [row.ref for row in commitments.page(session, query, moment, limit=1_000)]
    wanted = order(query, [each for each in known if matches(query, each, day=moment.day)], day=moment.day)
    assert found == [each.ref for each in wanted], query.text
    assert commitments.count(session, query, moment) == len(found)


@_SLOW
@given(st.lists(facts(), max_size=12), st.lists(queries(), min_size=1, max_size=4), moments, moments)
def test_a_query_finds_in_the_database_what_its_twin_finds_in_the_facts(
    trees: Database, drawn: list[Facts], asked: list[Query], today: date, day: date
) -> None:
    known = entered(drawn, today)
    with trees.engine.connect() as session, session.begin() as transaction:
        register(session, known)
        for query in asked:
            assert_alike(session, query, Moment(SECOND, day, today), known)
        transaction.rollback()


def register(session: Session, known: Iterable[Facts]) -> None:
    rows = [change("commitment", row_of(each)) for each in known]
    history.append(session, rows, by=BY, at=FIRST, new=True)


@st.composite
def rounds(draw: st.DrawFn) -> tuple[date, date, list[Facts], list[Facts], bool]:
    """What was known on two days, the second round with changed, withdrawn and new commitments, bodies moved or not."""
    first_day, second_day = sorted((draw(moments), draw(moments)))
    first = entered(draw(st.lists(facts(), max_size=8)), first_day)
    kept = {each.ref: each for each in first if draw(st.booleans())}
    changed = {ref: replace(draw(facts()), ref=ref) for ref in kept if draw(st.booleans())}
    new = {each.ref: each for each in draw(st.lists(facts(), max_size=2))}
    second = entered({**kept, **new, **changed}.values(), second_day)
    return first_day, second_day, first, second, draw(st.booleans())


@_SLOW
@given(rounds(), st.lists(queries(), min_size=1, max_size=3), st.sampled_from(sorted(INSTANTS)), moments)
def test_a_query_as_of_a_moment_finds_what_its_twin_finds_in_the_facts_of_then(
    trees: Database, drawn: tuple[date, date, list[Facts], list[Facts], bool], asked: list[Query], instant: str, day: date
) -> None:
    first_day, second_day, first, second, reorganised = drawn
    if reorganised:
        second = [moved(each) for each in second]
    known, today = {"before": ([], first_day), "second": (second, second_day)}.get(instant, (first, first_day))
    with trees.engine.connect() as session, session.begin() as transaction:
        register(session, first)
        change_all(session, first, second, reorganised=reorganised)
        for query in asked:
            assert_alike(session, query, Moment(SECOND, day, today, INSTANTS[instant]), known)
            assert_alike(session, query, Moment(SECOND, day, second_day), second)
        transaction.rollback()


def change_all(session: Session, first: list[Facts], second: list[Facts], *, reorganised: bool) -> None:
    """The second round: what changed, what is gone, what is new, and bodies where they belong now."""
    before = {each.ref: each for each in first}
    after = {each.ref: each for each in second}
    changes = [change("commitment", row_of(each), "edit") for each in second if before.get(each.ref) != each]
    changes += [Change("commitment", ref, "withdraw", None, DAY) for ref in before if ref not in after]
    if reorganised:
        changes += nodes("body", [MOVED[1] + "lab-1/"])[1:]
    history.append(session, changes, by=BY, at=SECOND)


def moved(each: Facts) -> Facts:
    """The same facts, with the paths of bodies that were reorganised."""

    def new(path: str | None) -> Any:
        return path.replace(*MOVED) if path else None

    return replace(
        each,
        body_path=new(each.body_path),
        supervisor_path=new(each.supervisor_path),
        acceptor_path=new(each.acceptor_path),
        co_paths=tuple(new(path) for path in each.co_paths),
    )
