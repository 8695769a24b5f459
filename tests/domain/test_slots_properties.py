"""In every zone there is: each local date has one daily slot and each week one weekly slot, in order, none twice."""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.slots import Daily, Slot, Trigger, Weekly

START, END = datetime(2010, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)
ZONES = sorted(available_timezones())
WALLS = (time(0), time(2, 30))

zones = st.sampled_from(ZONES).map(ZoneInfo)
moments = st.integers(0, 65 * 366 * 24 * 3600).map(lambda n: datetime(1971, 1, 1, tzinfo=UTC) + timedelta(seconds=n))
triggers = st.one_of(st.builds(Daily, st.times()), st.builds(Weekly, st.integers(0, 6), st.times()))


@cache
def behaviours() -> tuple[str, ...]:
    """One zone for each way in which clocks behaved in these years."""
    hours = [START + timedelta(hours=12 * n) for n in range((END - START).days * 2)]
    found: dict[tuple[timedelta | None, ...], str] = {}
    for name in ZONES:
        zone = ZoneInfo(name)
        found.setdefault(tuple(hour.astimezone(zone).utcoffset() for hour in hours), name)
    return tuple(found.values())


def local_dates(zone: ZoneInfo) -> list[str]:
    """The dates that people in a zone lived through, found by looking at the wall clock every quarter of an hour."""
    quarters = (START + timedelta(minutes=15 * n) for n in range((END - START).days * 96))
    return sorted({moment.astimezone(zone).date().isoformat() for moment in quarters})


def test_there_are_many_zones_of_which_most_change_their_clocks() -> None:
    assert len(ZONES) > 400
    assert len(behaviours()) > 90


@pytest.mark.parametrize("every", [4, pytest.param(1, marks=pytest.mark.chaos)])
def test_every_local_date_has_one_daily_slot_wherever_and_whenever(every: int) -> None:
    for name in {*behaviours()[::every], *LEFT_OUT}:
        zone = ZoneInfo(name)
        first, last = START.astimezone(zone).date() + timedelta(2), END.astimezone(zone).date() - timedelta(2)
        all_days = {(first + timedelta(n)).isoformat() for n in range((last - first).days + 1)}
        for wall in WALLS:
            slots = Daily(wall).due(zone, START, END)
            check_order(slots)
            missing = all_days - {slot.name for slot in slots}
            # Samoa and Tokelau went over the date line: nobody there lived through that Friday.
            assert missing == ({"2011-12-30"} if name in LEFT_OUT else set()), (name, wall)


LEFT_OUT = ("Pacific/Apia", "Pacific/Fakaofo")


def test_the_date_that_was_left_out_is_the_one_nobody_lived_through() -> None:
    for name in LEFT_OUT:
        lived = local_dates(ZoneInfo(name))
        assert "2011-12-30" not in lived
        assert {"2011-12-29", "2011-12-31"} <= set(lived)


def test_every_iso_week_has_one_weekly_slot_wherever_and_whenever() -> None:
    mondays = [date(2010, 1, 11) + timedelta(weeks=n) for n in range(884)]
    weeks = ["{}-W{:02}".format(*monday.isocalendar()[:2]) for monday in mondays]
    for name in behaviours():
        slots = Weekly(0, time(8)).due(ZoneInfo(name), START, END)
        check_order(slots)
        assert set(weeks) <= {slot.name for slot in slots}, name


def check_order(slots: list[Slot]) -> None:
    """Names and instants both go up, so that none is there twice."""
    assert all(a.at < b.at and a.name < b.name for a, b in pairwise(slots))


@given(zone=zones, trigger=triggers, cuts=st.lists(moments, min_size=2, max_size=6))
def test_whenever_one_asks_in_between_the_same_slots_are_found(
    zone: ZoneInfo, trigger: Trigger, cuts: list[datetime]
) -> None:
    cuts = sorted(cuts)
    in_parts = [slot for a, b in pairwise(cuts) for slot in trigger.due(zone, a, b)]
    assert in_parts == trigger.due(zone, cuts[0], cuts[-1])
    check_order(in_parts)


@given(zone=zones, trigger=triggers, until=moments)
def test_a_first_start_finds_the_last_of_what_was_due_before(zone: ZoneInfo, trigger: Trigger, until: datetime) -> None:
    assert trigger.due(zone, None, until) == trigger.due(zone, until - timedelta(weeks=3), until)[-1:]


@given(zone=zones, wall=st.times(), until=moments)
def test_a_slot_is_due_at_its_wall_time_or_later_by_what_the_clock_skipped(
    zone: ZoneInfo, wall: time, until: datetime
) -> None:
    (slot,) = Daily(wall).due(zone, None, until)
    shown = slot.at.astimezone(zone).replace(tzinfo=None)
    late = shown - datetime.combine(date.fromisoformat(slot.name), wall)
    assert timedelta(0) <= late < timedelta(days=1)
    if late:
        before = slot.at - timedelta(days=1, hours=2)
        gained = slot.at.astimezone(zone).utcoffset() - before.astimezone(zone).utcoffset()  # type: ignore[operator]
        assert gained > timedelta(0)
