"""The five ways in which a request can fail; every door maps them to its own kind of answer."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce

from tracker.kit.text import Text, text


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: where (a member, a field or a parameter; empty: nowhere in particular), what, and how
    to mend it.
    """

    where: str
    what: Text
    how: Text | None = None


class TrackerError(Exception):
    """A failure that is told to a person: what is wrong, where, and how to mend it.

    ``faults`` are all the things that are wrong, where there are several.
    """

    faults: tuple[Fault, ...] = ()

    def __init__(self, message: Text | str, *, hint: Text | str | None = None, where: str | None = None) -> None:
        self.message = message if isinstance(message, Text) else Text(message)
        self.hint = hint if isinstance(hint, Text) or hint is None else Text(hint)
        self.where = where
        super().__init__(str(self.message))

    @property
    def told(self) -> tuple[Fault, ...]:
        """Everything that is wrong, also where it is one thing."""
        return self.faults or (Fault(self.where or "", self.message, self.hint),)


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


def of_faults(kind: type[TrackerError], faults: Iterable[Fault]) -> TrackerError | None:
    """The error that tells all the faults at once, of several at one place the first; None where there is none.

    So that nobody mends one thing only to hear of the next.
    """
    places: dict[str, Fault] = {}
    for fault in faults:
        places.setdefault(fault.where or str(fault.what), fault)
    found = tuple(places.values())
    if not found:
        return None
    if len(found) == 1:
        return kind(found[0].what, hint=found[0].how, where=found[0].where or None)
    said = [words for fault in found for words in (fault.what, fault.how) if words is not None]
    error = kind(reduce(lambda one, other: text("{one} {other}", one=one, other=other), said), where=found[0].where)
    error.faults = found
    return error


def together(errors: Iterable[TrackerError]) -> TrackerError | None:
    """One error for several: the first that nothing typed differently would mend, else all that is wrong at once."""
    found = list(errors)
    hard = next((error for error in found if not isinstance(error, Invalid)), None)
    if hard is not None or len(found) < 2:
        return hard or next(iter(found), None)
    return of_faults(Invalid, (fault for error in found for fault in error.told))
