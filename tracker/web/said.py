"""What was done, told once: a cookie carries it over the way from the form that did it to the page that says so.

Not in the address, which a link from elsewhere could forge, and which would say it again at every reload.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote, unquote

from starlette.requests import HTTPConnection
from starlette.responses import RedirectResponse, Response
from starlette.types import Receive, Scope, Send

from tracker.web import cookies, doors

COOKIE = "said"
SECONDS = 60
"""So long the page that says it may take to come."""

MOST = 2_000
"""Browsers keep cookies of some four thousand characters."""


@dataclass(frozen=True, slots=True)
class Said:
    """What was done, as a key of the table of the page that says it, and what else is told; empty where nothing was."""

    what: str = ""
    about: Mapping[str, str] = field(default_factory=dict)

    def get(self, name: str) -> str:
        """What else is told, by its name; empty where nothing is."""
        return self.about.get(name, "")


NOTHING = Said()


class Led(RedirectResponse):
    """Leads on to a page of this site (303), which says what was done."""

    def __init__(self, address: str, said: Said) -> None:
        super().__init__(address, status_code=303)
        self.said = {**said.about, "what": said.what, "at": _path(address)}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer; only here it is known by which way the request came, and so how the cookie is called."""
        value = quote(json.dumps(self.said), safe="")
        if len(value) < MOST:
            cookies.keep(HTTPConnection(scope), self, value, purpose=COOKIE, seconds=SECONDS)
        await super().__call__(scope, receive, send)


def found(request: HTTPConnection) -> Said:
    """What is to be said on the page that is asked for; nothing where it was meant for another one."""
    try:
        told = json.loads(unquote(cookies.secret(request, COOKIE) or "null"))
    except (ValueError, RecursionError):
        return NOTHING
    if not isinstance(told, dict) or not all(isinstance(value, str) and value.isprintable() for value in told.values()):
        return NOTHING
    if told.pop("at", None) != request.scope["path"] or request.scope["method"] not in doors.SAFE:
        return NOTHING
    return Said(told.pop("what", ""), told)


def forget(request: HTTPConnection, answer: Response) -> None:
    """Have it said no more."""
    cookies.forget(request, answer, purpose=COOKIE)


def _path(address: str) -> str:
    """The path of an address, as a request for it names it."""
    return unquote(address.partition("#")[0].partition("?")[0])
