"""``/``: what is overdue, due next and missing, in numbers and rows."""

from fastapi import Request
from starlette.responses import HTMLResponse

from tracker.domain.rights import Right
from tracker.services import board
from tracker.web import doors
from tracker.web.doors import needs
from tracker.web.pages import open_page

router = doors.router(default_response_class=HTMLResponse)


@router.api_route("/", methods=["GET", "HEAD"])
@needs(Right.READ)
def show(request: Request) -> HTMLResponse:
    """The board."""
    page = open_page(request)
    view = board.board(page.ctx)
    return page.render("board/show.html", view=view)
