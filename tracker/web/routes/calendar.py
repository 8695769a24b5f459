"""``/calendar``: what is due on each day of a month."""

from fastapi import Request
from starlette.responses import HTMLResponse

from tracker.domain.rights import Right
from tracker.services import due_calendar
from tracker.web import doors
from tracker.web.doors import needs
from tracker.web.pages import open_page

router = doors.router(prefix="/calendar", default_response_class=HTMLResponse)


@router.api_route("", methods=["GET", "HEAD"])
@needs(Right.READ)
def show(request: Request) -> HTMLResponse:
    """One month: ``month=2026-03``, without it the present one."""
    page = open_page(request)
    view = due_calendar.show(page.ctx, request.query_params.get("month", ""))
    return page.render("calendar/show.html", view=view)
