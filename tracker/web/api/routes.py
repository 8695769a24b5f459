"""All addresses of the API, noun by noun."""

from functools import lru_cache

from starlette.responses import Response

from tracker.domain.rights import Right
from tracker.web.api import (
    accounts,
    commitments,
    evidence,
    frame,
    keeping,
    moves,
    openapi,
    persons,
    readings,
    register,
    requests,
)
from tracker.web.api.operations import Call, Operation, encoded

NOUNS = (commitments, moves, requests, evidence, readings, keeping, persons, accounts, register)


@lru_cache(maxsize=1)
def described() -> bytes:
    """The document of ``/openapi.json``, as it is sent."""
    return encoded(openapi.document(OPERATIONS))


def _describe(_: Call) -> Response:
    return Response(described(), media_type="application/json")


OPERATIONS: tuple[Operation, ...] = (
    *(operation for noun in NOUNS for operation in noun.OPERATIONS),
    Operation("GET", "/openapi.json", "describe", "This document.", _describe, None, right=Right.ENTER),
)

router = frame.router(OPERATIONS)
