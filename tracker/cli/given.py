"""Values as they were written on the command line, read; what cannot be read is told with the name of its option."""

import re
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

from tracker.cli.failures import Usage
from tracker.kit.errors import Invalid
from tracker.kit.text import Text, text

if TYPE_CHECKING:
    from pydantic import BaseModel
    from pydantic_core import ErrorDetails

    M = TypeVar("M", bound=BaseModel)

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
MOST = 1_000_000_000


def day(words: str | None, option: str) -> date | None:
    """A day as ISO 8601 writes it, and in no other way; raises Invalid."""
    if words is None:
        return None
    try:
        if _DAY.fullmatch(words):
            return date.fromisoformat(words)
    except ValueError:
        pass
    raise Invalid(
        text("{option}: there is no day “{words}”.", option=option, words=words),
        hint=text("Write year, month and day, such as 2025-12-31."),
        where=option,
    )


def number(words: str | None, option: str) -> int | None:
    """A whole number from 0; raises Invalid."""
    if words is None:
        return None
    if not re.fullmatch(r"[0-9]{1,10}", words) or int(words) > MOST:
        raise Invalid(
            text("{option}: “{words}” is not a whole number from 0 to a thousand million.", option=option, words=words),
            where=option,
        )
    return int(words)


def one_of(choices: Mapping[str, Any], *, missing: Text) -> str:
    """The name of the one option among ``choices`` that was given; raises Usage for none and for several."""
    given = at_most_one(choices)
    if given is None:
        raise Usage(missing, hint=text("Choose one of: {options}.", options=", ".join(choices)))
    return given


def at_most_one(choices: Mapping[str, Any]) -> str | None:
    """The name of the option among ``choices`` that was given, None where none was; raises Usage for several."""
    given = [name for name, value in choices.items() if value]
    if len(given) > 1:
        raise Usage(
            text("{options} cannot be given together.", options=", ".join(given)), hint=text("Leave all but one out.")
        )
    return given[0] if given else None


def together(name: str, value: str | None, needed: str, other: str | None) -> None:
    """Refuse an option that says nothing without another; raises Usage."""
    if value is not None and other is None:
        raise Usage(text("{option} needs {other}.", option=name, other=needed), hint=text("Give both, or neither."))


def made(model: "type[M]", options: Mapping[str, str], **values: Any) -> "M":
    """A command for a use case; ``options`` leads from its fields to the options they were given by. Raises Invalid."""
    from pydantic import ValidationError

    try:
        return model(**{name: value for name, value in values.items() if value is not None})
    except ValidationError as error:
        raise _invalid(error.errors()[0], options) from error


def _invalid(found: "ErrorDetails", options: Mapping[str, str]) -> Invalid:
    field = str(found["loc"][0]) if found["loc"] else ""
    option = options.get(field, field)
    value, limits = found["input"], found.get("ctx", {})
    match found["type"]:
        case "string_too_long":
            n = limits["max_length"]
            return Invalid(text("{option} is longer than {n} characters.", option=option, n=n), where=option)
        case "enum":
            return Invalid(
                text("{option}: there is no “{value}”.", option=option, value=str(value)),
                hint=text(
                    "It is one of: {values}.", values=str(limits["expected"]).replace("'", "").replace(" or ", ", ")
                ),
                where=option,
            )
        case "string_pattern_mismatch" if field == "ref":
            return Invalid(
                text("{option}: “{value}” cannot be a reference.", option=option, value=str(value)),
                hint=text("Write capital letters, digits and hyphens between them, such as HLJ-2024-017."),
                where=option,
            )
        case "string_pattern_mismatch":
            return Invalid(text("{option} holds characters that cannot be printed.", option=option), where=option)
    return Invalid(text("{option}: {reason}", option=option, reason=found["msg"]), where=option)
