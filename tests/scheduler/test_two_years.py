"""Years at one tick an hour, with outages and changes of the clock, against a slow and obvious twin."""

from dataclasses import replace
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from tests.support.jobs import Recorder
from tests.support.registers import settings_of
from tests.support.simulation import DAY, HOUR, Clockwork, awake, expected, hurry, simulate
from tracker.scheduler import tick
from tracker.services.context import Context
from tracker.store.tables import JobRun
from tracker.store.tables.versions import table_of

RUN = table_of(JobRun)
Span = tuple[datetime, datetime]
TWO_YEARS = (datetime(2025, 1, 1, 0, 17, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC))
OVER_EVERY_OUTAGE = (datetime(2025, 3, 10, 0, 17, tzinfo=UTC), datetime(2026, 8, 19, tzinfo=UTC))
"""What is quick enough to be gone through each time."""

# Over changes of the clock: Europe 30 March and 26 October 2025, America 8 March 2026, Australia 5 April 2026.
OUTAGES = (
    (datetime(2025, 3, 29, 12, tzinfo=UTC), DAY),
    (datetime(2025, 10, 23, 3, tzinfo=UTC), 7 * DAY),
    (datetime(2026, 3, 6, 5, tzinfo=UTC), 31 * DAY),
    (datetime(2026, 8, 2, 23, tzinfo=UTC), 3 * HOUR),
)


# Slots are computed before a database is asked, so that one zone shows that both answer the same.
@pytest.mark.parametrize(
    ("database_kind", "zone", "span"),
    [
        ("sqlite", "Europe/Berlin", OVER_EVERY_OUTAGE),
        ("sqlite", "Asia/Shanghai", OVER_EVERY_OUTAGE),
        pytest.param("sqlite", "Europe/Berlin", TWO_YEARS, marks=pytest.mark.chaos),
        pytest.param("sqlite", "Asia/Shanghai", TWO_YEARS, marks=pytest.mark.chaos),
        pytest.param("sqlite", "America/New_York", TWO_YEARS, marks=pytest.mark.chaos),
        pytest.param("sqlite", "Australia/Lord_Howe", TWO_YEARS, marks=pytest.mark.chaos),
        pytest.param("postgresql", "Australia/Lord_Howe", TWO_YEARS, marks=[pytest.mark.postgres, pytest.mark.chaos]),
    ],
    indirect=["database_kind"],
)
def test_every_turn_is_done_once_and_one_makes_up_for_an_outage(
    ctx: Context, zone: str, span: Span, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tick, "BEATS", 30 * DAY)  # ticks are an hour apart, so each would write one
    hurry(ctx)
    ctx = replace(ctx, register=replace(ctx.register, zone=zone))
    moments, recorder = list(awake(*span, OUTAGES)), Recorder()
    found = [
        (moment, ran.job, ran.slot)
        for moment, ticked in simulate(ctx, settings_of("sqlite://"), recorder.jobs, moments)
        for ran in ticked.ran
        if ran.error is None
    ]
    clockworks = (
        Clockwork("check", ZoneInfo(zone), time(0), weekly=False),
        Clockwork("edition", ZoneInfo(zone), time(8), weekly=True),
    )
    skipped: set[str] = set()
    wanted = []
    for clockwork in clockworks:
        done, passed_over = expected(clockwork, moments, span[1])
        wanted += done
        skipped |= passed_over
    assert sorted(found) == sorted(wanted)
    assert recorder.done == [(job, slot) for _, job, slot in found]
    assert states(ctx) == {**{slot: "done" for _, _, slot in wanted}, **dict.fromkeys(skipped, "skipped")}
    assert len(skipped) > 6 + 30, "days of a week and of a month, but for the last"


def states(ctx: Context) -> dict[str, str]:
    with ctx.db.read() as session:
        return {row.slot: row.state for row in session.execute(select(RUN))}
