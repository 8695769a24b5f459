"""The leader's screen: what somebody's posts lead or their bodies supervise, and for the office the whole register."""

from urllib.parse import parse_qs, urlsplit

from starlette.testclient import TestClient

from tests.web.conftest import THEN, browse
from tests.web.html import read
from tracker.services.context import Context

SUPERVISING, NEITHER = "sample-mee-office", "sample-shanghai-bee"


def test_the_office_gets_the_whole_register(web: TestClient) -> None:
    html = read(web.get("/leader", params=THEN).text)
    assert html.one("h1").text.startswith("7 overdue as of 5 Jan 2026")
    assert "Of the whole register: 219 commitments, 219 still open." in html.text
    worst = html.one("table", class_="worst").rows()
    assert len(worst) == 7
    assert worst[0][2:] == ["1 Jan 2025", "370"], "overdue since the day after the last on-time day"
    assert "Office of the ministry (sample post)" in worst[0][1]


def test_whoever_supervises_gets_what_his_body_supervises(ctx: Context) -> None:
    html = read(browse(ctx, who=SUPERVISING).get("/leader", params=THEN).text)
    assert html.one("h1").text == "Nothing is overdue as of 5 Jan 2026."
    assert "Of what your posts lead or your bodies supervise: 3 commitments, 3 still open." in html.text
    assert "Office of the ministry (sample post)" in html.one("p", class_="crumbs").text


def test_each_number_is_the_answer_to_its_question(ctx: Context) -> None:
    browser = browse(ctx, who=SUPERVISING)
    links = read(browser.get("/leader", params=THEN).text).one("dl", class_="answers").all("a")
    assert len(links) == 5
    for link in links:
        assert parse_qs(urlsplit(link.attributes["href"]).query)["q"][0].startswith(
            "(leader:mee-office OR supervisor:=mee)"
        )
        answer = browser.get(link.attributes["href"])
        assert answer.status_code == 200
        if link.text != "0":
            assert len(read(answer.text).one("table", class_="list").rows()) == int(link.text)


def test_whoever_leads_nothing_is_told_what_would_stand_there(sqlite_ctx: Context) -> None:
    html = read(browse(sqlite_ctx, who=NEITHER).get("/leader").text)
    assert html.one("h1").text == "You lead and supervise nothing yet"
    assert html.all("dl", class_="answers") == []
    assert "No claim, return or request waits for you." in html.text


def test_it_is_said_in_chinese(page: TestClient) -> None:
    html = read(page.get("/leader", params={**THEN, "language": "zh"}).text)
    assert all(words in html.one("h1").text for words in ("2026年1月5日", "7"))


def test_a_stranger_is_sent_to_sign_in(stranger: TestClient) -> None:
    for path in ("/leader", "/calendar"):
        assert stranger.get(path).status_code in (303, 401)
