"""Signing in and out in a browser, links that work once, and one's own account."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from tests.support.browsers import OFFICER, PASSWORD, found, sign_in
from tests.support.postgres import Prepare
from tests.support.registers import Register, make_empty
from tests.web.conftest import NOW, browse, open_at
from tests.web.html import read
from tracker.kit.clock import FrozenClock
from tracker.services import accounts, signing
from tracker.services.context import Context
from tracker.settings import Settings
from tracker.web.site import local

OTHER_PASSWORD = "another boat on another river"
HTTPS = {"base_url": "https://register.example"}


@pytest.fixture
def own(copied_database: Callable[[str, Prepare], str]) -> Iterator[Context]:
    """An empty register with its first administrator, to be changed."""
    ctx = open_at(copied_database("empty", make_empty))
    found(ctx)
    yield ctx
    ctx.db.close()


@pytest.fixture
def browser(own: Context) -> TestClient:
    return browse(own, who=None)


def send(browser: TestClient, name: str = OFFICER, password: str = PASSWORD, **more: str) -> object:
    return browser.post("/sign-in", data={"name": name, "password": password, **more})


def test_the_form_can_be_filled_in_by_programs_that_know_passwords(browser: TestClient) -> None:
    html = read(browser.get("/sign-in").text)
    form = html.one("form", method="post", action="/sign-in")
    assert form.one("input", name="name").attributes["autocomplete"] == "username"
    assert form.one("input", name="password").attributes["autocomplete"] == "current-password"
    labelled = {label.attributes["for"] for label in form.all("label")}
    assert labelled == {"name", "password"}


def test_signing_in_gives_a_new_secret_each_time_and_goes_on(browser: TestClient, own: Context) -> None:
    answer = send(browser, next="/fields")
    assert (answer.status_code, answer.headers["location"]) == (303, "/fields")
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("session=") and "HttpOnly" in cookie and "SameSite=lax" in cookie and "Path=/" in cookie
    assert "Secure" not in cookie and "Max-Age=604800" in cookie
    first = browser.cookies["session"]
    assert browser.get("/").status_code == 200
    send(browser)
    assert browser.cookies["session"] != first
    assert signing.signed_in(own, first) is None, "what the cookie held before is ended"


def test_a_secret_that_somebody_put_there_before_is_not_taken_over(browser: TestClient, own: Context) -> None:
    planted = "A" * 43
    browser.cookies.set("session", planted)
    answer = send(browser)
    assert planted not in answer.headers["set-cookie"]
    assert signing.signed_in(own, planted) is None


@pytest.mark.parametrize(("name", "password"), [(OFFICER, "wrong"), ("nobody", PASSWORD), ("", ""), ("x\0", "\0")])
def test_what_is_wrong_is_not_said(browser: TestClient, name: str, password: str) -> None:
    answer = send(browser, name, password)
    html = read(answer.text)
    trouble = html.one("div", class_="trouble")
    assert answer.status_code == 403 and "name or the password is wrong" in trouble.text
    assert trouble.attributes["role"] == "alert" and trouble.attributes["tabindex"] == "-1"
    assert "set-cookie" not in answer.headers
    if password:
        assert f'value="{password}"' not in answer.text


def test_after_many_tries_one_has_to_wait(browser: TestClient) -> None:
    answers = [send(browser, password=f"wrong {n}") for n in range(6)]
    assert [answer.status_code for answer in answers] == [403] * 5 + [429]
    assert int(answers[-1].headers["retry-after"]) > 0
    assert "too many tries" in read(answers[-1].text).text


def test_signing_out_ends_the_session_wherever_its_secret_is(browser: TestClient, own: Context) -> None:
    send(browser)
    secret = browser.cookies["session"]
    assert browser.get("/sign-out").status_code == 405, "nobody is signed out by a picture on another page"
    answer = browser.post("/sign-out")
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")
    assert "session" not in browser.cookies and signing.signed_in(own, secret) is None
    assert browser.get("/").status_code == 303


def test_a_session_ends_by_itself_when_it_is_not_used(own: Context) -> None:
    for idle, status in ((timedelta(hours=7, minutes=59), 200), (timedelta(hours=8), 303)):
        secret = sign_in(own)
        later = browse(replace(own, clock=FrozenClock(NOW + idle)), who=None)
        later.cookies.set("session", secret)
        assert later.get("/").status_code == status


@pytest.mark.parametrize(
    "address",
    [
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        " //evil.example",
        "javascript:alert(1)",
        "evil.example",
        "",
        "/" + "x" * 3000,
        "/\x7f/evil.example",
        "///evil.example",
    ],
)
def test_nobody_is_sent_on_to_another_site(browser: TestClient, address: str) -> None:
    assert local(address) == "/"
    assert send(browser, next=address).headers["location"] == "/"
    assert browser.get("/sign-in", params={"next": address}).headers["location"] == "/"


def test_over_https_the_cookie_is_kept_to_this_host(own: Context) -> None:
    site = browse(own, who=None, settings=Settings(**HTTPS))
    site.base_url = "https://register.example"
    answer = send(site)
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-session=") and "Secure" in cookie and "Path=/" in cookie and "Domain" not in cookie
    assert answer.headers["strict-transport-security"] == "max-age=31536000"
    assert site.get("/").status_code == 200
    secret = site.cookies["__Host-session"]
    site.cookies.clear()
    site.cookies.set("session", secret)
    assert site.get("/").status_code == 303, "a name that another host below could set is not believed"


def test_over_plain_http_from_elsewhere_nobody_signs_in_unless_the_operator_says_so(own: Context) -> None:
    place = "http://register.intranet"
    for more, is_open in (({}, False), ({"insecure_http": True}, True)):
        site = browse(own, who=None, settings=Settings(base_url=place, **more))
        site.base_url = place
        page = site.get("/sign-in")
        assert ("TRACKER_INSECURE_HTTP=yes" in page.text) != is_open
        assert bool(read(page.text).all("input", name="password")) == is_open
        answer = send(site)
        assert (answer.status_code, "set-cookie" in answer.headers) == ((303, True) if is_open else (403, False))


def test_a_link_opens_an_account_once_and_looking_does_not_use_it(empty: Register) -> None:
    ctx = empty.at(NOW)
    secret = accounts.open_first(ctx)
    browser = browse(ctx, who=None)
    for _ in range(3):
        page = browser.get(f"/welcome/{secret}")
        assert browser.head(f"/welcome/{secret}").status_code == 200
    form = read(page.text).one("form", method="post", action=f"/welcome/{secret}")
    kinds = {each.attributes["name"]: each.attributes["autocomplete"] for each in form.all("input")}
    assert kinds["password"] == kinds["again"] == "new-password" and kinds["short_name"] == "username"
    given = {"full_name": "李娜", "short_name": "li-na", "email": "li.na@tracker.example", "tongue": "zh"}
    wrong = [
        ({"again": "something else"}, "not the same"),
        ({"full_name": " "}, "Write your name"),
        ({"short_name": "Li Na"}, "small letters"),
        ({"email": "li.na"}, "not an address"),
        ({"tongue": "fr"}, "one of the languages"),
        ({"password": "short", "again": "short"}, "at least 12 characters"),
    ]
    for more, told in wrong:
        data = {**given, "password": PASSWORD, "again": PASSWORD, **more}
        answer = browser.post(f"/welcome/{secret}", data=data)
        assert answer.status_code == 422 and told in read(answer.text).one("div", class_="trouble").text
        assert PASSWORD not in answer.text and "li.na" in answer.text
    nothing = {"short_name": "Li Na", "tongue": "zh", "password": "short", "again": "other"}
    page = read(browser.post(f"/welcome/{secret}", data=nothing).text)
    links = {each.attributes["href"] for each in page.one("div", class_="trouble").all("a")}
    assert links == {"#full_name", "#short_name", "#email", "#password", "#again"}, "all that is wrong is told at once"
    answer = browser.post(f"/welcome/{secret}", data={**given, "password": PASSWORD, "again": PASSWORD})
    assert (answer.status_code, answer.headers["location"]) == (303, "/start")
    assert "已登录：李娜" in read(browser.get("/").text).text
    assert browser.post(f"/welcome/{secret}", data=given).status_code == 409
    assert browser.get(f"/welcome/{'y' * 43}").status_code == 404
    assert send(browse(ctx, who=None), "LI.NA@tracker.example").status_code == 303


def test_a_link_to_a_new_password_ends_what_went_on_before(own: Context) -> None:
    before = browse(own)
    secret = accounts.invite(own, OFFICER, purpose="reset")
    browser = browse(own, who=None)
    page = read(browser.get(f"/welcome/{secret}").text)
    assert page.one("input", autocomplete="username").attributes["value"] == OFFICER
    data = {"password": OTHER_PASSWORD, "again": OTHER_PASSWORD}
    assert browser.post(f"/welcome/{secret}", data=data).status_code == 303
    assert browser.get("/").status_code == 200 and before.get("/").status_code == 303
    assert send(browse(own, who=None)).status_code == 403
    assert send(browse(own, who=None), password=OTHER_PASSWORD).status_code == 303


def test_the_password_is_changed_by_who_knows_it_and_the_others_are_signed_out(own: Context) -> None:
    here, there = browse(own), browse(own)
    data = {"do": "password", "old": PASSWORD, "new": OTHER_PASSWORD, "again": OTHER_PASSWORD}
    for more, status in (({"old": "wrong"}, 403), ({"again": "other"}, 422), ({"new": "short", "again": "short"}, 422)):
        answer = here.post("/account", data={**data, **more})
        assert answer.status_code == status and read(answer.text).one("div", class_="trouble")
    page = read(here.post("/account", data={**data, "old": "wrong", "new": "short", "again": "other"}).text)
    links = [each.attributes["href"] for each in page.one("div", class_="trouble").all("a")]
    assert links == ["#old", "#new", "#again"] and page.one("input", id="new").attributes["aria-invalid"] == "true"
    answer = here.post("/account", data=data)
    assert answer.headers["location"] == "/account"
    assert "The password is changed" in here.get("/account").text
    assert there.get("/").status_code == 303
    assert send(browse(own, who=None), password=OTHER_PASSWORD).status_code == 303


def test_sessions_are_listed_and_ended_one_or_all_others(own: Context) -> None:
    here, there, elsewhere = browse(own), browse(own), browse(own)
    page = read(here.get("/account").text)
    ids = [each.attributes["value"] for each in page.all("input", name="id")]
    assert len(ids) == 2 and "(this one)" in page.text, "one's own is ended by signing out"
    assert here.post("/account", data={"do": "end", "id": ids[0]}).status_code == 303
    assert sorted(each.get("/").status_code for each in (there, elsewhere)) == [200, 303]
    assert here.post("/account", data={"do": "end", "id": ids[0]}).status_code == 404
    assert here.post("/account", data={"do": "end_others"}).status_code == 303
    assert [each.get("/").status_code for each in (here, there, elsewhere)] == [200, 303, 303]


def test_a_token_is_shown_once_works_and_is_revoked(own: Context) -> None:
    here = browse(own)
    answer = here.post("/account", data={"do": "token", "title": "figures <b>", "scope": "read", "days": "30"})
    secret = read(answer.text).one("input", id="secret").attributes["value"]
    assert re.fullmatch(r"ct_[\w-]{43}", secret) and answer.headers["cache-control"] == "no-store"
    assert secret not in here.get("/account").text
    program = browse(own, who=None)
    bearing = {"Authorization": f"Bearer {secret}"}
    assert program.get("/", headers=bearing).status_code == 200
    (token,) = [each.attributes["value"] for each in read(here.get("/account").text).all("input", name="id")]
    assert here.post("/account", data={"do": "revoke", "id": token}).status_code == 303
    assert program.get("/", headers=bearing).status_code == 303


@pytest.mark.parametrize(
    "data", [{}, {"do": "everything"}, {"do": "token", "title": "x", "scope": "root", "days": "1"}]
)
def test_a_form_that_is_not_ours_is_told(own: Context, data: dict[str, str]) -> None:
    assert browse(own).post("/account", data=data).status_code == 422
