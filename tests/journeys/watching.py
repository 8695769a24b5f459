"""What a browser asks for and complains of while somebody is at it, and what on its page not everybody could use."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Page

LOCALES = {"en": "en-GB", "zh": "zh-CN"}
"""Language → what a browser of somebody who reads it is set to."""


class Watch:
    """What pages asked for, and what they complained of."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.complaints: list[str] = []

    def over(self, page: Page) -> None:
        """Listen to a page."""
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", lambda request: self.asked.append(request.url))

    def _heard(self, message: ConsoleMessage) -> None:
        # A page that says 404 or 422 is what some journeys are after; the browser notes it as an error.
        if message.type in ("error", "warning") and "the server responded with a status of 4" not in message.text:
            self.complaints.append(message.text)

    def found_nothing(self, site: str) -> None:
        """Nothing may have been asked of another host, and nobody may have complained; begin anew."""
        asked, complaints = self.asked, self.complaints
        self.asked, self.complaints = [], []
        assert [url for url in asked if not url.startswith((f"{site}/", "data:"))] == []
        assert complaints == []


FAULTS = """async () => {
  const found = await axe.run({resultTypes: ["violations"]});
  return found.violations.map(each => [each.id, each.nodes.slice(0, 3).map(node => node.html)]);
}"""
"""Asked so, the browser hands over what is wrong only: all that is well takes longer to send than to find."""


def unusable(page: Page) -> list[tuple[str, list[str]]]:
    """What on a page not everybody could use: each rule of axe that is broken, and the first elements that break it."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    return [(rule, elements) for rule, elements in page.evaluate(FAULTS)]
