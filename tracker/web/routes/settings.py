"""``/settings``: the language of letters and pages, the zone of what is shown, and which letters one does without."""

from typing import Any

from fastapi import Request
from starlette.responses import HTMLResponse, Response

from tracker.domain.rights import Right
from tracker.kit.errors import TrackerError
from tracker.kit.text import text
from tracker.services import preferences
from tracker.services.preferences import ZONES, Wishes
from tracker.web import cookies, doors, errors, forms
from tracker.web.doors import needs
from tracker.web.forms import Form
from tracker.web.pages import Page, plain_page

router = doors.router(prefix="/settings", default_response_class=HTMLResponse)

DONE = {"saved": text("Your settings are saved; letters follow them from the next edition on.")}


@router.api_route("", methods=["GET", "HEAD"])
@needs(Right.OWN_ACCOUNT)
def show(request: Request, done: str = "") -> Response:
    """The settings."""
    return _form(plain_page(request), done=DONE.get(done))


@router.post("")
@needs(Right.OWN_ACCOUNT)
def save(request: Request, sent: Form) -> Response:
    """Keep them; the pages are in the language chosen from now on."""
    page = plain_page(request)
    try:
        wishes = forms.made(Wishes, sent)
        preferences.change(page.ctx, wishes)
    except TrackerError as error:
        return _form(page, typed=sent, error=error)
    answer = forms.done("/settings", "saved", sent=sent)
    cookies.speak(request, answer, wishes.language)
    return answer


def _form(page: Page, *, error: TrackerError | None = None, **values: Any) -> Response:
    chosen = preferences.show(page.ctx)
    zones = dict.fromkeys((page.ctx.register.zone, *ZONES))
    return page.render(
        "settings/show.html",
        status=200 if error is None else errors.status_of(error),
        chosen=chosen,
        error=error,
        zones=[(zone, zone) for zone in zones],
        **{"typed": forms.NOTHING, "done": None, **values},
    )
