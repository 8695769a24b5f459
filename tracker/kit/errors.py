"""The five ways in which a request can fail; every door maps them to its own kind of answer."""

from tracker.kit.text import Text


class TrackerError(Exception):
    """A failure that is told to a person: what is wrong, where, and how to mend it."""

    def __init__(self, message: Text | str, *, hint: Text | str | None = None, where: str | None = None) -> None:
        self.message = message if isinstance(message, Text) else Text(message)
        self.hint = hint if isinstance(hint, Text) or hint is None else Text(hint)
        self.where = where
        super().__init__(str(self.message))


class NotFound(TrackerError):  # noqa: N818 - the field says "not found", not "not found error"
    """The thing asked for is not in the register, or not for this person to see (404, exit 3)."""


class Forbidden(TrackerError):  # noqa: N818
    """The person may see the thing but may not do this to it (403, exit 4)."""


class Conflict(TrackerError):  # noqa: N818
    """The register has moved on since the request was prepared (409, exit 5)."""


class Invalid(TrackerError):  # noqa: N818
    """What was given cannot be understood or breaks a rule (422, exit 6)."""


class Unavailable(TrackerError):  # noqa: N818
    """Something the register needs does not answer just now (503, exit 7)."""


class Unauthenticated(TrackerError):  # noqa: N818
    """Nobody is signed in, or the token is not known, has run out or was revoked."""


class TooMany(TrackerError):  # noqa: N818
    """Too many tries in a short time; ``retry_after`` is in seconds."""

    def __init__(self, message: Text, *, retry_after: int, hint: Text | None = None) -> None:
        super().__init__(message, hint=hint)
        self.retry_after = retry_after
