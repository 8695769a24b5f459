"""A sweep killed at any named point: the next one finishes it, and records each change once."""

from datetime import datetime, timedelta

import pytest

from tests.services.test_sweeping import announced, changes, local, swept
from tests.support.killing import killed_at
from tests.support.registers import Register, opened, settings_of
from tracker.kit import points
from tracker.services import runs, sweeping

AT = local("2026-01-05T09:00")
LATER = AT + timedelta(minutes=10)


def sweep_once(url: str, at: str) -> None:
    """Sweep in small batches, in a process of its own."""
    sweeping.BATCH = 50
    ctx = opened(url, at=datetime.fromisoformat(at))
    sweeping.sweep(ctx, settings_of(url), runs.by_hand(ctx, "check", "killed"))


def test_every_point_of_the_sweep_is_tried_here() -> None:
    assert {point for point in points.POINTS if point.startswith("check.")} == {"check.written", "check.committed"}


@pytest.mark.parametrize("time", [1, 3])
@pytest.mark.parametrize("point", ["check.written", "check.committed"])
def test_after_a_kill_the_next_sweep_goes_on_and_nothing_is_recorded_twice(
    starter: Register, point: str, time: int
) -> None:
    killed_at(point, f"{__name__}:sweep_once", starter.url, AT.isoformat(), time=time)
    before = changes(starter)
    swept(starter, LATER)
    found = changes(starter)
    assert set(before) <= set(found)
    assert len({change[:4] for change in found}) == len(found)
    assert len(announced(starter, "overdue")) == 7
    assert {change[4] for change in found} == ({AT, LATER} if before else {LATER})
