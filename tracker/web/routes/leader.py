"""``/leader``: what somebody leads or supervises, on one screen and one sheet of paper."""

from fastapi import Request
from starlette.responses import HTMLResponse

from tracker.domain.rights import Right
from tracker.services import leading
from tracker.web import doors
from tracker.web.doors import needs
from tracker.web.pages import open_page

router = doors.router(prefix="/leader", default_response_class=HTMLResponse)


@router.api_route("", methods=["GET", "HEAD"])
@needs(Right.READ)
def show(request: Request) -> HTMLResponse:
    """The leader's screen."""
    page = open_page(request)
    return page.render("leader/show.html", view=leading.show(page.ctx))
