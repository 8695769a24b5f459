"""``/``: what is overdue, due next and missing, in numbers and rows."""

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from tracker.services import board
from tracker.web.pages import open_page

router = APIRouter(default_response_class=HTMLResponse)


@router.api_route("/", methods=["GET", "HEAD"])
def show(request: Request) -> HTMLResponse:
    """The board."""
    page = open_page(request)
    view = board.board(page.ctx)
    return page.render("board/show.html", view=view)
