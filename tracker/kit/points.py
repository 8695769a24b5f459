"""Named points in work that must survive a kill: tests stop a process there; in use nothing happens at them."""

from collections.abc import Callable
from typing import Final

POINTS: Final = (
    "plan.written",
    "plan.committed",
    "claim.committed",
    "check.written",
    "check.committed",
    "edition.composed",
    "edition.written",
    "edition.committed",
    "send.claimed",
    "send.accepted",
    "send.written",
    "send.committed",
    "withdraw.composed",
    "withdraw.written",
    "withdraw.committed",
    "file.written",
    "file.renamed",
    "evidence.stored",
    "evidence.renamed",
    "evidence.written",
    "evidence.committed",
)
"""Every point, in the order of the work; ``written`` is inside a transaction, ``committed`` after its end."""

_listeners: list[Callable[[str], None]] = []


def reached(point: str) -> None:
    """Say that the work has come to a named point."""
    for listener in _listeners:
        listener(point)


def listen(listener: Callable[[str], None]) -> None:
    """Have ``listener`` told of every point that this process reaches."""
    _listeners.append(listener)
