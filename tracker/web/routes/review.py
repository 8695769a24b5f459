"""``/review``: what waits for the acceptance or the decision of whoever asks, with the evidence in view."""

from fastapi import Request
from starlette.responses import HTMLResponse

from tracker.domain.rights import Right
from tracker.services import review_queue
from tracker.services.review_queue import PAGE
from tracker.web import doors, leaves
from tracker.web.deeds import DEEDS
from tracker.web.doors import needs
from tracker.web.item import DEPTHS
from tracker.web.pages import open_page

router = doors.router(prefix="/review", default_response_class=HTMLResponse)


@router.api_route("", methods=["GET", "HEAD"])
@needs(Right.READ)
def show(request: Request, page: str = "1") -> HTMLResponse:
    """The queue, a page at a time."""
    opened = open_page(request)
    done = opened.done
    number = leaves.number_of(page)
    view = review_queue.show(opened.ctx, offset=max(number - 1, 0) * PAGE)
    last = leaves.last_of(view.total, PAGE)
    if done.what and number > last:
        number, view = last, review_queue.show(opened.ctx, offset=(last - 1) * PAGE)
    leaves.require(number, last, page)
    return opened.render(
        "review/show.html",
        view=view,
        number=number,
        last=last,
        done=DEEDS[done.what].done if done.what in DEEDS else None,
        told=done.get("ref"),
        depths=DEPTHS,
        day=opened.ctx.local_day(opened.ctx.as_if or opened.ctx.clock.now()),
    )
