"""What of the structure of a register somebody sees who keeps it: the tree, posts, holders, closings in force."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.support.browsers import OFFICER
from tests.support.registers import SEEDED_AT, Register
from tracker.kit.errors import NotFound
from tracker.services import holdings, persons, structure
from tracker.services.context import Principal
from tracker.services.holdings import HandOver
from tracker.services.persons import NewPerson
from tracker.store import bodies

NOW = SEEDED_AT + timedelta(days=1)
POST, OLD = "hlj-dee-director", "sample-hlj-dee"


def test_the_tree_stands_in_its_order_with_depths(starter: Register) -> None:
    tree = structure.tree(starter.at(NOW))
    places = {line.slug: number for number, line in enumerate(tree)}
    for line in tree:
        if line.parent is not None:
            above = tree[places[line.parent]]
            assert places[line.parent] < places[line.slug] and line.depth == above.depth + 1
        else:
            assert line.depth == 0


def test_who_holds_a_post_is_told_for_the_day_that_is_asked_about(starter: Register) -> None:
    persons.add(starter.at(NOW), NewPerson(slug="li-na", name_zh="李娜"))
    day = starter.at(NOW).local_day(NOW) + timedelta(days=10)
    holdings.hand_over(starter.at(NOW), HandOver(post=POST, old=OLD, new="li-na", on=day))
    before = structure.post(starter.at(NOW), POST)
    assert [each.until for each in before.now] == [day - timedelta(days=1)]
    assert [each.since for each in before.coming] == [day] and not before.past
    after = structure.post(replace(starter.at(NOW), as_if=NOW + timedelta(days=10)), POST)
    assert [each.name.zh for each in after.now if each.name] == ["李娜"] and len(after.past) == 1
    known_then = structure.post(replace(starter.at(NOW), as_of=SEEDED_AT + timedelta(hours=1)), POST)
    assert not known_then.coming and known_then.now[0].until is None
    assert structure.held_by(starter.at(NOW), after.now[0].person)[0][1].since == day


def test_what_needs_a_post_is_counted_for_whoever_could_end_it(starter: Register) -> None:
    ctx = starter.at(NOW)
    assert structure.count_needing(ctx, post=POST) > 0
    with ctx.db.read() as session:
        ids = {name: bodies.person_id(session, name) for name in (OFFICER, OLD)}
    assert structure.count_needing(replace(ctx, who=Principal(ids[OLD])), post=POST) == 0
    assert structure.count_needing(replace(ctx, who=Principal(ids[OFFICER])), post=POST) > 0


def test_a_post_that_is_not_there_is_not_found(starter: Register) -> None:
    with pytest.raises(NotFound):
        structure.post(starter.at(NOW), "no-such-post")


def test_every_closing_in_force_says_in_words_what_it_asks_for(starter: Register) -> None:
    found = {each.slug: [str(words) for words in each.asks] for each in structure.steps_in_force(starter.at(NOW))}
    assert set(found) == {"simple", "verified", "closed_loop"}
    assert "A deadline may be extended any number of times." in found["simple"]
    assert "Calendar days of the public notice: 7 at least." in found["closed_loop"]
