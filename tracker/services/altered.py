"""What a field of a commitment holds, in words: codes by their labels, short names by names, days as days."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

from tracker.kit.text import Text, from_data, text
from tracker.services.labels import label

HIDDEN = text("something that you do not see")

CODES = ("assurance", "kind", "policy", "precision", "work")
"""Fields that hold a code of the group of the same name."""

NAMES: Mapping[str, str] = MappingProxyType(
    {
        "acceptor": "body",
        "body": "body",
        "co_bodies": "body",
        "confirmed_by": "person",
        "leader": "post",
        "parent": "commitment",
        "places": "place",
        "post": "post",
        "programme": "programme",
        "sources": "source",
        "supervisor": "body",
    }
)
"""Field → the noun whose short names, or keys, it holds; one or a list of them."""


@dataclass(frozen=True, slots=True)
class Called:
    """Noun → key → its name in both languages; and the references of commitments that whoever asks sees."""

    names: Mapping[str, Mapping[str, tuple[str, str]]]
    seen: frozenset[str]

    def name(self, noun: str, key: str) -> Text:
        """What something is called, with the key by which the filter language knows it; of a person only the name."""
        if noun == "commitment":
            return verbatim(key) if key in self.seen else HIDDEN
        en, zh = self.names.get(noun, {}).get(key, ("", ""))
        if not (en or zh):
            return verbatim(key)
        name = Text(en or zh, zh=zh or en)
        return name if noun == "person" else text("{name} ({key})", name=name, key=key)

    def shows(self, field: str, value: Any) -> bool:
        """Whether the value of a field may be shown as it is kept."""
        return NAMES.get(field) != "commitment" or value is None or value in self.seen


def verbatim(words: str) -> Text:
    """Words that stand as they are, in every language."""
    return Text(words, zh=words)


def spoken_of(changed: Mapping[str, tuple[Any, Any]]) -> Iterator[tuple[str, str]]:
    """(noun, key) of all that changed fields name."""
    for field, values in changed.items():
        noun = NAMES.get(field)
        for value in values if noun else ():
            yield from ((str(noun), key) for key in _keys(value))


def said(field: str, value: Any, called: Called) -> Text | None:
    """The value of a field in words, None where there is nothing."""
    if value is None or value in ("", [], {}):
        return None
    if field in NAMES:
        return _listed([called.name(NAMES[field], key) for key in _keys(value)])
    if field in CODES:
        return label(str(value), field)
    if field in _OTHER:
        return _OTHER[field](value)
    if field.endswith(("_day", "_on", "_since")) or field == "not_before":
        return text("{day}", day=date.fromisoformat(value))
    return _listed([_plain(each) for each in value]) if isinstance(value, list) else _plain(value)


def _keys(value: Any) -> list[str]:
    found = value if isinstance(value, list) else [value]
    return [str(each["source"]) if isinstance(each, dict) else str(each) for each in found if each]


def _listed(parts: list[Text]) -> Text:
    """Several texts as one."""
    if len(parts) == 1:
        return parts[0]
    places = [f"{{part{number}}}" for number in range(len(parts))]
    values = {f"part{number}": part for number, part in enumerate(parts)}
    return Text("; ".join(places), MappingProxyType(values), zh="；".join(places))


def _plain(value: Any) -> Text:
    """Words in both languages, a number or a text as it is kept, and of anything else what it holds."""
    if isinstance(value, dict):
        if set(value) == {"en", "zh"}:
            return Text(value["en"] or value["zh"], zh=value["zh"] or value["en"])
        return _listed([_plain(each) for each in value.values() if each not in (None, "")])
    return verbatim(str(value))


def _size(value: dict[str, Any]) -> Text:
    return text("{n} {unit}", n=value["stated"], unit=_plain(value["unit"]))


def _quantity(value: dict[str, Any]) -> Text:
    """As printed where that is known, else the numbers with their unit."""
    if value.get("printed"):
        return verbatim(str(value["printed"]))
    numbers = [verbatim(str(value[name])) for name in ("baseline", "target", "result") if value.get(name)]
    return _listed([*numbers, *([_plain(value["unit"])] if value.get("unit") else [])] or [verbatim(str(value))])


_OTHER: Mapping[str, Callable[[Any], Text]] = MappingProxyType(
    {
        "due_certain": lambda value: text("certain") if value else text("to be confirmed"),
        "due_reasons": lambda value: _listed([from_data(reason) for reason in value]),
        "extended": lambda value: text("{n} times", n=value),
        "marks": lambda value: _listed([label(mark, "mark") for mark in value]),
        "progress": lambda value: text("{n} of 100", n=value),
        "quantity": _quantity,
        "recurrence": lambda value: label(str(value.get("every")), "every"),
        "reopened": lambda value: text("{n} times", n=value),
        "size": _size,
    }
)
