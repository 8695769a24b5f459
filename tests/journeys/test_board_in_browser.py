"""The board as people meet it: a real server, a real browser, in English and Chinese, wide and narrow."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.journeys.watching import LOCALES, Watch, unusable

pytestmark = pytest.mark.browser

MOMENT = "as_if=2026-01-05"
PATHS = {
    "the board": "/",
    "the register": "/commitments",
    "an empty list": "/commitments?q=late:>9000",
    "a mistyped filter": "/commitments?q=is:overdu",
    "an overdue commitment": "/commitments/MEE-ZON-003",
    "a tally": "/commitments/HLJ-2024-023",
    "a commitment with results": "/commitments/MEE-SCI-140",
    "a programme": "/programmes/mee-science",
    "a body": "/bodies/mee",
    "the fields": "/fields",
    "my work": "/my-work",
    "the work of my body": "/my-work?of=body",
    "the review queue": "/review",
    "the leader's screen": "/leader",
    "the calendar": "/calendar?month=2025-12",
    "entering a commitment": "/commitments/new",
    "saved views": "/commitments/views",
    "readings to confirm": "/readings",
    "assigning": "/assign",
    "first steps": "/start",
    "the letters": "/letters",
    "the letter now": "/letters/preview",
    "settings": "/settings",
    "administration": "/admin",
    "the outbox": "/admin/outbox",
    "the jobs": "/admin/jobs",
    "the packs": "/admin/packs",
    "the access log": "/admin/access",
    "keeping bodies": "/admin/bodies",
    "keeping posts": "/admin/posts",
    "keeping persons": "/admin/persons",
    "keeping programmes": "/admin/programmes",
    "keeping sources": "/admin/sources",
    "keeping accounts": "/admin/accounts",
    "the components": "/components",
    "no commitment": "/commitments/NO-1",
}


Visit = Callable[..., Page]


@dataclass(frozen=True)
class Signed:
    """A browser in which somebody is signed in."""

    chromium: Browser
    site: str
    secret: str
    watch: Watch

    def page(self, language: str = "en", *, width: int = 1280, scripts: bool = True) -> Page:
        """A page of a browser that remembers nothing."""
        context = self.chromium.new_context(
            viewport={"width": width, "height": 900},
            locale=LOCALES[language],
            java_script_enabled=scripts,
        )
        context.add_cookies([{"name": "session", "value": self.secret, "url": self.site}])
        page = context.new_page()
        page.set_default_timeout(60_000)
        self.watch.over(page)
        return page

    def go(self, page: Page, path: str) -> Page:
        """Open an address at the moment of the journeys."""
        page.goto(f"{self.site}{path}{'&' if '?' in path else '?'}{MOMENT}")
        return page


@pytest.fixture(scope="module")
def signed(chromium: Browser, site: str, secret: str) -> Signed:
    return Signed(chromium, site, secret, Watch())


@pytest.fixture
def visit(signed: Signed) -> Iterator[Visit]:
    """Open a page in a browser that remembers nothing."""
    contexts: list[BrowserContext] = []

    def open_(path: str, language: str = "en", **look: Any) -> Page:
        page = signed.page(language, **look)
        contexts.append(page.context)
        return signed.go(page, path)

    yield open_
    for context in contexts:
        context.close()
    signed.watch.found_nothing(signed.site)


@pytest.fixture(scope="module")
def windows(signed: Signed) -> Callable[[str], Page]:
    """One window for each language, which closes with the browser: a new one takes longer than the page in it."""
    return cache(signed.page)


@pytest.fixture
def window(signed: Signed, windows: Callable[[str], Page]) -> Iterator[Callable[[str], Page]]:
    """The window for a language, which stays."""
    yield windows
    signed.watch.found_nothing(signed.site)


# Each width, each scheme and each language once; all of their pairs would cost minutes and find nothing more.
LOOKS = {"en": ((1280, "light"), (360, "dark")), "zh": ((360, "light"),)}


@pytest.mark.parametrize("path", PATHS.values(), ids=PATHS.keys())
@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_page_can_be_used_by_everybody(
    signed: Signed, window: Callable[[str], Page], path: str, language: str
) -> None:
    page, looks = window(language), LOOKS[language]
    dress(page, *looks[0])
    signed.go(page, path)
    assert page.evaluate("document.documentElement.lang") == {"en": "en", "zh": "zh-CN"}[language]
    for width, scheme in looks:
        dress(page, width, scheme)  # what is open follows, and loading it again would take longer
        assert unusable(page) == [], (width, scheme)
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def dress(page: Page, width: int, scheme: Literal["light", "dark"]) -> None:
    """Let a window be so many pixels wide, and prefer a scheme."""
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)


@pytest.mark.parametrize(
    ("language", "answer", "why", "reason"),
    [("en", "7 overdue as of 5 Jan 2026", "Why?", "in 2024"), ("zh", "2026年1月5日", "为什么？", "2024年12月31日")],
)
def test_from_the_board_to_the_reason(visit: Visit, language: str, answer: str, why: str, reason: str) -> None:
    page = visit("/", language)
    assert answer in page.inner_text("h1")
    first = page.locator("section[aria-labelledby=overdue] tbody tr").first
    title = first.locator("a.open").inner_text()
    first.locator("a.open").click()
    assert page.inner_text("h1") == title
    assert not page.locator("#why-overdue").is_visible()
    page.get_by_text(why, exact=True).first.click()
    assert page.locator("#why-overdue").is_visible()
    assert reason in page.inner_text("#why-overdue")
    assert MOMENT in page.url


def test_a_flag_in_a_list_leads_straight_to_its_reasons(visit: Visit) -> None:
    page = visit("/commitments?q=alias:SF-001-003")
    page.locator("a.why").first.click()
    page.locator("#why-overdue").wait_for(state="visible")
    assert "It is 5 Jan 2026 now: 5 days later." in page.inner_text("#why-overdue")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_everything_works_without_scripts(visit: Visit, language: str) -> None:
    page = visit("/", language, scripts=False)
    page.locator("header #q").fill("状态：逾期 sort:-late")
    page.locator("header form[role=search] button").click()
    assert page.locator("tbody tr").count() == 7
    assert page.locator("header #q, main #q").input_value() == "状态：逾期 sort:-late"
    page.locator("a.open").first.click()
    page.locator("summary").first.click()
    assert page.locator("#why-overdue").is_visible()
    page.locator("button[name=language]").click()
    assert page.locator("html").get_attribute("lang") == {"en": "zh-CN", "zh": "en"}[language]
    assert page.locator("#keys").is_hidden()


def test_the_language_that_was_chosen_stays(visit: Visit) -> None:
    page = visit("/commitments?q=is:overdue")
    page.locator("button[name=language]").click()
    assert page.locator("tbody tr").count() == 7
    page.locator("a.open").first.click()
    assert page.locator("html").get_attribute("lang") == "zh-CN"
    assert "language=" not in page.url


def test_another_day_is_a_form_away(visit: Visit) -> None:
    page = visit("/")
    page.locator("#as_if").fill("2024-12-31")
    page.locator(".then button").click()
    assert page.inner_text("h1") == "Nothing is overdue as of 31 Dec 2024."
    page.locator(".moment a").click()
    assert "as_if" not in page.url


def test_keys_for_those_who_want_them(visit: Visit) -> None:
    page = visit("/")
    page.keyboard.press("j")
    page.keyboard.press("j")
    second = page.locator("a.open").nth(1)
    assert second.evaluate("link => link === document.activeElement")
    page.keyboard.press("k")
    page.keyboard.press("/")
    assert page.locator("#q").evaluate("box => box === document.activeElement")
    page.keyboard.type("kind:tally/j")
    assert page.locator("#q").input_value() == "kind:tally/j"
    page.locator("#keys button").click()
    page.locator("h1").click()
    page.keyboard.press("/")
    assert not page.locator("#q").evaluate("box => box === document.activeElement")


def test_the_first_tab_skips_to_the_content(visit: Visit) -> None:
    page = visit("/")
    page.keyboard.press("Tab")
    assert page.locator(".skip").evaluate("link => link === document.activeElement")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_facets_stand_beside_a_wide_list_and_fold_above_a_narrow_one(visit: Visit) -> None:
    wide = visit("/commitments")
    assert wide.locator(".facets summary").is_hidden()
    facets, table = wide.locator(".facets nav").bounding_box(), wide.locator("table").bounding_box()
    assert facets and table and facets["x"] + facets["width"] < table["x"]
    narrow = visit("/commitments", width=360)
    assert not narrow.locator(".facets nav").is_visible()
    narrow.locator(".facets summary").click()
    narrow.locator(".facets a").first.click()
    assert "q=is" in narrow.url


def test_a_narrow_table_tells_the_same_facts(visit: Visit) -> None:
    wide, narrow = visit("/commitments?q=is:overdue"), visit("/commitments?q=is:overdue", width=360)
    cells = (
        "[...document.querySelectorAll('tbody td, tbody th')].map(cell => cell.innerText.trim()).filter(text => text)"
    )
    assert narrow.evaluate(cells) == wide.evaluate(cells)
    labels = narrow.evaluate("getComputedStyle(document.querySelector('td.late'), '::before').content")
    assert "Days late" in labels


def test_it_prints(visit: Visit) -> None:
    page = visit("/commitments?q=is:overdue")
    page.emulate_media(media="print")
    assert page.locator(".find, .tongue, .facets, .then").locator("visible=true").count() == 0
    assert "is:overdue" in page.inner_text("main")
    assert len(page.pdf(format="A4")) > 10_000
