"""``/programmes/…``: one programme, its numbers and its commitments."""

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from tracker.services import programmes
from tracker.services.commitments import PAGE
from tracker.web.pages import open_page

router = APIRouter(prefix="/programmes", default_response_class=HTMLResponse)


@router.api_route("/{slug}", methods=["GET", "HEAD"])
def show(request: Request, slug: str) -> HTMLResponse:
    """One programme."""
    page = open_page(request)
    view = programmes.show(page.ctx, slug, limit=PAGE)
    return page.render("programmes/show.html", view=view)
