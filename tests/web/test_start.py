"""The first steps of a register that starts empty."""

from collections.abc import Callable, Iterator

import pytest

from tests.support.browsers import found
from tests.support.people import make_people
from tests.support.postgres import Prepare
from tests.support.registers import make_empty
from tests.web.conftest import browse, open_at
from tests.web.html import Element, read
from tracker.services import registration
from tracker.services.context import Context
from tracker.services.registration import NewCommitment

Copy = Callable[[str, Prepare], str]


@pytest.fixture
def bare(copied_database: Copy) -> Iterator[Context]:
    """An empty register with its first administrator."""
    ctx = open_at(copied_database("empty", make_empty))
    found(ctx)
    yield ctx
    ctx.db.close()


@pytest.fixture
def peopled(copied_database: Copy) -> Iterator[Context]:
    """A register with bodies, posts, people and programmes, and no commitment."""
    ctx = open_at(copied_database("people", make_people))
    yield ctx
    ctx.db.close()


def states(page: Element) -> list[str]:
    return [each.text for each in page.one("ol", class_="steps").all("p", class_="state")]


def test_an_empty_register_begins_with_the_bodies(bare: Context) -> None:
    page = read(browse(bare).get("/start").text)
    assert page.one("h1").text == "1 of 6 first steps are done", "the first administrator is of the register office"
    assert states(page) == ["✓ Done: 1", "→ This one next", "Not yet", "Not yet", "Not yet", "Not yet"]
    links = [each.attributes["href"] for each in page.one("ol", class_="steps").all("a")]
    assert links == [
        "/admin/persons",
        "/admin/bodies",
        "/admin/posts",
        "/admin/programmes",
        "/commitments/new",
        "/letters",
    ]


def test_what_is_done_is_judged_from_what_is_in_the_register(peopled: Context) -> None:
    office = browse(peopled, who="p-office-head")
    page = read(office.get("/start").text)
    assert states(page) == ["✓ Done: 2", "✓ Done: 12", "✓ Done: 15", "✓ Done: 3", "→ This one next", "Not yet"]
    registration.add(peopled, NewCommitment(programme="plain", title_en="A dam"))
    page = read(office.get("/start").text)
    assert states(page)[4:] == ["✓ Done: 1", "→ This one next"]
    assert page.one("li", class_="next").attributes["aria-current"] == "step"


def test_what_somebody_else_must_do_is_said(peopled: Context) -> None:
    page = read(browse(peopled, who="p-water-head").get("/start").text)
    steps = page.one("ol", class_="steps")
    assert not steps.all("a") and "None of your posts allows you to" in steps.text
    assert states(page)[5] == "Not for you to see"


def test_the_steps_speak_chinese(bare: Context) -> None:
    page = read(browse(bare).get("/start", params={"language": "zh"}).text)
    assert page.one("ol", class_="steps").all("a")


def test_a_stranger_is_led_to_where_one_signs_in(bare: Context) -> None:
    assert browse(bare, who=None).get("/start").headers["location"] == "/sign-in?next=%2Fstart"
