"""What one chooses from, and what was meant by what was typed."""

import pytest

from tests.support.registers import Register
from tracker.kit.errors import Invalid
from tracker.services import choices
from tracker.services.choices import Choice, meant
from tracker.services.views import Both

AMONG = (
    Choice("water", Both("Department of Water", "水务局")),
    Choice("north-fire", Both("Fire brigade", "消防队")),
    Choice("south-fire", Both("Fire brigade", "消防队")),
)


@pytest.mark.parametrize("typed", ["water", "Department of Water", " department of water ", "水务局"])
def test_a_short_name_and_a_whole_name_mean_the_same(typed: str) -> None:
    assert meant(typed, AMONG, where="body") == "water"


def test_what_nobody_is_called_is_left_for_others_to_refuse() -> None:
    assert meant("wtaer", AMONG, where="body") == "wtaer"
    assert meant("", AMONG, where="body") == ""


def test_a_name_that_two_have_asks_which() -> None:
    with pytest.raises(Invalid, match="Several are called") as found:
        meant("消防队", AMONG, where="body")
    assert found.value.where == "body" and "north-fire, south-fire" in str(found.value.hint)


def test_posts_with_a_duty_answer_for_nothing(starter: Register) -> None:
    listed = choices.choices(starter.at())
    assert listed.posts and not any("auditor" in each.slug for each in listed.posts)
    assert all(each.within is not None for each in listed.posts)
