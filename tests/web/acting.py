"""A starter register that a test may change, the people around a commitment, and what they do in their browsers."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from tests.conftest import copied_sqlite
from tests.web.conftest import NOW, browse, open_at, plant
from tests.web.html import Element, read
from tracker.kit.clock import FrozenClock
from tracker.services import commitments, registration
from tracker.services.context import Context
from tracker.services.registration import NewCommitment
from tracker.store.evidence_files import EvidenceFiles

LIMIT = 1024 * 1024
LATER = NOW + timedelta(hours=1)


@contextmanager
def register(folder: Path) -> Iterator[Context]:
    """The starter register on SQLite, with a folder for files."""
    ctx = open_at(copied_sqlite("board", plant, folder))
    try:
        # An hour later, so that what a test does comes after what was planted.
        yield replace(ctx, clock=FrozenClock(LATER), files=EvidenceFiles(folder / "evidence", LIMIT))
    finally:
        ctx.db.close()


def promised(ctx: Context, **given: Any) -> str:
    """A commitment due at the end of 2026, owned by a department, accepted by the ministry."""
    command = NewCommitment(
        programme="hlj-2024", title_en="A promise", title_zh="一项承诺", due_words="2026年12月31日前",
        post="hlj-dee-director", supervisor="hlj-leading-group", acceptor="mee", **given,
    )  # fmt: skip
    return registration.add(ctx, command)


def browser(ctx: Context, who: str) -> TestClient:
    """A browser in which somebody is signed in."""
    return browse(ctx, who=who)


def send(web: TestClient, ctx: Context, ref: str, move: str, **fields: Any) -> Any:
    """Send a form of the page, made on the present version unless another is named."""
    version = fields.pop("version", None) or commitments.show(ctx, ref).version
    return web.post(f"/commitments/{ref}/do/{move}", data={"version": str(version), **fields})


def page(web: TestClient, ref: str, **query: str) -> Element:
    """The page of a commitment."""
    answer = web.get(f"/commitments/{ref}", params=query)
    assert answer.status_code == 200, answer.text
    return read(answer.text)


def forms(found: Element) -> set[str]:
    """The moves whose forms stand on a page."""
    return {form.attributes["action"].rpartition("/")[2] for form in found.all("form", method="post")} - {"sign-out"}
