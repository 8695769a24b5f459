"""``/commitments/{ref}``: each commitment on a page of its own."""

from fastapi import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from tracker.domain.rights import Right
from tracker.kit.errors import NotFound
from tracker.kit.text import text
from tracker.services import commitments
from tracker.web import doors, item
from tracker.web.doors import needs
from tracker.web.pages import open_page

router = doors.router(prefix="/commitments", default_response_class=HTMLResponse)


@router.api_route("/{ref}", methods=["GET", "HEAD"])
@needs(Right.READ)
def show(request: Request, ref: str) -> Response:
    """One commitment; an alias leads to its reference."""
    page = open_page(request)
    try:
        found = commitments.reference(page.ctx, ref)
    except NotFound as error:
        raise NotFound(error.message, hint=text("Look for words of its title in the filter box.")) from error
    if found != ref:
        query = {name: value for name, value in request.query_params.items() if name not in page.kept}
        return RedirectResponse(page.link(f"/commitments/{found}", **query), status_code=307)
    return item.render(page, ref)
