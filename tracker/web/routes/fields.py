"""``/fields``: what can be asked of the register, with an example of each."""

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from tracker.query.fields import catalogue
from tracker.query.predicates import PREDICATES
from tracker.web.pages import open_page

router = APIRouter(default_response_class=HTMLResponse)


@router.api_route("/fields", methods=["GET", "HEAD"])
def show(request: Request) -> HTMLResponse:
    """Every field of the filter language, and every judgement that can be asked for."""
    return open_page(request).render("fields/show.html", fields=catalogue(), predicates=PREDICATES)
