"""The gate ahead of every route: whose name it is asked by, who wrote the request, what proxies say."""

import pytest
from starlette.requests import Request
from starlette.testclient import TestClient

from tests.support.browsers import HERE
from tests.web.conftest import browse
from tests.web.html import read
from tracker.kit.errors import Invalid
from tracker.services.context import Context
from tracker.settings import Settings, load
from tracker.web.csrf import forwarded
from tracker.web.site import Site

HERE_HOST = HERE.removeprefix("http://")


def plain(browser: TestClient) -> TestClient:
    """A browser that says nothing of where a request comes from, as old ones do."""
    del browser.headers["Sec-Fetch-Site"]
    return browser


@pytest.mark.parametrize(
    ("headers", "passes"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, True),
        ({"Sec-Fetch-Site": "none"}, True),
        ({"Sec-Fetch-Site": "same-site"}, False),
        ({"Sec-Fetch-Site": "cross-site"}, False),
        ({"Sec-Fetch-Site": ""}, False),
        ({"Sec-Fetch-Site": "cross-site", "Origin": HERE}, False),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "https://evil.example"}, True),
        ({"Origin": HERE}, True),
        ({"Origin": "http://127.0.0.1:9000"}, False),
        ({"Origin": "https://evil.example"}, False),
        ({"Origin": f"https://{HERE_HOST}.evil.example"}, False),
        ({"Origin": f"https://evil.example/{HERE_HOST}"}, False),
        ({"Origin": "null"}, False),
        ({"Origin": ""}, False),
        ({}, False),
    ],
    ids=str,
)
def test_only_our_own_pages_change_anything(page: TestClient, headers: dict[str, str], passes: bool) -> None:
    answer = plain(page).post("/account", data={"do": "nothing that exists"}, headers=headers)
    assert answer.status_code == (422 if passes else 403)
    assert ("written by another site" in answer.text) != passes
    if not passes:
        assert page.post("/sign-out", headers=headers).status_code == 403
        assert page.get("/").status_code == 200, "whom another site wanted to sign out is still signed in"


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "BREW"])
def test_whatever_the_method_another_site_is_refused_before_any_route(page: TestClient, method: str) -> None:
    for path in ("/account", "/nowhere", "/api/v1/commitments"):
        answer = page.request(method, path, headers={"Sec-Fetch-Site": "cross-site"})
        assert answer.status_code == 403
        assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_program_without_a_cookie_needs_to_say_nothing(stranger: TestClient) -> None:
    assert plain(stranger).post("/account", data={}).status_code == 401, "it got as far as the door"


def test_a_program_with_a_token_is_no_browser(page: TestClient) -> None:
    bearing = {"Authorization": "Bearer ct_" + "A" * 43}
    answer = plain(page).post("/account", data={"do": "end_others"}, headers=bearing)
    assert answer.status_code == 401, "the cookie beside it does not count"
    assert page.get("/").status_code == 200


@pytest.mark.parametrize("path", ["/", "/commitments", "/sign-in", "/account"])
def test_other_sites_may_link_to_pages(page: TestClient, path: str) -> None:
    assert page.get(path, headers={"Sec-Fetch-Site": "cross-site"}).status_code in (200, 303)


@pytest.mark.parametrize(
    ("settings", "host", "ours"),
    [
        ({}, "127.0.0.1:8000", True),
        ({}, "localhost", True),
        ({}, "[::1]:8000", True),
        ({}, "evil.example", False),
        ({}, "127.0.0.1.evil.example", False),
        ({}, "", False),
        ({}, "[", False),
        ({"base_url": "https://register.example"}, "register.example", True),
        ({"base_url": "https://register.example"}, "REGISTER.example:443", True),
        ({"base_url": "https://register.example"}, "evil.example", False),
        ({"bind": "10.0.0.5:8000"}, "10.0.0.5:8000", True),
        ({"bind": "10.0.0.5:8000"}, "10.0.0.6:8000", False),
        ({"bind": "0.0.0.0:8000"}, "whatever.example", True),
        ({"bind": "0.0.0.0:8000", "base_url": "http://r.example"}, "whatever.example", False),
    ],
    ids=str,
)
def test_a_site_answers_to_its_own_names(sqlite_ctx: Context, settings: dict[str, str], host: str, ours: bool) -> None:
    answer = browse(sqlite_ctx, who=None, settings=Settings(**settings)).get("/healthz", headers={"Host": host})
    assert answer.status_code == (200 if ours else 421)


def test_a_name_that_is_not_ours_is_told(stranger: TestClient) -> None:
    answer = stranger.get("/sign-in", headers={"Host": "<b>.example"})
    assert answer.status_code == 421 and "TRACKER_BASE_URL" in read(answer.text).text and "<b>" not in answer.text


@pytest.mark.parametrize(
    ("proxies", "came_from", "said", "address"),
    [
        ("", "10.0.0.1", "6.6.6.6", "10.0.0.1"),
        ("10.0.0.1", "10.0.0.2", "6.6.6.6", "10.0.0.2"),
        ("10.0.0.1", "10.0.0.1", "6.6.6.6", "6.6.6.6"),
        ("10.0.0.1", "10.0.0.1", "1.1.1.1, 6.6.6.6", "6.6.6.6"),
        ("10.0.0.0/24", "10.0.0.1", "1.1.1.1, 6.6.6.6, 10.0.0.7", "6.6.6.6"),
        ("10.0.0.0/24, ::1", "::1", "10.0.0.8, 10.0.0.7", "10.0.0.8"),
        ("10.0.0.1", "10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.1", "10.0.0.1", " , ", "10.0.0.1"),
    ],
)
def test_only_trusted_proxies_say_where_a_request_comes_from(
    proxies: str, came_from: str, said: str, address: str
) -> None:
    headers = [(b"x-forwarded-for", said.encode()), (b"x-forwarded-proto", b"https")]
    scope = {"type": "http", "client": (came_from, 5), "scheme": "http", "headers": headers}
    site = Site.of(Settings(trusted_proxies=proxies))
    forwarded(scope, site)
    assert scope["client"][0] == address
    assert scope["scheme"] == ("https" if site.believes(came_from) else "http")


@pytest.mark.parametrize(("said", "scheme"), [("https", "https"), ("http, https", "https"), ("javascript", "http")])
def test_the_scheme_is_the_one_that_the_nearest_proxy_names(said: str, scheme: str) -> None:
    headers = [(b"x-forwarded-proto", said.encode()), (b"host", b"r.example")]
    scope = {"type": "http", "client": ("10.0.0.1", 5), "scheme": "http", "headers": headers, "path": "/"}
    site = Site.of(Settings(trusted_proxies="10.0.0.1"))
    forwarded(scope, site)
    assert scope["scheme"] == scheme and site.is_secure(Request(scope)) == (scheme == "https")


def test_settings_about_proxies_are_checked() -> None:
    with pytest.raises(Invalid, match="TRACKER_TRUSTED_PROXIES"):
        load(trusted_proxies="the proxy")
