"""From the first link to signing out, in a real browser, with scripts and without; and by single sign-on."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.conftest import copied_sqlite
from tests.journeys.conftest import served
from tests.journeys.watching import LOCALES, unusable
from tests.support import oidc_provider
from tests.support.browsers import PASSWORD, found
from tests.support.registers import make_empty
from tracker import bootstrap
from tracker.services import accounts
from tracker.settings import Settings

pytestmark = pytest.mark.browser

LOOKS = [("en", 1280, "light"), ("zh", 360, "dark")]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    copied_sqlite("empty", make_empty, tmp_path)
    return tmp_path


@pytest.fixture
def link(home: Path) -> str:
    """What opens the first account."""
    ctx = bootstrap.open_register(Settings(home=home))
    try:
        return f"/welcome/{accounts.open_first(ctx)}"
    finally:
        ctx.db.close()


def a_page(chromium: Browser, language: str, width: int, scheme: str, *, scripts: bool = True) -> Page:
    context = chromium.new_context(
        viewport={"width": width, "height": 900},
        color_scheme=scheme,  # type: ignore[arg-type]
        locale=LOCALES[language],
        java_script_enabled=scripts,
    )
    page = context.new_page()
    page.set_default_timeout(60_000)
    return page


def usable(page: Page, width: int) -> None:
    """Say what of a page not everybody could use."""
    assert unusable(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize(("language", "width", "scheme"), LOOKS)
def test_every_page_of_signing_in_can_be_used_by_everybody(
    chromium: Browser, home: Path, link: str, language: str, width: int, scheme: str
) -> None:
    with served(home) as site:
        page = a_page(chromium, language, width, scheme)
        page.goto(site + link)
        usable(page, width)
        page.goto(site)
        assert page.url == f"{site}/sign-in"
        usable(page, width)
        page.fill("#name", "nobody")
        page.fill("#password", "nothing")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        usable(page, width)
        assert page.evaluate("document.activeElement.id") == "trouble", "read aloud first, and there with the keyboard"
        page.goto(site + link)
        open_account(page)
        page.goto(f"{site}/account")
        page.fill("#title", "figures")
        press(page, "button[value=token]")
        assert page.input_value("#secret").startswith("ct_")
        usable(page, width)
        page.context.close()


@pytest.mark.parametrize("scripts", [True, False])
def test_from_the_first_link_to_signing_out(chromium: Browser, home: Path, link: str, scripts: bool) -> None:
    with served(home) as site:
        page = a_page(chromium, "en", 1280, "light", scripts=scripts)
        page.goto(f"{site}/commitments?q=is:overdue")
        assert "/sign-in?next=" in page.url
        page.goto(site + link)
        open_account(page)
        assert page.url == f"{site}/start" and "Signed in as Li Na" in page.inner_text("header")
        press(page, "text=Sign out")
        assert page.url == f"{site}/sign-in"
        page.go_back()
        assert "Signed in as" not in page.inner_text("body"), "nothing of it was kept"
        page.goto(f"{site}/commitments?q=is:overdue")
        page.fill("#name", "li-na")
        page.fill("#password", PASSWORD)
        press(page, "button.main")
        assert page.url == f"{site}/commitments?q=is:overdue"
        assert page.context.cookies()[0]["httpOnly"] is True
        page.context.close()


def press(page: Page, button: str) -> None:
    """Press a button, and wait for the page that comes of it."""
    with page.expect_navigation():
        page.click(button)


def open_account(page: Page) -> None:
    """Fill in the form of the first administrator."""
    for field, words in (("full_name", "Li Na"), ("short_name", "li-na"), ("email", "li.na@tracker.example")):
        page.fill(f"#{field}", words)
    page.fill("#password", PASSWORD)
    page.fill("#again", PASSWORD)
    press(page, "button.main")


@pytest.fixture
def provider() -> Iterator[oidc_provider.Provider]:
    with oidc_provider.served(time.time()) as found:  # noqa: TID251 - as the server of the journey does
        yield found


def test_by_single_sign_on(chromium: Browser, home: Path, provider: oidc_provider.Provider) -> None:
    ctx = bootstrap.open_register(Settings(home=home))
    found(ctx, "li-na")
    ctx.db.close()
    provider.claims = {"email": "li-na@tracker.example"}
    settings = {
        "TRACKER_OIDC_ISSUER": provider.issuer,
        "TRACKER_OIDC_CLIENT_ID": oidc_provider.CLIENT,
        "TRACKER_OIDC_CLIENT_SECRET": oidc_provider.SECRET,
        "TRACKER_OIDC_NAME": "the province",
    }
    with served(home, **settings) as site:
        page = a_page(chromium, "en", 1280, "light")
        page.goto(f"{site}/sign-in?next=/account")
        page.click("text=Sign in with the province")
        page.wait_for_url(f"{site}/**")
        assert page.url.startswith(f"{site}/")
        assert "Signed in as First Administrator" in page.inner_text("header")
        page.context.close()
