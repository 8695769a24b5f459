"""``/bodies/…``: one body, its numbers and its commitments."""

from fastapi import Request
from starlette.responses import HTMLResponse

from tracker.domain.rights import Right
from tracker.services import bodies
from tracker.services.commitments import PAGE
from tracker.web import doors
from tracker.web.doors import needs
from tracker.web.pages import open_page

router = doors.router(prefix="/bodies", default_response_class=HTMLResponse)


@router.api_route("/{slug}", methods=["GET", "HEAD"])
@needs(Right.READ)
def show(request: Request, slug: str) -> HTMLResponse:
    """One body."""
    page = open_page(request)
    view = bodies.show(page.ctx, slug, limit=PAGE)
    return page.render("bodies/show.html", view=view)
