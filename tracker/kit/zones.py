"""What people call a time zone: Beijing time, rather than Asia/Shanghai."""

from functools import lru_cache

from babel.dates import get_timezone_location

from tracker.kit.text import Text, text

NAMES = {
    **dict.fromkeys(("Asia/Shanghai", "Asia/Chongqing", "Asia/Chungking", "Asia/Harbin", "PRC"), text("Beijing time")),
    "UTC": text("Coordinated Universal Time (UTC)"),
}
"""Zones that are not called after their city."""


@lru_cache(maxsize=64)
def called(zone: str) -> Text:
    """A zone (a name of the IANA database) in words: by its own name, else by that of its city."""
    if zone in NAMES:
        return NAMES[zone]
    city, ort = (get_timezone_location(zone, locale=locale, return_city=True) for locale in ("en", "zh"))
    return text("{city} time", city=Text(city, zh=ort))
