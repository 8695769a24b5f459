"""``/bodies/…``: one body, its numbers and its commitments."""

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from tracker.services import bodies
from tracker.services.commitments import PAGE
from tracker.web.pages import open_page

router = APIRouter(prefix="/bodies", default_response_class=HTMLResponse)


@router.api_route("/{slug}", methods=["GET", "HEAD"])
def show(request: Request, slug: str) -> HTMLResponse:
    """One body."""
    page = open_page(request)
    view = bodies.show(page.ctx, slug, limit=PAGE)
    return page.render("bodies/show.html", view=view)
