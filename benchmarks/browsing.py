"""How long until a page can be used in a browser: the register, signed in, against a page of one sentence.

Both come from the same server, a bare one for the sentence, into the same Chromium, in turns. Style sheet and scripts
are kept by the browser from a visit before, as from the second page of a day on; the page itself never is.
"""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from statistics import median
from typing import Any

from playwright.sync_api import sync_playwright

from benchmarks import generate
from benchmarks.measure import Figure
from benchmarks.serving import server, signed_in
from benchmarks.sweeping import context
from tests.support.browsers import sign_in
from tracker.kit.clock import FrozenClock
from tracker.store.database import Database

READER, TOP = "reader-of-all", "body"
"""Somebody with a post in the body above all others, who sees the whole register."""

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
QUIET = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync")
LEAST_ROUNDS, LIMIT_MILLISECONDS = 5, 60_000

PAINTED = "() => performance.getEntriesByName('first-contentful-paint').length > 0"
TAKEN = """() => {
  const [page] = performance.getEntriesByType("navigation");
  const [paint] = performance.getEntriesByName("first-contentful-paint");
  const parsed = page.domContentLoadedEventEnd;
  return { parsed, painted: paint.startTime, usable: Math.max(parsed, paint.startTime), bytes: page.decodedBodySize };
}"""
"""Milliseconds from the beginning of the navigation: until all is parsed and the scripts have run, until something is
seen, until both."""

WORDS = {
    "parsed": "register page in a browser, until DOMContentLoaded",
    "painted": "register page in a browser, until the first paint",
    "usable": "register page in a browser, until it can be used",
}


def program() -> str | None:
    """The browser of this machine, None where there is none."""
    return next(filter(None, map(shutil.which, PROGRAMS)), None)


def measure(db: Database, size: int, *, rounds: int) -> Iterator[Figure]:
    """The medians of each, of fifty rows of the register and of one sentence; nothing where there is no browser."""
    browser = program()
    if browser is None:
        return
    signed_in(db, READER, TOP)
    cookie = sign_in(replace(context(db), clock=FrozenClock(generate.MOMENT.judged)), READER)
    url = db.url.render_as_string(hide_password=False)
    with server("benchmarks.floor", url) as floor, server("benchmarks.served", url) as ours:
        pages = {"floor": f"http://127.0.0.1:{floor.port}/bare", "ours": f"http://127.0.0.1:{ours.port}/commitments"}
        found = _visited(browser, pages, cookie, max(rounds, LEAST_ROUNDS))
    for name, words in WORDS.items():
        raw, mine = (median(visit[name] for visit in found[each]) / 1000 for each in ("floor", "ours"))
        remark = f"{found['ours'][0]['bytes'] / 1000:,.0f} KB of HTML, the slowest of {len(found['ours'])} visits "
        slowest = max(visit[name] for visit in found["ours"])
        yield Figure(words, db.dialect, size, raw, mine, remark=f"{remark}{slowest:,.0f} ms")


def _visited(program: str, pages: dict[str, str], cookie: str, rounds: int) -> dict[str, list[dict[str, float]]]:
    """What each visit of each page took, after one that is not counted."""
    found: dict[str, list[dict[str, float]]] = {name: [] for name in pages}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(QUIET))
        visitor = browser.new_context(viewport={"width": 1280, "height": 900})
        visitor.add_cookies([{"name": "session", "value": cookie, "url": pages["ours"]}])
        tab = visitor.new_page()
        for number in range(rounds + 1):
            for name in pages if number % 2 == 0 else reversed(pages):
                taken = _visit(tab, pages[name])
                if number:
                    found[name].append(taken)
        browser.close()
    return found


def _visit(tab: Any, address: str) -> dict[str, float]:
    answer = tab.goto(address, timeout=LIMIT_MILLISECONDS)
    if answer is None or not answer.ok or not answer.url.startswith(address):
        raise ValueError(f"{address} is not shown")
    tab.wait_for_function(PAINTED, timeout=LIMIT_MILLISECONDS)
    taken: dict[str, float] = tab.evaluate(TAKEN)
    return taken
