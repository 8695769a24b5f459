"""Errors as programs read them (RFC 9457), in the reader's language: what is wrong, where, and how to mend it."""

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from tracker.kit.errors import (
    Conflict,
    Forbidden,
    Invalid,
    NotFound,
    TooMany,
    TrackerError,
    Unauthenticated,
    Unavailable,
)
from tracker.kit.language import say
from tracker.kit.text import Text, text
from tracker.web import errors
from tracker.web.api.operations import encoded

MEDIA_TYPE = "application/problem+json"

TITLES: Mapping[int, Text] = {
    **errors.TITLE,
    400: text("The request cannot be read"),
    405: text("This address does not do that"),
    412: text("It was changed in the meantime"),
    415: text("This is not JSON"),
    428: text("The version is missing"),
}

KINDS: Mapping[type[TrackerError], str] = {
    Unauthenticated: "unauthenticated",
    NotFound: "not_found",
    Forbidden: "forbidden",
    Conflict: "conflict",
    TooMany: "too_many",
    Unavailable: "unavailable",
    Invalid: "invalid",
}
"""The kinds of docs/reference.md, as the command line names them with ``--json``."""


def status_of(error: TrackerError) -> int:
    """The status that tells an error: its own, else that of its kind."""
    own = getattr(error, "status", None)
    return own if isinstance(own, int) else errors.status_of(error)


def told(request: Request, error: TrackerError, language: str) -> Response:
    """The answer that tells an error; what every door notes of it is noted."""
    plain = errors.told(request, error)
    status = status_of(error)
    kept = {name: value for name, value in plain.headers.items() if name not in ("content-length", "content-type")}
    return Response(encoded(content(error, status, language)), status, kept, MEDIA_TYPE)


def content(error: TrackerError, status: int, language: str) -> dict[str, Any]:
    """The members of a problem; those without anything to say are left out."""
    found: dict[str, Any] = {
        "type": "about:blank",
        "title": say(TITLES.get(status, TITLES[500]), language),
        "status": status,
        "detail": say(error.message, language),
        "kind": next((kind for cls, kind in KINDS.items() if isinstance(error, cls)), "unexpected"),
        "hint": say(error.hint, language) if error.hint else None,
        "where": error.where,
        "position": getattr(error, "position", None),
        "errors": [
            {
                "where": fault.where,
                "what": say(fault.what, language),
                "how": say(fault.how, language) if fault.how else None,
            }
            for fault in getattr(error, "faults", ())
        ],
        "yours": getattr(error, "yours", None),
        "theirs": getattr(error, "theirs", None),
    }
    return {name: value for name, value in found.items() if value not in (None, [])}
