"""What could follow while somebody types a query, in a shell or in the filter box."""

import re

from tracker.query.errors import fold
from tracker.query.fields import FIELDS, find, names
from tracker.query.vocabulary import SORT

_BETWEEN_WORDS = re.compile(r'[\s()（）"“”「」]')
_COLON = re.compile(r"[:：]")
_COMMA = re.compile(r"[,，]")
_SIGN = "-－"


def complete(typed: str) -> list[str]:
    """Whole texts that continue ``typed`` by one step: a field name, or a value where the values are known.

    Chinese words are offered to those who have begun to type one.
    """
    name, *values = _COLON.split(_BETWEEN_WORDS.split(typed)[-1].lstrip(_SIGN), maxsplit=1)
    if not values:
        start = name
        words = [f"{known}:" for known in ((*FIELDS, SORT[0]) if start.isascii() else names())]
    else:
        start = _COMMA.split(values[0])[-1]
        start = start.lstrip(_SIGN) if fold(name) in SORT else start
        words = _values(name, chinese=not start.isascii())
    stem = typed[: len(typed) - len(start)]
    return [stem + word for word in words if fold(word).startswith(fold(start))]


def _values(name: str, *, chinese: bool) -> list[str]:
    if fold(name) in SORT:
        return [field.name for field in FIELDS.values() if field.sortable]
    field = find(name)
    if field is None:
        return []
    known = list(field.values) if chinese else list(field.allowed)
    return [*known, "none", "any"] if field.nullable else known
