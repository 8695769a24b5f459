"""What is wrong with a query, where in its text, and what was probably meant."""

from collections.abc import Iterable
from difflib import get_close_matches
from unicodedata import normalize

from tracker.kit.errors import Invalid
from tracker.kit.text import Text, text

FEW = 16
"""Up to so many allowed values are listed in a hint; more would bury it."""

LONG = 40
"""Longer values are cut in messages, and nothing is looked up that resembles them."""


class QueryError(Invalid):
    """A query that cannot be read.

    ``position`` and ``length`` mark the wrong part, in characters of the text from 0; ``suggestion``, where there is
    one, is what to put in place of exactly that part.
    """

    def __init__(
        self,
        message: Text,
        *,
        position: int,
        length: int = 1,
        hint: Text | None = None,
        suggestion: str | None = None,
    ) -> None:
        self.position = position
        self.length = length
        self.suggestion = suggestion
        super().__init__(message, hint=hint)


def fold(name: str) -> str:
    """A field name or value as it is looked up: full-width and upper-case forms and underscores make no difference."""
    return normalize("NFKC", name).casefold().replace("_", "-")


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The one of ``known`` that ``name`` resembles most, or None."""
    cutoff = 0.6 if name.isascii() else 0.5  # of two Chinese characters one may be wrong
    found = get_close_matches(fold(name), list(known), n=1, cutoff=cutoff) if len(name) <= LONG else []
    return found[0] if found else None


def clip(value: str) -> str:
    """``value`` short enough for a message of one line."""
    return value if len(value) <= LONG else value[: LONG - 1] + "…"


def did_you_mean(suggestion: str) -> Text:
    """The hint that names the nearest known word."""
    return text("Did you mean “{suggestion}”?", suggestion=suggestion)


def one_of(values: Iterable[str]) -> Text | None:
    """The hint that lists what is allowed, if that is little enough to read."""
    listed = list(values)
    return text("It is one of: {values}.", values=", ".join(listed)) if 0 < len(listed) <= FEW else None
