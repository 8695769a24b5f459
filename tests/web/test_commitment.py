"""The page of one commitment: what was said, how it was read, where it stands, and why."""

import pytest
from starlette.testclient import TestClient

from tests.web.conftest import THEN
from tests.web.html import Element, read


def facts(page: Element) -> dict[str, str]:
    """Every term and what stands beside it; of terms that occur twice, the first."""
    found: dict[str, str] = {}
    for group in page.all("dl"):
        for pair in group.all("div"):
            found.setdefault(pair.one("dt").text, " ".join(part.text for part in pair.all("dd")))
    return found


def test_an_overdue_commitment_says_all_that_is_known(web: TestClient) -> None:
    page = read(web.get("/commitments/MEE-ZON-003", params=THEN).text)
    assert page.one("h1").text.startswith("Zoning control basically established")
    assert page.one("p", class_="second").attributes["lang"] == "zh-CN"
    assert "基本建立分区管控制度" in page.one("p", class_="second").text
    known = facts(page)
    assert known["Declared"].startswith("Registered")
    assert known["Verified"].startswith("Not verified")
    assert known["Clock"].startswith("■ 5 days late")
    assert known["Words as stated"] == "by 2025"
    assert known["Last on-time day"].startswith("31 Dec 2025")
    assert known["How it was read"].startswith("“by 2025” is read as the last day of 2025")
    assert known["Lead body"] == "Ministry of Ecology and Environment"
    assert known["Post that answers"] == "Office of the ministry (sample post)"
    assert "Ministry press conference of March 2024, paragraph 16" in page.text
    assert "published on 27 Mar 2024" in page.text


def test_a_flag_answers_why(web: TestClient) -> None:
    page = read(web.get("/commitments/MEE-ZON-003", params=THEN).text)
    flag = page.one("ul", class_="flags")
    assert flag.text.startswith("■ Overdue 5 days late, since 1 Jan 2026.")
    reasons = flag.one("details").one("ul", id="why-overdue").text
    assert "“by 2025” is read as 31 Dec 2025, the last on-time day." in reasons
    assert "It is 5 Jan 2026 now: 5 days later." in reasons


def test_every_flag_answers_why_in_the_words_of_its_pack(web: TestClient) -> None:
    page = read(web.get("/commitments/MEE-ZON-003", params={"as_if": "2026-06-01"}).text)
    assert "◌ Silent" in page.one("ul", class_="flags").text
    assert page.one("ul", id="why-silent").text.startswith("Nothing was heard since 2 Mar 2026: 91 days.")


def test_a_context_day_is_said_to_be_no_deadline(web: TestClient) -> None:
    known = facts(read(web.get("/commitments/HLJ-2024-004", params=THEN).text))
    assert known["Last on-time day"] == "none"
    assert known["Clock"].startswith("No clock runs")
    assert known["Context day"].startswith("31 Dec 2024, from")
    assert "not a deadline unless a person confirms it" in known["Context day"]


def test_a_tally_keeps_its_stated_size_apart(web: TestClient) -> None:
    known = facts(read(web.get("/commitments/HLJ-2024-023", params=THEN).text))
    assert known["Stated in the source"] == "55 issues"
    assert known["Entered in this register"].startswith("0 ")


def test_relatives_and_results_stand_on_the_page(web: TestClient) -> None:
    page = read(web.get("/commitments/MEE-REU-016", params=THEN).text)
    assert "MEE-REU-017" in page.text
    assert "MEE-REU-R015" in page.text
    page = read(web.get("/commitments/HLJ-2024-003", params=THEN).text)
    assert "HLJ-2024-004" in page.text


def test_history_says_who_when_and_what(web: TestClient) -> None:
    page = read(web.get("/commitments/MEE-ZON-003", params=THEN).text)
    what, when, who, _ = page.all("table")[-1].rows()[0]
    assert what.startswith("Registered")
    assert when == "2 Mar 2026 09:30"
    assert who == "an operator, for the register office"


@pytest.mark.parametrize("name", ["SF-001-003", "sf-001-003", "mee-zon-003"])
def test_another_name_leads_to_the_reference(web: TestClient, name: str) -> None:
    answer = web.get(f"/commitments/{name}", params={**THEN, "language": "zh"})
    assert answer.status_code == 307
    assert answer.headers["location"] == "/commitments/MEE-ZON-003?language=zh&as_if=2026-01-05"
    assert web.get(answer.headers["location"]).headers["Content-Language"] == "zh-CN"


def test_a_name_that_leads_nowhere(web: TestClient) -> None:
    answer = web.get("/commitments/NO-SUCH-1", params=THEN)
    assert answer.status_code == 404
    page = read(answer.text)
    assert "There is no commitment “NO-SUCH-1” in this register." in page.text
    assert page.one("input", name="q")
    assert "Shown as if it were" in page.text


def test_another_moment_is_kept_by_every_link(page: TestClient) -> None:
    for path in ("/", "/commitments", "/commitments/MEE-ZON-003", "/programmes/mee-zoning", "/bodies/mee", "/fields"):
        html = read(page.get(path, params=THEN).text)
        assert "Shown as if it were 5 Jan 2026 00:00 (Beijing time)" in html.text
        links = [link for link in html.all("a") if link.attributes["href"].startswith("/")]
        lost = [link.attributes["href"] for link in links if "as_if=2026-01-05" not in link.attributes["href"]]
        assert lost == [path], "only “Back to now” leaves the moment"
        for form in html.all("form", method="get"):
            assert form.all("input", name="as_if") or form.all("input", name="as_of"), form.attributes


def test_as_of_a_moment_before_it_was_registered_it_is_not_known(web: TestClient) -> None:
    answer = web.get("/commitments/MEE-ZON-003", params={"as_of": "2026-03-01"})
    assert answer.status_code == 404
    board = web.get("/", params={"as_of": "2026-03-01"})
    assert "Shown as it was known on 1 Mar 2026 00:00 (Beijing time)." in read(board.text).text
    assert "Nothing is registered yet" in read(board.text).text


def test_what_will_be_known_tomorrow_is_not_known_yet(web: TestClient) -> None:
    answer = web.get("/", params={"as_of": "2026-03-03"})
    assert answer.status_code == 422
    assert "cannot be known yet" in answer.text


def test_both_moments_together(web: TestClient) -> None:
    answer = web.get("/commitments/MEE-ZON-003", params={"as_of": "2026-03-02T09:30:30", "as_if": "2026-01-05"})
    assert (
        "Shown as it was known on 2 Mar 2026 09:30, judged as if it were 5 Jan 2026 00:00 (Beijing time)."
        in read(answer.text).text
    )
    assert "5 days late" in answer.text


@pytest.mark.parametrize("words", ["yesterday", "2026-13-01", "5 Jan 2026", "2026-01-05 Nowhere/Land"])
def test_a_moment_that_cannot_be_read(page: TestClient, words: str) -> None:
    answer = page.get("/", params={"as_if": words})
    assert answer.status_code == 422
    html = read(answer.text)
    assert f"as_if cannot be read as a moment: “{words}”" in html.text
    assert "as_if" not in html.one("nav").one("a").attributes["href"]


def test_a_link_in_a_letter_leads_here_and_at_another_moment_nothing_can_be_changed(page: TestClient) -> None:
    then = read(page.get("/commitments/MEE-ZON-003", params=THEN).text)
    assert [form.attributes["action"] for form in then.all("form", method="post")] == ["/sign-out"]
    assert "Changes are made at the present one" in then.one("section", class_="c-acts").text
    now = read(page.get("/commitments/MEE-ZON-003").text)
    assert now.all("form", id="do-update")


def test_an_indicator_and_a_tally_are_drawn(page: TestClient) -> None:
    found = read(page.get("/commitments/HLJ-2024-023", params=THEN).text)
    assert found.one("figure", class_="chart").one("figcaption").text


@pytest.mark.parametrize(("language", "tag"), [("en", "en"), ("zh", "zh-CN")])
def test_the_page_stands_in_both_languages(page: TestClient, language: str, tag: str) -> None:
    found = read(page.get("/commitments/MEE-ZON-003", params={"language": language}).text)
    assert found.one("html").attributes["lang"] == tag
    assert found.one("h1").text.startswith({"en": "Zoning control", "zh": "基本建立"}[language])
