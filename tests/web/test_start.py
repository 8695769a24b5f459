"""The first steps of a register that starts empty."""

import pytest
from starlette.testclient import TestClient

from tests.web.conftest import browse
from tests.web.html import Element, read
from tests.web.keepers import own as bare
from tests.web.keepers import people as peopled
from tracker.services import registration
from tracker.services.context import Context
from tracker.services.registration import NewCommitment

__all__ = ["bare", "peopled"]


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
        "/start/letter",
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
    assert states(page) == ["Not for you to see"] * 6, "a part of the register says nothing about the whole"
    assert page.one("h1").text == "First steps" and not page.all("li", class_="next")


def test_a_letter_to_somebody_else_is_looked_at_and_the_step_is_taken_by_that(peopled: Context) -> None:
    registration.add(peopled, NewCommitment(programme="plain", title_en="A dam", post="water-head"))
    office = browse(peopled, who="p-office-head")
    assert states(read(office.get("/start").text))[5] == "→ This one next"
    asked = read(office.get("/start/letter").text)
    assert not asked.all("iframe"), "nothing is shown before somebody is chosen"
    assert "water-head: p-water-head" in [each.text for each in asked.one("select", name="reader").all("option")]
    assert states(read(office.get("/start").text))[5] == "→ This one next", "nor is anything taken by that"
    answer = office.post("/start/letter", data={"reader": "p-water-head", "letter_in": "en"})
    assert answer.headers["location"] == "/start/letter?reader=p-water-head&letter_in=en"
    page = read(office.get(answer.headers["location"]).text)
    assert page.one("form", class_="reader").one("a").text == "p-office-head"
    frame = page.one("iframe").attributes["src"]
    assert "water-head" in read(office.get(frame).text.replace('<base target="_top">', "")).text
    page = read(office.get("/start").text)
    assert states(page)[5] == "✓ Looked at" and page.one("h1").text == "All first steps are done"


def test_whose_letter_there_is_not_is_said_beside_the_field(peopled: Context) -> None:
    office = browse(peopled, who="p-office-head")
    for reader, status in (("", 422), ("p-nobody", 404)):
        answer = office.post("/start/letter", data={"reader": reader, "letter_in": "zh"})
        page = read(answer.text)
        assert answer.status_code == status and page.one("div", role="alert") and not page.all("iframe")
        chosen = page.one("select", name="letter_in").one("option", selected="")
        assert chosen.attributes["value"] == "zh", "what was chosen stays"


@pytest.mark.parametrize("who", ["p-administrator", "p-north-auditor", "p-water-head"])
def test_whoever_does_not_see_everything_looks_at_no_letter_to_others(peopled: Context, who: str) -> None:
    browser = browse(peopled, who=who)
    steps = read(browser.get("/start").text).one("ol", class_="steps")
    assert "/start/letter" not in [each.attributes["href"] for each in steps.all("a")]
    for path in ("/start/letter", "/start/letter?reader=p-office-head", "/start/letter/itself?reader=p-office-head"):
        assert browser.get(path).status_code == 403
    assert browser.post("/start/letter", data={"reader": "p-office-head"}).status_code == 403


def test_the_board_leads_the_office_to_the_first_steps_until_all_are_taken(peopled: Context) -> None:
    registration.add(peopled, NewCommitment(programme="plain", title_en="A dam", post="water-head"))
    office, others = browse(peopled, who="p-office-head"), browse(peopled, who="p-water-head")

    def led(browser: TestClient) -> bool:
        return "/start" in [each.attributes["href"] for each in read(browser.get("/").text).one("main").all("a")]

    assert led(office) and not led(others)
    office.post("/start/letter", data={"reader": "p-water-head"})
    assert not led(office)


def test_the_steps_speak_chinese(bare: Context) -> None:
    page = read(browse(bare).get("/start", params={"language": "zh"}).text)
    assert page.one("ol", class_="steps").all("a")


def test_a_stranger_is_led_to_where_one_signs_in(bare: Context) -> None:
    assert browse(bare, who=None).get("/start").headers["location"] == "/sign-in?next=%2Fstart"
