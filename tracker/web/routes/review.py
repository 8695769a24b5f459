"""``/review``: what waits for the acceptance or the decision of whoever asks, with the evidence in view."""

from fastapi import Request
from starlette.responses import HTMLResponse

from tracker.domain.rights import Right
from tracker.kit.errors import NotFound
from tracker.kit.text import text
from tracker.services import review_queue
from tracker.services.review_queue import PAGE
from tracker.web import doors
from tracker.web.deeds import DEEDS
from tracker.web.doors import needs
from tracker.web.item import DEPTHS
from tracker.web.pages import open_page

router = doors.router(prefix="/review", default_response_class=HTMLResponse)


@router.api_route("", methods=["GET", "HEAD"])
@needs(Right.READ)
def show(request: Request, page: str = "1", item: str = "", done: str = "") -> HTMLResponse:
    """The queue, a page at a time; ``item`` is the commitment on which something was decided."""
    opened = open_page(request)
    number = int(page) if page.isascii() and page.isdigit() and len(page) < 8 else 0
    view = review_queue.show(opened.ctx, offset=max(number - 1, 0) * PAGE)
    last = max(-(-view.total // PAGE), 1)
    if done and number > last:
        number, view = last, review_queue.show(opened.ctx, offset=(last - 1) * PAGE)
    if not 1 <= number <= last:
        raise NotFound(
            text("This list has {n} pages; there is no page “{page}”.", n=last, page=page[:20]),
            hint=text("Start from its first page."),
        )
    return opened.render(
        "review/show.html",
        view=view,
        number=number,
        last=last,
        done=DEEDS[done].done if done in DEEDS else None,
        told=item[:100],
        depths=DEPTHS,
        day=opened.ctx.local_day(opened.ctx.as_if or opened.ctx.clock.now()),
    )
