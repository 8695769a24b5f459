"""Who comes in where: every address asks for one right, declared beside it, and nobody passes without it.

How a file of routes uses it, pages and the API alike::

    router = doors.router(prefix="/api/v1/bodies", default_response_class=JSONResponse)

    @router.api_route("/{slug}", methods=["GET", "HEAD"])
    @needs(Right.READ)   # for large uploads: @needs(Right.READ, body_limit=50 * 1024 * 1024)
    def show(request: Request, slug: str) -> Body:
        return bodies.show(context(request), slug)

A route without a right cannot be made (LookupError at start), and one of another class is refused by ``closed``.
The right is asked for before the body is read and before the function runs; a bearer token stands for the session and
makes the cookie void. What only moves a commitment asks for Right.READ here: ``domain.moves`` decides about the move.
"""

from collections.abc import Callable, Coroutine
from contextvars import ContextVar
from dataclasses import replace
from functools import wraps
from inspect import iscoroutinefunction
from typing import Any, TypeVar, cast

from fastapi import APIRouter, FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute, iter_route_contexts
from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection, Request
from starlette.responses import RedirectResponse, Response

from tracker.domain.rights import Right
from tracker.kit.errors import Unauthenticated
from tracker.kit.text import text
from tracker.services import access, entering, signing, tokens
from tracker.services.context import NOBODY, Context, Principal
from tracker.web import cookies, limits
from tracker.web.limits import BODY_LIMIT

SAFE = frozenset({"GET", "HEAD"})
_RIGHT, _LIMIT = "__right__", "__body_limit__"
_request: ContextVar[Request] = ContextVar("request")

Endpoint = TypeVar("Endpoint", bound=Callable[..., Any])


def needs(right: Right, *, body_limit: int = BODY_LIMIT) -> Callable[[Endpoint], Endpoint]:
    """Declare the right that a route asks for and how many bytes it takes; stands directly above the function."""

    def declared(endpoint: Endpoint) -> Endpoint:
        setattr(endpoint, _RIGHT, right)
        setattr(endpoint, _LIMIT, body_limit)
        return endpoint

    return declared


class Door(APIRoute):
    """A route that is entered only by whoever has its right."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **given: Any) -> None:
        found = getattr(endpoint, _RIGHT, None)
        if not isinstance(found, Right):
            raise LookupError(f"{path}: declare who may come in, by @needs(Right.…) above {endpoint.__name__}")
        self.right = found
        super().__init__(path, endpoint if iscoroutinefunction(endpoint) else _entered(endpoint, found), **given)

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Answer a request of somebody who has the right.

        A page that is only read asks for it in the thread that makes the page, which spares a change of threads.
        """
        answer = super().get_route_handler()
        in_thread = not iscoroutinefunction(self.endpoint)
        limit: int = getattr(self.endpoint, _LIMIT)

        async def entered(request: Request) -> Response:
            limits.allow(request, limit)
            if not in_thread or request.method not in SAFE:
                await run_in_threadpool(enter, request, self.right)
            mark = _request.set(request)
            try:
                return await answer(request)
            except RequestValidationError:
                await run_in_threadpool(enter, request, self.right)  # a stranger is not told what would be valid
                raise
            finally:
                _request.reset(mark)

        return entered


def router(**given: Any) -> APIRouter:
    """A router all of whose routes are doors; takes what APIRouter takes."""
    return APIRouter(route_class=Door, **given)


def _entered(endpoint: Callable[..., Any], right: Right) -> Callable[..., Any]:
    @wraps(endpoint)
    def entering_first(*args: Any, **values: Any) -> Any:
        if _request.get().method not in SAFE:
            forget(_request.get())  # the body may have taken long, and who asked may be out by now
        enter(_request.get(), right)
        return endpoint(*args, **values)

    return entering_first


def enter(request: Request, right: Right) -> None:
    """Find out who asks, and keep the context of the request; once for each request.

    Raises Unauthenticated where nobody is signed in or the token is void, Forbidden where the right is missing.
    """
    if getattr(request.state, "right", None) is right:
        return
    ctx: Context = request.app.state.ctx
    if right is not Right.ENTER:
        ctx = replace(ctx, who=known(request))
        request.state.ctx = ctx
        if ctx.who is None or ctx.who.person is None:
            raise Unauthenticated(
                text("Nobody is signed in here."), hint=text("Sign in, or send a token: Authorization: Bearer ct_…")
            )
        entering.demand(ctx, right)
    request.state.ctx, request.state.right = ctx, right


def forget(request: Request) -> None:
    """Have it asked anew who asks."""
    request.state.right = None


def recognise(request: Request) -> None:
    """Find out who asks where no door did, for an answer that shows nothing but who is signed in."""
    if not hasattr(request.state, "ctx"):
        request.state.ctx = replace(request.app.state.ctx, who=known(request))


def context(request: Request) -> Context:
    """The context of a request that came in: its ``who`` is whoever signed in or sent a token, else NOBODY."""
    found: Context = getattr(request.state, "ctx", request.app.state.ctx)
    return found


def known(request: Request) -> Principal:
    """Who asks: by the token where one was sent, else by the cookie, else NOBODY; raises Unauthenticated for a void
    token, Unavailable.
    """
    ctx: Context = request.app.state.ctx
    secret = bearer(request)
    if secret is not None:
        way = "api" if is_api(request) else "web"
        return tokens.by_secret(ctx, secret, way=way, address=address(request), what=what(request))
    cookie = cookies.secret(request)
    return (cookie and signing.signed_in(ctx, cookie)) or NOBODY


def bearer(request: HTTPConnection) -> str | None:
    """The token that a program sent; None where it sent none."""
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    return secret.strip() if scheme.lower() == "bearer" else None


def let_in(request: Request, begun: signing.Session, wanted: str) -> Response:
    """Give the browser the secret of the session that begins and end the one it had, then go on to ``wanted``."""
    before = cookies.secret(request)
    if before:
        signing.sign_out(context(request), before)
    answer = RedirectResponse(wanted, status_code=303)
    lives = begun.expires - context(request).clock.now()
    cookies.keep(request, answer, begun.secret, seconds=int(lives.total_seconds()))
    wishes = request.cookies.get(cookies.LANGUAGE) or request.headers.get("Accept-Language")
    language = None if wishes else entering.language_of(context(request), begun.principal)
    if language is not None:
        cookies.speak(request, answer, language)
    return answer


def note(request: Request, detail: str) -> None:
    """Keep in the access log that somebody who came in was refused something."""
    who = context(request).who or NOBODY
    if who.person is None:
        return  # strangers do not fill the log; what they try at the doors is noted there, where tries are counted
    access.note(
        context(request),
        access.Event.REFUSED,
        way="api" if is_api(request) else "web",
        person=who.person,
        token=who.token,
        address=address(request),
        what=what(request),
        detail=detail,
    )


def is_api(request: Request) -> bool:
    """Whether a program asks, which is answered in JSON."""
    path: str = request.scope["path"]
    return path.startswith("/api/")


def address(request: Request) -> str:
    """The network address that a request came from, as far as it is known."""
    return request.client.host if request.client else ""


def what(request: Request) -> str:
    """What was asked for, as the access log has it: the method and the path, whose one-time secret is left out."""
    path = request.scope["path"]
    return f"{request.method} {'/welcome/…' if path.startswith('/welcome/') else path}"[:200]


def closed(app: FastAPI) -> None:
    """See to it that every route is a door; raises LookupError naming one that is not."""
    for route in iter_route_contexts(app.routes):
        if not isinstance(route.original_route, Door):
            raise LookupError(f"{route.path}: make it by a router of tracker.web.doors")


def rights(app: FastAPI) -> dict[tuple[str, str], Right]:
    """The right of every route: (method, path) → right."""
    found = {}
    for route in iter_route_contexts(app.routes):
        for method in route.methods or ():
            found[method, str(route.path)] = cast(Door, route.original_route).right
    return found
