"""``/start``: the first steps of a register that starts empty, with what is done and what comes next."""

from fastapi import Request
from starlette.responses import HTMLResponse, Response

from tracker.domain.rights import Right
from tracker.services import beginning
from tracker.web import doors
from tracker.web.doors import needs
from tracker.web.pages import open_page

router = doors.router(prefix="/start", default_response_class=HTMLResponse)


@router.api_route("", methods=["GET", "HEAD"])
@needs(Right.READ)
def show(request: Request) -> Response:
    """The steps as they stand today."""
    page = open_page(request)
    return page.render("start/show.html", beginning=beginning.show(page.ctx))
