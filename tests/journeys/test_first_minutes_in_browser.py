"""An administrator's first ten minutes with an empty register: from the one-time link to the preview of a letter."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.conftest import copied_sqlite
from tests.journeys.conftest import served
from tests.journeys.people import LOOKS, Hand, Planted, sitting
from tests.support.browsers import PASSWORD
from tests.support.registers import make_empty
from tracker.kit.language import day as in_words
from tracker.services import accounts
from tracker.services.commitments import show

pytestmark = pytest.mark.browser


@pytest.fixture
def empty(tmp_path: Path) -> Planted:
    """An empty register into which nobody can sign in yet."""
    copied_sqlite("empty", make_empty, tmp_path)
    return Planted(tmp_path)


@pytest.fixture
def site(empty: Planted) -> Iterator[str]:
    """The address of a server with it."""
    with served(empty.home) as address:
        yield address


@pytest.fixture
def link(empty: Planted) -> str:
    """What opens the first account, once."""
    with empty.at(0) as ctx:
        return f"/welcome/{accounts.open_first(ctx)}"


def enter(hand: Hand, offer: str, **fields: str) -> None:
    """Choose what can be done, and send its form; the path is then that of what was entered."""
    hand.press(hand.link(offer))
    send(hand, **fields)


def send(hand: Hand, **fields: str) -> None:
    """Fill in the form that stands there, and send it."""
    for name, words in fields.items():
        hand.fill(hand.page.locator(f"#{name}"), words)
    hand.press(hand.page.locator("main button.main"))
    assert hand.page.get_by_role("alert").count() == 0


def next_step(hand: Hand, done: int, address: str) -> None:
    """Look at the first steps, so many of which are done, and take the one that is next."""
    if hand.path != "/start":
        hand.press(hand.page.locator(".brand a"))
        hand.press(hand.link("First steps"))
    assert hand.answer == hand.say("{done} of {n} first steps are done", done=done, n=6)
    step = hand.page.locator("ol.steps li[aria-current=step]")
    expect(step.locator(".state")).to_contain_text(hand.say("This one next"))
    hand.press(step.get_by_role("link"))
    assert hand.path == address


@pytest.mark.parametrize(("language", "scripts"), LOOKS)
def test_the_first_ten_minutes_of_an_empty_register(
    chromium: Browser, site: str, empty: Planted, link: str, language: str, scripts: bool
) -> None:
    with sitting(chromium, site, language, scripts) as hand:
        page = hand.page
        hand.go(link)
        send(
            hand,
            full_name="Li Na",
            short_name="li-na",
            email="li.na@tracker.example",
            password=PASSWORD,
            again=PASSWORD,
        )
        assert hand.path == "/start"

        next_step(hand, 1, "/admin/bodies")
        enter(hand, "Add a body", **{f"name_{language}": "Water bureau", "slug": "water-bureau"})
        assert hand.path.startswith("/admin/bodies/water-bureau")
        enter(hand, "Add a post", **{f"title_{language}": "Director", "slug": "water-director"})
        assert hand.path.startswith("/admin/posts/water-director")
        hand.press(hand.link("Put somebody in"))
        enter(
            hand, "Not in the list? Enter the person first.",
            **{f"name_{language}": "Wang Wei", "slug": "wang-wei", "email": "wang.wei@tracker.example"},
        )  # fmt: skip
        assert hand.path.startswith("/admin/posts/water-director/do/hold")
        send(hand)
        expect(page.locator("main")).to_contain_text("Wang Wei")
        expect(page.get_by_role("status")).to_have_text(hand.say("It is recorded who holds the post."))

        next_step(hand, 3, "/admin/programmes")
        enter(hand, "Add a programme", **{f"title_{language}": "Rivers", "slug": "rivers", "code": "RIV"})
        assert hand.path.startswith("/admin/programmes")

        next_step(hand, 4, "/commitments/new")
        day = empty.today() + timedelta(days=5)
        hand.choose(hand.labelled("Programme"), "rivers")
        hand.fill(page.locator(f"#title_{language}"), "Clear the river")
        hand.fill(hand.labelled("Deadline, in the words of the source"), f"{day.year}年{day.month}月{day.day}日前")
        if not scripts:
            hand.press(hand.button("Read the words"))
        expect(page.locator("#proposal")).to_contain_text(in_words(day, language))
        assert page.locator(f"#title_{language}").input_value() == "Clear the river"
        hand.choose(page.locator("#post"), "water-director")
        hand.click(hand.labelled("Confirm this day now"))
        hand.press(hand.button("Register it"))
        assert hand.path.startswith("/commitments/RIV-")
        assert "Clear the river" in hand.answer

        next_step(hand, 5, "/start/letter")
        hand.press(hand.button("Show the letter"))
        letter = page.frame_locator("iframe.letter")
        expect(letter.locator("html")).to_have_attribute("lang", {"en": "en", "zh": "zh-CN"}[language])
        expect(letter.locator("h1")).to_have_text(hand.say("All clear"))
        clicks, fills = hand.effort()
        assert clicks <= 25 and fills <= 20, (clicks, fills)
        hand.press(hand.link("First steps"))
        assert hand.answer == hand.say("All first steps are done")
        with empty.at(0) as ctx:
            found = show(ctx, "RIV-001")
        assert (found.item.due.last_day, found.item.post) == (day, "water-director")
        hand.go(link)
        assert page.locator("#password").count() == 0, "the link works once"
    with sitting(chromium, site, language, scripts, empty.secret("wang-wei")) as hand:
        hand.go(f"/letters/preview?letter_in={language}")
        letter = hand.page.frame_locator("iframe.letter")
        expect(letter.get_by_role("link", name="Clear the river")).to_have_attribute(
            "href", f"{site}/commitments/RIV-001"
        )
