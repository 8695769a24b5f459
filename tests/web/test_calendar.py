"""The calendar: weeks from Monday, what is due on each day, and the way to the months beside it."""

import pytest
from starlette.testclient import TestClient

from tests.web.conftest import THEN, browse
from tests.web.html import Element, read
from tracker.services.context import Context


def month(browser: TestClient, words: str, **more: str) -> Element:
    """One month as it was in January 2026."""
    return read(browser.get("/calendar", params={**THEN, "month": words, **more}).text)


def test_the_days_of_a_month_stand_in_weeks_from_monday(web: TestClient) -> None:
    html = month(web, "2024-12")
    weeks = html.one("table", class_="month").one("tbody").all("tr")
    assert [len(week.all("td")) for week in weeks] == [7] * 6
    assert weeks[0].all("td")[6].one("time").attributes["datetime"] == "2024-12-01"
    assert "rest" in weeks[0].all("td")[6].text
    assert "rest" not in weeks[1].all("td")[0].text


def test_a_day_names_the_first_that_are_due_and_counts_all(web: TestClient) -> None:
    html = month(web, "2024-12")
    assert html.one("h1").text == "6 are due in this month and still open: Dec 2024, 6 of them overdue."
    (busy,) = html.all("td", class_="busy")
    assert busy.one("time").attributes["datetime"] == "2024-12-31"
    assert len(busy.all("li")) == 3
    more = busy.one("p", class_="more").one("a")
    assert more.text == "all 6 of this day"
    assert len(read(web.get(more.attributes["href"]).text).one("table", class_="list").rows()) == 6


def test_a_month_without_due_days_says_so_and_leads_to_the_nearest(page: TestClient) -> None:
    html = month(page, "2026-01")
    assert html.one("h1").text == "Nothing that is open is due in this month: Jan 2026."
    links = {link.text: link.attributes["href"] for link in html.one("nav", class_="turn").all("a")}
    assert links == {
        "← Dec 2025": "/calendar?month=2025-12&as_if=2026-01-05",
        "Feb 2026 →": "/calendar?month=2026-02&as_if=2026-01-05",
        "Next due day after: 31 Dec 2030": "/calendar?month=2030-12&as_if=2026-01-05",
    }


def test_today_is_marked_and_the_month_is_that_of_the_moment_asked_about(page: TestClient) -> None:
    html = read(page.get("/calendar", params=THEN).text)
    (today,) = html.all("td", class_="today")
    assert today.one("time").attributes["datetime"] == "2026-01-05"
    assert "today" in today.text


@pytest.mark.parametrize("words", ["2026-13", "March", "2026-3", "0001-01", "2026-03-01", "2999-12"])
def test_what_is_no_month_is_refused(page: TestClient, words: str) -> None:
    answer = page.get("/calendar", params={"month": words})
    assert answer.status_code == 422
    assert f"“{words}” is no month." in read(answer.text).text


def test_only_what_is_seen_is_counted(sqlite_ctx: Context) -> None:
    html = month(browse(sqlite_ctx, who="sample-shanghai-bee"), "2024-12")
    assert html.one("h1").text.startswith("1 is due in this month")


def test_weekdays_are_chinese_in_chinese(page: TestClient) -> None:
    assert "2024年12月" in month(page, "2024-12", language="zh").one("h1").text
