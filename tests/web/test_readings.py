"""Readings to confirm: the queue, one reading after the other, and who may decide."""

import json
from datetime import date
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from tests.web.conftest import browse
from tests.web.html import read
from tests.web.keepers import people
from tracker.services import changes, commitments, registration
from tracker.services.context import Context
from tracker.services.registration import NewCommitment

__all__ = ["people"]

WORDS = ("by 30 June 2027", "before 2028", "as soon as possible", "every year by the end of February")


@pytest.fixture
def own(people: Context) -> Context:
    """A register with people and four commitments: a clear day, a doubtful one, none, and one that comes round."""
    for words in WORDS:
        command = NewCommitment(
            programme="plain", title_en=f"Do it {words}", due_words=words, body="north-water", supervisor="ministry"
        )
        registration.add(people, command)
    return people


@pytest.fixture
def office(own: Context) -> TestClient:
    return browse(own, who="p-office-head")


def decide(browser: TestClient, ref: str, do: str, **fields: str) -> object:
    return browser.post(f"/readings/{ref}", data={"do": do, "version": "1", **fields})


def test_the_queue_says_how_many_wait_and_how_sure_they_are(office: TestClient) -> None:
    page = read(office.get("/readings").text)
    assert page.one("h1").text == "4 readings wait; 1 uncertain; 2 without a day"
    assert [row[0].split()[-1] for row in page.rows()] == ["PLAIN-001", "PLAIN-002", "PLAIN-003", "PLAIN-004"]
    assert "△ uncertain" in page.rows()[1][2] and "△" not in page.rows()[0][2]


def test_a_proposal_is_confirmed_out_of_the_list(own: Context, office: TestClient) -> None:
    rows = read(office.get("/readings").text).one("tbody").all("tr")
    form = rows[1].one("form")
    assert not rows[2].all("form") and not rows[3].all("form"), "without a day there is nothing to confirm"
    data = {each.attributes["name"]: each.attributes["value"] for each in form.all("input")}
    answer = office.post(form.attributes["action"], data={**data, "do": "confirm"})
    assert answer.headers["location"] == "/readings"
    assert commitments.show(own, "PLAIN-002").item.due.confirmed_by == "p-office-head"
    assert not read(browse(own, who="p-water-head").get("/readings").text).one("tbody").all("form")


def test_the_queue_speaks_chinese(office: TestClient) -> None:
    page = read(office.get("/readings", params={"language": "zh"}).text)
    assert page.one("table").all("th")[1].text != "Words as stated"


def test_one_reading_shows_words_day_exactness_and_why(office: TestClient) -> None:
    page = read(office.get("/readings/PLAIN-002").text)
    facts = page.one("dl", class_="facts").text
    assert "before 2028" in facts and "31 Dec 2027" in facts and "To the year" in facts
    assert "may mean before 2028 begins or by its end" in facts
    assert "2 of 4" in page.one("p", class_="crumbs").text


def test_after_each_decision_comes_the_next(own: Context, office: TestClient) -> None:
    answer = decide(office, "PLAIN-001", "confirm")
    assert answer.headers["location"] == "/readings/PLAIN-002"
    page = read(office.get(answer.headers["location"]).text)
    assert page.one("p", role="status").text == "PLAIN-001: The reading is confirmed."
    answer = decide(office, "PLAIN-002", "other", day="2028-12-31", reason="The annex names 2028.")
    assert answer.headers["location"] == "/readings/PLAIN-003"
    answer = decide(office, "PLAIN-003", "review", review_day="2026-09-01")
    assert answer.headers["location"] == "/readings/PLAIN-004"
    answer = decide(office, "PLAIN-004", "review", review_day="2027-02-01")
    assert answer.headers["location"] == "/readings"
    page = read(office.get(answer.headers["location"]).text)
    assert page.one("h1").text == "No reading waits"
    assert "2 more are kept as words until their review day" in page.one("p", class_="scope").text
    found = [commitments.show(own, f"PLAIN-00{n}").item for n in (1, 2, 3)]
    assert [each.due.last_day for each in found] == [date(2027, 6, 30), date(2028, 12, 31), None]
    assert [each.due.confirmed_by for each in found] == ["p-office-head", "p-office-head", None]
    assert found[2].review_day == date(2026, 9, 1)


def test_what_was_put_off_waits_again_on_its_day(own: Context, office: TestClient) -> None:
    decide(office, "PLAIN-003", "review", review_day="2026-09-01")
    assert "3 readings wait" in read(office.get("/readings").text).one("h1").text
    assert "4 readings wait" in read(office.get("/readings", params={"as_if": "2026-09-01"}).text).one("h1").text


@pytest.mark.parametrize(
    ("ref", "do", "fields", "where", "said"),
    [
        ("PLAIN-002", "other", {"day": "2028-06-30"}, "reason", "needs a reason"),
        ("PLAIN-002", "other", {"reason": "Said so."}, "day", "Name the day"),
        ("PLAIN-002", "other", {"day": "2028-02-30", "reason": "Said so."}, "day", "There is no day"),
        ("PLAIN-003", "review", {}, "review_day", "Name the day"),
    ],
)
def test_a_decision_that_lacks_something_keeps_what_was_typed(
    office: TestClient, ref: str, do: str, fields: dict[str, str], where: str, said: str
) -> None:
    answer = decide(office, ref, do, **fields)
    page = read(answer.text)
    assert answer.status_code == 422 and said in page.one("span", id=f"{where}-fault").text
    for name, value in fields.items():
        kept = [each.attributes["value"] for each in page.all("input", name=name)]
        assert kept == [value] or page.one("textarea", name=name).text == value


def test_clear_words_are_not_given_another_day(own: Context, office: TestClient) -> None:
    assert "a second person is asked" in read(office.get("/readings/PLAIN-001").text).one("main").text
    answer = decide(office, "PLAIN-001", "other", day="2028-06-30", reason="Later is better.")
    assert answer.status_code == 422 and "are clear: they mean 30 Jun 2027" in answer.text
    assert commitments.show(own, "PLAIN-001").item.due.confirmed_by is None


def test_what_comes_round_has_no_day_to_confirm(office: TestClient) -> None:
    page = read(office.get("/readings/PLAIN-004").text)
    assert "give no single last day" in page.one("main").text
    assert [button.attributes["value"] for button in page.one("main").all("button")] == ["review"]


def test_two_who_decide_at_once_do_not_overwrite_each_other(own: Context, office: TestClient) -> None:
    changes.update(own, changes.Update(ref="PLAIN-002", reason="They have begun."))
    answer = decide(office, "PLAIN-002", "other", day="2028-06-30", reason="The annex.")
    page = read(answer.text)
    assert answer.status_code == 409 and "changed in the meantime" in page.one("div", role="alert").text
    assert page.one("input", name="day").attributes["value"] == "2028-06-30"
    assert page.one("input", name="version").attributes["value"] == "2", "what is shown is as it is now"


def test_the_responsible_see_why_they_cannot_confirm(own: Context) -> None:
    browser = browse(own, who="p-water-head")
    page = read(browser.get("/readings/PLAIN-001").text)
    assert "You cannot confirm this reading" in page.one("main").text and not page.one("main").all("button")
    assert decide(browser, "PLAIN-001", "confirm").status_code == 403
    assert commitments.show(own, "PLAIN-001").item.due.confirmed_by is None


def test_whoever_supervises_confirms(own: Context) -> None:
    assert decide(browse(own, who="p-ministry-head"), "PLAIN-001", "confirm").status_code == 303
    assert commitments.show(own, "PLAIN-001").item.due.confirmed_by == "p-ministry-head"


def test_nobody_is_told_of_what_he_may_not_see(own: Context) -> None:
    browser = browse(own, who="p-elsewhere")
    assert read(browser.get("/readings").text).one("h1").text == "No reading waits"
    assert browser.get("/readings/PLAIN-001").status_code == 404
    assert decide(browser, "PLAIN-001", "confirm").status_code == 404
    browser.cookies.set("said", quote(json.dumps({"what": "confirm", "ref": "PLAIN-001", "at": "/readings"}), safe=""))
    page = read(browser.get("/readings").text)
    assert page.one("p", role="status").text == "The reading is confirmed."


def test_a_stranger_is_led_to_where_one_signs_in(own: Context) -> None:
    browser = browse(own, who=None)
    assert browser.get("/readings").headers["location"] == "/sign-in?next=%2Freadings"
    assert decide(browser, "PLAIN-001", "confirm").status_code == 401


def test_there_is_no_page_behind_the_last(office: TestClient) -> None:
    assert office.get("/readings", params={"page": "2"}).status_code == 404


def test_the_starter_register_says_what_waits(page: TestClient) -> None:
    assert "readings wait" in read(page.get("/readings").text).one("h1").text
