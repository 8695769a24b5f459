"""Changes are made on what was seen: with If-Match or ``version``; where it has moved on, nothing written is lost."""

from collections.abc import Callable

from tracker.kit.errors import Conflict
from tracker.kit.text import text
from tracker.services import commitments
from tracker.services.moving import Made
from tracker.services.views import Detail, iso
from tracker.web.api import caching
from tracker.web.api.faults import Fault, Malformed, Outdated
from tracker.web.api.operations import Call


def require(call: Call) -> None:
    """Refuse a change that does not say on which version it was prepared; raises Malformed (428)."""
    if caching.is_conditional(call.request) or call.data.get("version") is not None:
        return
    raise Malformed(
        text("This does not say on which version it was prepared."),
        hint=text("Send If-Match with the ETag of what you saw, or “version” in the body."),
        status=428,
    )


def expected(call: Call) -> int | None:
    """The version that the request names, in the header or in the body; raises Malformed where they differ."""
    header, body = caching.expected(call.request), call.data.get("version")
    if body is not None and (type(body) is not int or not 1 <= body <= caching.MOST_VERSION):
        raise Malformed.of([Fault("version", text("It is no version."), text("Send the one that you saw."))])
    if header is not None and body is not None and header != body:
        raise Malformed.of([Fault("version", text("It differs from that of If-Match."), text("Send one of the two."))])
    return body if header is None else header


def made_on(call: Call, ref: str, making: Callable[[int | None], Made]) -> Made:
    """Make a change on the version that the request names; returns the new one.

    Raises Outdated (412 with If-Match, else 409) where it is another by now, with what was sent and what came between.
    """
    version = expected(call)
    try:
        return making(version)
    except Conflict as error:
        if version is None:
            raise
        detail = commitments.show(call.ctx, ref)
        if detail.version == version:
            raise
        theirs = {"version": detail.version, "entries": _since(detail, version)}
        yours = {**call.data, "version": version}
        condition = caching.expected(call.request) is not None
        raise Outdated(error.message, condition=condition, yours=yours, theirs=theirs) from error


def _since(detail: Detail, version: int) -> list[dict[str, object]]:
    """What was recorded after a version, oldest first; the history has one entry for each version."""
    own = [event for event in detail.history if event.key == detail.item.ref]
    later = own[: max(detail.version - version, 0)]
    return [
        {
            "recorded_at": iso(event.recorded_at),
            "by": event.by,
            "action": event.action,
            "reason": event.reason,
            "changed": list(event.changed),
        }
        for event in reversed(later)
    ]
