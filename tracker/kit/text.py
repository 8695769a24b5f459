"""Words for people, carried as a message and its values until somebody's language is known."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any


@dataclass(frozen=True, slots=True)
class Text:
    """A translatable message: an English ``msgid`` with ``{named}`` places, and what fills them.

    Dates and nested ``Text`` values stay as they are here; ``kit.language`` writes them in the reader's language.
    ``zh`` is the Chinese message where an office wrote both itself, as in a rule pack; else the catalogue has it.
    """

    msgid: str
    values: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    zh: str | None = None

    def __str__(self) -> str:
        """English, for logs and for exceptions that nobody translated."""
        return self.msgid.format(**self.values) if self.values else self.msgid


def text(msgid: str, **values: Any) -> Text:
    """Mark ``msgid`` for translation and bind its values (the extractor looks for this name)."""
    return Text(msgid, MappingProxyType(values))


def to_data(message: Text) -> dict[str, Any]:
    """``message`` as plain JSON data, to be kept in a record and said later in any language."""
    data: dict[str, Any] = {"m": message.msgid, "v": {name: _packed(value) for name, value in message.values.items()}}
    return data if message.zh is None else {**data, "zh": message.zh}


def from_data(data: Mapping[str, Any]) -> Text:
    """The message that ``to_data`` packed."""
    values = {name: _unpacked(value) for name, value in data["v"].items()}
    return Text(data["m"], MappingProxyType(values), data.get("zh"))


def _packed(value: Any) -> Any:
    if isinstance(value, date):
        return {"day": value.isoformat()}
    return {"text": to_data(value)} if isinstance(value, Text) else value


def _unpacked(value: Any) -> Any:
    if isinstance(value, dict):
        return date.fromisoformat(value["day"]) if "day" in value else from_data(value["text"])
    return value
