"""Many who change the same few commitments at once: nobody's change is lost, and nobody is told of a lock."""

from collections.abc import Callable
from threading import Barrier

import pytest

from tests.support.postgres import Prepare
from tests.support.registers import opened
from tests.support.writers import lost, make_ground, owners, write_at_once
from tracker.services import moving
from tracker.store import audit

Copy = Callable[[str, Prepare], str]
WRITERS = 50


def test_fifty_writers_at_once_lose_nothing(copied_database: Copy) -> None:
    ctx = opened(copied_database("writers", make_ground))
    made = write_at_once(owners(ctx, WRITERS), "w", 3)
    assert len(made) >= 3
    assert lost(ctx, made) == []
    with ctx.db.read() as session:
        assert list(audit.findings(session)) == []
    ctx.db.close()


def test_without_the_check_of_versions_the_lost_changes_would_be_seen(
    copied_database: Copy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(moving, "require_version", lambda found, expected: None)
    ctx = opened(copied_database("writers", make_ground))
    made = write_at_once(owners(ctx, 8), "w", 1, met=Barrier(8))
    assert len(made) == 8
    assert any("lost" in each for each in lost(ctx, made))
    ctx.db.close()
