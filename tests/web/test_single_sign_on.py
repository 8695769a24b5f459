"""Single sign-on against a real provider on the loopback address: what holds, and everything that must not."""

import logging
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from starlette.responses import Response
from starlette.testclient import TestClient

from tests.conftest import copied_sqlite
from tests.support import oidc_provider
from tests.support.browsers import HERE, OFFICER
from tests.support.oidc_provider import CLIENT, SECRET, Provider
from tests.support.postgres import Prepare
from tests.web.conftest import NOW, browse, open_at, plant
from tests.web.html import read
from tracker.kit.errors import Invalid
from tracker.services import access, accounts
from tracker.services.access import Event
from tracker.services.context import Context
from tracker.services.throttle import ALLOWANCES, Purpose
from tracker.settings import Settings
from tracker.store import accounts as account_rows
from tracker.store import bodies
from tracker.web.routes.oidc import provider_of


@pytest.fixture
def provider() -> Iterator[Provider]:
    with oidc_provider.served(NOW.timestamp()) as found:
        yield found


@pytest.fixture
def elsewhere() -> Iterator[Provider]:
    """A server inside the own network that nobody named."""
    with oidc_provider.served(NOW.timestamp()) as found:
        yield found


@pytest.fixture
def own(copied_database: Callable[[str, Prepare], str]) -> Iterator[Context]:
    """The starter register, to be changed."""
    found = open_at(copied_database("board", plant))
    yield found
    found.db.close()


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Context]:
    """The same on SQLite; each test has its own, since tries are counted by address."""
    found = open_at(copied_sqlite("board", plant, tmp_path))
    yield found
    found.db.close()


def settings_of(provider: Provider, **more: Any) -> Settings:
    given = {"oidc_issuer": provider.issuer, "oidc_client_id": CLIENT, "oidc_client_secret": SECRET, **more}
    return Settings(**given)


def a_browser(ctx: Context, provider: Provider) -> TestClient:
    return browse(ctx, who=None, settings=settings_of(provider))


def begin(browser: TestClient, provider: Provider, wanted: str = "/") -> str:
    """Begin, sign in at the provider, and give the address to which it sends the browser back."""
    begun = browser.get("/oidc/start", params={"next": wanted})
    assert begun.status_code == 303, begun.text
    address = urlsplit(begun.headers["location"])
    connection = HTTPConnection(urlsplit(provider.issuer).netloc, timeout=10)
    connection.request("GET", f"{address.path}?{address.query}")
    back: str = connection.getresponse().headers["Location"]
    connection.close()
    assert back.startswith(f"{HERE}/oidc/callback?")
    return back.removeprefix(HERE)


def come_back(browser: TestClient, address: str) -> Response:
    """As a browser does whom another site sent."""
    return browser.get(address, headers={"Sec-Fetch-Site": "cross-site"})


def signed_in(browser: TestClient) -> bool:
    return browser.get("/").status_code == 200


def test_who_is_signed_in_there_is_signed_in_here_and_goes_on(own: Context, provider: Provider) -> None:
    browser = a_browser(own, provider)
    assert "/oidc/start?next=%2Ffields" in browser.get("/sign-in?next=/fields").text
    answer = come_back(browser, begin(browser, provider, "/fields"))
    assert (answer.status_code, answer.headers["location"]) == (303, "/fields")
    assert "已登录：登记员（示例）" in read(browser.get("/").text).text
    assert [cookie.name for cookie in browser.cookies.jar] == ["session", "language"]
    again = a_browser(own, provider)
    provider.claims = {"email": "changed@tracker.example", "email_verified": False}
    assert come_back(again, begin(again, provider)).status_code == 303, "known by issuer and subject from now on"
    assert signed_in(again)


def test_the_attempt_says_nothing_that_could_be_used_by_others(own: Context, provider: Provider) -> None:
    browser = a_browser(own, provider)
    begun = browser.get("/oidc/start")
    asked = parse_qs(urlsplit(begun.headers["location"]).query)
    assert asked["code_challenge_method"] == ["S256"] and len(asked["code_challenge"][0]) == 43
    assert len(asked["state"][0]) == len(asked["nonce"][0]) == 43 and asked["scope"] == ["openid email"]
    cookie = begun.headers["set-cookie"]
    assert "HttpOnly" in cookie and "SameSite=lax" in cookie and "Max-Age=600" in cookie
    assert parse_qs(urlsplit(browser.get("/oidc/start").headers["location"]).query)["state"] != asked["state"]


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://evil.example"},
        {"iss": None},
        {"aud": "another"},
        {"aud": "another", "azp": CLIENT},
        {"aud": ["another"], "azp": CLIENT},
        {"aud": [CLIENT, "another"]},
        {"azp": "another"},
        {"azp": None, "aud": None},
        {"exp": int(NOW.timestamp()) - 3600},
        {"exp": None},
        {"exp": "never"},
        {"iat": int(NOW.timestamp()) + 3600},
        {"nonce": "another"},
        {"nonce": None},
        {"sub": None},
        {"sub": ""},
        {"sub": 7},
    ],
    ids=str,
)
def test_a_token_that_is_not_for_us_now_is_refused(small: Context, provider: Provider, claims: dict[str, Any]) -> None:
    browser = a_browser(small, provider)
    provider.claims = claims
    answer = come_back(browser, begin(browser, provider))
    assert answer.status_code == 403 and "does not hold" in answer.text
    assert not signed_in(browser)


@pytest.mark.parametrize("fault", ["signs with another key", "signs nothing", "signs with its public key"])
def test_a_token_that_the_provider_did_not_sign_is_refused(
    small: Context, provider: Provider, fault: str, caplog: pytest.LogCaptureFixture
) -> None:
    browser = a_browser(small, provider)
    provider.faults = {fault}
    with caplog.at_level(logging.WARNING):
        answer = come_back(browser, begin(browser, provider))
    assert answer.status_code == 403 and "does not hold" in answer.text
    assert "does not hold" in caplog.text and not signed_in(browser)


def test_several_audiences_hold_where_it_was_made_for_us(own: Context, provider: Provider) -> None:
    browser = a_browser(own, provider)
    provider.claims = {"aud": [CLIENT, "another"], "azp": CLIENT}
    assert come_back(browser, begin(browser, provider)).status_code == 303


def test_a_callback_works_once(own: Context, provider: Provider) -> None:
    browser = a_browser(own, provider)
    kept = begin(browser, provider)
    attempt = browser.cookies["sign-on"]
    assert come_back(browser, kept).status_code == 303
    browser.cookies.delete("session")
    assert come_back(browser, kept).status_code == 403, "the browser has let go of the attempt"
    browser.cookies.set("sign-on", attempt)
    assert come_back(browser, kept).status_code == 403, "the provider takes a code once"
    assert not signed_in(browser)


def test_a_stolen_callback_is_of_no_use_in_another_browser(small: Context, provider: Provider) -> None:
    stolen = begin(a_browser(small, provider), provider)
    other = a_browser(small, provider)
    answer = come_back(other, stolen)
    assert answer.status_code == 403 and "did not begin in this browser" in read(answer.text).text
    begin(other, provider)
    assert come_back(other, stolen).status_code == 403, "nor where another attempt was begun"
    assert "/token" not in provider.asked and not signed_in(other)


@pytest.mark.parametrize("attempt", ["", "zz", "7b7d", "5b5d", "00", "5b" * 5000], ids=range(6))
def test_an_attempt_that_is_not_of_our_making_is_refused(small: Context, provider: Provider, attempt: str) -> None:
    browser = a_browser(small, provider)
    browser.cookies.set("sign-on", attempt)
    assert come_back(browser, "/oidc/callback?state=x&code=y").status_code == 403


def test_a_changed_state_or_another_issuer_is_refused(small: Context, provider: Provider) -> None:
    browser = a_browser(small, provider)
    kept = begin(browser, provider)
    for address in (kept.replace("state=", "state=x"), f"{kept}&iss=https://evil.example", f"{kept}&error=denied"):
        assert come_back(browser, address).status_code == 403
    assert "/token" not in provider.asked


@pytest.mark.parametrize(
    ("claims", "told"),
    [
        ({"email_verified": False}, "did not verify your e-mail address"),
        ({"email_verified": "true"}, "did not verify your e-mail address"),
        ({"email_verified": None}, "did not verify your e-mail address"),
        ({"email": None}, "did not verify your e-mail address"),
        ({"email": "nobody@tracker.example"}, "No account of this register has your e-mail address alone"),
        ({"email": ""}, "No account of this register has your e-mail address alone"),
    ],
)
def test_who_is_not_known_is_sent_to_an_administrator(
    small: Context, provider: Provider, claims: dict[str, Any], told: str
) -> None:
    browser = a_browser(small, provider)
    provider.claims = {"sub": "somebody new", **claims}
    answer = come_back(browser, begin(browser, provider))
    said = read(answer.text).text
    assert answer.status_code == 403 and told in said and "Ask an administrator" in said
    assert not signed_in(browser)
    (noted,) = access.listing(small, event=Event.SIGN_IN_FAILED)
    assert noted.detail.startswith("oidc: ") and noted.address == "testclient"


def test_strangers_begin_only_so_often_from_one_address_and_whoever_comes_in_gets_his_try_back(
    own: Context, provider: Provider
) -> None:
    browser = a_browser(own, provider)
    assert come_back(browser, begin(browser, provider)).status_code == 303
    tries = ALLOWANCES[Purpose.SIGN_ON].tries
    answers = [browser.get("/oidc/start").status_code for _ in range(tries + 2)]
    assert answers == [303] * tries + [429] * 2
    answer = browser.head("/oidc/start")
    assert answer.status_code == 429 and int(answer.headers["retry-after"]) <= 2


def test_two_persons_with_one_address_are_not_guessed_at(own: Context, provider: Provider) -> None:
    with own.db.write() as session:
        row = {"id": "p-2", "slug": "second", "name_en": "Second", "name_zh": "", "language": "en"}
        bodies.put_person(session, {**row, "email": "Register.Office@tracker.example", "empty_week": "letter"})
        account_rows.opened(session, "p-2", password="", at=NOW)
    browser = a_browser(own, provider)
    assert come_back(browser, begin(browser, provider)).status_code == 403
    accounts.disable(own, "second")
    assert come_back(browser, begin(browser, provider)).status_code == 303, "one of them has no account in order"


def test_an_address_that_changed_hands_opens_nobodys_account(own: Context, provider: Provider) -> None:
    first = a_browser(own, provider)
    assert come_back(first, begin(first, provider)).status_code == 303
    provider.claims = {"sub": "who has the address now"}
    second = a_browser(own, provider)
    answer = come_back(second, begin(second, provider))
    assert answer.status_code == 403 and "somebody else signs in to" in answer.text and not signed_in(second)


def test_a_disabled_account_is_refused_known_or_not(own: Context, provider: Provider) -> None:
    browser = a_browser(own, provider)
    accounts.disable(own, OFFICER)
    assert come_back(browser, begin(browser, provider)).status_code == 403
    accounts.enable(own, OFFICER)
    assert come_back(browser, begin(browser, provider)).status_code == 303
    accounts.disable(own, OFFICER)
    assert not signed_in(browser)
    answer = come_back(browser, begin(browser, provider))
    assert answer.status_code == 403 and "停用" in answer.text


@pytest.mark.parametrize(
    "fault",
    [
        "leads elsewhere",
        "is huge",
        "is broken",
        "speaks no JSON",
        "calls itself otherwise",
        "names no address",
    ],
)
def test_a_provider_that_misbehaves_is_told_without_a_traceback(
    small: Context, provider: Provider, elsewhere: Provider, fault: str
) -> None:
    provider.faults, provider.elsewhere = {fault}, elsewhere.issuer
    answer = a_browser(small, provider).get("/oidc/start")
    assert answer.status_code == 503 and "Traceback" not in answer.text
    assert elsewhere.asked == []


@pytest.mark.parametrize("fault", ["names an internal address", "leads the code elsewhere"])
def test_nothing_is_sent_to_an_internal_address_that_nobody_named(
    small: Context, provider: Provider, elsewhere: Provider, fault: str
) -> None:
    provider.faults, provider.elsewhere = {fault}, elsewhere.issuer
    browser = a_browser(small, provider)
    assert come_back(browser, begin(browser, provider)).status_code == 503
    assert elsewhere.asked == []


def test_a_provider_that_is_down_is_told_and_the_password_still_works(small: Context) -> None:
    with oidc_provider.served(NOW.timestamp()) as gone:
        pass
    browser = a_browser(small, gone)
    assert browser.get("/oidc/start").status_code == 503
    assert browser.get("/sign-in").status_code == 200


def test_a_wrong_secret_is_the_operators_to_mend(
    small: Context, provider: Provider, caplog: pytest.LogCaptureFixture
) -> None:
    browser = browse(small, who=None, settings=settings_of(provider, oidc_client_secret="another"))
    with caplog.at_level(logging.ERROR):
        answer = come_back(browser, begin(browser, provider))
    assert answer.status_code == 503 and "invalid_client" in caplog.text and "another" not in caplog.text


def test_without_a_provider_there_is_no_single_sign_on(stranger: TestClient) -> None:
    assert stranger.get("/oidc/start").status_code == 404
    assert "/oidc/" not in stranger.get("/sign-in").text


def test_settings_that_are_halfway_are_refused_at_the_start(provider: Provider, tmp_path: Path) -> None:
    for wrong in (
        {"oidc_client_id": None},
        {"oidc_issuer": "http://login.example"},
        {"oidc_client_secret": None, "oidc_client_secret_file": tmp_path / "missing"},
    ):
        with pytest.raises(Invalid):
            provider_of(settings_of(provider, **wrong))
    (tmp_path / "secret").write_text(f"{SECRET}\n")
    given = {"oidc_client_secret": None, "oidc_client_secret_file": tmp_path / "secret"}
    found = provider_of(settings_of(provider, **given))
    assert found is not None and found.client_secret == SECRET and SECRET not in repr(found)
