"""The leader's screen on paper: one A4 page, however long the names and however much waits."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.conftest import copied_sqlite
from tests.journeys.conftest import served
from tests.support.browsers import sign_in
from tests.web.conftest import plant
from tracker import bootstrap
from tracker.settings import Settings

pytestmark = pytest.mark.browser

FULL = """() => {
  const body = document.querySelector(".worst tbody");
  while (body.rows.length < 10) body.append(body.rows[0].cloneNode(true));
  for (const each of body.querySelectorAll(".open")) each.textContent = each.textContent.repeat(3);
  const list = document.createElement("ul");
  list.className = "plain waits";
  for (let n = 0; n < 5; n++) {
    const each = document.createElement("li");
    each.textContent = body.querySelector(".open").textContent;
    list.append(each);
  }
  document.querySelector("#waits").parentElement.append(list);
}"""
"""Ten rows with names three times as long, and five steps that wait."""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the starter register."""
    found = tmp_path_factory.mktemp("paper")
    copied_sqlite("board", plant, found)
    return found


@pytest.fixture(scope="module")
def site(home: Path) -> Iterator[str]:
    """The address of a server with it."""
    with served(home) as address:
        yield address


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_leaders_screen_fills_one_page_at_most(chromium: Browser, home: Path, site: str, language: str) -> None:
    ctx = bootstrap.open_register(Settings(home=home))
    secret = sign_in(ctx)
    ctx.db.close()
    context = chromium.new_context()
    context.add_cookies([{"name": "session", "value": secret, "url": site}])
    page = context.new_page()
    page.goto(f"{site}/leader?as_if=2026-01-05&language={language}")
    assert pages(page.pdf(format="A4", prefer_css_page_size=True)) == 1
    page.evaluate(FULL)
    assert pages(page.pdf(format="A4", prefer_css_page_size=True)) == 1
    context.close()


def pages(pdf: bytes) -> int:
    """How many pages a PDF of Chromium has."""
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf))
