"""Assigning many at once: what is ticked is changed one by one, and what fails is told and stays ticked."""

from datetime import date

import pytest
from starlette.testclient import TestClient

from tests.web.conftest import browse
from tests.web.html import Element, read
from tests.web.keepers import people
from tracker.services import changes, commitments, registration
from tracker.services.context import Context
from tracker.services.registration import NewCommitment

__all__ = ["people"]

REFS = ("PLAIN-001", "PLAIN-002", "PLAIN-003")


@pytest.fixture
def own(people: Context) -> Context:
    """A register with people and three commitments that nobody answers for."""
    for title in ("A dam", "A bridge", "A school"):
        command = NewCommitment(
            programme="plain", title_en=title, owner_words="the water people", supervisor="ministry"
        )
        registration.add(people, command)
    return people


@pytest.fixture
def office(own: Context) -> TestClient:
    return browse(own, who="p-office-head")


def send(browser: TestClient, *refs: str, do: str = "assign", **fields: str) -> object:
    picked = [f"{ref}@1" for ref in refs]
    return browser.post("/assign", data={"do": do, "q": "is:unowned", "picked": picked, **fields})


def boxes(page: Element) -> dict[str, bool]:
    """Reference and version → whether it is ticked."""
    return {each.attributes["value"]: "checked" in each.attributes for each in page.all("input", name="picked")}


def owners(ctx: Context) -> list[str | None]:
    return [commitments.show(ctx, ref).item.post for ref in REFS]


def test_what_nobody_answers_for_is_listed_to_be_ticked(office: TestClient) -> None:
    page = read(office.get("/assign").text)
    assert boxes(page) == {f"{ref}@1": False for ref in REFS}
    assert all(row[1] == "the water people" for row in page.rows())
    assert page.one("input", id="question").attributes["value"] == "is:unowned"


def test_all_of_a_page_can_be_ticked_without_scripts(office: TestClient) -> None:
    page = read(office.get("/assign").text)
    answer = office.get(page.one("a", class_="all").attributes["href"])
    assert boxes(read(answer.text)) == {f"{ref}@1": True for ref in REFS}


def test_what_is_ticked_is_assigned_and_the_rest_left(own: Context, office: TestClient) -> None:
    answer = send(office, *REFS[:2], post="water-head", acceptor="inspection", reason="As the plan says.")
    assert answer.status_code == 303
    assert owners(own) == ["water-head", "water-head", None]
    found = commitments.show(own, "PLAIN-001")
    assert (found.item.body, found.acceptor, found.supervisor) == ("north-water", "inspection", "ministry")
    assert found.history[0].reason == "As the plan says."
    page = read(office.get(answer.headers["location"]).text)
    assert page.one("p", role="status").text == "2 commitments: They are assigned."
    assert list(boxes(page)) == ["PLAIN-003@1"]


def test_what_fails_is_told_with_its_reason_and_stays_ticked(own: Context, office: TestClient) -> None:
    changes.update(own, changes.Update(ref="PLAIN-002", reason="They have begun."))
    answer = send(office, *REFS, post="water-head")
    page = read(answer.text)
    assert answer.status_code == 200, "some of it was done"
    trouble = page.one("div", role="alert").text
    assert "PLAIN-002: It was changed in the meantime" in trouble and "PLAIN-001" not in trouble
    assert "2 were changed: PLAIN-001, PLAIN-003" in page.one("p", class_="done").text
    assert boxes(page) == {"PLAIN-002@2": True}
    assert page.one("select", name="post").one("option", selected="").attributes["value"] == "water-head"
    assert owners(own) == ["water-head", None, "water-head"]


def test_nothing_half_written_stays_of_one_that_fails(own: Context, office: TestClient) -> None:
    answer = send(office, "PLAIN-001", post="water-head", acceptor="north-rivers", supervisor="south-health")
    assert answer.status_code == 422 and "cannot accept the work of" in read(answer.text).one("div", role="alert").text
    found = commitments.show(own, "PLAIN-001")
    assert (found.item.post, found.acceptor, found.supervisor, found.version) == (None, None, "ministry", 1)


def test_somebody_can_be_taken_away(own: Context, office: TestClient) -> None:
    assert send(office, "PLAIN-001", supervisor="-").status_code == 303
    assert commitments.show(own, "PLAIN-001").supervisor is None


def test_a_name_does_as_well_as_a_short_name(own: Context, office: TestClient) -> None:
    assert send(office, "PLAIN-001", post="Water-Head").status_code == 303
    assert owners(own)[0] == "water-head"


@pytest.mark.parametrize(
    ("refs", "fields", "where", "said"),
    [
        ((), {"post": "water-head"}, "picked", "Nothing is ticked."),
        (("PLAIN-001",), {}, "post", "Nobody is named"),
        (("PLAIN-001",), {"do": "review"}, "day", "Name the day"),
        (("PLAIN-001",), {"do": "review", "day": "2026-02-30"}, "day", "There is no day"),
        (("PLAIN-001",), {"do": "paint"}, None, "does not say what is to be done"),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_stays(
    own: Context, office: TestClient, refs: tuple[str, ...], fields: dict[str, str], where: str | None, said: str
) -> None:
    answer = send(office, *refs, **{"reason": "As the plan says.", **fields})
    page = read(answer.text)
    trouble = page.one("div", id="trouble")
    assert answer.status_code == 422 and said in trouble.text
    assert [link.attributes["href"] for link in trouble.all("a")] == ([f"#{where}"] if where else [])
    assert where is None or f'id="{where}"' in answer.text
    assert page.one("textarea", name="reason").text == "As the plan says."
    assert [ref for ref, on in boxes(page).items() if on] == [f"{ref}@1" for ref in refs]
    assert owners(own) == [None, None, None]


def test_review_days_are_set_in_the_same_way(own: Context, office: TestClient) -> None:
    assert send(office, *REFS[:2], do="review", day="2026-09-01").status_code == 303
    assert [commitments.show(own, ref).item.review_day for ref in REFS] == [date(2026, 9, 1), date(2026, 9, 1), None]
    wrong = send(office, "PLAIN-003", do="review", day="2026-01-01")
    assert wrong.status_code == 422 and "PLAIN-003" in read(wrong.text).one("div", role="alert").text


def test_whoever_supervises_sets_review_days_and_assigns_nobody(own: Context) -> None:
    browser = browse(own, who="p-ministry-head")
    refused = send(browser, "PLAIN-001", post="water-head")
    assert refused.status_code == 403 and "PLAIN-001" in read(refused.text).one("div", role="alert").text
    assert owners(own)[0] is None
    assert send(browser, "PLAIN-001", do="review", day="2026-09-01").status_code == 303


@pytest.mark.parametrize(
    ("who", "why"),
    [
        ("p-auditor", "Whoever audits the register changes nothing in it."),
        ("p-water-head", "Ask one of these: the responsible leader, the supervising body, the register office."),
    ],
)
def test_whoever_may_only_look_sees_the_list_without_forms_and_why(own: Context, who: str, why: str) -> None:
    changes.assign(own, changes.Assign(ref="PLAIN-001", post="water-head"))
    page = read(browse(own, who=who).get("/assign", params={"q": "PLAIN-001"}).text)
    assert not page.one("main").all("form", method="post") and not boxes(page)
    assert page.rows()[0][0].endswith("PLAIN-001")
    assert why in page.one("p", role="note").text


def test_at_another_moment_nothing_is_ticked(office: TestClient) -> None:
    page = read(office.get("/assign", params={"as_if": "2026-04-01"}).text)
    assert not boxes(page) and "This shows another moment" in page.one("p", role="note").text


def test_a_supervisor_ticks_only_what_his_body_supervises(own: Context) -> None:
    changes.assign(own, changes.Assign(ref="PLAIN-002", supervisor=None, acceptor="ministry", body="north-water"))
    page = read(browse(own, who="p-ministry-head").get("/assign", params={"q": "is:open"}).text)
    assert list(boxes(page)) == ["PLAIN-001@1", "PLAIN-003@1"] and "PLAIN-002" in page.text


def test_a_question_that_cannot_be_read_is_shown_again(office: TestClient) -> None:
    page = read(office.get("/assign", params={"q": "is:unownd"}).text)
    assert page.one("input", id="question").attributes["value"] == "is:unownd"
    assert page.one("div", role="alert").one("a").attributes["href"] == "#question"


def test_an_empty_answer_says_the_next_step(office: TestClient) -> None:
    page = read(office.get("/assign", params={"q": "title:nothing"}).text)
    assert "nothing to assign" in page.one("main").text and not page.all("input", name="picked")


def test_nobody_changes_what_he_may_not_see(own: Context) -> None:
    browser = browse(own, who="p-elsewhere")
    assert not read(browser.get("/assign", params={"q": "is:open"}).text).all("input", name="picked")
    refused = send(browser, "PLAIN-001", post="water-head")
    assert refused.status_code == 404 and owners(own)[0] is None


def test_a_stranger_is_led_to_where_one_signs_in(own: Context) -> None:
    browser = browse(own, who=None)
    assert browser.get("/assign").headers["location"] == "/sign-in?next=%2Fassign"
    assert send(browser, "PLAIN-001", post="water-head").status_code == 401


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_starter_register_fits_a_page(page: TestClient, language: str) -> None:
    answer = page.get("/assign", params={"q": "is:open", "language": language})
    assert len(boxes(read(answer.text))) == 50
    assert len(answer.content) < 90_000
