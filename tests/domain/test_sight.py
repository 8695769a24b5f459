"""Who sees what, told by examples."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.query.strategies import BODIES, SLUGS, facts
from tracker.domain import sight
from tracker.domain.commitment import Assurance, Facts, Kind, Work
from tracker.domain.sight import EVERYTHING, NOTHING, sees, sees_body

DAY = date(2025, 1, 1)
BUREAU, SECTION, CITY, MINISTRY = "/mee/bureau/", "/mee/bureau/section/", "/city/", "/mee/"


def one(**given: Any) -> Facts:
    return Facts(
        ref="X-1",
        kind=Kind.TASK,
        work=Work.REGISTERED,
        assurance=Assurance.NONE,
        programme="p",
        title_en="",
        title_zh="",
        registered_on=DAY,
        updated_on=DAY,
        **given,
    )


HOLDER = sight.of([BUREAU], ["head-of-bureau"])
AUDITOR = sight.of([], [], [BUREAU])


@pytest.mark.parametrize("role", ["body_path", "supervisor_path", "acceptor_path"])
def test_a_body_sees_what_it_answers_for_supervises_or_accepts(role: str) -> None:
    assert sees(HOLDER, one(**{role: BUREAU}))
    assert not sees(HOLDER, one(**{role: CITY}))


def test_a_body_sees_what_it_helps_with() -> None:
    assert sees(HOLDER, one(body_path=CITY, co_paths=(CITY, BUREAU)))


def test_a_superior_sees_what_the_bodies_below_owe() -> None:
    assert sees(HOLDER, one(body_path=SECTION))


def test_a_subordinate_sees_what_the_bodies_above_owe_but_not_what_their_other_branches_owe() -> None:
    assert sees(HOLDER, one(body_path=MINISTRY))
    assert not sees(HOLDER, one(body_path="/mee/another/"))


def test_a_post_and_its_leader_see_their_commitments_wherever_those_belong() -> None:
    assert sees(HOLDER, one(body_path=CITY, post="head-of-bureau"))
    assert sees(HOLDER, one(body_path=CITY, leader="head-of-bureau"))
    assert not sees(HOLDER, one(body_path=CITY, post="head-of-city", leader="mayor"))


def test_a_body_whose_name_begins_alike_is_another_body() -> None:
    assert not sees(HOLDER, one(body_path="/mee/bureau-2/"))
    assert not sees_body(HOLDER, "/mee/bureau-2/")


def test_what_names_nobody_is_seen_by_those_who_see_everything_alone() -> None:
    assert sees(EVERYTHING, one())
    assert not sees(HOLDER, one())


def test_a_scope_of_an_auditor_reaches_downwards_only() -> None:
    assert sees(AUDITOR, one(body_path=SECTION))
    assert not sees(AUDITOR, one(body_path=MINISTRY))
    assert not sees_body(AUDITOR, MINISTRY)


@given(facts())
def test_nobody_sees_nothing_and_the_office_sees_everything(row: Facts) -> None:
    assert NOTHING.nothing and not sees(NOTHING, row)
    assert not EVERYTHING.nothing and sees(EVERYTHING, row)


some_paths = st.lists(st.sampled_from(BODIES), max_size=2)
some_posts = st.lists(st.sampled_from(SLUGS), max_size=2)


@given(facts(), some_paths, some_posts, some_paths, some_paths, some_posts, some_paths)
def test_a_further_post_or_scope_never_hides_anything(
    row: Facts,
    bodies: list[str],
    posts: list[str],
    scopes: list[str],
    more_bodies: list[str],
    more_posts: list[str],
    more_scopes: list[str],
) -> None:
    before = sight.of(bodies, posts, scopes)
    after = sight.of([*bodies, *more_bodies], [*posts, *more_posts], [*scopes, *more_scopes])
    assert sees(after, row) >= sees(before, row)
    assert sees(after, row) == (sees(before, row) or sees(sight.of(more_bodies, more_posts, more_scopes), row))


@given(facts(), some_paths, some_posts)
def test_whoever_sees_a_body_sees_all_that_names_it(row: Facts, bodies: list[str], posts: list[str]) -> None:
    seen = sight.of(bodies, posts)
    paths = [row.body_path, row.supervisor_path, row.acceptor_path, *row.co_paths]
    assert sees(seen, row) or not any(sees_body(seen, path) for path in paths if path)
