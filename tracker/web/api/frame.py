"""From a request to an operation and back: who asks, what is sent, what was asked before; in one thread each time."""

import re
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import replace
from hashlib import sha256
from typing import Any

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from tracker.bootstrap import moment
from tracker.domain.rights import Right
from tracker.kit.clock import FrozenClock
from tracker.kit.errors import NotFound, TrackerError
from tracker.kit.text import text
from tracker.services import idempotency
from tracker.services.context import Context
from tracker.web import doors, limits
from tracker.web.api import faults, parameters, problems, strict, uploads
from tracker.web.api.faults import Fault, Malformed
from tracker.web.api.operations import PREFIX, Answer, Call, Operation
from tracker.web.doors import needs
from tracker.web.pages import accepted

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
VARY = "Authorization, Cookie, Accept-Language"

_KEY = re.compile(r"[\x21-\x7e]{1,255}")
_JSON = re.compile(r"application/json\s*(;\s*charset=\"?utf-8\"?\s*)?", re.IGNORECASE)

Endpoint = Callable[[Request], Awaitable[Response]]


class Address(doors.Door):
    """A door whose operation sees to the right itself, in the thread that does the work."""

    def get_route_handler(self) -> Endpoint:  # type: ignore[override]
        """Answer a request without the framework's reading of parameters: ours is strict."""
        endpoint: Endpoint = self.endpoint
        return endpoint


def router(operations: Iterable[Operation]) -> APIRouter:
    """The routes of operations, and one for every address under the prefix that is none."""
    known = list(operations)
    found = APIRouter(route_class=Address)
    for operation in known:
        methods = [operation.method, "HEAD"] if operation.method == "GET" else [operation.method]
        found.add_api_route(operation.address, _endpoint(operation), methods=methods, include_in_schema=False)
    found.add_api_route(
        PREFIX + "/{rest:path}", _otherwise(known), methods=list(METHODS), include_in_schema=False, name="none"
    )
    return found


def _endpoint(operation: Operation) -> Endpoint:
    @needs(operation.right)
    async def answer(request: Request) -> Response:
        if not operation.changes:
            return await run_in_threadpool(_answered, operation, request, None)
        if not operation.upload and limits.is_little(request):
            return await run_in_threadpool(_answered, operation, request, await request.body())
        refused = await run_in_threadpool(_refused, operation, request)
        if refused is not None:
            return refused
        if not operation.upload:
            return await run_in_threadpool(_answered, operation, request, await request.body())
        _allow_file(request)
        try:
            async with uploads.received(request, operation.body.fields if operation.body else ()) as upload:
                return await run_in_threadpool(_answered, operation, request, upload)
        except TrackerError as error:
            return await run_in_threadpool(problems.told, request, error, language_of(request))

    return answer


def _refused(operation: Operation, request: Request) -> Response | None:
    """Whoever may not come in is told so before anything that he sends is read."""
    try:
        if operation.before is None:
            _enter(operation, request)
        else:
            operation.before(_asked(operation, request, language_of(request)))
    except TrackerError as error:
        return problems.told(request, error, language_of(request))
    return None


def _allow_file(request: Request) -> None:
    files = doors.context(request).files
    if files is not None:
        limits.allow(request, files.limit + uploads.FORM)


def _enter(operation: Operation, request: Request) -> Context:
    doors.enter(request, operation.right)
    ctx = doors.context(request)
    if operation.right is not Right.ENTER and ctx.who is not None:
        ctx.who.require_scope(operation.scope)
    return ctx


def _answered(operation: Operation, request: Request, sent: "bytes | uploads.Upload | None") -> Response:
    language = language_of(request)
    if operation.changes:
        doors.forget(request)  # the body may have taken long, and who asked may be out by now
    try:
        call = _call(operation, request, language, sent)
        answer = _once(operation, call) if operation.method == "POST" else operation.work(call)
        response = answer.response() if isinstance(answer, Answer) else answer
    except TrackerError as error:
        response = problems.told(request, error, language)
    response.headers["Vary"] = VARY
    response.headers["Content-Language"] = "zh-CN" if language == "zh" else language
    return response


def _call(operation: Operation, request: Request, language: str, sent: "bytes | uploads.Upload | None") -> Call:
    call = _asked(operation, request, language)
    if isinstance(sent, uploads.Upload):
        return replace(call, data=dict(sent.fields), upload=sent)
    raw = sent or b""
    return replace(call, data=_members(operation, request, raw), raw=raw) if raw else call


def _asked(operation: Operation, request: Request, language: str) -> Call:
    """What a request says beside its body."""
    ctx = _enter(operation, request)
    path = dict(request.path_params)
    for value in path.values():
        if not value.isprintable() or len(value) > 200:
            raise NotFound(text("There is no such thing in this register."))
    query = parameters.read(request.scope["query_string"], operation.query)
    return Call(request, _at(ctx, query), language, path, query)


def _at(ctx: Context, query: dict[str, Any]) -> Context:
    """The context at the moment asked about, its clock read once; raises Malformed for one that cannot be read."""
    found = {}
    for name in ("as_of", "as_if"):
        if query.get(name) is not None:
            found[name] = moment(query[name], zone=ctx.register.zone, option=name)
    then = replace(ctx, clock=FrozenClock(ctx.clock.now()), as_of=found.get("as_of"), as_if=found.get("as_if"))
    then.require_known()
    return then


def _members(operation: Operation, request: Request, raw: bytes) -> dict[str, Any]:
    """The members of the body that this operation knows; raises Malformed."""
    if not raw:
        return {}
    if operation.body is None:
        if operation.changes:
            raise Malformed.of([Fault("body", text("Nothing is to be sent here."), text("Leave the body out."))])
        return {}
    if not _JSON.fullmatch(request.headers.get("Content-Type", "").strip()):
        how = text("Send JSON, and say so: Content-Type: application/json.")
        raise Malformed(text("The body is not said to be JSON."), hint=how, status=415)
    found = strict.members(raw)
    allowed = operation.body.fields
    unknown = [name for name in found if name not in allowed]
    if unknown:
        how = text("It is one of: {values}.", values=", ".join(allowed))
        raise Malformed.of(
            [Fault(strict.shown(name), text("There is no such member here."), how) for name in unknown[: faults.MOST]]
        )
    return found


def _once(operation: Operation, call: Call) -> Answer | Response:
    """Do it, or answer as the first time where this very request was made before under its key."""
    key = call.request.headers.get("Idempotency-Key")
    if key is None:
        return operation.work(call)
    if not _KEY.fullmatch(key):
        how = text("Write 1 to 255 characters of ASCII, without spaces.")
        raise Malformed.of([Fault("Idempotency-Key", text("It cannot be used."), how)])

    def work(ctx: Context) -> idempotency.Kept:
        answer = operation.work(replace(call, ctx=ctx))
        if not isinstance(answer, Answer):
            raise TypeError(f"{operation.name} answers with something that cannot be kept")
        first.append(answer)
        kept = answer.content if answer.kept is None else answer.kept
        return idempotency.Kept(answer.status, dict(answer.headers), kept)

    first: list[Answer] = []
    kept = idempotency.once(call.ctx, key, _fingerprint(call), work)
    if first:
        return first[0]
    return Answer(kept.content, kept.status, {**kept.headers, "Idempotency-Replayed": "true"})


def _fingerprint(call: Call) -> str:
    """What makes two requests the same: method, address, condition and body."""
    request = call.request
    parts = (request.method, request.url.path, request.url.query, request.headers.get("If-Match", ""))
    sent = call.raw if call.upload is None else call.upload.mark()
    return sha256("\n".join(parts).encode() + b"\n" + sent).hexdigest()


def _otherwise(operations: list[Operation]) -> Endpoint:
    """What is answered where nothing is, or where it does not do what is asked."""
    addresses: dict[str, list[str]] = {}
    for operation in operations:
        addresses.setdefault(operation.address, []).append(operation.method)
    known = [(re.compile(re.sub(r"\{[^}]+\}", "[^/]+", path)), methods) for path, methods in addresses.items()]

    @needs(Right.ENTER)
    async def answer(request: Request) -> Response:
        allowed = sorted({each for shape, some in known if shape.fullmatch(request.url.path) for each in some})
        language = language_of(request)
        if not allowed:
            hint = text("All addresses stand in {path}.", path=f"{PREFIX}/openapi.json")
            found = NotFound(text("There is nothing at this address."), hint=hint)
            return await run_in_threadpool(problems.told, request, found, language)
        shown = ", ".join([*allowed, "HEAD"] if "GET" in allowed else allowed)
        error = Malformed(
            text("This address does not know {method}.", method=request.method),
            hint=text("It knows: {methods}.", methods=shown),
            status=405,
        )
        response = await run_in_threadpool(problems.told, request, error, language)
        response.headers["Allow"] = shown
        return response

    return answer


def language_of(request: Request) -> str:
    """The language that Accept-Language wishes for, else that of the register; cookies say nothing to a program."""
    return accepted(request.headers.get("Accept-Language", "")) or str(request.app.state.language)
