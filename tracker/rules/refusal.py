"""How a model of a rule pack says what is wrong, in words for both languages."""

from typing import Any

from pydantic import BaseModel, ConfigDict

from tracker.kit.text import Text, text

LONGEST = 60
"""So much of what was found is repeated in a message."""


class Strict(BaseModel):
    """A part of a pack: nothing unknown in it, and no value taken for another kind than it is."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Refusal(ValueError):  # noqa: N818 - says what happens to the pack
    """Something in a pack that cannot stand, with a reason for people."""

    def __init__(self, reason: Text) -> None:
        self.reason = reason
        super().__init__(str(reason))


def reason_of(error: Any) -> Text:
    """Why a model refused something; ``error`` is one item of ``ValidationError.errors()``."""
    cause = error.get("ctx", {}).get("error")
    if isinstance(cause, Refusal):
        return cause.reason
    field = str(error["loc"][-1]) if error["loc"] else ""
    if error["type"] == "extra_forbidden":
        return text("“{field}” is not known here", field=field)
    if error["type"] == "missing":
        return text("“{field}” is missing", field=field)
    found = str(error["input"])[:LONGEST]
    return text("“{field}” cannot be {found}: {why}", field=field, found=found, why=error["msg"])
