"""What stands around every page: ways that lead somewhere, and nothing that whoever reads could not use."""

from collections.abc import Callable, Iterator
from typing import Any

import anyio
import pytest

from tests.support.browsers import HERE
from tests.support.people import make_people
from tests.support.postgres import Prepare
from tests.web.conftest import browse, open_at
from tests.web.html import Element, read
from tracker.services import registration
from tracker.services.context import Context
from tracker.services.registration import NewCommitment


@pytest.fixture
def own(copied_database: Callable[[str, Prepare], str]) -> Iterator[Context]:
    """A register with people and a commitment of one body that another supervises and a third accepts."""
    ctx = open_at(copied_database("people", make_people))
    registration.add(
        ctx,
        NewCommitment(
            programme="plain",
            title_en="A dam",
            body="north-water",
            co_bodies=("south-health",),
            supervisor="ministry",
            acceptor="inspection",
        ),
    )
    yield ctx
    ctx.db.close()


def hrefs(page: Element) -> list[str]:
    return [each.attributes["href"] for each in page.all("a") if "href" in each.attributes]


@pytest.mark.parametrize(
    ("who", "opened"),
    [
        ("p-office-head", {"north-water", "south-health", "ministry", "inspection"}),
        ("p-water-head", {"north-water"}),
        ("p-clinics-head", {"north-water", "south-health"}),
        ("p-inspector", {"north-water", "inspection"}),
        ("p-state-leader", {"north-water", "south-health"}),
    ],
)
def test_a_body_is_a_link_for_whoever_may_open_its_page_and_else_a_name(
    own: Context, who: str, opened: set[str]
) -> None:
    browser = browse(own, who=who)
    page = read(browser.get("/commitments/PLAIN-001").text).one("main")
    links = {each.removeprefix("/bodies/") for each in hrefs(page) if each.startswith("/bodies/")}
    assert links == opened
    assert all(name in page.text for name in ("north-water", "south-health", "ministry", "inspection"))
    for slug in ("north-water", "south-health", "ministry", "inspection"):
        assert browser.get(f"/bodies/{slug}").status_code == (200 if slug in opened else 404)


@pytest.mark.parametrize("path", ["/", "/commitments/PLAIN-001", "/nowhere", "/admin"])
def test_whoever_holds_no_post_is_told_who_gives_one_and_offered_only_what_is_his_own(own: Context, path: str) -> None:
    answer = browse(own, who="p-nobody").get(path)
    page = read(answer.text)
    assert answer.status_code in (403, 404)
    assert "The register office puts people in posts: ask it for one." in page.one("main").text
    assert set(hrefs(page)) == {"#main", "/account", "/settings"}
    assert [each.attributes["action"] for each in page.all("form")] == [path, "/sign-out"], "the language, and out"


def test_his_own_pages_offer_him_nothing_else(own: Context) -> None:
    browser = browse(own, who="p-nobody")
    for path in ("/account", "/settings"):
        found = hrefs(read(browser.get(path).text))
        assert set(found) <= {"#main", "/account", "/settings"}


def test_another_moment_is_asked_for_only_where_a_page_was_got_that_takes_one(own: Context) -> None:
    browser = browse(own, who="p-office-head")
    assert read(browser.get("/commitments/PLAIN-001").text).all("form", class_="then")
    answer = browser.post("/commitments/PLAIN-001/do/update", data={"version": "1", "progress": "many"})
    page = read(answer.text)
    assert answer.status_code == 422
    assert not page.all("form", class_="then") and not page.all("form", class_="known")
    missing = read(browser.get("/commitments/NO-1").text)
    assert not missing.all("form", class_="then") and not missing.all("form", class_="known")


def test_what_is_not_possible_now_is_not_called_a_newer_version(own: Context) -> None:
    answer = browse(own, who="p-office-head").get("/admin/bodies/north-water/do/end")
    assert answer.status_code == 409
    assert read(answer.text).one("h1").text == "This is not possible as things stand"


def test_the_zone_is_called_as_people_call_it(own: Context) -> None:
    browser = browse(own, who="p-office-head")
    assert "Beijing time" in read(browser.get("/").text).one("footer").text
    for path in ("/", "/commitments", "/assign?q=is:open", "/calendar", "/admin/jobs"):
        assert "Asia/" not in read(browser.get(path).text).text
    options = [each.text for each in read(browser.get("/settings").text).one("select", name="zone").all("option")]
    assert options[:2] == ["Beijing time (Asia/Shanghai)", "Urumqi time (Asia/Urumqi)"]


def test_examples_of_components_lead_nowhere_else(own: Context) -> None:
    browser = browse(own, who="p-office-head")
    page = read(browser.get("/components").text)
    assert {each for each in hrefs(page.one("main")) if not each.startswith("#")} == set()
    assert page.one("p", id="example")


@pytest.mark.parametrize("kind", [b"multipart/form-data; boundary=x", b"application/x-www-form-urlencoded"])
def test_whoever_leaves_before_all_of_a_form_has_come_is_no_failure(own: Context, kind: bytes) -> None:
    office = browse(own, who="p-office-head")
    answers: list[Any] = []
    heads = {b"host": HERE.partition("//")[2].encode(), b"sec-fetch-site": b"same-origin", b"content-type": kind}
    cookie = {b"cookie": f"session={office.cookies['session']}".encode(), b"content-length": b"99"}
    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": "POST",
        "scheme": HERE.partition(":")[0],
        "path": "/settings",
        "root_path": "",
        "query_string": b"",
        "headers": list({**heads, **cookie}.items()),
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
    }

    async def left() -> dict[str, str]:
        return {"type": "http.disconnect"}

    async def answer(message: Any) -> None:
        answers.append(message)

    anyio.run(office.app, scope, left, answer)
    assert answers[0]["status"] == 499
