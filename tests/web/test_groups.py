"""Programmes and bodies: their numbers, what is below them, and their commitments by the same query."""

from starlette.testclient import TestClient

from tests.web.conftest import THEN
from tests.web.html import read


def test_a_programme_says_how_it_closes_and_lists_its_commitments(web: TestClient) -> None:
    html = read(web.get("/programmes/mee-zoning", params=THEN).text)
    assert html.one("h1").text == "Ecological zoning control"
    assert "Simple closing" in html.text
    assert "Closes when the owner reports it done and another person closes it." in html.text
    numbers, months, commitments = html.all("table")[:3]
    assert numbers.rows()[0][1:] == ["23", "1", "21", "5"]
    assert months.rows() == [["Dec 2025", "0", "1", "1"], ["Dec 2035", "1", "0", "1"]]
    assert len(commitments.rows()) == 23
    assert commitments.rows()[0][0].endswith("MEE-ZON-003")
    assert "23 commitments, the most overdue first and then by deadline" in html.text


def test_results_that_belong_to_a_programme_stand_on_its_page(web: TestClient) -> None:
    results = read(web.get("/programmes/mee-science", params=THEN).text).all("table")[-1]
    assert results.one("caption").text == "Readings and results told by sources"
    assert "MEE-SCI-R001" in results.text and "27 Mar 2024" in results.text


def test_a_body_includes_those_below_it(web: TestClient) -> None:
    html = read(web.get("/bodies/mee", params=THEN).text)
    assert html.one("h1").text == "Ministry of Ecology and Environment"
    assert [link.text for link in html.one("p", class_="crumbs").all("a")] == ["Central bodies", "State Council"]
    numbers, months, commitments, _ = html.all("table")
    assert sum(int(row[3]) for row in months.rows()) == 72 - 64
    assert numbers.rows()[0] == ["Ministry of Ecology and Environment", "72", "6", "64", "0"]
    assert "Department of Science, Technology and Finance, MEE" in numbers.text
    assert "The first 50 of 72" in html.text
    assert len(commitments.rows()) == 50
    assert [row[3] for row in commitments.rows()[:7]] == ["370"] * 5 + ["5", ""]


def test_a_body_without_commitments_says_so(page: TestClient) -> None:
    html = read(page.get("/bodies/register-office", params=THEN).text)
    assert "No commitment belongs here yet." in html.text


def test_the_nearest_name_is_suggested(web: TestClient) -> None:
    for path, words, near in (
        ("/programmes/mee-zonig", "There is no programme “mee-zonig”", "mee-zoning"),
        ("/bodies/shanghai-bea", "There is no body “shanghai-bea”", "shanghai-bee"),
    ):
        answer = web.get(path)
        assert answer.status_code == 404
        assert words in read(answer.text).text and near in read(answer.text).text


def test_as_of_a_moment_before_they_were_known(page: TestClient) -> None:
    assert page.get("/programmes/mee-zoning", params={"as_of": "2026-03-01"}).status_code == 404
    assert page.get("/bodies/mee", params={"as_of": "2026-03-01"}).status_code == 404


def test_a_body_tells_its_posts_and_who_holds_them(web: TestClient) -> None:
    posts = read(web.get("/bodies/mee", params=THEN).text).one("table", class_="posts")
    assert posts.rows() == [
        ["Office of the ministry (sample post)", "Sample holder, Ministry of Ecology and Environment", "1 Jan 2024"]
    ]


def test_before_anybody_held_a_post_it_is_vacant(page: TestClient) -> None:
    posts = read(page.get("/bodies/mee", params={"as_if": "2023-12-31"}).text).one("table", class_="posts")
    assert [row[1] for row in posts.rows()] == ["vacant"]


def test_a_body_without_posts_says_so(page: TestClient) -> None:
    assert "This body has no posts of its own." in read(page.get("/bodies/state-council", params=THEN).text).text
