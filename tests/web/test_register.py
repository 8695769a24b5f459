"""The register: one box, a table, pages of it, and errors that say where and what was meant."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest
from httpx2 import Response
from sqlalchemy import text as text_sql
from starlette.testclient import TestClient

from tests.conftest import copied_sqlite
from tests.support.browsers import OFFICER
from tests.support.registers import Register
from tests.web.conftest import THEN, browse, open_at, plant
from tests.web.html import Element, read
from tracker.services import changes, commitments, leafing
from tracker.services.columns import COLUMNS
from tracker.services.context import Context


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
    assert status(page, "") == "1 to 50 of 219 commitments, as of 5 Jan 2026 00:00, Beijing time."
    assert status(page, "is:overdue") == "7 commitments, as of 5 Jan 2026 00:00, Beijing time."
    assert status(page, "alias:SF-001-003") == "1 commitment, as of 5 Jan 2026 00:00, Beijing time."
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
@pytest.mark.parametrize("columns", ["", "all"])
def test_fifty_rows_are_light(page: TestClient, language: str, columns: str) -> None:
    for query in ("", "is:open sort:-late", "-owner:none"):
        answer = page.get("/commitments", params={"q": query, "columns": columns, "language": language, **THEN})
        assert answer.text.count("<tr>") == 51
        assert len(answer.content) < 60_000


@pytest.mark.parametrize("language", ["en", "zh"])
def test_each_fact_is_named_by_a_sheet_where_the_page_is_too_narrow_for_heads(page: TestClient, language: str) -> None:
    for columns in ("", "all", "owner,flags"):
        html = read(page.get("/commitments", params={"columns": columns, "language": language}).text)
        link = html.one("link", media="(max-width: 44rem)")
        sheet = page.get(link.attributes["href"])
        assert sheet.headers["content-type"].startswith("text/css") and "private" in sheet.headers["cache-control"]
        named = dict(re.findall(r'\.register td:nth-child\((\d+)\)::before\{content:"(.+)"\}', sheet.text))
        assert {"en": "Sort by", "zh": "排序"}[language] in sheet.text
        heads = [head.text for head in html.one("table").one("thead").all("th")]
        assert named == {str(at): head for at, head in enumerate(heads, 1) if at > 1}


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


@pytest.fixture
def mine(tmp_path: Path) -> Iterator[Context]:
    """A starter register of one's own, in which something may be kept."""
    found = open_at(copied_sqlite("board", plant, tmp_path))
    yield found
    found.db.close()


ORDERS = ["", "is:open", "sort:-late", "sort:title", "sort:-due", "is:open sort:due", "sort:-review,ref", "sort:-ref"]


@pytest.mark.parametrize("query", ORDERS)
def test_every_page_has_what_the_list_has_there_from_whichever_end_it_is_read(ctx: Context, query: str) -> None:
    whole = [item.ref for item in commitments.list_(ctx, query, limit=0).items]
    last = -(-len(whole) // 50)
    leafed = [item.ref for number in range(1, last + 1) for item in leafing.page(ctx, query, number).listing.items]
    assert leafed == whole


def test_what_is_remembered_gives_way_to_what_is_changed(mine: Context) -> None:
    page = browse(mine)
    before = status(page, "ref:MEE-ZON-003")
    assert before.startswith("1 commitment")
    asked = {"q": "ref:MEE-ZON-003", "columns": "review", **THEN}
    assert read(page.get("/commitments", params=asked).text).one("table").rows()[0][1] != "1 Oct 2031"
    day = date(2031, 10, 1)
    officer = replace(mine, acting_for=OFFICER)
    changes.review(officer, changes.Review(ref="MEE-ZON-003", day=day, reason="to be looked at then"))
    assert read(page.get("/commitments", params=asked).text).one("table").rows()[0][1] == "1 Oct 2031"


def test_columns_are_chosen_and_stay_in_every_link(page: TestClient) -> None:
    asked = {"q": "is:overdue", "columns": ["owner", "programme,kind"], **THEN}
    html = read(page.get("/commitments", params=asked).text)
    heads = [head.text for head in html.one("table").one("thead").all("th")]
    assert heads == ["Commitment", "Post", "Programme", "Kind"]
    assert all(len(row) == 4 for row in html.one("table").rows())
    links = [each.attributes["href"] for each in html.one("div", class_="rail").all("a")]
    onwards = [each for each in links if each.startswith(("/commitments?", "/commitments/export"))]
    assert len(onwards) > 5
    assert all("columns=owner,programme,kind" in each for each in onwards)
    assert html.one("form", role="search").one("input", name="columns").attributes["value"] == "owner,programme,kind"


def test_every_column_can_be_shown_and_exported_in_both_languages(page: TestClient) -> None:
    every = ",".join(COLUMNS)
    for language in ("en", "zh"):
        asked = {"columns": every, "language": language, **THEN}
        html = read(page.get("/commitments", params=asked).text)
        assert {len(row) for row in html.one("table").rows()} == {len(COLUMNS) + 1}
        rows = table(page.get("/commitments/export.csv", params=asked))
        assert {len(row) for row in rows[rows.index([]) + 1 :]} == {len(COLUMNS) + 3}


def test_a_column_that_there_is_not_is_refused_with_those_that_there_are(page: TestClient) -> None:
    answer = page.get("/commitments", params={"columns": "unit,colour"})
    assert answer.status_code == 422
    assert "colour" in answer.text
    assert "programme" in read(answer.text).one("main").text


def table(answer: Response) -> list[list[str]]:
    """The lines of a CSV file."""
    assert answer.status_code == 200
    assert answer.content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))


def test_the_export_holds_what_is_shown_in_its_order_and_says_what_it_answers(web: TestClient) -> None:
    asked = {"q": "is:open sort:-late", "columns": "due,unit", **THEN}
    answer = web.get("/commitments/export.csv", params=asked)
    assert answer.headers["content-disposition"] == 'attachment; filename="register-2026-01-05.csv"'
    rows = table(answer)
    assert rows[0] == ["Question", "is:open sort:-late"]
    assert rows[1] == ["As of", "5 Jan 2026 00:00, Asia/Shanghai"]
    assert rows[2] == ["Commitments", "219"]
    assert rows[3][0] == "History"
    assert rows[4:6] == [[], ["Reference", "Title", "Due, as stated", "Last on-time day", "Body"]]
    assert len(rows) == 6 + 219
    shown = read(web.get("/commitments", params=asked).text).one("table").rows()
    assert [row[0] for row in rows[6:56]] == [row[0].split()[-1] for row in shown]
    assert rows[6][3] == "2024-12-31"


def test_a_faulty_question_is_not_exported(page: TestClient) -> None:
    assert page.get("/commitments/export.csv", params={"q": "is:overdu"}).status_code == 422


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "＝", " ="])
def test_words_that_a_spreadsheet_would_work_out_are_neutralised(mine: Context, sign: str) -> None:
    with mine.db.write() as session:
        session.execute(text_sql("UPDATE commitment SET title_en = :t WHERE ref = 'MEE-ZON-003'"), {"t": f"{sign}1+1"})
    rows = table(browse(mine).get("/commitments/export.csv", params={"q": "ref:MEE-ZON-003"}))
    assert rows[-1][1] == f"'{sign}1+1"


def test_what_somebody_may_not_see_is_not_exported_and_not_suggested(sqlite_ctx: Context) -> None:
    local = browse(sqlite_ctx, who="sample-yubei")
    refs = {row[0] for row in table(local.get("/commitments/export.csv"))[6:]}
    everything = {row[0] for row in table(browse(sqlite_ctx).get("/commitments/export.csv"))[6:]}
    assert refs < everything
    offered = {each["insert"] for each in suggested(local, "programme:")}
    assert offered < {each["insert"] for each in suggested(browse(sqlite_ctx), "programme:")}


def test_strangers_are_sent_to_sign_in(stranger: TestClient) -> None:
    for path in ("/commitments", "/commitments/views", "/commitments/export.csv", "/commitments/complete?q=is:"):
        assert stranger.get(path).status_code in (303, 401), path


def suggested(page: TestClient, typed: str, language: str = "en") -> list[dict[str, Any]]:
    """What is offered for what was typed."""
    answer = page.get("/commitments/complete", params={"q": typed, "language": language})
    assert answer.status_code == 200
    found: list[dict[str, Any]] = answer.json()
    assert len(found) <= 12
    return found


TYPED = {
    "un": ("unit:", "un"),
    "is:overdue -un": ("unit:", "un"),
    "is:over": ("overdue", "over"),
    "over": ("is:overdue", "over"),
    "逾期": ("is:overdue", "逾期"),
    "生态环境部": ("unit:mee", "生态环境部"),
    "责任单位：生态环境": ("mee", "生态环境"),
    "unit:yubei,mee": ("mee", "mee"),
    "owner:no": ("none", "no"),
    "sort:-la": ("late", "la"),
    "(programme:": ("hlj-2024", ""),
    "due:": ("<today", ""),
}


@pytest.mark.parametrize("typed", TYPED)
def test_what_is_suggested_takes_the_place_of_what_was_typed_last(web: TestClient, typed: str) -> None:
    insert, over = TYPED[typed]
    found = [each for each in suggested(web, typed, "zh") if (each["insert"], each["over"]) == (insert, over)]
    assert found and found[0]["means"]


def test_every_suggestion_that_ends_a_condition_can_be_asked(page: TestClient) -> None:
    for typed in ("is:", "kind:", "work:", "assurance:", "due:", "unit:", "owner:", "sort:", "sort:-", "mee", "late:"):
        for each in suggested(page, typed):
            asked = typed.removesuffix(each["over"]) + each["insert"]
            assert page.get("/commitments", params={"q": asked}).status_code == 200, asked


@pytest.mark.parametrize("typed", ['"is:', "“逾期", "x" * 600, "no:such", "🙂", "is:overdue "])
def test_within_words_and_for_nonsense_nothing_is_pressed_on_anybody(page: TestClient, typed: str) -> None:
    offered = suggested(page, typed)
    assert offered == [] or typed.endswith(" ")


def kept(page: TestClient, **fields: str) -> Response:
    """The answer to the form by which a view is saved, renamed or deleted."""
    return page.post("/commitments/views", data=fields)


def test_a_question_is_kept_under_a_name_and_asked_again_by_it(mine: Context) -> None:
    page = browse(mine)
    back = "/commitments?q=is:overdue&columns=late"
    answer = kept(page, do="save", title=" My  overdue ", q="状态：逾期", columns="late", back=back)
    assert (answer.status_code, answer.headers["location"]) == (303, back)
    html = read(page.get(answer.headers["location"]).text)
    assert "The view is saved." in html.text
    link = html.one("nav", class_="views").one("a")
    assert (link.text, link.attributes["aria-current"]) == ("My overdue", "true")
    assert parse_qs(urlsplit(link.attributes["href"]).query) == {"q": ["is:overdue"], "columns": ["late"]}
    assert page.get(link.attributes["href"]).status_code == 200


def test_a_view_is_renamed_and_deleted(mine: Context) -> None:
    page = browse(mine)
    assert "You keep no view yet." in read(page.get("/commitments/views").text).text
    kept(page, do="save", title="First", q="is:open")
    id_ = saved(page)["First"]
    assert kept(page, do="rename", id=id_, title="Second").headers["location"] == "/commitments/views"
    assert saved(page) == {"Second": id_}
    assert kept(page, do="delete", id=id_).headers["location"] == "/commitments/views"
    assert saved(page) == {}
    assert kept(page, do="delete", id=id_).status_code == 404


def saved(page: TestClient) -> dict[str, str]:
    """Name → id of the views on the page of one's own."""
    html = read(page.get("/commitments/views").text)
    rows = html.one("tbody").all("tr") if html.all("tbody") else []
    return {row.one("a").text: row.one("input", name="id").attributes["value"] for row in rows}


def test_a_name_that_is_taken_is_said_and_nothing_typed_is_lost(mine: Context) -> None:
    page = browse(mine)
    kept(page, do="save", title="Mine", q="is:open")
    answer = kept(page, do="save", title="Mine", q="is:overdue", columns="late", back="/commitments?q=is:overdue")
    assert answer.status_code == 409
    html = read(answer.text)
    assert "You have a view called “Mine” already." in html.one("div", role="alert").text
    form = html.one("main").one("form")
    fields = {each.attributes["name"]: each.attributes["value"] for each in form.all("input")}
    assert fields == {
        "do": "save",
        "columns": "late",
        "back": "/commitments?q=is:overdue",
        "q": "is:overdue",
        "title": "Mine",
    }


@pytest.mark.parametrize(
    "fields",
    [
        {"do": "save", "title": "", "q": ""},
        {"do": "save", "title": "x" * 101, "q": ""},
        {"do": "save", "title": "Faulty", "q": "is:overdu"},
        {"do": "save", "title": "Faulty", "q": "", "columns": "colour"},
        {"do": "burn"},
    ],
)
def test_what_cannot_be_kept_is_refused(mine: Context, fields: dict[str, str]) -> None:
    page = browse(mine)
    answer = kept(page, **fields)
    assert answer.status_code == 422
    assert read(answer.text).one("div", role="alert").text
    assert saved(page) == {}


def test_nobody_sees_or_touches_the_views_of_another(mine: Context) -> None:
    officer, local = browse(mine), browse(mine, who="sample-yubei")
    kept(officer, do="save", title="Mine", q="is:open")
    id_ = saved(officer)["Mine"]
    assert saved(local) == {}
    assert kept(local, do="rename", id=id_, title="Yours").status_code == 404
    assert kept(local, do="delete", id=id_).status_code == 404
    kept(local, do="save", title="Mine", q="is:overdue")
    assert saved(officer) == {"Mine": id_}


def test_an_empty_register_says_what_would_be_here(empty: Register) -> None:
    html = read(browse(empty.at()).get("/commitments").text)
    assert html.one("p", role="status").text == "Nothing matches."
    assert "No commitment that you may see stands in this register yet." in html.one("main").text


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_workbook_holds_the_same_as_the_csv_with_days_as_days(page: TestClient, language: str) -> None:
    asked = {"q": "is:overdue sort:-late", "columns": "unit,due,late", "language": language, **THEN}
    lines = table(page.get("/commitments/export.csv", params=asked))
    heads = lines.index([]) + 1
    answer = page.get("/commitments/export.xlsx", params=asked)
    assert answer.headers["content-type"].endswith("spreadsheetml.sheet")
    assert ".xlsx" in answer.headers["content-disposition"]
    with ZipFile(BytesIO(answer.content)) as book:
        sheets = [ElementTree.fromstring(book.read(f"xl/worksheets/sheet{n}.xml")) for n in (1, 2)]
        dated = b"yyyy-mm-dd" in book.read("xl/styles.xml")
    found, about = (
        [[_cell(cell) for cell in row.iter(f"{{{SHEET}}}c")] for row in sheet.iter(f"{{{SHEET}}}row")]
        for sheet in sheets
    )
    assert found[0] == lines[heads]
    assert len(found) == len(lines) - heads and [row[0] for row in found] == [row[0] for row in lines[heads:]]
    days = {str((date(1899, 12, 30) - date.fromisoformat(words)).days * -1) for words in _days(lines[heads + 1])}
    assert dated and days and days <= set(found[1])
    assert about[0][1] == "is:overdue sort:-late"


SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def _cell(cell: ElementTree.Element) -> str:
    return "".join(cell.itertext())


def _days(line: list[str]) -> list[str]:
    return [words for words in line if re.fullmatch(r"\d{4}-\d\d-\d\d", words)]
