"""The starter register after the first Monday morning on which its letters were made."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import copied_sqlite
from tests.web.conftest import open_at, plant
from tracker.kit.clock import FrozenClock
from tracker.scheduler.tick import tick
from tracker.services.context import Context
from tracker.settings import Settings

MONDAY = datetime(2026, 3, 9, 0, 0, 10, tzinfo=UTC)
"""Ten seconds after 08:00 in the zone of the register."""


@contextmanager
def after_monday(folder: Path, **settings: Any) -> Iterator[Context]:
    """The register on SQLite; the letters lie in files of the folder, unless the settings say otherwise."""
    ctx = open_at(copied_sqlite("board", plant, folder))
    try:
        then = replace(ctx, clock=FrozenClock(MONDAY))
        tick(then, Settings(home=folder, **settings), "somebody")
        yield then
    finally:
        ctx.db.close()


@pytest.fixture
def sent(tmp_path: Path) -> Iterator[Context]:
    """The register after that morning, its letters written to files."""
    with after_monday(tmp_path) as found:
        yield found
