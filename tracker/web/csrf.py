"""The gate ahead of routing: whose request it is, that it is meant for this site, and that no other site wrote it."""

from ipaddress import ip_address

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.requests import HTTPConnection, Request
from starlette.types import ASGIApp, Receive, Scope, Send

from tracker.kit.errors import Forbidden, TrackerError
from tracker.kit.text import text
from tracker.web import cookies, doors, errors
from tracker.web.site import Misdirected, Site, host_of

SAME = frozenset({"same-origin", "none"})
"""What a browser says of a request that our own pages or the person at the keyboard made."""


class Gate:
    """Lets through what is meant for this site and was not written by another one."""

    def __init__(self, app: ASGIApp, site: Site) -> None:
        self.app, self.site = app, site

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, as the trusted proxies describe it, or refuse it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        forwarded(scope, self.site)
        request = Request(scope, receive)
        refusal = refused(request, self.site)
        if refusal is None:
            await self.app(scope, receive, send)
        else:
            answer = await run_in_threadpool(errors.told, request, refusal)
            await answer(scope, receive, send)


def refused(request: HTTPConnection, site: Site) -> TrackerError | None:
    """Why a request is not let through; None where it is."""
    host = host_of(request)
    if not site.is_ours(host):
        return Misdirected(
            text("This site is not called “{host}”.", host=host[:100]),
            hint=text("Open it by its own name; whoever runs it sets that name with TRACKER_BASE_URL."),
        )
    if request.scope["method"] in doors.SAFE or doors.bearer(request) is not None:
        return None
    if written_here(request, site, host):
        return None
    return Forbidden(
        text("This request was written by another site, or does not say by which; nothing was done."),
        hint=text("Go to the page on this site that does it, and try again there."),
    )


def written_here(request: HTTPConnection, site: Site, host: str) -> bool:
    """Whether an unsafe request comes from our own pages, or from a program that has no cookie to misuse."""
    told = request.headers.get("Sec-Fetch-Site")
    if told is not None:
        return told in SAME
    origin = request.headers.get("Origin")
    if origin is not None:
        return site.is_same_place(origin, host)
    return cookies.secret(request) is None


def forwarded(scope: Scope, site: Site) -> None:
    """Take the address and the scheme of the browser from the trusted proxies that name them, and from nobody else.

    Of the addresses in X-Forwarded-For the last counts that is not itself a trusted proxy: what stands before it
    anybody may have written.
    """
    client = scope.get("client")
    if not client or not site.believes(client[0]):
        return
    headers = Headers(scope=scope)
    hops = [each.strip() for line in headers.getlist("X-Forwarded-For") for each in line.split(",") if each.strip()]
    for hop in reversed([found for each in hops if (found := _address(each))]):
        scope["client"] = (hop, 0)
        if not site.believes(hop):
            break
    scheme = ",".join(headers.getlist("X-Forwarded-Proto")).rpartition(",")[2].strip().lower()
    if scheme in ("http", "https"):
        scope["scheme"] = scheme


def _address(hop: str) -> str | None:
    """The address in a hop, which some proxies write with a port; None for what is none."""
    bare = hop[1:].partition("]")[0] if hop.startswith("[") else hop
    for words in (bare, hop.rpartition(":")[0]):
        try:
            return str(ip_address(words))
        except ValueError:
            continue
    return None
