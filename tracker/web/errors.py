"""What goes wrong, told to people: what, where, how to mend it; never how the machine came to it."""

import logging
from collections.abc import Mapping
from http import HTTPStatus
from secrets import token_hex

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

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
from tracker.web.headers import harden
from tracker.web.pages import Page, language_of, open_page, plain_page

log = logging.getLogger(__name__)

STATUS: Mapping[type[TrackerError], int] = {
    Unauthenticated: 401,
    NotFound: 404,
    Forbidden: 403,
    Conflict: 409,
    Invalid: 422,
    TooMany: 429,
    Unavailable: 503,
}

TITLE: Mapping[int, Text] = {
    401: text("Nobody is signed in"),
    403: text("This is not allowed"),
    404: text("There is nothing at this address"),
    405: text("This address can only be read"),
    409: text("The register has moved on"),
    422: text("This cannot be understood"),
    429: text("Too many tries"),
    500: text("Something went wrong on our side"),
    503: text("The register does not answer just now"),
}


def install(app: FastAPI) -> None:
    """Put our answers in the place of the framework's own."""
    app.add_exception_handler(TrackerError, _told)
    app.add_exception_handler(HTTPException, _routed)
    app.add_exception_handler(Exception, _unexpected)


def status_of(error: TrackerError) -> int:
    """The status of an answer that tells this error."""
    return next((status for kind, status in STATUS.items() if isinstance(error, kind)), 500)


def _told(request: Request, error: Exception) -> Response:
    known = error if isinstance(error, TrackerError) else TrackerError(str(error))
    return _answer(request, status_of(known), known.message, known.hint)


def _routed(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    if status == HTTPStatus.METHOD_NOT_ALLOWED:
        return _answer(request, status, text("The board is for reading; nothing is changed here."), None)
    hint = text("Go to the board, or look for words of what you want.")
    return _answer(request, status, text("The address may be mistyped, or what was here has moved."), hint)


def _unexpected(request: Request, error: Exception) -> Response:
    reference = token_hex(4)
    log.error("reference %s: %s %s failed", reference, request.method, request.url.path, exc_info=error)
    answer = _answer(
        request,
        500,
        text("This could not be shown. The reference of the failure is {reference}.", reference=reference),
        text("Try again; if it fails again, give the reference to whoever runs the register."),
    )
    harden(answer.headers)  # this answer is made outside of everything that adds headers
    return answer


def _answer(request: Request, status: int, message: Text, hint: Text | None) -> Response:
    title = TITLE.get(status, TITLE[500])
    if request.url.path == "/healthz":
        return problem(status, title, message, language_of(request))
    page = _page(request)
    return page.render("errors/error.html", status=status, status_code=status, title=title, message=message, hint=hint)


def _page(request: Request) -> Page:
    try:
        return open_page(request)
    except TrackerError:  # the moment that the request names is what is wrong
        return plain_page(request)


def problem(status: int, title: Text, detail: Text, language: str) -> JSONResponse:
    """An error for programs (RFC 9457)."""
    content = {"type": "about:blank", "title": say(title, language), "status": status, "detail": say(detail, language)}
    return JSONResponse(content, status, media_type="application/problem+json")
