"""Nothing from elsewhere, nothing that runs, nothing that tells how the machine came to it."""

import logging
import re
from dataclasses import replace
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tests.support.rows import BY, START, change, commitment, ground, programme
from tests.web.conftest import NOW, THEN, browse, open_at
from tests.web.html import read
from tests.web.test_languages import PATHS
from tracker import bootstrap
from tracker.kit.clock import FrozenClock
from tracker.kit.errors import Conflict, Forbidden, Unavailable
from tracker.services import board
from tracker.services.context import Context
from tracker.settings import Settings
from tracker.store import history, time_limits
from tracker.web.assets import assets

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>{{7*7}}{0}"


@pytest.mark.parametrize("path", [*PATHS, "/healthz", "/static/x/y.css"])
def test_every_answer_is_hardened(page: TestClient, path: str) -> None:
    headers = page.get(path).headers
    policy = dict(part.split(" ", 1) for part in headers["content-security-policy"].split("; "))
    # A letter stands in a frame, as it was sent.
    assert policy.pop("frame-src", None) == ("'self'" if path == "/letters/preview" else None)
    assert policy == {
        "default-src": "'none'",
        "style-src": "'self'",
        "script-src": "'self'",
        "connect-src": "'self'",
        "img-src": "'self' data:",
        "form-action": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
    }
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cache-control"] == "no-store"


@pytest.mark.parametrize("path", PATHS)
def test_no_page_names_another_host_or_carries_code(page: TestClient, path: str) -> None:
    text = page.get(path, params=THEN).text
    assert "://" not in text and 'href="//' not in text and 'src="//' not in text
    html = read(text)
    assert not html.all("style")
    ours = {each.address for name, each in assets().items() if name.endswith(".js")}
    assert {script.attributes["src"] for script in html.all("script")} <= ours
    assert not re.search(r"""\s(style|on[a-z]+)=["']""", text)


def test_static_files_are_kept_for_ever_under_the_name_of_their_content(page: TestClient) -> None:
    for name, asset in assets().items():
        answer = page.get(asset.address)
        assert answer.status_code == 200 and answer.content == asset.content
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert page.get(f"/static/0000000000000000/{name}").status_code == 404
    assert page.get("/static/x/..%2Fapp.py").status_code == 404


def test_static_files_name_no_other_host() -> None:
    for name, asset in assets().items():
        if not name.endswith(".svg"):  # whose namespace is a name that looks like an address
            assert b"://" not in asset.content and b"@import" not in asset.content


def test_hostile_text_stays_text(database_url: str) -> None:
    bootstrap.make_register(Settings(database_url=database_url), sandbox=False, clock=FrozenClock(NOW))
    ctx = open_at(database_url)
    given = {
        **dict.fromkeys(
            ("title_en", "title_zh", "note_en", "owner_words", "due_words", "event", "context_words"), HOSTILE
        ),
        **dict.fromkeys(("last_day", "context_day"), START.date()),
        **{
            "body": "b",
            "precision": "day",
            "policy": "<s>/<s>",
            "tags": ["<b>"],
            "marks": ["<i>"],
            "aliases": ["A<1>"],
        },
        "quantity": {"printed": HOSTILE, "target": "<b>", "unit": {"en": "<b>", "zh": "<b>"}},
        "size": {"stated": 3, "unit": {"en": HOSTILE, "zh": HOSTILE}},
        "sources": [{"source": "s", "paragraph": HOSTILE}],
    }
    changes = [
        *ground(),
        change("programme", programme("q", title_en=HOSTILE, note_en=HOSTILE)),
        change("commitment", commitment("X-001", **given), reason=HOSTILE),
    ]
    with ctx.db.write() as session:
        history.append(session, changes, by=BY, at=START)
    client = browse(ctx)
    for path in ("/", "/commitments", "/commitments/X-001", "/programmes/p", "/programmes/q", "/bodies/b"):
        for language in ("en", "zh"):
            answer = client.get(path, params={"language": language})
            assert answer.status_code == 200
            assert "<script>alert" not in answer.text and "<img" not in answer.text and "<b>" not in answer.text
            read(answer.text)
    asked = (
        f"/commitments?q={HOSTILE}",
        f"/commitments?q=is:{HOSTILE}",
        f"/?as_if={HOSTILE}",
        f"/?{HOSTILE}={HOSTILE}",
    )
    for path in (*asked, "/commitments/<script>alert(1)"):
        answer = client.get(path)
        assert "<script>alert" not in answer.text and "<img" not in answer.text
    ctx.db.close()


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_nothing_can_be_changed(page: TestClient, method: str) -> None:
    answer = page.request(method, "/")
    assert answer.status_code == 405
    assert "for reading" in read(answer.text).text


@pytest.mark.parametrize("path", ["/", "/commitments", "/healthz"])
def test_head_is_answered(page: TestClient, path: str) -> None:
    assert page.head(path).status_code == 200


@pytest.mark.parametrize("path", ["/docs", "/redoc", "/openapi.json", "/.git/config", "/commitments/a/b"])
def test_nothing_else_is_served(page: TestClient, path: str) -> None:
    answer = page.get(path)
    assert answer.status_code == 404
    assert "Go to the board" in read(answer.text).text


@pytest.mark.parametrize(("error", "status"), [(Forbidden, 403), (Conflict, 409), (Unavailable, 503)])
def test_each_kind_of_error_has_its_status(
    page: TestClient, monkeypatch: pytest.MonkeyPatch, error: type[Exception], status: int
) -> None:
    def fail(_: Context) -> None:
        raise error("Told to people.", hint="Do this.")

    monkeypatch.setattr(board, "board", fail)
    answer = page.get("/")
    assert answer.status_code == status
    assert "Told to people." in answer.text and "Do this." in answer.text


def test_what_nobody_expected_is_told_without_its_traceback(
    page: TestClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_: Context) -> None:
        raise RuntimeError("the secret of the machine")

    monkeypatch.setattr(board, "board", fail)
    with caplog.at_level(logging.ERROR):
        answer = page.get("/")
    assert answer.status_code == 500
    assert "secret" not in answer.text and "Traceback" not in answer.text
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    reference = re.search(r"reference of the failure is ([0-9a-f]{8})", read(answer.text).text)
    assert reference and reference[1] in caplog.text
    assert "the secret of the machine" in caplog.text


def test_a_database_that_does_not_answer(sqlite_ctx: Context, tmp_path: Path) -> None:
    gone = replace(sqlite_ctx, db=type(sqlite_ctx.db)(f"sqlite:///{tmp_path}/gone/register.db"))
    client = browse(gone, who=None)
    client.cookies.set("session", "A" * 43)
    answer = client.get("/")
    assert answer.status_code == 503 and "does not answer" in read(answer.text).text
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == 503


def test_a_question_that_takes_too_long_is_ended_and_said_so(
    sqlite_ctx: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(time_limits, "STEPS", 100)  # as the connections of a register of a million would feel it
    slow = replace(sqlite_ctx, db=type(sqlite_ctx.db)(sqlite_ctx.db.url.render_as_string()))
    browser = browse(slow, settings=Settings(question_seconds=0.001))
    words = " OR ".join(f"word{number}" for number in range(190))
    found = browser.get("/api/v1/commitments", params={"q": words}, headers={"Accept-Language": "en"})
    assert found.status_code == 503 and "longer than 0.001 seconds" in found.json()["detail"]
    answer = browser.get("/commitments", params={"q": words}, headers={"Accept-Language": "en"})
    assert answer.status_code == 503 and "was ended" in read(answer.text).text
    slow.db.close()
