"""People at work in a browser: a register that is live now, somebody signed in, and the clicks that it takes.

Controls are found by what stands on them in the language of the page, as the catalogue of that language says it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, FilePayload, Locator, Page

from tests.journeys.watching import LOCALES, Watch
from tests.support.browsers import sign_in
from tracker import bootstrap
from tracker.domain.moves import Move
from tracker.kit.clock import FrozenClock
from tracker.kit.language import catalogue
from tracker.services import evidence, registration, steps
from tracker.services.context import Context
from tracker.services.evidence import AddFile
from tracker.services.registration import NewCommitment
from tracker.services.steps import Step
from tracker.settings import Settings

LOOKS = [("en", True), ("zh", False)]
"""Language, and whether scripts run: the two tell nothing of each other, so each comes once."""

PROOF = b"%PDF-1.4 the river is clear"


@dataclass
class Hand:
    """Somebody at a page, whose clicks and fill-ins are counted."""

    page: Page
    site: str
    language: str
    clicks: int = 0
    fills: int = 0

    def say(self, msgid: str, **values: object) -> str:
        """What the page says for a message, in its language."""
        return catalogue(self.language).gettext(msgid).format(**values)

    def go(self, path: str) -> None:
        """Open an address of the site."""
        self.page.goto(self.site + path)

    def button(self, msgid: str, within: Locator | None = None) -> Locator:
        """The button with these words."""
        return (within or self.page.locator("main")).get_by_role("button", name=self.say(msgid), exact=True)

    def link(self, msgid: str, within: Locator | None = None) -> Locator:
        """The link with these words."""
        return (within or self.page.locator("main")).get_by_role("link", name=self.say(msgid), exact=True)

    def labelled(self, msgid: str, within: Locator | None = None, **values: object) -> Locator:
        """The field with this label."""
        return (within or self.page.locator("main")).get_by_label(self.say(msgid, **values), exact=True)

    def click(self, what: Locator) -> None:
        """Click on what leads nowhere else."""
        self.clicks += 1
        what.click()

    def press(self, what: Locator) -> None:
        """Click on what leads to another page, and wait for that."""
        self.clicks += 1
        with self.page.expect_navigation():
            what.click()

    def fill(self, what: Locator, words: str) -> None:
        """Type something into a field."""
        self.fills += 1
        what.fill(words)

    def choose(self, what: Locator, value: str) -> None:
        """Choose one of a list."""
        self.fills += 1
        what.select_option(value)

    def hand_in(self, what: Locator, name: str, content: bytes) -> None:
        """Choose a file of one's own machine."""
        self.fills += 1
        what.set_input_files(FilePayload(name=name, mimeType="application/pdf", buffer=content))

    def effort(self) -> tuple[int, int]:
        """Clicks and fill-ins since this was last asked."""
        found = (self.clicks, self.fills)
        self.clicks = self.fills = 0
        return found

    @property
    def answer(self) -> str:
        """What the page says first."""
        return self.page.inner_text("h1")

    @property
    def path(self) -> str:
        """Where one stands on the site."""
        return self.page.url.removeprefix(self.site)


@contextmanager
def sitting(chromium: Browser, site: str, language: str, scripts: bool, secret: str = "") -> Iterator[Hand]:
    """Somebody at a browser that remembers nothing; nothing may be asked of another host, no page may complain."""
    watch = Watch()
    context = chromium.new_context(
        viewport={"width": 1280, "height": 900}, locale=LOCALES[language], java_script_enabled=scripts
    )
    if secret:
        context.add_cookies([{"name": "session", "value": secret, "url": site}])
    page = context.new_page()
    page.set_default_timeout(60_000)
    watch.over(page)
    yield Hand(page, site, language)
    context.close()
    watch.found_nothing(site)


@dataclass
class Planted:
    """A register of offices and people, in which commitments were registered as many days ago as the test says."""

    home: Path
    secrets: dict[str, str] = field(default_factory=dict)

    @contextmanager
    def at(self, days_ago: int, person: str | None = None) -> Iterator[Context]:
        """The register as it was open so many days ago to somebody; None: to its office."""
        ctx = bootstrap.open_register(Settings(home=self.home))
        try:
            then = FrozenClock(ctx.clock.now() - timedelta(days=days_ago))
            yield replace(ctx, clock=then, acting_for=person)
        finally:
            ctx.db.close()

    def today(self) -> date:
        """The day in the zone of the register."""
        with self.at(0) as ctx:
            return ctx.local_day(ctx.clock.now())

    def secret(self, person: str) -> str:
        """The session of somebody."""
        if person not in self.secrets:
            with self.at(0) as ctx:
                self.secrets[person] = sign_in(ctx, person)
        return self.secrets[person]

    def promise(self, english: str, chinese: str, *, due_in: int, since: int = 40, **given: Any) -> str:
        """Register a commitment that is due in so many days, negative where they have passed; gives its reference."""
        day = self.today() + timedelta(days=due_in)
        words = f"{day.year}年{day.month}月{day.day}日前"
        with self.at(since) as ctx:
            command = NewCommitment(title_en=english, title_zh=chinese, due_words=words, **given)
            return registration.add(ctx, command)

    def claim(self, ref: str, person: str, *, days_ago: int) -> None:
        """Somebody files a proof, reports the commitment done, and applies for acceptance."""
        with self.at(days_ago, person) as ctx:
            evidence.add_file(ctx, AddFile(ref=ref, title="Record of the works", filename="works.pdf"), iter([PROOF]))
            steps.take(ctx, Step(ref=ref, move=Move.REPORT_DONE, reason="All of it is built."))
            steps.take(ctx, Step(ref=ref, move=Move.APPLY_FOR_ACCEPTANCE))
