"""Letters as a mail program shows them: wide and narrow, light and dark, in English and Chinese, and read aloud."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from tests.support import weeklies
from tracker.notifications.render import Renderer
from tracker.settings import data_folder

pytestmark = pytest.mark.browser

LOOKS = {"wide and light": (600, "light"), "narrow and dark": (360, "dark")}


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", ["of_office", "of_steps", "all_clear"])
def test_a_letter_can_be_read_by_everybody(
    chromium: Browser, tmp_path: Path, name: str, language: str, look: str
) -> None:
    width, scheme = LOOKS[look]
    renderer = Renderer(data_folder("notifications"), None, "https://register.example")
    file = tmp_path / "letter.html"
    file.write_text(renderer.weekly(weeklies.SAMPLES[name](language)).html, encoding="utf-8")
    asked: list[str] = []
    context = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    page.on("request", lambda request: asked.append(request.url))
    page.goto(file.as_uri())
    assert page.evaluate("document.documentElement.lang") == {"en": "en", "zh": "zh-CN"}[language]
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    found = Axe().run(page).response["violations"]
    # A mail program shows the letter inside its own page, which has the landmarks.
    found = [each for each in found if each["id"] not in ("region", "landmark-one-main")]
    assert [(each["id"], [node["html"] for node in each["nodes"]][:3]) for each in found] == []
    assert asked == [file.as_uri()]
    context.close()
