"""Which moment a question is about: when it is judged, and what was known."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Moment:
    """``judged`` as if it were that instant, on local day ``day``, with what was ``known`` at an instant (None: now).

    ``--as-if X`` judges today's knowledge at X; ``--as-of X`` takes the knowledge of X and judges at X
    (docs/reference.md, Commands). ``today`` is the local day of the knowledge.
    """

    judged: datetime
    day: date
    today: date
    known: datetime | None = None


_MOMENT = re.compile(
    r"(?P<day>\d{4}-\d{2}-\d{2})(?:[T ](?P<time>\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?))?"
    r"\s?(?P<zone>Z|[+-]\d{2}:?\d{2}|[A-Za-z_]+(?:/[A-Za-z0-9_+-]+)*)?"
)

YEARS = range(1900, 3000)
"""Beyond these a moment cannot be moved by zones and periods without leaving the calendar."""


def read_moment(words: str, zone: ZoneInfo) -> datetime | None:
    """The instant that ``words`` name, None where they name none; a day alone means 00:00, local to ``zone``.

    ``2025-12-31``, ``2025-12-31 23:30``, ``2025-12-31T23:30:15+08:00``, ``…Z`` and ``… Asia/Shanghai`` are understood.
    A local time that a clock change repeats means its first occurrence. Years before 1900 and after 2999 are slips.
    """
    found = _MOMENT.fullmatch(words.strip())
    if found is None:
        return None
    try:
        local = datetime.combine(date.fromisoformat(found["day"]), time.fromisoformat(found["time"] or "00:00"))
        if local.year not in YEARS:
            return None
        if found["zone"] and found["zone"][0] in "Z+-":
            return datetime.fromisoformat(f"{local.isoformat()}{found['zone']}").astimezone(UTC)
        place = ZoneInfo(found["zone"]) if found["zone"] else zone
        return local.replace(tzinfo=place).astimezone(UTC)
    except (ValueError, KeyError, OverflowError, OSError):
        return None
