"""Every page in both languages: by address, by cookie, by the wish of the browser, else by the register's own."""

import re
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from tests.web.conftest import THEN, browse
from tests.web.html import Element, read
from tracker.services.commitments import list_
from tracker.services.context import Context
from tracker.web.pages import accepted

PATHS = [
    "/",
    "/commitments",
    "/commitments?q=is:overdu",
    "/commitments?q=late:>9000",
    "/commitments/MEE-ZON-003",
    "/commitments/HLJ-2024-023",
    "/commitments/NO-1",
    "/programmes/hlj-2024",
    "/bodies/hlj-dee",
    "/fields",
    "/my-work",
    "/my-work?of=body",
    "/review",
    "/leader",
    "/calendar",
    "/calendar?month=2025-12",
    "/commitments/new",
    "/commitments/views",
    "/readings",
    "/assign",
    "/start",
    "/letters",
    "/letters/preview",
    "/settings",
    "/admin",
    "/admin/outbox",
    "/admin/jobs",
    "/admin/packs",
    "/admin/access",
    "/admin/bodies",
    "/admin/bodies/mee",
    "/admin/posts",
    "/admin/persons",
    "/admin/programmes",
    "/admin/sources",
    "/admin/accounts",
    "/components",
    "/nowhere",
]

FOREIGN = {"en": r"[㐀-鿿]+", "zh": r"[A-Za-z]{2,}"}
"""What is not of a language."""

OF_EVERY_LANGUAGE = {
    "en": r"“[^”]*”|2024年6月底前",
    "zh": r"“[^”]*”|by the end of 2025|tracker(?: [a-z]+)+|[\w./+-]*[@.][\w.-]+|https?://|TRACKER_[A-Z]+"
    r"|\b[A-Z][A-Z0-9-]+\b|MiB|Enter",
}
"""Quotations, examples of a deadline, commands, addresses, names of files and settings, what has letters for a name."""


@pytest.mark.parametrize("path", [path for path in PATHS if path not in ("/components", "/fields")])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_page_says_a_word_in_the_other_language(page: TestClient, path: str, language: str) -> None:
    html = read(page.get(path, params={"language": language, **THEN}).text)
    said = (re.sub(OF_EVERY_LANGUAGE[language], "", words, flags=re.ASCII) for words in spoken(html.one("body")))
    assert [words for words in said if re.search(FOREIGN[language], words)] == []


def spoken(element: Element) -> Iterator[str]:
    """The texts inside, without those that say of what language they are, and without code, short names and keys."""
    for part in element.inside:
        if isinstance(part, str):
            yield " ".join(part.split())
        elif not (
            part.attributes.keys() & {"lang"} or part.tag in ("code", "kbd", "option") or part.has({"class_": "ref"})
        ):
            yield from spoken(part)


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_page_in_both_languages(page: TestClient, path: str, language: str) -> None:
    answer = page.get(path, params={"language": language, **THEN})
    assert answer.status_code in (200, 403, 404, 422)
    html = read(answer.text)
    assert html.one("html").attributes["lang"] == {"en": "en", "zh": "zh-CN"}[language]
    assert answer.headers["content-language"] == html.one("html").attributes["lang"]
    assert len(html.all("h1")) == 1
    assert len(html.all("main")) == len(html.all("header")) == 1
    assert len(html.all("footer")) <= 1  # a page of forms has none: there is no other moment to look at it
    assert html.one("a").attributes == {"class": "skip", "href": "#main"}
    named = [element for tag in ("h2", "input", "main", "ul", "p", "div") for element in html.all(tag)]
    ids = [element.attributes["id"] for element in named if "id" in element.attributes]
    assert len(ids) == len(set(ids))
    assert "{" not in html.text, "a place in a message that nothing filled"


def test_every_commitment_has_a_page(page: TestClient, sqlite_ctx: Context) -> None:
    for number, item in enumerate(list_(sqlite_ctx, "", limit=0).items):
        language = ("en", "zh")[number % 2]
        answer = page.get(f"/commitments/{item.ref}", params={"language": language})
        assert answer.status_code == 200
        html = read(answer.text)
        assert html.one("h1").text == " ".join(item.title.in_(language).split())
        assert "{" not in html.text


def test_the_address_chooses_and_the_cookie_remembers(page: TestClient) -> None:
    answer = page.get("/", params={"language": "zh"})
    assert "language=zh" in answer.headers["set-cookie"]
    assert "HttpOnly" in answer.headers["set-cookie"] and "SameSite=lax" in answer.headers["set-cookie"]
    assert 'lang="zh-CN"' in page.get("/", headers={"Accept-Language": "en"}).text
    page.get("/", params={"language": "en"})
    assert '<html lang="en">' in page.get("/", headers={"Accept-Language": "zh"}).text


def test_another_language_is_not_remembered(page: TestClient) -> None:
    answer = page.get("/", params={"language": "fr"})
    assert answer.status_code == 200 and "set-cookie" not in answer.headers


def test_the_browser_is_asked_and_then_the_register(sqlite_ctx: Context) -> None:
    wishes = [("zh-TW,en;q=0.5", "en", "zh-CN"), ("fr", "zh", "zh-CN"), ("fr,en;q=0.1", "zh", "en"), ("", "en", "en")]
    for wish, own, found in wishes:
        answer = browse(sqlite_ctx, language=own).get("/", headers={"Accept-Language": wish})
        assert f'<html lang="{found}">' in answer.text


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("en;q=0.2, zh;q=0.4", "zh"),
        ("fr-CH, fr;q=0.9", None),
        ("en;q=0", None),
        ("en;q=x", None),
        ("EN-gb", "en"),
        ("*", None),
        ("", None),
    ],
)
def test_accept_language(header: str, language: str | None) -> None:
    assert accepted(header) == language


def test_the_other_language_is_one_button_away_and_keeps_what_was_asked(page: TestClient) -> None:
    html = read(page.get("/commitments", params={"q": "is:overdue", "page": "1", **THEN}).text)
    form = html.one("form", class_="tongue")
    kept = {field.attributes["name"]: field.attributes["value"] for field in form.all("input")}
    assert kept == {"q": "is:overdue", "page": "1", **THEN}
    assert form.one("button").attributes == {"name": "language", "value": "zh", "lang": "zh-CN"}
