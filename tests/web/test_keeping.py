"""The pages by which bodies and posts are kept, and an administrator's first ten minutes."""

import re
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from tests.support.rows import BY, change, commitment
from tests.web.conftest import NOW, browse
from tests.web.html import read
from tests.web.keepers import administrator, got, office, own, people, put, standing
from tracker.services import structure
from tracker.services.context import Context
from tracker.store import history
from tracker.web.templating import TEMPLATES

__all__ = ["administrator", "office", "own", "people"]

TODAY = (NOW + timedelta(hours=8)).date()
PLACES = ("bodies", "posts", "persons", "programmes", "sources", "accounts")


def test_an_empty_register_is_filled_by_these_pages_alone_up_to_somebody_who_signs_in(own: Context) -> None:
    browser = browse(own)
    for place in PLACES:
        got(browser, f"/admin/{place}")
    body = put(browser, "/admin/bodies/do/add", name_zh="水利局", slug="water-bureau")
    assert body == "/admin/bodies/water-bureau"
    page = got(browser, body)
    assert "The body is entered" in page.one("p", role="status").text
    add_post = next(each.attributes["href"] for each in page.all("a") if each.text == "Add a post")
    post = put(browser, add_post, title_zh="水利局局长", slug="water-director")
    assert post == "/admin/posts/water-director"
    page = got(browser, post)
    assert "Nobody holds it now" in page.text
    put_in = next(each.attributes["href"] for each in page.all("a") if each.text == "Put somebody in")
    enter = got(browser, put_in).all("a", href="/admin/persons/do/add?post=water-director")[0].attributes["href"]
    hold = put(browser, enter, name_zh="李娜", slug="li-na", email="li-na@office.example")
    assert hold.startswith("/admin/posts/water-director/do/hold?person=")
    held = put(browser, hold)
    assert "Held by 李娜" in got(browser, held).text
    person = re.search(r"person=([0-9a-f]+)", hold)
    assert person is not None
    address = f"/admin/accounts/{person[1]}"
    answer = browser.post(address, data={"do": "invite"})
    secret = read(answer.text).one("input", id="secret").attributes["value"]
    assert answer.status_code == 200 and "/welcome/" in secret
    assert "/welcome/" not in browser.get(address).text, "the link is shown once"
    guest = browse(own, who=None)
    password = {"password": "nine herons over the weir", "again": "nine herons over the weir"}
    welcome = secret.split("8000")[1]
    assert guest.get(welcome).status_code == 200
    assert guest.post(welcome, data=password).status_code == 303
    assert guest.get("/").status_code == 200
    assert "active" in got(browser, address).text


INNER = {"about", "fault", "head", "numbers", "span_words"}
"""Macros that stand only inside of others."""


def test_the_page_of_components_shows_every_macro(page: TestClient) -> None:
    shown = {each.text for each in got(page, "/components").all("code")}
    for name, short in (("parts", "parts"), ("forms", "form"), ("charts", "charts")):
        macros = re.findall(r"{% macro (\w+)\(", (TEMPLATES / f"layout/{name}.html").read_text(encoding="utf-8"))
        assert len(macros) > 3
        assert {f"{short}.{each}" for each in set(macros) - INNER} - shown == set()


def test_the_tree_stands_with_posts_and_holders_and_what_has_ended_behind_a_switch(office: TestClient) -> None:
    page = got(office, "/admin/bodies")
    lines = {row.one("th").text: row.one("td").text for row in page.one("tbody").all("tr")}
    assert lines["north-rivers north-rivers"] == "rivers-head: p-rivers-head, p-two-sides"
    assert "depth-3" in next(each for each in page.all("th") if "north-rivers" in each.text).attributes["class"]
    assert put(office, "/admin/bodies/do/add", name_en="Short-lived", slug="short-lived", parent="south")
    ended = got(office, put(office, "/admin/bodies/short-lived/do/end", reason="entered by mistake"))
    assert ended.one("p", role="status").text == "The body has ended."
    assert "short-lived" not in got(office, "/admin/bodies").text
    assert "short-lived" in got(office, "/admin/bodies?ended=1").text
    ended = got(office, "/admin/bodies/short-lived")
    assert "What has ended is left as it was" in ended.text and not ended.all("ul", class_="offers")
    assert "ended on" in got(office, "/admin/bodies/short-lived/do/rename", 409).text


def test_a_body_is_renamed_and_moved_and_says_so(office: TestClient) -> None:
    place = put(office, "/admin/bodies/north-rivers/do/rename", name_en="Rivers", name_zh="河湖处", reason="reform")
    page = got(office, place)
    assert page.one("h1").text == "Rivers north-rivers"
    assert page.one("p", role="status").text == "The body is renamed."
    put(office, "/admin/bodies/north-rivers/do/move", parent="south")
    assert got(office, "/admin/bodies/north-rivers").one("p", class_="crumbs").text == "state › south"


def test_what_is_still_needed_offers_no_end_and_says_what_for(office: TestClient) -> None:
    page = got(office, "/admin/bodies/north-water")
    assert "Bodies below it: 1; posts in it: 2" in page.one("p", class_="refused").text
    assert "/admin/bodies/north-water/do/end" not in {each.attributes["href"] for each in page.all("a")}
    assert "still needed" in got(office, "/admin/bodies/north-water/do/end", 409).text
    kept = got(office, "/admin/bodies/register-office").one("p", class_="refused").text
    assert "Move, Merge into another body, End" in kept and "keeps its place" in kept


def test_a_mistake_keeps_what_was_typed_beside_what_is_wrong(office: TestClient) -> None:
    answer = office.post("/admin/bodies/do/add", data={"slug": "No Slug", "name_zh": "水利局", "parent": "north"})
    page = read(answer.text)
    assert answer.status_code == 422 and len(page.all("div", role="alert")) == 1
    typed = standing(page)
    assert (typed["slug"], typed["name_zh"], typed["parent"]) == ("No Slug", "水利局", "north")
    assert page.one("input", id="slug").attributes["aria-invalid"] == "true"
    assert office.post("/admin/bodies/do/add", data={"slug": "north", "name_zh": "水"}).status_code == 409


@pytest.mark.parametrize(
    ("place", "given", "told"),
    [
        ("bodies", {}, {"#slug": "Short name: It is missing.", "#name_en": "A name is needed, in English or in Chinese."}),  # noqa: E501
        ("posts", {"slug": "No Slug"}, {"#slug": "Short name: It holds characters that are not allowed there.", "#title_en": "A name is needed, in English or in Chinese.", "#body": "Body: It is missing."}),  # noqa: E501
        ("programmes", {"slug": "x", "title_zh": "水", "closing": "simple"}, {"#code": "Code: It is missing."}),
        ("persons", {"slug": "x", "email": "x"}, {"#name_en": "A name is needed, in English or in Chinese.", "#email": "“x” is not an address for mail."}),  # noqa: E501
    ],
)  # fmt: skip
def test_all_that_is_wrong_is_told_at_once_by_the_names_of_the_fields(
    office: TestClient, place: str, given: dict[str, str], told: dict[str, str]
) -> None:
    answer = office.post(f"/admin/{place}/do/add", data=given)
    links = read(answer.text).one("div", role="alert").all("a")
    assert answer.status_code == 422
    assert {each.attributes["href"]: each.text for each in links} == told


def test_when_somebody_else_was_quicker_both_names_stand_side_by_side(office: TestClient) -> None:
    form = standing(got(office, "/admin/bodies/south/do/rename"))
    put(office, "/admin/bodies/south/do/rename", name_en="South Province")
    answer = office.post("/admin/bodies/south/do/rename", data={**form, "name_en": "Southern Province"})
    page = read(answer.text)
    assert answer.status_code == 409
    assert standing(page)["name_en"] == "Southern Province" and "In the register now: South Province" in page.text
    again = office.post("/admin/bodies/south/do/rename", data=standing(page))
    assert again.status_code == 303 and "Southern Province" in got(office, "/admin/bodies/south").one("h1").text


def test_a_merger_shows_what_would_follow_before_it_is_done_with_a_reason(office: TestClient, people: Context) -> None:
    row = commitment("PLAIN-1", programme="plain", body="north-water", acceptor="inspection", work="in_progress")
    with people.db.write() as session:
        history.append(session, [change("commitment", row)], by=BY, at=NOW)
    first = "/admin/bodies/inspection/do/merge"
    assert "nothing is changed yet" in got(office, first).text
    page = got(office, f"{first}?into=north-rivers&ending=second-inspector")
    facts = {each.one("dt").text: each.one("dd").text for each in page.one("dl").all("div")}
    assert facts["Open commitments that follow"] == "1" and facts["Bodies below that follow"] == "1"
    assert (facts["Posts that follow"], facts["Posts that end"]) == ("inspector", "second-inspector")
    assert "One commitment loses its independent acceptance" in page.text and "PLAIN-1" in page.text
    form = standing(page)
    refused = office.post(first, data={**form, "reason": ""})
    assert refused.status_code == 422 and "This needs a reason" in refused.text
    assert structure.post(people, "inspector").body == "inspection", "nothing was done by looking"
    done = office.post(first, data={**form, "reason": "reform of the offices"})
    assert done.headers["location"] == "/admin/bodies/north-rivers"
    assert structure.post(people, "inspector").body == "north-rivers"
    assert "north-rivers took over" in got(office, "/admin/bodies/inspection").text


def test_a_post_is_handed_over_from_a_day_and_its_past_holders_stay(office: TestClient) -> None:
    address = "/admin/posts/health-head"
    page = got(office, f"{address}/do/hand-over")
    assert "letter of the week goes to the new holder" in page.text
    day = TODAY + timedelta(days=7)
    put(office, f"{address}/do/hand-over", new="p-nobody", on=day.isoformat())
    shown = got(office, address)
    assert [row[0] for row in shown.rows()] == ["p-health-head", "p-nobody"]
    later = got(office, f"{address}?as_if={day}")
    assert "Held by p-nobody" in later.text and "Who held it before" in later.text
    late = office.post(f"{address}/do/leave", data={"person": "p-health-head", "on": "2026-01-05"})
    assert late.status_code == 422 and "told late needs a reason" in late.text and "--reason" not in late.text


def test_nobody_is_offered_to_put_himself_in_or_out(office: TestClient) -> None:
    page = got(office, "/admin/posts/office-head")
    assert "You hold it yourself" in page.text
    offered = {each.attributes["value"] for each in got(office, "/admin/posts/inspector/do/hold").all("option")}
    assert "p-office-head" not in offered and "p-nobody" in offered


def test_an_administrator_gives_duties_and_the_office_all_other_posts(
    office: TestClient, administrator: TestClient
) -> None:
    assert not got(office, "/admin/posts/do/add").all("input", name="duty")
    duties = {each.attributes["value"] for each in got(administrator, "/admin/posts/do/add").all("input", name="duty")}
    assert duties == {"auditor", "administrator"}
    put(
        administrator,
        "/admin/posts/do/add",
        title_en="Auditor",
        slug="aud",
        body="state",
        duty="auditor",
        scope="north",
    )
    assert "auditor: north and below" in got(administrator, "/admin/posts/aud").text
    wrong = {"title_en": "x", "slug": "x", "body": "state", "duty": "administrator", "scope": "north"}
    assert administrator.post("/admin/posts/do/add", data=wrong).status_code == 422
    for address in ("/admin/bodies/do/add", "/admin/bodies/north/do/rename", "/admin/posts/inspector/do/rename"):
        assert "Ask one of these: the register office" in got(administrator, address, 403).text
    assert "Ask one of these" in got(administrator, "/admin/bodies/north").one("p", class_="refused").text
    assert "administrator" in got(office, "/admin/posts/administrator/do/hold", 403).text
    assert administrator.post("/admin/bodies/do/add", data={"slug": "mine", "name_en": "Mine"}).status_code == 403


def test_a_post_ends_only_when_it_answers_for_nothing(office: TestClient, people: Context) -> None:
    row = commitment("PLAIN-1", programme="plain", body="south-health", post="health-head", work="in_progress")
    with people.db.write() as session:
        history.append(session, [change("commitment", row)], by=BY, at=NOW)
    assert "still answers for open commitments: 1" in got(office, "/admin/posts/health-head").text
    assert put(office, "/admin/posts/clinics-head/do/end", reason="no longer needed")
    assert "clinics-head" not in got(office, "/admin/posts").text
    assert "clinics-head" in got(office, "/admin/posts?ended=1").text


@pytest.mark.parametrize("who", ["p-water-head", None])
def test_others_are_kept_out(people: Context, who: str | None) -> None:
    browser = browse(people, who=who)
    for place in PLACES:
        assert browser.get(f"/admin/{place}").status_code == (403 if who else 303), place


def test_an_auditor_reads_and_is_offered_nothing(people: Context) -> None:
    browser = browse(people, who="p-auditor")
    for place in ("bodies", "posts", "programmes", "sources", "bodies/north", "posts/inspector"):
        assert not got(browser, f"/admin/{place}").all("ul", class_="offers")
    assert browser.get("/admin/persons").status_code == 403
    assert "south" not in got(browse(people, who="p-north-auditor"), "/admin/bodies").text


def test_what_is_not_there_is_not_found(office: TestClient) -> None:
    for path in ("bodies/nowhere", "posts/nowhere", "persons/nobody", "programmes/none", "sources/none"):
        assert office.get(f"/admin/{path}").status_code == 404, path
    assert office.get("/admin/bodies/north/do/paint").status_code == 404


def test_every_page_is_there_in_chinese(own: Context) -> None:
    browser = browse(own)
    for place in PLACES:
        assert got(browser, f"/admin/{place}?language=zh").all("html", lang="zh-CN")
