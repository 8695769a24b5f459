"""Slots in words: their names, and what clock changes, missing dates and the ends of years do to them."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from tracker.domain.slots import Daily, Slot, Weekly, instant

SHANGHAI, BERLIN, NEW_YORK = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York")
MIDNIGHT, MONDAY = Daily(time(0, 0)), Weekly(0, time(8, 0))


def names(slots: list[Slot]) -> list[str]:
    return [slot.name for slot in slots]


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type, misc]


def test_a_daily_slot_is_named_by_its_local_date_and_due_at_the_local_time() -> None:
    assert MIDNIGHT.due(SHANGHAI, utc(2026, 11, 20, 16), utc(2026, 11, 21, 16)) == [
        Slot("2026-11-22", utc(2026, 11, 21, 16))
    ]


def test_a_weekly_slot_is_named_by_its_iso_week() -> None:
    found = MONDAY.due(SHANGHAI, utc(2026, 12, 21), utc(2027, 1, 12))
    assert found == [
        Slot("2026-W53", utc(2026, 12, 28)),
        Slot("2027-W01", utc(2027, 1, 4)),
        Slot("2027-W02", utc(2027, 1, 11)),
    ]


def test_the_moment_asked_from_is_left_out_and_the_moment_asked_until_is_in() -> None:
    first, second = utc(2026, 11, 20, 16), utc(2026, 11, 21, 16)
    assert names(MIDNIGHT.due(SHANGHAI, first, second)) == ["2026-11-22"]
    assert names(MIDNIGHT.due(SHANGHAI, first, second - timedelta(microseconds=1))) == []
    assert names(MIDNIGHT.due(SHANGHAI, second, first)) == []


@pytest.mark.parametrize(
    ("trigger", "until", "name"),
    [
        (MIDNIGHT, utc(2026, 11, 22, 15, 59), "2026-11-22"),
        (MIDNIGHT, utc(2026, 11, 22, 16, 0), "2026-11-23"),
        (MONDAY, utc(2026, 11, 22, 23, 59), "2026-W47"),
        (MONDAY, utc(2026, 11, 23, 0, 0), "2026-W48"),
    ],
)
def test_a_first_start_finds_the_newest_slot_only(trigger: Daily | Weekly, until: datetime, name: str) -> None:
    assert names(trigger.due(SHANGHAI, None, until)) == [name]


def test_a_repeated_local_time_means_its_first_occurrence() -> None:
    assert instant(date(2026, 10, 25), time(2, 30), BERLIN) == utc(2026, 10, 25, 0, 30)
    slots = Daily(time(2, 30)).due(BERLIN, utc(2026, 10, 24, 12), utc(2026, 10, 26, 12))
    assert [(slot.name, slot.at) for slot in slots] == [
        ("2026-10-25", utc(2026, 10, 25, 0, 30)),
        ("2026-10-26", utc(2026, 10, 26, 1, 30)),
    ]


def test_a_skipped_local_time_moves_forward_by_what_was_skipped() -> None:
    assert instant(date(2026, 3, 8), time(2, 30), NEW_YORK) == utc(2026, 3, 8, 7, 30)  # 03:30 summer time


def test_half_an_hour_of_summer_time_moves_slots_by_half_an_hour() -> None:
    lord_howe = ZoneInfo("Australia/Lord_Howe")
    before, after = (instant(day, time(8), lord_howe) for day in (date(2026, 4, 4), date(2026, 4, 6)))
    assert after - before == timedelta(days=2, minutes=30)


def test_a_date_that_a_zone_left_out_has_no_slot_and_its_week_keeps_its_own() -> None:
    apia = ZoneInfo("Pacific/Apia")
    days = MIDNIGHT.due(apia, utc(2011, 12, 28, 12), utc(2012, 1, 1))
    assert names(days) == ["2011-12-29", "2011-12-31", "2012-01-01"]
    friday = Weekly(4, time(8)).due(apia, utc(2011, 12, 26), utc(2012, 1, 2))
    assert friday == [Slot("2011-W52", utc(2011, 12, 30, 18))]  # Saturday 08:00, since there was no Friday


def test_asking_after_years_costs_no_more_than_the_slots_that_are_found() -> None:
    assert len(MIDNIGHT.due(SHANGHAI, utc(2016, 11, 21, 16), utc(2026, 11, 21, 16))) == 3652
    assert len(MONDAY.due(SHANGHAI, utc(2016, 11, 21, 16), utc(2026, 11, 21, 16))) == 521
