"""What every answer tells the browser: load nothing from elsewhere, keep no page, guess no type, come by https."""

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tracker.web.site import Site

POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "script-src 'self'",
        "connect-src 'self'",
        "img-src 'self' data:",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)

HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": ", ".join(
        f"{feature}=()"
        for feature in ("camera", "display-capture", "geolocation", "microphone", "payment", "serial", "usb")
    ),
    "Cache-Control": "no-store",
}

_RAW = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in HEADERS.items()]

HTTPS = "max-age=31536000"
"""Browsers are to come back by https for a year; only for this host, since we know nothing of others below it."""


def harden(headers: MutableHeaders, *, secure: bool) -> None:
    """Add what every answer says, and leave what it says already; ``secure``: the browser came by https."""
    said = {name for name, _ in headers.raw}
    headers.raw.extend(each for each in _RAW if each[0] not in said)
    if secure:
        headers.setdefault("Strict-Transport-Security", HTTPS)


class Headers:
    """Adds the headers to every answer, whichever route gave it."""

    def __init__(self, app: ASGIApp, site: Site) -> None:
        self.app, self.site = app, site

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and the answer back with its headers."""

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                # Asked now, when the gate behind has seen to the scheme that a trusted proxy names.
                harden(MutableHeaders(scope=message), secure=self.site.is_secure(HTTPConnection(scope)))
            await send(message)

        await self.app(scope, receive, sending if scope["type"] == "http" else send)
