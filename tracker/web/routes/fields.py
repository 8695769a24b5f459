"""``/fields``: what can be asked of the register, with an example of each."""

from fastapi import Request
from starlette.responses import HTMLResponse

from tracker.domain.rights import Right
from tracker.query.fields import catalogue
from tracker.query.predicates import PREDICATES
from tracker.web import doors
from tracker.web.doors import needs
from tracker.web.pages import open_page

router = doors.router(default_response_class=HTMLResponse)


@router.api_route("/fields", methods=["GET", "HEAD"])
@needs(Right.READ)
def show(request: Request) -> HTMLResponse:
    """Every field of the filter language, and every judgement that can be asked for."""
    return open_page(request).render("fields/show.html", fields=catalogue(), predicates=PREDICATES)
