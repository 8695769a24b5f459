"""How much a request may carry: a limit for all, more for the routes that say so, counted as it is read."""

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

BODY_LIMIT = 1024 * 1024
"""Bytes that a request may carry where its route does not say otherwise."""

LITTLE = 64 * 1024
"""Bytes that are read before it is asked who sends them; of more nothing is read for somebody who may not send it."""

_KEY = "tracker.body_limit"


class Limit:
    """Refuses a request that carries more than its route takes, as soon as that is known (413)."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; its body is counted when it is read, by when the route is known."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        scope[_KEY] = BODY_LIMIT
        stated = Headers(scope=scope).get("Content-Length", "")
        promised = int(stated) if stated.isascii() and stated.isdigit() and len(stated) < 19 else 0
        read = 0

        async def receiving() -> Message:
            nonlocal read
            if promised > scope[_KEY]:
                raise HTTPException(413)
            message = await receive()
            read += len(message.get("body", b""))
            if read > scope[_KEY]:
                raise HTTPException(413)
            return message

        await self.app(scope, receiving, send)


def allow(request: Request, limit: int) -> None:
    """Let this request carry up to so many bytes."""
    request.scope[_KEY] = limit


def is_little(request: Request) -> bool:
    """Whether so little is sent that reading it costs less than asking twice who sends it."""
    stated = request.headers.get("Content-Length", "")
    return stated.isascii() and stated.isdigit() and len(stated) < 7 and int(stated) <= LITTLE
