"""Query parameters, read strictly: what an operation does not know is refused, and so is what is said twice."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from tracker.kit.text import Text, text
from tracker.web.api.faults import Fault, Malformed

MOST_PARAMETERS = 50

_NUMBER = re.compile(r"0|[1-9][0-9]{0,8}")


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter: how its text is read, and what OpenAPI says of it. ``read`` raises ValueError for what it is not.

    ``expected`` says to people what can be written.
    """

    name: str
    meaning: str
    read: Callable[[str], Any]
    schema: Mapping[str, Any]
    expected: Text
    default: Any = None


def words(name: str, meaning: str, *, most: int = 4_000, default: str = "") -> Parameter:
    """A parameter that is a text."""
    schema = {"type": "string", "maxLength": most, "default": default}
    return Parameter(name, meaning, _within(most), schema, text("Write at most {n} characters.", n=most), default)


def whole(name: str, meaning: str, *, least: int, most: int, default: int) -> Parameter:
    """A parameter that is a whole number."""

    def read(value: str) -> int:
        if not _NUMBER.fullmatch(value) or not least <= int(value) <= most:
            raise ValueError(value)
        return int(value)

    schema = {"type": "integer", "minimum": least, "maximum": most, "default": default}
    expected = text("Write a whole number from {least} to {most}.", least=least, most=most)
    return Parameter(name, meaning, read, schema, expected, default)


def choice(name: str, meaning: str, values: Iterable[str], *, default: str | None = None) -> Parameter:
    """A parameter that is one of a few words."""
    allowed = list(values)

    def read(value: str) -> str:
        if value not in allowed:
            raise ValueError(value)
        return value

    schema: dict[str, Any] = {"type": "string", "enum": allowed}
    if default is not None:
        schema["default"] = default
    return Parameter(name, meaning, read, schema, text("It is one of: {values}.", values=", ".join(allowed)), default)


def yes(name: str, meaning: str) -> Parameter:
    """A parameter that is ``true`` or ``false``."""

    def read(value: str) -> bool:
        if value not in ("true", "false"):
            raise ValueError(value)
        return value == "true"

    expected = text("It is one of: {values}.", values="true, false")
    return Parameter(name, meaning, read, {"type": "boolean", "default": False}, expected, False)


def instant(name: str, meaning: str) -> Parameter:
    """A parameter that is a day or a moment; which zone a day is in is known to the register."""
    schema = {"type": "string", "pattern": r"^(19|2[0-9])[0-9]{2}-[0-9]{2}-[0-9]{2}"}
    expected = text("Write a day or a moment, such as 2026-01-05, 2025-12-31T23:30 or 2025-12-31T23:30+08:00.")
    return Parameter(name, meaning, _within(80), schema, expected)


def _within(most: int) -> Callable[[str], str]:
    def read(value: str) -> str:
        if len(value) > most:
            raise ValueError(value)
        return value

    return read


AS_OF = instant("as_of", "What was known at this day or moment, judged then.")
AS_IF = instant("as_if", "What is known, judged as if it were this day or moment.")
MOMENTS = (AS_OF, AS_IF)


def read(query: bytes, known: Iterable[Parameter]) -> dict[str, Any]:
    """The values of all known parameters; raises Malformed naming everything that is wrong with the query."""
    parameters = {parameter.name: parameter for parameter in known}
    found = {name: parameter.default for name, parameter in parameters.items()}
    if not query:
        return found
    try:
        given = parse_qsl(
            query.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=MOST_PARAMETERS
        )
    except ValueError as error:
        hint = text("Write it as UTF-8, percent-encoded.")
        raise Malformed(text("The query of the address cannot be read."), hint=hint) from error
    faults: list[Fault] = []
    seen: set[str] = set()
    for name, value in given:
        fault = _fault(name, value, parameters, seen)
        if fault:
            faults.append(fault)
        else:
            found[name] = parameters[name].read(value)
        seen.add(name)
    if faults:
        raise Malformed.of(faults)
    return found


def _fault(name: str, value: str, known: Mapping[str, Parameter], seen: set[str]) -> Fault | None:
    parameter = known.get(name)
    if parameter is None:
        allowed = ", ".join(known)
        how = text("It is one of: {values}.", values=allowed) if known else text("Leave it out.")
        return Fault(name[:80], text("There is no such parameter here."), how)
    if name in seen:
        return Fault(name, text("It is given more than once."), text("Give it once."))
    if any(ord(sign) < 32 and sign not in "\t\n\r" for sign in value):
        return Fault(name, text("It holds characters that cannot be printed."), parameter.expected)
    try:
        parameter.read(value)
    except ValueError:
        return Fault(name, text("It cannot be understood."), parameter.expected)
    return None
