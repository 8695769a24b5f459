"""What is wrong with the form of a request, member by member, said to people; and the errors that tell it."""

from collections.abc import Sequence
from typing import Any

from tracker.kit.errors import Conflict, Fault, Invalid
from tracker.kit.text import Text, text

__all__ = ["MOST", "Fault", "Malformed", "Outdated"]

MOST = 20
"""So many faults are told at once; an answer must not be larger than what it answers."""


class Malformed(Invalid):
    """A request whose form is wrong; ``status`` tells in which way."""

    def __init__(
        self, message: Text, *, hint: Text | None = None, status: int = 422, faults: Sequence[Fault] = ()
    ) -> None:
        where = faults[0].where if faults else None
        super().__init__(message, hint=hint, where=where)
        self.status = status
        self.faults = tuple(faults[:MOST])

    @classmethod
    def of(cls, faults: Sequence[Fault]) -> "Malformed":
        """The error that tells these faults."""
        first = faults[0]
        return cls(text("{where}: {what}", where=first.where, what=first.what), hint=first.how, faults=faults)


class Outdated(Conflict):
    """A change that was prepared on an older version: nothing of it is lost, and what came between is told.

    ``condition``: the version stood in the header If-Match, so that the answer is 412.
    """

    def __init__(self, message: Text, *, condition: bool, yours: dict[str, Any], theirs: dict[str, Any]) -> None:
        super().__init__(message, hint=text("Compare the two, then send what still holds with the new version."))
        self.status = 412 if condition else 409
        self.yours, self.theirs = yours, theirs
