"""Versions of what was read, as entity tags: nothing is sent twice, and no change is made on what one has not seen.

A tag such as ``"5-9c1f2a0b7d3e"`` names the version of the record and the form in which it was told; a change asks for
the version alone.
"""

import re
from hashlib import sha256
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from tracker.kit.text import text
from tracker.web.api.faults import Fault, Malformed
from tracker.web.api.operations import Answer, encoded

FRESH = "private, no-cache"
"""May be kept by the reader, who asks each time whether it still holds."""

MOST_VERSION = 10**9

_TAG = re.compile(r'(?P<weak>W/)?"(?P<mark>[\x21\x23-\x7e]*)"')
_OURS = re.compile(r"(?P<version>[1-9][0-9]{0,8})(?:-[0-9a-f]{12})?")


def told(
    request: Request, content: dict[str, Any], *, version: int, besides: tuple[str, ...] = ()
) -> Answer | Response:
    """A record with its tag, or that what the reader has still holds (304).

    ``besides`` are members that say when it was asked, and so differ each time.
    """
    same = {name: value for name, value in content.items() if name not in besides}
    tag = f'"{version}-{sha256(encoded(same)).hexdigest()[:12]}"'
    headers = {"ETag": tag, "Cache-Control": FRESH}
    if _names(request.headers.get("If-None-Match"), tag):
        return Response(status_code=304, headers=headers)
    return Answer(content, headers=headers)


def _names(header: str | None, tag: str) -> bool:
    """Whether If-None-Match names this tag, weakly compared (RFC 9110, 13.1.2)."""
    if header is None:
        return False
    return header.strip() == "*" or any(f'"{found["mark"]}"' == tag for found in _TAG.finditer(header))


def expected(request: Request) -> int | None:
    """The version that If-Match asks for; None where it says nothing, or ``*``, which is any.

    Raises Malformed for what is no tag of ours.
    """
    header = request.headers.get("If-Match")
    if header is None or header.strip() == "*":
        return None
    tag = _TAG.fullmatch(header.strip())
    ours = _OURS.fullmatch(tag["mark"]) if tag and not tag["weak"] else None
    if ours is None:
        how = text('Send the ETag that came with what you read, such as "5-9c1f2a0b7d3e".')
        raise Malformed.of([Fault("If-Match", text("It is no tag of this register."), how)])
    return int(ours["version"])


def is_conditional(request: Request) -> bool:
    """Whether a change says on which version it was prepared, by the header."""
    return "If-Match" in request.headers
