"""Words that name a moment are read, and those that name none are not."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from tracker.domain.moment import read_moment

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("words", "moment"),
    [
        ("2025-12-31", datetime(2025, 12, 30, 16, tzinfo=UTC)),
        (" 2025-12-31 23:30 ", datetime(2025, 12, 31, 15, 30, tzinfo=UTC)),
        ("2025-12-31T23:30:15+08:00", datetime(2025, 12, 31, 15, 30, 15, tzinfo=UTC)),
        ("2025-12-31T23:30:15.5Z", datetime(2025, 12, 31, 23, 30, 15, 500_000, tzinfo=UTC)),
        ("2025-12-31T23:30 Europe/Berlin", datetime(2025, 12, 31, 22, 30, tzinfo=UTC)),
        ("2999-12-31T23:59:59Z", datetime(2999, 12, 31, 23, 59, 59, tzinfo=UTC)),
        ("1900-01-01T00:00Z", datetime(1900, 1, 1, tzinfo=UTC)),
    ],
)
def test_a_moment_is_read_in_its_zone_or_that_of_the_register(words: str, moment: datetime) -> None:
    assert read_moment(words, SHANGHAI) == moment


def test_a_time_that_a_clock_change_repeats_is_its_first_occurrence() -> None:
    assert read_moment("2025-10-26T02:30", ZoneInfo("Europe/Berlin")) == datetime(2025, 10, 26, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize("words", ["", "yesterday", "2025-02-30", "2025-12-31T25:00", "2025-12-31 Nowhere/Here"])
def test_what_names_no_moment_is_not_read(words: str) -> None:
    assert read_moment(words, SHANGHAI) is None


@pytest.mark.parametrize("words", ["0001-01-01", "1899-12-31T23:59Z", "3000-01-01", "9999-12-31", "9999-12-31T23:59Z"])
def test_a_moment_at_the_edges_of_the_calendar_is_not_read(words: str) -> None:
    assert read_moment(words, SHANGHAI) is None
