"""JSON bodies, read strictly: no duplicate members, nothing that is not JSON, no text that a register cannot keep."""

import json
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, NoReturn, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from tracker.kit.text import Text, text
from tracker.web.api.faults import Fault, Malformed

MOST_INTEGER = 2**53 - 1
DEEPEST = 20

M = TypeVar("M", bound=BaseModel)


def members(raw: bytes) -> dict[str, Any]:
    """The members of a JSON object; raises Malformed: 400 for what is no JSON, 422 for what cannot be kept."""
    try:
        found = json.loads(raw.decode("utf-8"), object_pairs_hook=_once, parse_constant=_no_number)
    except RecursionError as error:
        raise _not_json(text("It is nested too deeply.")) from error
    except UnicodeDecodeError as error:
        raise _not_json(text("It is not UTF-8, from byte {n} on.", n=error.start)) from error
    except json.JSONDecodeError as error:
        raise _not_json(text("From character {n} on it is no JSON.", n=error.pos)) from error
    except ValueError as error:  # an integer of more digits than Python reads
        raise _not_json(text("It holds a number that cannot be read.")) from error
    if not isinstance(found, dict):
        raise Malformed.of([Fault("body", text("It is no JSON object."), text("Write members within braces."))])
    faults = [fault for name, value in found.items() for fault in _unkept(name, value)]
    if faults:
        raise Malformed.of(faults)
    return found


def _not_json(why: Text) -> Malformed:
    return Malformed(
        text("The body cannot be read as JSON. {why}", why=why), hint=text("Send one JSON object."), status=400
    )


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        seen: set[str] = set()
        twice = next(name for name, _ in pairs if name in seen or seen.add(name))  # type: ignore[func-returns-value]
        raise Malformed(text("The member “{name}” is there more than once.", name=twice[:80]), status=400)
    return found


def _no_number(words: str) -> NoReturn:
    raise _not_json(text("“{words}” is no number.", words=words))


def _unkept(where: str, value: Any) -> Iterator[Fault]:
    """What no record can hold, wherever in the value it stands."""
    for inner, depth in _inside(where, value):
        if depth > DEEPEST:
            yield Fault(shown(where), text("It is nested too deeply."))
            return
        if isinstance(inner, str) and any(sign == "\x00" or "\ud800" <= sign <= "\udfff" for sign in inner):
            yield Fault(shown(where), text("It holds characters that cannot be kept."))
        elif isinstance(inner, int) and not isinstance(inner, bool) and abs(inner) > MOST_INTEGER:
            yield Fault(shown(where), text("The number is too large."))


def _inside(where: str, value: Any) -> Iterator[tuple[Any, int]]:
    waiting = [(where, 0), (value, 0)]
    while waiting:
        found, depth = waiting.pop()
        yield found, depth
        if depth > DEEPEST:
            return
        if isinstance(found, dict):
            waiting += [(name, depth + 1) for name in found]
            waiting += [(inner, depth + 1) for inner in found.values()]
        elif isinstance(found, list):
            waiting += [(inner, depth + 1) for inner in found]


def shown(where: str) -> str:
    """The name of a member, short, and without what cannot be printed."""
    return "".join(sign if sign.isprintable() else "?" for sign in where[:80])


def made(command: type[M], data: Mapping[str, Any], **fixed: Any) -> M:
    """A command from the members of a body, and what the address says; raises Malformed naming every member at fault.

    Types are strict: ``"1"`` is no number, and ``0`` or ``"0"`` no day.
    """
    given = {**data, **fixed}
    faults = [
        Fault(name, text("There is no day like this."), _DAY)
        for name, value in data.items()
        if isinstance(value, str) and value.isdigit() and _is_day(command, name)
    ]
    faults += [
        Fault(name, text("It is empty."), text("Write something, or leave it out."))
        for name, value in data.items()
        if value == "" and is_name(command, name)
    ]
    try:
        found = command.model_validate_json(json.dumps(given), strict=True)
    except ValidationError as error:
        raise Malformed.of(faults + [_fault(each) for each in error.errors(include_url=False)]) from error
    if faults:
        raise Malformed.of(faults)
    return found


def is_name(command: type[BaseModel], member: str) -> bool:
    """Whether a member names another record, which an empty text never does."""
    field = command.model_fields.get(member)
    return field is not None and field.annotation in (str, str | None) and not field.metadata


def _is_day(command: type[BaseModel], name: str) -> bool:
    field = command.model_fields.get(name)
    return field is not None and date in (field.annotation, *getattr(field.annotation, "__args__", ()))


_DAY = text("Write year, month and day, such as 2025-12-31.")

_TOLD: Mapping[str, tuple[Text, Text | None]] = {
    "missing": (text("It is missing."), text("Say it.")),
    "extra_forbidden": (text("There is no such member here."), text("Leave it out.")),
    "string_type": (text("It is no text."), text("Write it between quotation marks.")),
    "int_type": (text("It is no whole number."), text("Write digits, without quotation marks.")),
    "int_from_float": (text("It is no whole number."), text("Write digits, without quotation marks.")),
    "bool_type": (text("It is neither true nor false."), text("Write true or false, without quotation marks.")),
    "date_type": (text("It is no day."), _DAY),
    "date_parsing": (text("There is no day like this."), _DAY),
    "date_from_datetime_parsing": (text("There is no day like this."), _DAY),
    "tuple_type": (text("It is no list."), text("Write the values within square brackets.")),
    "list_type": (text("It is no list."), text("Write the values within square brackets.")),
    "dict_type": (text("It is no JSON object."), text("Write members within braces.")),
    "model_type": (text("It is no JSON object."), text("Write members within braces.")),
    "string_pattern_mismatch": (text("It holds characters that are not allowed there."), None),
}
"""What is wrong, by the type of the error that the framework found."""


def _fault(found: ErrorDetails) -> Fault:
    where = ".".join(shown(str(part)) for part in found["loc"]) or "body"
    limits: dict[str, Any] = found.get("ctx", {})
    match found["type"]:
        case "string_too_long":
            n = limits["max_length"]
            return Fault(where, text("It is longer than {n} characters.", n=n), text("Shorten it."))
        case "string_too_short":
            return Fault(where, text("It is empty."), text("Write something, or leave it out."))
        case "enum" | "literal_error":
            values = str(limits["expected"]).replace("'", "").replace(" or ", ", ")
            return Fault(where, text("There is no such value."), text("It is one of: {values}.", values=values))
        case "greater_than_equal":
            return Fault(where, text("The number is too small."), text("The least is {n}.", n=limits["ge"]))
        case "less_than_equal":
            return Fault(where, text("The number is too large."), text("The most is {n}.", n=limits["le"]))
    what, how = _TOLD.get(found["type"], (text("It cannot be used."), None))
    return Fault(where, what, how)
