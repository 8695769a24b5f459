"""Letters as a mail program shows them: wide and narrow, light and dark, in English and Chinese, and read aloud."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Request

from tests.journeys.watching import unusable
from tests.support import weeklies
from tracker.notifications.render import Renderer
from tracker.settings import data_folder

pytestmark = pytest.mark.browser

LOOKS = {"wide and light": (600, "light"), "narrow and dark": (360, "dark")}


@pytest.fixture(scope="module")
def windows(chromium: Browser) -> Callable[[str], Page]:
    """One window for each look, which closes with the browser: a new one takes longer than the letter in it."""

    @cache
    def window(look: str) -> Page:
        width, scheme = LOOKS[look]
        return chromium.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,  # type: ignore[arg-type]
        ).new_page()

    return window


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", ["of_office", "of_steps", "all_clear"])
def test_a_letter_can_be_read_by_everybody(
    windows: Callable[[str], Page], tmp_path: Path, name: str, language: str, look: str
) -> None:
    renderer = Renderer(data_folder("notifications"), None, "https://register.example")
    file = tmp_path / "letter.html"
    file.write_text(renderer.weekly(weeklies.SAMPLES[name](language)).html, encoding="utf-8")
    asked: list[str] = []

    def sent(request: Request) -> None:
        asked.append(request.url)

    page = windows(look)
    page.on("request", sent)
    page.goto(file.as_uri())
    assert page.evaluate("document.documentElement.lang") == {"en": "en", "zh": "zh-CN"}[language]
    assert page.evaluate("document.documentElement.scrollWidth") <= LOOKS[look][0]
    # A mail program shows the letter inside its own page, which has the landmarks.
    assert [each for each in unusable(page) if each[0] not in ("region", "landmark-one-main")] == []
    page.remove_listener("request", sent)
    assert asked == [file.as_uri()]
