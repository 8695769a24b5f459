"""Registering a commitment by hand: the form, the reading of its words, what is decided about it, and refusals."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from starlette.testclient import TestClient

from tests.web.conftest import browse
from tests.web.html import Element, read
from tests.web.keepers import people as own
from tracker.services import changes, commitments
from tracker.services.context import Context

__all__ = ["own"]

BASIC = {"programme": "plain", "title_en": "A dam", "kind": "task"}


@pytest.fixture
def office(own: Context) -> TestClient:
    return browse(own, who="p-office-head")


def send(browser: TestClient, **fields: str | list[str]) -> object:
    return browser.post("/commitments/new", data={"do": "register", **BASIC, **fields})


def registered(ctx: Context, answer: object) -> commitments.Detail:
    """The commitment to which the answer of the form leads."""
    assert answer.status_code == 303, read(answer.text).text[:2_000]
    found = re.match(r"/(?:commitments|readings)/([A-Z0-9-]+)$", answer.headers["location"])
    assert found is not None
    return commitments.show(ctx, found[1])


def chosen(page: Element, name: str) -> str:
    """The value that a list of the form shows as chosen."""
    return page.one("select", name=name).one("option", selected="").attributes["value"]


def test_what_was_typed_is_registered_and_leads_to_its_page(own: Context, office: TestClient) -> None:
    answer = send(
        office,
        title_zh="一座坝",
        due_words="by the end of 2027",
        post="water-head",
        co_bodies=["south-health", ""],
        supervisor="ministry",
        acceptor="inspection",
        leader="north-leader",
        owner_words="the water department",
    )
    assert answer.headers["location"] == "/commitments/PLAIN-001"
    found = registered(own, answer)
    assert (found.item.title.en, found.item.title.zh) == ("A dam", "一座坝")
    assert (found.item.body, found.item.post, found.co_bodies) == ("north-water", "water-head", ("south-health",))
    assert (found.supervisor, found.acceptor, found.leader) == ("ministry", "inspection", "north-leader")
    assert found.item.due.last_day == date(2027, 12, 31)
    assert found.item.due.confirmed_by is None, "it waits among the readings to be confirmed"


def test_one_is_led_to_the_next_one_like_it(own: Context, office: TestClient) -> None:
    answer = office.post(
        "/commitments/new", data={**BASIC, "do": "another", "post": "water-head", "co_bodies": "south-health"}
    )
    assert answer.headers["location"] == "/commitments/new?like=PLAIN-001"
    page = read(office.get(answer.headers["location"]).text)
    assert "PLAIN-001 is registered" in page.one("p", role="status").text
    assert (chosen(page, "programme"), chosen(page, "post"), chosen(page, "co_bodies")) == (
        "plain",
        "water-head",
        "south-health",
    )
    assert page.one("input", name="title_en").attributes["value"] == "", "its title is its own"


@pytest.mark.parametrize(
    ("language", "words", "said", "why"),
    [
        ("en", "by the end of 2027", "Last on-time day: 31 Dec 2027. To the year.", "31 Dec 2027"),
        ("zh", "2027年底前", "2027年12月31日", "2027年12月31日"),
    ],
)
def test_words_are_read_as_they_are_typed(office: TestClient, language: str, words: str, said: str, why: str) -> None:
    answer = office.get("/commitments/new/deadline", params={"words": words, "language": language})
    html = read(answer.text)
    assert answer.status_code == 200 and "<html" not in answer.text
    assert said in html.one("strong").text and why in html.one("ul").text


def test_a_doubtful_reading_says_that_a_person_has_to_look(office: TestClient) -> None:
    assert "This is a proposal only" in office.get("/commitments/new/deadline", params={"words": "before 2028"}).text


def test_days_are_counted_from_where_the_form_says(office: TestClient) -> None:
    given = {"words": "within six months", "anchor": "2026-01-31"}
    assert "31 Jul 2026" in office.get("/commitments/new/deadline", params=given).text
    wrong = office.get("/commitments/new/deadline", params={**given, "anchor": "2026-02-30"})
    assert wrong.status_code == 422 and "There is no day “2026-02-30”." in wrong.text


def test_without_scripts_a_button_reads_the_words_and_loses_nothing(own: Context, office: TestClient) -> None:
    typed = {
        "do": "read",
        "programme": "looped",
        "title_zh": "一座坝",
        "due_words": "2027年6月底前",
        "leader": "water-head",
    }
    page = read(office.post("/commitments/new", data=typed).text)
    assert "30 Jun 2027" in page.one("div", id="proposal").text
    assert page.one("input", name="title_zh").attributes["value"] == "一座坝"
    assert (chosen(page, "programme"), chosen(page, "leader")) == ("looped", "water-head")
    assert commitments.list_(own, "").total == 0, "nothing is registered by looking"


def test_the_day_that_was_read_can_be_confirmed_at_once(own: Context, office: TestClient) -> None:
    found = registered(own, send(office, due_words="before 2028", decision="confirm"))
    assert found.item.due.last_day == date(2027, 12, 31)
    assert found.item.due.confirmed_by == "p-office-head"


def test_another_day_is_confirmed_with_a_reason(own: Context, office: TestClient) -> None:
    typed = {"due_words": "before 2028", "decision": "other", "day": "2027-06-30"}
    answer = send(office, **typed)
    page = read(answer.text)
    assert answer.status_code == 422 and "needs a reason" in page.one("span", id="day_reason-fault").text
    assert page.one("input", name="day").attributes["value"] == "2027-06-30"
    found = registered(own, send(office, **typed, day_reason="The minister said so."))
    assert (found.item.due.last_day, found.item.due.confirmed_by) == (date(2027, 6, 30), "p-office-head")


def test_no_other_day_is_confirmed_for_words_that_are_clear(own: Context, office: TestClient) -> None:
    answer = send(office, due_words="by 30 June 2027", decision="other", day="2027-12-31", day_reason="Later.")
    assert answer.status_code == 422
    assert "are clear: they mean 30 Jun 2027" in read(answer.text).one("span", id="day-fault").text
    assert commitments.list_(own, "").total == 0, "a decision that cannot be carried out registers nothing"


def test_words_can_be_kept_alone(own: Context, office: TestClient) -> None:
    answer = send(office, due_words="by the end of 2027", decision="words", review_day="2026-09-01")
    found = registered(own, answer)
    assert (found.item.due.words, found.item.due.last_day) == ("by the end of 2027", None)
    assert found.item.due.precision == "none" and found.item.review_day == date(2026, 9, 1)
    assert "kept the words alone" in str(found.due_reasons[0])


def test_an_indicator_keeps_where_it_starts_and_where_it_goes(own: Context, office: TestClient) -> None:
    typed = {"kind": "indicator", "baseline": "2,330", "baseline_day": "2025-12-31", "target": "54.9"}
    answer = send(office, **typed)
    assert "A number needs its unit" in read(answer.text).one("span", id="unit_en-fault").text
    found = registered(own, send(office, **typed, unit_zh="吨", direction="decrease"))
    assert found.quantity is not None
    assert (found.quantity["baseline"], found.quantity["target"]) == ("2330", "54.9")
    assert found.quantity["unit"] == {"en": "吨", "zh": "吨"} and found.quantity["direction"] == "decrease"


def test_a_tally_keeps_how_many_there_are(own: Context, office: TestClient) -> None:
    wrong = send(office, kind="tally", stated="many", unit_en="cases")
    assert "not a number of things" in read(wrong.text).one("span", id="stated-fault").text
    found = registered(own, send(office, kind="tally", stated="1,427", unit_en="cases", unit_zh="件"))
    assert found.size == {"stated": 1427, "unit": {"en": "cases", "zh": "件"}}


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"title_en": ""}, "title_en", "A title is needed"),
        ({"programme": ""}, "programme", "It is missing."),
        ({"kind": "wish"}, "kind", "There is no such value."),
        ({"parent": "NO-1"}, "parent", "there is no commitment “NO-1” here"),
        ({"post": "water-hed"}, "post", "there is no post “water-hed” here"),
        ({"review_day": "2026-03-02"}, "review_day", "has passed"),
        ({"review_day": "soon"}, "review_day", "no day"),
        ({"post": "water-head", "acceptor": "north-rivers"}, "acceptor", "cannot accept the work of"),
        ({"paragraph": "12"}, "source", "A place needs the document"),
        ({"decision": "perhaps"}, "decision", "Choose what becomes of the reading."),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_nothing_is_lost(
    own: Context, office: TestClient, typed: dict[str, str], field: str, said: str
) -> None:
    answer = send(office, **{"owner_words": "the water department", **typed})
    page = read(answer.text)
    assert answer.status_code == 422
    assert said in page.one("span", id=f"{field}-fault").text
    assert any(link.attributes["href"] == f"#{field}" for link in page.one("div", id="trouble").all("a"))
    assert page.one("input", name="owner_words").attributes["value"] == "the water department"
    named = {each.attributes.get("id") for tag in ("input", "select", "textarea") for each in page.all(tag)}
    assert field in named, "the summary leads to the field"
    assert commitments.list_(own, "").total == 0


def test_every_field_of_the_form_has_words(office: TestClient) -> None:
    for language in ("en", "zh"):
        page = read(office.get("/commitments/new", params={"language": language}).text)
        form = page.one("form", class_="entry")
        labelled = {label.attributes["for"] for label in form.all("label") if "for" in label.attributes}
        fields = [each for tag in ("input", "select", "textarea") for each in form.all(tag)]
        unnamed = [each for each in fields if each.attributes.get("type") not in ("radio", "hidden")]
        assert {each.attributes["id"] for each in unnamed} <= labelled
        ids = [each.attributes["id"] for each in fields if "id" in each.attributes]
        assert len(ids) == len(set(ids))


@pytest.mark.parametrize("who", ["p-water-head", "p-auditor", "p-administrator"])
def test_others_are_told_who_registers(own: Context, who: str) -> None:
    browser = browse(own, who=who)
    for answer, status in ((browser.get("/commitments/new"), 200), (send(browser), 403)):
        page = read(answer.text)
        assert answer.status_code == status and not page.all("form", class_="entry")
        assert page.one("div", role="alert").text and "register office" in page.one("main").text
    assert commitments.list_(own, "").total == 0


def test_a_stranger_is_led_to_where_one_signs_in(own: Context) -> None:
    browser = browse(own, who=None)
    assert browser.get("/commitments/new").headers["location"] == "/sign-in?next=%2Fcommitments%2Fnew"
    assert send(browser).status_code == 401
    assert browser.get("/commitments/new/deadline", params={"words": "2027"}).status_code == 303


def test_who_registers_but_may_not_confirm_is_told_so(own: Context) -> None:
    browser = browse(own, who="p-office-and-water")
    answer = send(browser, due_words="by the end of 2027", decision="confirm", post="water-clerk")
    assert answer.headers["location"] == "/readings/PLAIN-001"
    page = read(browser.get(answer.headers["location"]).text)
    assert "is registered, but you may not confirm" in page.one("p", role="status").text
    assert "You cannot confirm this reading" in page.one("main").text


def drawn(office: TestClient) -> str:
    """The hidden key of a form that is drawn."""
    return read(office.get("/commitments/new").text).one("input", name="key").attributes["value"]


def test_a_form_that_is_sent_twice_registers_once_and_is_answered_alike(own: Context, office: TestClient) -> None:
    typed = {"key": drawn(office), "due_words": "before 2028", "decision": "confirm"}
    first, second = send(office, **typed), send(office, **typed)
    assert registered(own, first).item.due.confirmed_by == "p-office-head"
    assert second.headers["location"] == first.headers["location"]
    assert commitments.list_(own, "").total == 1
    registered(own, send(office, **{**typed, "key": drawn(office)}))
    assert commitments.list_(own, "").total == 2, "another form is another commitment"


def test_a_form_that_is_sent_at_the_same_time_twice_registers_once(own: Context, office: TestClient) -> None:
    typed = {"key": drawn(office), "due_words": "before 2028", "decision": "confirm"}
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: send(office, **typed), range(4)))
    assert {answer.headers["location"] for answer in answers} == {"/commitments/PLAIN-001"}
    assert commitments.list_(own, "").total == 1


def test_a_form_that_was_sent_and_then_changed_is_asked_about_before_it_registers_more(
    own: Context, office: TestClient
) -> None:
    key = drawn(office)
    registered(own, send(office, key=key))
    answer = send(office, key=key, title_en="Another dam")
    page = read(answer.text)
    assert answer.status_code == 409 and "was sent before" in page.one("div", role="alert").text
    assert commitments.list_(own, "").total == 1
    fresh = page.one("input", name="key").attributes["value"]
    assert fresh != key and page.one("input", name="title_en").attributes["value"] == "Another dam"
    assert registered(own, send(office, key=fresh, title_en="Another dam")).item.title.en == "Another dam"


def test_what_was_refused_can_be_mended_and_sent_under_the_same_key(own: Context, office: TestClient) -> None:
    key = drawn(office)
    assert send(office, key=key, title_en="").status_code == 422
    registered(own, send(office, key=key))


@pytest.mark.parametrize(
    ("language", "words", "said"),
    [
        ("en", "2024年2月30日前", "that month has no day 30, its last is 29 Feb 2024"),
        ("zh", "2024年2月30日前", "2024年2月29日"),
        ("en", "by 31 June 2027", "that month has no day 31, its last is 30 Jun 2027"),
        ("en", "2025年13月底前", "There is no such day as “2025年13月底前”."),
    ],
)
def test_words_that_name_a_day_which_there_is_not_say_so_and_how_to_mend_them(
    own: Context, office: TestClient, language: str, words: str, said: str
) -> None:
    answer = office.get("/commitments/new/deadline", params={"words": words, "language": language})
    (fault,) = read(answer.text).all("p", class_="fault")
    assert said in fault.text and words in fault.text
    assert language == "zh" or "Mend the words where they were mistyped" in fault.text
    refused = send(office, due_words=words, decision="confirm")
    told = read(refused.text).one("span", id="due_words-fault").text
    assert refused.status_code == 422 and words in told
    assert {"en": "no such day", "zh": "日历中没有"}[language] in told
    found = registered(
        own, send(office, due_words=words, decision="other", day="2027-06-30", day_reason="It is meant.")
    )
    assert (found.item.due.words, found.item.due.last_day) == (words, date(2027, 6, 30))


def test_the_page_is_found_before_a_commitment_of_that_name(office: TestClient) -> None:
    assert read(office.get("/commitments/new").text).one("h1").text == "Register a commitment"


def test_a_changed_reading_is_an_ordinary_confirmation(own: Context, office: TestClient) -> None:
    found = registered(own, send(office, due_words="before 2028"))
    assert changes.confirm(own, changes.Confirm(ref=found.item.ref)) == 2
