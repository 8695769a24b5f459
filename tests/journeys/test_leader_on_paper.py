"""The leader's screen on paper: one A4 page, however long the names and however much waits."""

import re

import pytest
from playwright.sync_api import Browser

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


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_leaders_screen_fills_one_page_at_most(chromium: Browser, site: str, secret: str, language: str) -> None:
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
