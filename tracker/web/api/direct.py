"""The short way from an address of the API to its operation: a walk along the path instead of trying route by route.

The framework tries some ninety expressions, which costs a question more than its answer does. What is not found here
goes the long way, and is answered there.
"""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field

from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from tracker.web import errors
from tracker.web.api.operations import PREFIX

Endpoint = Callable[[Request], Awaitable[Response]]


@dataclass(slots=True)
class _Place:
    """What stands behind one part of a path: further parts by name, one that may be called anything, operations."""

    named: dict[str, "_Place"] = field(default_factory=dict)
    any: "_Place | None" = None
    operations: dict[str, tuple[Endpoint, tuple[str, ...]]] = field(default_factory=dict)


class Direct:
    """Answers requests for the operations of the API, and passes on all others."""

    def __init__(self, app: ASGIApp, routes: Iterable[APIRoute]) -> None:
        self.app, self.root = app, _Place()
        for route in routes:
            for method in route.methods or ():
                self._add(route.path, method, route.endpoint)

    def _add(self, path: str, method: str, endpoint: Endpoint) -> None:
        place, names = self.root, list[str]()
        for part in path.removeprefix(PREFIX).split("/"):
            if not part.startswith("{"):
                place = place.named.setdefault(part, _Place())
            elif part.endswith(":path}"):
                return  # what matches anything is for the long way
            else:
                names.append(part[1:-1])
                place.any = place.any or _Place()
                place = place.any
        place.operations.setdefault(method, (endpoint, tuple(names)))

    def found(self, path: str, method: str) -> tuple[Endpoint, dict[str, str]] | None:
        """The operation of an address and the values that stand in it; None where there is none."""
        place, values = self.root, list[str]()
        for part in path.removeprefix(PREFIX).split("/"):
            following = place.named.get(part)
            if following is None:
                if place.any is None or not part:
                    return None
                values.append(part)
                following = place.any
            place = following
        operation = place.operations.get(method)
        return None if operation is None else (operation[0], dict(zip(operation[1], values, strict=True)))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or pass it on."""
        if scope["type"] != "http" or not scope["path"].startswith(PREFIX):
            await self.app(scope, receive, send)
            return
        found = self.found(scope["path"], scope["method"])
        if found is None:
            await self.app(scope, receive, send)
            return
        endpoint, scope["path_params"] = found
        request = Request(scope, receive)
        try:
            response = await endpoint(request)
        except HTTPException as error:
            response = await run_in_threadpool(errors.routed, request, error)
        await response(scope, receive, send)
