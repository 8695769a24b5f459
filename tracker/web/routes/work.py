"""``/my-work``: what whoever asks has to do now, worst first, with the form for telling of it in place."""

from itertools import pairwise

from fastapi import Request
from starlette.responses import HTMLResponse

from tracker.domain.rights import Right
from tracker.kit.errors import NotFound
from tracker.services import commitments, my_work
from tracker.services.my_work import MyWork, Task
from tracker.services.views import Item
from tracker.web import doors
from tracker.web.deeds import DEEDS
from tracker.web.doors import needs
from tracker.web.pages import Page, open_page

router = doors.router(prefix="/my-work", default_response_class=HTMLResponse)

IN_PLACE = 8
"""So many commitments have their form on the page; those after them get it by a link, so that the page stays small."""


@router.api_route("", methods=["GET", "HEAD"])
@needs(Right.READ)
def show(request: Request, of: str = "", open: str = "", page: str = "1") -> HTMLResponse:  # noqa: A002
    """My work; ``open`` is the commitment whose form stands open."""
    opened = open_page(request)
    whole_body = of == "body"
    number = int(page) if page.isascii() and page.isdigit() and len(page) < 8 else 1
    view = my_work.show(opened.ctx, whole_body=whole_body, number=number, wanted=open)
    tasks = [task for task in view.tasks if view.unchanging is None and task.telling.refusal is None]
    done = opened.done
    return opened.render(
        "work/show.html",
        view=view,
        of="body" if whole_body else "",
        opened=open,
        in_place=frozenset(task.item.ref for place, task in enumerate(tasks) if place < IN_PLACE or _is(task, open)),
        after=_after(view, tasks),
        told=_told(opened, view, done.get("ref")),
        done=DEEDS[done.what].done if done.what in DEEDS else None,
        day=opened.ctx.local_day(opened.ctx.as_if or opened.ctx.clock.now()),
    )


def _is(task: Task, ref: str) -> bool:
    return task.item.ref == ref


def _after(view: MyWork, tasks: list[Task]) -> dict[str, str]:
    """Reference → that of the next commitment of which something can be told, if need be on the next page."""
    refs = [task.item.ref for task in tasks]
    return dict(pairwise([*refs, view.following] if view.following else refs))


def _told(page: Page, view: MyWork, ref: str) -> Item | None:
    """The commitment of which something was told, wherever it stands now; None for none that may be seen."""
    on_page = next((task.item for task in view.tasks if _is(task, ref)), None)
    if on_page is not None or not ref:
        return on_page
    try:
        return commitments.show(page.ctx, ref).item
    except NotFound:
        return None
