"""The first page: the answer in a sentence, then the tables, each number with the question it answers."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from starlette.testclient import TestClient

from tests.web.acting import promised, register
from tests.web.conftest import THEN, browse, open_at
from tests.web.html import Element, read
from tracker import bootstrap
from tracker.services.commitments import list_
from tracker.services.context import Context
from tracker.settings import Settings

OVERDUE = {"MEE-ZON-003", "MEE-SCI-026", "MEE-SCI-056", "MEE-FIN-124", "MEE-FIN-125", "MEE-FIN-126", "SH-2024-001"}


def test_the_answer_comes_first(web: TestClient) -> None:
    page = read(web.get("/", params=THEN).text)
    assert page.one("h1").text == (
        "7 overdue as of 5 Jan 2026, 1 of them new in the last 7 days, the oldest late since 1 Jan 2025."
    )
    assert "219 commitments in the register" in page.one("main").text
    assert "as of 5 Jan 2026 00:00, Beijing time" in page.one("main").text


def test_the_answer_comes_first_in_chinese(page: TestClient) -> None:
    html = read(page.get("/", params={**THEN, "language": "zh"}).text)
    assert all(words in html.one("h1").text for words in ("2026年1月5日", "2025年1月1日", "7"))
    assert "基本建立分区管控制度，初步形成覆盖全域、精准科学的管控体系" in html.text


def test_exactly_seven_are_overdue_the_worst_first(web: TestClient) -> None:
    table = section(read(web.get("/", params=THEN).text), "overdue")
    assert {row[0].split()[-1] for row in table.rows()} == OVERDUE
    late = [int(row[3]) for row in table.rows()]
    assert late == sorted(late, reverse=True) == [370] * 6 + [5]
    assert all("■ Overdue" in row[4] for row in table.rows())


def test_without_a_moment_it_is_judged_now(page: TestClient) -> None:
    html = read(page.get("/").text)
    assert html.one("h1").text.startswith("7 overdue as of 2 Mar 2026, the oldest late since")
    assert "2 Mar 2026 09:30, Beijing time" in html.text


def test_what_is_due_next_says_how_long(web: TestClient) -> None:
    rows = section(read(web.get("/", params=THEN).text), "next").rows()
    assert [row[0].split()[-1] for row in rows] == ["MEE-JJJ-075", "MEE-ZON-004"]
    assert rows[0][2:] == ["“in 2030” 31 Dec 2030".replace("“", "").replace("”", ""), "in 1,821 days"]


def test_the_day_before_nothing_was_overdue(page: TestClient) -> None:
    html = read(page.get("/", params={"as_if": "2024-12-31T23:59"}).text)
    assert html.one("h1").text == "Nothing is overdue as of 31 Dec 2024."
    rows = section(html, "next").rows()
    assert [row[3] for row in rows[:6]] == ["today"] * 6


def test_every_number_is_the_answer_to_its_question(web: TestClient, ctx: Context) -> None:
    asked = bootstrap.moment(THEN["as_if"], zone=ctx.register.zone, option="as_if")
    then = Context(ctx.db, ctx.clock, ctx.register, as_if=asked)
    checked = 0
    for words, query in numbers(read(web.get("/", params=THEN).text)):
        assert list_(then, query, limit=1).total == int(words.replace(",", "")), query
        checked += 1
    assert checked > 100


def test_programmes_and_bodies_are_reached_from_their_rows(page: TestClient) -> None:
    html = read(page.get("/", params=THEN).text)
    for id_, prefix in (("programmes", "/programmes/"), ("bodies", "/bodies/")):
        heads = section(html, id_).all("th", scope="row")
        links = [link.attributes["href"] for head in heads for link in head.all("a")]
        assert len(links) > 10
        for link in links:
            assert link.startswith(prefix) and link.endswith("?as_if=2026-01-05")
            assert page.get(link).status_code == 200


def test_the_numbers_of_all_programmes_add_up(page: TestClient) -> None:
    html = read(page.get("/", params=THEN).text)
    rows = section(html, "programmes").rows()
    sums = [sum(int(row[column]) for row in rows) for column in range(1, 5)]
    missing = {row[0]: int(row[1]) for row in section(html, "missing").rows()}
    assert sums == [219, 7, missing["Without a deadline"], missing["Unowned"]]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_an_empty_register_says_what_would_be_here(database_url: str, language: str) -> None:
    bootstrap.make_register(Settings(database_url=database_url), sandbox=False)
    ctx = open_at(database_url)
    answer = browse(ctx).get("/", params={"language": language})
    ctx.db.close()
    assert answer.status_code == 200
    assert [link.attributes["href"] for link in read(answer.text).one("main").all("a")] == ["/start"]


def test_the_five_numbers_of_the_answer_stand_first(web: TestClient) -> None:
    html = read(web.get("/", params=THEN).text)
    (strip,) = html.all("dl", class_="answers")
    told = {each.one("dt").text: each.one("dd").text for each in strip.all("div")}
    assert {**told, "◌ Silent for too long": ""} == {
        "■ Overdue now": "7",
        "Newly overdue, last 7 days": "1",
        "Due in the next 30 days": "0",
        "◌ Silent for too long": "",
        "Waiting for acceptance": "0",
    }


def test_under_as_if_the_trend_is_judged_by_what_is_known_now(page: TestClient) -> None:
    trend = section(read(page.get("/", params=THEN).text), "trend")
    numbers = [row[1] for row in trend.rows()]
    assert len(numbers) == 13
    assert numbers == ["6"] * 12 + ["7"]
    assert trend.one("figcaption").text == "Overdue rose by 1: 6 on 13 Oct 2025, 7 on 5 Jan 2026."


def test_now_the_trend_begins_when_the_register_did(page: TestClient) -> None:
    trend = section(read(page.get("/").text), "trend")
    assert trend.all("svg") == []
    assert "there is no trend yet" in trend.text


def test_what_falls_due_is_counted_once_in_some_month(web: TestClient) -> None:
    months = section(read(web.get("/", params=THEN).text), "months").rows()
    assert months == [
        ["up to 31 Dec 2024", "0", "6", "6"],
        ["Dec 2025", "0", "1", "1"],
        ["Dec 2030", "1", "0", "1"],
        ["Dec 2035", "1", "0", "1"],
    ]


def section(page: Element, id_: str) -> Element:
    """The section under a heading."""
    return next(part for part in page.all("section") if part.has({"aria-labelledby": id_}))


def numbers(page: Element) -> Iterator[tuple[str, str]]:
    """Each number that is a link, and the query to which it leads."""
    for link in page.one("main").all("a"):
        parts = urlsplit(link.attributes["href"])
        if parts.path == "/commitments" and link.text.replace(",", "").isdigit():
            yield link.text, parse_qs(parts.query)["q"][0]


def test_what_is_remembered_of_the_board_gives_way_to_what_is_entered(tmp_path: Path) -> None:
    with register(tmp_path) as ctx:
        office = browse(ctx)
        before = read(office.get("/").text).one("p", class_="scope").text
        assert read(office.get("/").text).one("p", class_="scope").text == before
        assert before.startswith("219 commitments")
        promised(ctx)
        assert read(office.get("/").text).one("p", class_="scope").text.startswith("220 commitments")


def test_the_first_steps_are_a_link_for_whoever_may_take_them_until_all_are_taken(tmp_path: Path) -> None:
    with register(tmp_path) as ctx:
        aside = read(browse(ctx).get("/").text).one("aside", class_="begin")
        assert aside.one("a").attributes["href"] == "/start"
        assert not read(browse(ctx, who="sample-yubei").get("/").text).all("aside", class_="begin")
