"""``/unsubscribe/…``: one click in a mail program, without signing in (RFC 8058); looking changes nothing."""

from fastapi import Request
from starlette.responses import HTMLResponse, Response

from tracker.domain.rights import Right
from tracker.services import unsubscribing
from tracker.services.unsubscribing import Link
from tracker.web import doors
from tracker.web.doors import needs
from tracker.web.pages import plain_page

router = doors.router(prefix="/unsubscribe", default_response_class=HTMLResponse)


@router.api_route("/{secret}", methods=["GET", "HEAD"])
@needs(Right.ENTER)
def show(request: Request, secret: str) -> Response:
    """A page with a button."""
    return _page(request, unsubscribing.look_at(doors.context(request), secret), asked=True)


@router.post("/{secret}")
@needs(Right.ENTER)
def unsubscribe(request: Request, secret: str) -> Response:
    """Unsubscribe; what stands in the body does not matter."""
    return _page(request, unsubscribing.unsubscribe(doors.context(request), secret), asked=False)


def _page(request: Request, link: Link, *, asked: bool) -> Response:
    return plain_page(request).render("unsubscribe/show.html", found=link, asked=asked)
