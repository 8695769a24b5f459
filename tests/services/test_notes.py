"""A question that names what has ended is answered as ever, and says where to ask instead."""

from datetime import date

import pytest

from tests.services.loops import MONDAY, acting_as, registered
from tests.support.registers import Register
from tests.support.roles import OWNER, STRANGER
from tracker.kit.language import say
from tracker.services import commitments, counting, mergers, paging, posts
from tracker.services.context import Context
from tracker.services.mergers import Merge
from tracker.services.posts import End


def told(ctx: Context, query: str) -> list[str]:
    return [str(note) for note in commitments.list_(ctx, query, limit=1).notes]


@pytest.fixture
def merged(starter: Register) -> Register:
    """The starter register after two mergers, one after the other."""
    registered(starter)
    mergers.merge(starter.at(MONDAY), Merge(bodies=("hlj-dee",), into="mee-stf"))
    mergers.merge(starter.at(MONDAY), Merge(bodies=("mee-stf",), into="mwr"))
    return starter


def test_what_names_a_body_that_was_merged_says_which_takes_its_place_and_when_to_look_for_what_was(
    merged: Register,
) -> None:
    (note,) = told(merged.at(MONDAY), "is:open unit:hlj-dee")
    assert "(hlj-dee) ended on 2025-06-02" in note and "unit:mwr" in note and "2025-06-02" in note
    assert commitments.list_(merged.at(MONDAY), "is:open unit:hlj-dee").total == 0
    assert commitments.list_(merged.at(MONDAY), "is:open unit:mwr").total > 0
    before = merged.at(MONDAY, as_of="2025-06-03T00:00")
    assert commitments.list_(before, "is:open unit:hlj-dee").total > 0 and told(before, "unit:hlj-dee") == []


def test_a_note_is_given_once_for_each_body_in_lists_counts_and_pages_alike(merged: Register) -> None:
    ctx, query = merged.at(MONDAY), "unit:hlj-dee OR acceptor:hlj-dee OR -co-unit:mee-stf OR unit:mee"
    notes = commitments.list_(ctx, query).notes
    assert len(notes) == 2 and "mee-stf" in str(notes[1])
    assert counting.counts(ctx, query, "kind").notes == notes
    first = paging.page(ctx, "-unit:hlj-dee", "en", limit=1)
    assert first.more and first.notes == ()
    assert paging.page(ctx, "is:open unit:hlj-dee", "en", limit=1).notes == notes[:1]
    assert told(ctx, "unit:mwr is:open") == told(ctx, "unit:nowhere") == told(ctx, "") == []


def test_a_post_that_ended_is_told_too(merged: Register) -> None:
    posts.add(merged.at(MONDAY), posts.NewPost(slug="short-lived", body="mee", title_zh="临时岗"))
    posts.end(merged.at(MONDAY), End(slug="short-lived", on=date(2025, 6, 3)))
    (note,) = commitments.list_(merged.at(MONDAY), "owner:short-lived").notes
    assert "临时岗 (short-lived)" in say(note, "en") and "2025-06-03" in say(note, "en")


def test_whoever_sees_nothing_of_either_body_is_told_nothing_of_them(merged: Register) -> None:
    assert told(acting_as(merged, OWNER), "unit:hlj-dee") != []
    assert told(acting_as(merged, STRANGER), "unit:hlj-dee") == []
