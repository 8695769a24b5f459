"""``/programmes/…``: one programme, its numbers and its commitments."""

from fastapi import Request
from starlette.responses import HTMLResponse

from tracker.domain.rights import Right
from tracker.services import programmes
from tracker.services.commitments import PAGE
from tracker.web import doors
from tracker.web.doors import needs
from tracker.web.pages import open_page

router = doors.router(prefix="/programmes", default_response_class=HTMLResponse)


@router.api_route("/{slug}", methods=["GET", "HEAD"])
@needs(Right.READ)
def show(request: Request, slug: str) -> HTMLResponse:
    """One programme."""
    page = open_page(request)
    view = programmes.show(page.ctx, slug, limit=PAGE)
    return page.render("programmes/show.html", view=view)
