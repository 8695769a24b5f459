"""The register: one box, a table, pages of it, and errors that say where and what was meant."""

from urllib.parse import parse_qs, urlsplit

import pytest
from starlette.testclient import TestClient

from tests.web.conftest import THEN
from tests.web.html import Element, read


def test_fifty_rows_a_page_and_all_of_them_in_the_end(web: TestClient) -> None:
    seen: list[str] = []
    address: str | None = "/commitments?as_if=2026-01-05"
    while address:
        html = read(web.get(address).text)
        rows = html.one("table").rows()
        assert len(rows) <= 50
        seen += [row[0].split()[-1] for row in rows]
        following = html.all("a", rel="next")
        address = following[0].attributes["href"] if following else None
    assert len(seen) == len(set(seen)) == 219


def test_it_says_what_it_counts_and_as_of_when(page: TestClient) -> None:
    assert status(page, "") == "1 to 50 of 219 commitments, as of 5 Jan 2026 00:00, Asia/Shanghai."
    assert status(page, "is:overdue") == "7 commitments, as of 5 Jan 2026 00:00, Asia/Shanghai."
    assert status(page, "alias:SF-001-003") == "1 commitment, as of 5 Jan 2026 00:00, Asia/Shanghai."
    assert status(page, "late:>9000") == "Nothing matches."


def status(page: TestClient, query: str) -> str:
    """What the page says about the list."""
    return read(page.get("/commitments", params={"q": query, **THEN}).text).one("p", role="status").text


def test_it_says_how_far_the_history_goes_for_whoever_prints_it(page: TestClient) -> None:
    known = page.get("/healthz").json()
    said = read(page.get("/commitments", params=THEN).text).one("p", class_="head").text
    assert said == f"The history of the register has {known['entries']} entries; its head is {known['head']}."
    assert not read(page.get("/commitments", params={"as_of": "2026-03-03"}).text).all("p", class_="head")


def test_a_row_tells_the_deadline_in_both_forms(web: TestClient) -> None:
    html = read(web.get("/commitments", params={"q": "alias:SF-001-003", **THEN}).text)
    title, body, due, late, flags = html.one("table").rows()[0]
    assert title.startswith("Zoning control basically established") and title.endswith("MEE-ZON-003")
    assert (body, due, late, flags) == ("Ministry of Ecology and Environment", "by 2025 31 Dec 2025", "5", "■ Overdue")
    assert html.one("q").attributes["lang"] == "en"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_fifty_rows_are_light(page: TestClient, language: str) -> None:
    for query in ("", "is:open sort:-late", "-owner:none"):
        answer = page.get("/commitments", params={"q": query, "language": language, **THEN})
        assert answer.text.count("<tr>") == 51
        assert len(answer.content) < 60_000


def test_a_mistyped_query_is_shown_with_the_place_and_what_was_meant(page: TestClient) -> None:
    answer = page.get("/commitments", params={"q": "unit:mee is:overdu", **THEN})
    assert answer.status_code == 422
    html = read(answer.text)
    assert html.one("title").text.startswith("Error")
    assert html.one("input", id="q").attributes["value"] == "unit:mee is:overdu"
    assert html.one("input", id="q").attributes["aria-invalid"] == "true"
    fault = html.one("div", role="alert")
    assert "overdu" in fault.one("strong").text
    assert "character 13" in fault.text
    assert fault.one("mark").text == "overdu"
    mended = fault.one("a")
    assert mended.text == "unit:mee is:overdue"
    assert page.get(mended.attributes["href"]).status_code == 200
    assert "as_if=2026-01-05" in mended.attributes["href"]


STRANGE = [
    '"open',
    "(is:open",
    "is:",
    "due:2024-13",
    "OR",
    "is:overdue)",
    "q" * 5_000,
    "\x00",
    "a:b:c",
    "' OR 1=1 --",
    "%",
    "🙂",
]


@pytest.mark.parametrize("query", STRANGE)
def test_no_query_breaks_the_page(page: TestClient, query: str) -> None:
    answer = page.get("/commitments", params={"q": query})
    assert answer.status_code in (200, 422)
    assert read(answer.text).one("input", id="q").attributes["value"] == query.strip()


@pytest.mark.parametrize("number", ["0", "6", "-1", "x", "1.5", "99999999999999", "１"])
def test_a_page_that_is_not_there(page: TestClient, number: str) -> None:
    answer = page.get("/commitments", params={"page": number})
    assert answer.status_code == 404
    assert "This list has 5 pages" in read(answer.text).text


def test_each_facet_leads_to_as_many_as_it_promises(web: TestClient) -> None:
    html = read(web.get("/commitments", params={"q": "unit:mee", **THEN}).text)
    options = html.one("details").all("li")
    assert len(options) > 15
    for option in options:
        if "chosen" in option.attributes.get("class", ""):
            continue
        following = read(web.get(option.one("a").attributes["href"]).text)
        assert first_number(following) == int(option.one("span", class_="n").text), option.text


def first_number(page: Element) -> int:
    """How many commitments the list has."""
    words = page.one("p", role="status").text.split()
    return int(words[words.index("of") + 1] if words[1] == "to" else words[0])


def test_what_was_chosen_can_be_dropped(page: TestClient) -> None:
    html = read(page.get("/commitments", params={"q": "kind:tally unit:heilongjiang sort:-due", **THEN}).text)
    chosen = [option for option in html.one("details").all("li") if option.has({"class": "chosen"})]
    queries = [parse_qs(urlsplit(option.one("a").attributes["href"]).query)["q"][0] for option in chosen]
    assert queries == ["unit:heilongjiang sort:-due", "kind:tally sort:-due"]


def test_choosing_another_value_takes_the_place_of_the_first(page: TestClient) -> None:
    html = read(page.get("/commitments", params={"q": "kind:tally is:open", **THEN}).text)
    addresses = [urlsplit(link.attributes["href"]) for link in html.one("details").all("a")]
    links = [parse_qs(address.query).get("q", [""])[0] for address in addresses]
    assert "is:open kind:milestone" in links
    assert not [query for query in links if query.count("kind:") > 1]


def test_heads_order_the_list_and_say_so(page: TestClient) -> None:
    html = read(page.get("/commitments", params={"q": "is:overdue", **THEN}).text)
    late = next(head for head in html.all("th", scope="col") if head.text == "Days late")
    assert late.attributes["aria-sort"] == "none"
    html = read(page.get(late.one("a").attributes["href"]).text)
    late = next(head for head in html.all("th", scope="col") if head.text.startswith("Days late"))
    assert late.attributes["aria-sort"] == "descending"
    assert [row[3] for row in html.one("table").rows()] == ["370"] * 6 + ["5"]
    html = read(page.get(late.one("a").attributes["href"]).text)
    assert [row[3] for row in html.one("table").rows()] == ["5"] + ["370"] * 6


def test_chinese_is_found(web: TestClient) -> None:
    html = read(web.get("/commitments", params={"q": "分区管控", "language": "zh", **THEN}).text)
    assert "MEE-ZON-003" in html.one("table").text


def test_a_query_in_chinese_means_the_same(web: TestClient) -> None:
    html = read(web.get("/commitments", params={"q": "状态：逾期", **THEN}).text)
    assert len(html.one("table").rows()) == 7


def test_everything_that_can_be_asked_can_be_tried(page: TestClient) -> None:
    html = read(page.get("/fields", params=THEN).text)
    links = [link.attributes["href"] for link in html.one("main").all("a")]
    assert len(links) > 35
    for link in links:
        assert page.get(link).status_code == 200, link
