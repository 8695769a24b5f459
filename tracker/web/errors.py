"""What goes wrong, told to people and programs: what, where, how to mend it; never how the machine came to it."""

import logging
from collections.abc import Mapping
from http import HTTPStatus
from secrets import token_hex
from typing import Any
from urllib.parse import urlencode

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, RedirectResponse, Response

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
from tracker.services.context import NOBODY
from tracker.web import doors
from tracker.web.headers import harden
from tracker.web.pages import Page, language_of, open_page, plain_page
from tracker.web.site import Misdirected, local, site_of

log = logging.getLogger(__name__)

GONE = 499
"""As web servers note that the client closed the connection; no client ever reads it."""

STATUS: Mapping[type[TrackerError], int] = {
    Misdirected: 421,
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
    405: text("This address does not do that"),
    409: text("This is not possible as things stand"),
    413: text("This is too large"),
    421: text("This is another site"),
    422: text("This cannot be understood"),
    429: text("Too many tries"),
    500: text("Something went wrong on our side"),
    503: text("The register does not answer just now"),
}


def install(app: FastAPI) -> None:
    """Put our answers in the place of the framework's own."""
    app.add_exception_handler(TrackerError, told)
    app.add_exception_handler(HTTPException, routed)
    app.add_exception_handler(RequestValidationError, _malformed)
    app.add_exception_handler(ClientDisconnect, _gone)
    app.add_exception_handler(Exception, _unexpected)


def status_of(error: TrackerError) -> int:
    """The status of an answer that tells this error."""
    return next((status for kind, status in STATUS.items() if isinstance(error, kind)), 500)


def told(request: Request, error: Exception) -> Response:
    """The answer that tells of an error; what is refused is noted, and a reader who is nobody is led to the door."""
    known = error if isinstance(error, TrackerError) else TrackerError(str(error))
    if isinstance(known, Forbidden) and _is_for_program(request):
        doors.note(request, str(known.message))  # of a page it is noted where it is drawn
    if isinstance(known, Unauthenticated) and request.method in doors.SAFE and not _is_for_program(request):
        return to_sign_in(request)
    hint = known.hint
    if isinstance(known, Unauthenticated) and not _is_for_program(request):
        hint = text("Sign in on another page, then reload this one: what you typed is sent again.")
    answer = _answer(request, status_of(known), known.message, hint)
    if isinstance(known, Unauthenticated):
        answer.headers["WWW-Authenticate"] = "Bearer"
    if isinstance(known, TooMany):
        answer.headers["Retry-After"] = str(known.retry_after)
    return answer


def to_sign_in(request: Request) -> Response:
    """Lead somebody who is not signed in to where he can, and back again afterwards."""
    asked = request.scope["path"] + (f"?{request.url.query}" if request.url.query else "")
    wanted = local(asked)
    back = "" if wanted == "/" else "?" + urlencode({"next": wanted})
    return RedirectResponse("/sign-in" + back, status_code=303)


def routed(request: Request, error: Exception) -> Response:
    """The answer where the way to an address ends: there is none, it takes no such thing, or too much was sent."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    if status == HTTPStatus.METHOD_NOT_ALLOWED:
        answer = _answer(request, status, text("The board is for reading; nothing is changed here."), None)
        answer.headers.update((error.headers or {}) if isinstance(error, HTTPException) else {})
        return answer
    if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        return _answer(request, status, text("More was sent than this address takes."), None)
    if status == HTTPStatus.BAD_REQUEST:
        return _answer(request, status, text("What was sent cannot be read."), None)
    hint = text("Go to the board, or look for words of what you want.")
    return _answer(request, status, text("The address may be mistyped, or what was here has moved."), hint)


def _malformed(request: Request, error: Exception) -> Response:
    faults = error.errors() if isinstance(error, RequestValidationError) else []
    if _is_for_program(request):
        wrong = [{"where": ".".join(map(str, fault["loc"])), "message": str(fault["msg"])} for fault in faults]
        return problem(
            422, TITLE[422], text("The request is not of the right form."), language_of(request), errors=wrong
        )
    if any(fault["loc"][0] == "path" for fault in faults):
        return routed(request, HTTPException(404))
    return _answer(request, 422, text("What was sent cannot be read."), None)


def _gone(_: Request, __: Exception) -> Response:
    """Whoever sent it left before all of it had come: nothing was done, and nobody is there to be told."""
    return Response(status_code=GONE)


def _unexpected(request: Request, error: Exception) -> Response:
    reference = token_hex(4)
    log.error("reference %s: %s failed", reference, doors.what(request), exc_info=error)
    answer = _answer(
        request,
        500,
        text("This could not be shown. The reference of the failure is {reference}.", reference=reference),
        text("Try again; if it fails again, give the reference to whoever runs the register."),
    )
    harden(
        answer.headers, secure=site_of(request).is_secure(request)
    )  # this answer is made outside of everything that adds headers
    return answer


def _answer(request: Request, status: int, message: Text, hint: Text | None) -> Response:
    title = TITLE.get(status, TITLE[500])
    if _is_for_program(request):
        return problem(status, title, message, language_of(request), hint=hint)
    page = _page(request, status)
    return page.render("errors/error.html", status=status, status_code=status, title=title, message=message, hint=hint)


def _is_for_program(request: Request) -> bool:
    return doors.is_api(request) or request.scope["path"] == "/healthz"


def _page(request: Request, status: int) -> Page:
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return plain_page(request, who=NOBODY)  # without asking a database that may not answer
    try:
        doors.recognise(request)
        return open_page(request)
    except TrackerError:  # the moment that the request names is what is wrong, or the token is
        return plain_page(request)


def problem(
    status: int, title: Text, detail: Text, language: str, *, hint: Text | None = None, **more: Any
) -> JSONResponse:
    """An error for programs (RFC 9457); ``more``: further members."""
    content = {"type": "about:blank", "title": say(title, language), "status": status, "detail": say(detail, language)}
    if hint is not None:
        content["hint"] = say(hint, language)
    return JSONResponse({**content, **more}, status, media_type="application/problem+json")
