"""``/my-work``: what whoever asks has to do now, worst first, with the form for telling of it in place."""

from itertools import pairwise

from fastapi import Request
from starlette.responses import HTMLResponse

from tracker.domain.rights import Right
from tracker.services import my_work
from tracker.services.my_work import Task
from tracker.web import doors
from tracker.web.deeds import DEEDS
from tracker.web.doors import needs
from tracker.web.pages import open_page

router = doors.router(prefix="/my-work", default_response_class=HTMLResponse)

IN_PLACE = 15
"""So many commitments have their form on the page; those after them get it by a link, so that the page stays small."""


@router.api_route("", methods=["GET", "HEAD"])
@needs(Right.READ)
def show(request: Request, of: str = "", open: str = "", item: str = "", done: str = "") -> HTMLResponse:  # noqa: A002
    """My work; ``open`` is the commitment whose form stands open, ``item`` the one of which something was told."""
    page = open_page(request)
    whole_body = of == "body"
    view = my_work.show(page.ctx, whole_body=whole_body)
    tasks = [task for task in view.tasks if view.unchanging is None and task.telling.refusal is None]
    told = next((task.item for task in view.tasks if task.item.ref == item), None)
    return page.render(
        "work/show.html",
        view=view,
        of="body" if whole_body else "",
        opened=open,
        in_place=frozenset(task.item.ref for place, task in enumerate(tasks) if place < IN_PLACE or _is(task, open)),
        after=_after(tasks),
        told=told,
        done=DEEDS[done].done if done in DEEDS else None,
        day=page.ctx.local_day(page.ctx.as_if or page.ctx.clock.now()),
        most=my_work.MOST,
    )


def _is(task: Task, ref: str) -> bool:
    return task.item.ref == ref


def _after(tasks: list[Task]) -> dict[str, str]:
    """Reference → that of the next commitment of which something can be told."""
    refs = [task.item.ref for task in tasks]
    return dict(pairwise(refs))
