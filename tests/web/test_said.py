"""What was done is said once, on the page to which one is led, and by no link that somebody else has written."""

from http.cookies import SimpleCookie
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from tests.web.conftest import browse
from tests.web.html import read
from tests.web.keepers import office, people
from tracker.services.context import Context
from tracker.settings import Settings

__all__ = ["office", "people"]

WISHES = {"language": "en", "zone": "Asia/Shanghai", "informing": "weekly", "empty_week": "letter"}
LONE = quote('{"what": "saved", "at": "/settings", "ref": "\\ud800"}')
"""Half of a character, which no answer could be written with."""

SAVED = "Your settings are saved; letters follow them from the next edition on."


def told(browser: TestClient, address: str) -> list[str]:
    """What a page says was done."""
    return [each.text for each in read(browser.get(address).text).all("p", class_="done")]


def test_what_was_done_is_said_once_and_the_address_stays_clean(office: TestClient) -> None:
    answer = office.post("/settings", data=WISHES)
    assert answer.headers["location"] == "/settings"
    assert told(office, "/settings") == [SAVED]
    assert told(office, "/settings") == [], "nor when it is loaded again"
    assert "said" not in office.cookies


@pytest.mark.parametrize("address", ["/settings?done=saved", "/account?done=password", "/admin/outbox?done=release"])
def test_no_link_makes_a_page_say_that_something_was_done(page: TestClient, address: str) -> None:
    assert told(page, address) == []


def test_a_program_that_only_asks_for_the_head_of_the_page_does_not_take_it_away(office: TestClient) -> None:
    office.post("/settings", data=WISHES)
    assert office.head("/settings").status_code == 200
    assert told(office, "/settings") == [SAVED]


def test_a_commitment_that_is_not_there_is_not_named_as_the_one_it_was_done_to(office: TestClient) -> None:
    office.cookies.set("said", quote('{"what": "registered", "at": "/commitments/new", "ref": "NO-SUCH-1"}'))
    answer = office.get("/commitments/new")
    assert answer.status_code == 200 and "NO-SUCH-1" not in answer.text


def test_another_page_that_is_opened_meanwhile_does_not_say_it(office: TestClient) -> None:
    office.post("/settings", data=WISHES)
    assert told(office, "/account") == []
    assert told(office, "/settings") == [SAVED]


def test_a_form_that_fails_afterwards_does_not_say_it(office: TestClient) -> None:
    office.post("/settings", data=WISHES)
    answer = office.post("/settings", data={**WISHES, "zone": "Nowhere"})
    assert answer.status_code == 422 and not read(answer.text).all("p", class_="done")


@pytest.mark.parametrize(
    "value", ["", "%7B", "[]", "%22saved%22", '{"what":1,"at":"/settings"}', "x" * 3_000, "[" * 3_000, LONE]
)
def test_a_cookie_that_is_none_of_ours_says_nothing(page: TestClient, value: str) -> None:
    page.cookies.set("said", value)
    assert told(page, "/settings") == []


def test_without_cookies_everything_works_and_nothing_is_said(people: Context, office: TestClient) -> None:
    answer = office.post("/settings", data=WISHES)
    assert answer.status_code == 303
    assert told(browse(people, who="p-office-head"), "/settings") == []


@pytest.mark.parametrize(("base", "name"), [(None, "said"), ("https://register.office.test", "__Host-said")])
def test_the_cookie_is_kept_from_scripts_and_other_sites_and_lives_a_minute(
    people: Context, base: str | None, name: str
) -> None:
    browser = browse(people, who=None, settings=Settings(base_url=base) if base else Settings.model_construct())
    secret = browse(people, who="p-office-head").cookies["session"]
    held = "__Host-session" if base else "session"
    answer = browser.post("/settings", data=WISHES, headers={"Cookie": f"{held}={secret}"})
    (line,) = [each for each in answer.headers.get_list("set-cookie") if "said=" in each]
    (kept,) = SimpleCookie(line).values()
    assert kept.key == name and (kept["path"], kept["max-age"]) == ("/", "60")
    assert kept["httponly"] and kept["samesite"] == "lax" and bool(kept["secure"]) == bool(base)
    assert answer.headers["cache-control"] == "no-store"
