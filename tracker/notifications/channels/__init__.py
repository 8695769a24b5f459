"""The ways by which a letter leaves: each takes the frozen bytes and says what became of them."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from tracker.kit.text import Text


class Outcome(StrEnum):
    """What became of one attempt; ``ambiguous``: the server had the whole letter, but its answer was lost."""

    SENT = "sent"
    DEFERRED = "deferred"
    REFUSED = "refused"
    AMBIGUOUS = "ambiguous"


@dataclass(frozen=True, slots=True)
class Handed:
    """How an attempt ended: with the server's code and words where it gave any, and the reason for people.

    ``unreachable``: what failed was the way itself, not this letter, so that others need not be tried just now.
    """

    outcome: Outcome
    reason: Text | None = None
    code: int | None = None
    reply: str = ""
    unreachable: bool = False


@dataclass(frozen=True, slots=True)
class Letter:
    """What is handed over: ``content`` byte for byte to ``recipient``; ``attempt`` counts from one."""

    message_id: str
    folder: str
    recipient: str
    content: bytes
    attempt: int


class Channel(Protocol):
    """A way by which letters leave."""

    name: str

    def send(self, letter: Letter) -> Handed:
        """Hand over one letter; raises nothing for what the other side does."""

    def close(self) -> None:
        """Let go of what is kept between letters."""
