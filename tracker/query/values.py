"""From one value as written to the test it stands for."""

import re
from dataclasses import dataclass
from unicodedata import normalize

from tracker.kit.text import Text, text
from tracker.query import days
from tracker.query.days import Period, Point
from tracker.query.errors import QueryError, clip, did_you_mean, fold, nearest, one_of
from tracker.query.fields import FIELDS, LISTED, ORDERED, Field, Type
from tracker.query.tree import After, Before, Missing, Present, Test, Value, Within
from tracker.query.vocabulary import ANY, NONE

_SLUG = re.compile(r"[a-z0-9][a-z0-9-]*")
_NUMBER = re.compile(r"[+-]?[0-9]{1,6}")
_FAR = 10**9
_HINTS = {
    Type.DATE: text("Write 2024, 2024-06, 2024-Q3, 2024-H1, 2024-06-30, today or +30d; a range is A..B."),
    Type.NUMBER: text("Write 30, >30, <=30 or 10..30."),
}


@dataclass(frozen=True, slots=True)
class Written:
    """One value as it stands in the text; ``operator`` is one of "", "=", "<", "<=", ">" and ">="."""

    text: str
    position: int
    length: int
    operator: str = ""
    quoted: bool = False


def read(field: Field, value: Written) -> tuple[Test, ...]:
    """The tests, any of which must hold, that ``value`` means for ``field``.

    One value is one test, but for ``any`` of an enum that has a value “none”. Raises ``QueryError``.
    """
    plain = "" if value.quoted or value.operator else fold(value.text)
    if plain in NONE | ANY and (field.nullable or field.type not in {Type.TEXT, Type.WORD}):
        return _absence(field, plain in NONE, value)
    if field.type in ORDERED:
        return (_ordered(field, value),)
    if value.operator not in {"", "="} or (value.operator and field.type is Type.TEXT):
        raise _misused(field, value)
    if field.type in LISTED:
        return (Value(_listed(field, value)),)
    if field.type in {Type.TREE, Type.SLUG}:
        return (Value(_slug(value), exact=field.type is Type.TREE and value.operator == "="),)
    return (Value(value.text),)


def _absence(field: Field, none: bool, value: Written) -> tuple[Test, ...]:
    if field.nullable:
        return (Missing() if none else Present(),)
    if "none" in field.allowed:
        return tuple(Value(word) for word in field.allowed if (word == "none") is none)
    message = text("“{field}” is never empty, so it cannot be “{value}”.", field=field.name, value=value.text)
    raise QueryError(message, position=value.position, length=value.length, hint=one_of(field.allowed))


def _ordered(field: Field, value: Written) -> Test:
    if ".." in value.text and not value.quoted:
        return _range(field, value)
    point = _point(field, value.text, value, 0)
    match value.operator:
        case "<":
            return Before(point)
        case ">":
            return After(point)
        case "<=":
            return Within(None, point)
        case ">=":
            return Within(point, None)
    return Within(point, point)


def _range(field: Field, value: Written) -> Test:
    start, _, end = value.text.partition("..")
    if value.operator:
        raise _misused(field, value)
    if not start and not end:
        raise _wrong(value, text("A range needs at least one end."), hint=_HINTS[field.type])
    low = _point(field, start, value, 0) if start else None
    high = _point(field, end, value, len(start) + len("..")) if end else None
    if _starts(low) > _ends(high):
        turned = f"{end}..{start}"
        raise _wrong(value, text("This range ends before it starts."), hint=did_you_mean(turned), suggestion=turned)
    return Within(low, high)


def _starts(low: Point | int | None) -> int:
    match low:
        case int():
            return low
        case Period(first, _):
            return first.toordinal()
    return -_FAR


def _ends(high: Point | int | None) -> int:
    match high:
        case int():
            return high
        case Period(_, last):
            return last.toordinal()
    return _FAR


def _point(field: Field, words: str, value: Written, offset: int) -> Point | int:
    """One day or number; an error marks just ``words``, which stand at ``offset`` within ``value``."""
    if field.type is Type.NUMBER:
        plain = normalize("NFKC", words)
        found: Point | int | None = int(plain) if _NUMBER.fullmatch(plain) else None
        message = text("“{value}” is not a whole number.", value=clip(words))
    else:
        found = days.read(words)
        message = text("“{value}” is not a day or period.", value=clip(words))
    if found is not None:
        return found
    if value.quoted:
        raise _wrong(value, message, hint=_HINTS[field.type])
    raise QueryError(message, position=value.position + offset, length=len(words), hint=_HINTS[field.type])


def _listed(field: Field, value: Written) -> str:
    folded = fold(value.text)
    if folded in field.values:
        return field.values[folded]
    message = text("“{field}” has no value “{value}”.", field=field.name, value=clip(value.text))
    elsewhere = [f"{other.name}:{other.values[folded]}" for other in FIELDS.values() if folded in other.values]
    if elsewhere:
        raise _wrong(value, message, hint=did_you_mean(elsewhere[0]))
    near = nearest(value.text, field.values)
    if near is None:
        raise _wrong(value, message, hint=one_of(field.allowed))
    suggestion = field.values[near] if near.isascii() else near
    raise _wrong(value, message, hint=did_you_mean(suggestion), suggestion=suggestion)


def _slug(value: Written) -> str:
    slug = normalize("NFKC", value.text).casefold()
    if not _SLUG.fullmatch(slug):
        message = text("“{value}” is not a short name.", value=clip(value.text))
        hint = text("Short names are made of the letters a to z, digits and hyphens.")
        raise _wrong(value, message, hint=hint)
    return slug


def _misused(field: Field, value: Written) -> QueryError:
    return _wrong(value, text("“{operator}” cannot be used with “{field}”.", operator=value.operator, field=field.name))


def _wrong(value: Written, message: Text, *, hint: Text | None = None, suggestion: str | None = None) -> QueryError:
    return QueryError(message, position=value.position, length=value.length, hint=hint, suggestion=suggestion)
