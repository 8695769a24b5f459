"""Saying a ``Text`` in somebody's language: messages by gettext, days as that language writes them."""

import gettext
from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from tracker.kit.text import Text

LANGUAGES = ("en", "zh")
LOCALE = Path(__file__).parents[1] / "locale"
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@lru_cache(maxsize=8)
def catalogue(language: str) -> gettext.NullTranslations:
    """The messages of a language; English needs none, since the message ids are English."""
    return gettext.translation("tracker", LOCALE, [language], fallback=language == "en")


def say(message: Text | str, language: str) -> str:
    """``message`` in ``language``, its values written as that language writes them."""
    if isinstance(message, str):
        return message
    if message.zh is not None:
        sentence = message.zh if language == "zh" else message.msgid
    else:
        sentence = catalogue(language).gettext(message.msgid) if message.msgid else ""
    return sentence.format(**_written(message.values, language)) if message.values else sentence


def _written(values: Mapping[str, Any], language: str) -> dict[str, Any]:
    return {name: write(value, language) for name, value in values.items()}


def write(value: Any, language: str) -> Any:
    """A value inside a sentence: days in words, nested messages said, whole numbers grouped by thousands."""
    if isinstance(value, Text):
        return say(value, language)
    if isinstance(value, datetime):
        return f"{write(value.date(), language)} {value:%H:%M}"
    if isinstance(value, date):
        return day(value, language)
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:,}"
    return value


def day(value: date, language: str) -> str:
    """``31 Dec 2025`` or ``2025年12月31日``."""
    if language == "zh":
        return f"{value.year}年{value.month}月{value.day}日"
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"
