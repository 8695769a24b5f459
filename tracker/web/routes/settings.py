"""``/settings``: the language of letters and pages, the zone of what is shown, and which letters one does without."""

from typing import Any

from fastapi import Request
from starlette.responses import HTMLResponse, Response

from tracker.domain.rights import Right
from tracker.kit.errors import TrackerError
from tracker.kit.text import text
from tracker.services import preferences
from tracker.services.preferences import ZONES, Wishes
from tracker.web import cookies, doors, forms
from tracker.web.doors import needs
from tracker.web.forms import Form
from tracker.web.pages import Page, plain_page

router = doors.router(prefix="/settings", default_response_class=HTMLResponse)

DONE = {"saved": text("Your settings are saved; letters follow them from the next edition on.")}


@router.api_route("", methods=["GET", "HEAD"])
@needs(Right.OWN_ACCOUNT)
def show(request: Request) -> Response:
    """The settings."""
    return _form(plain_page(request))


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


def _form(page: Page, **values: Any) -> Response:
    return forms.shown(
        page,
        "settings/show.html",
        chosen=preferences.show(page.ctx),
        zones=tuple(dict.fromkeys((page.ctx.register.zone, *ZONES))),
        done=DONE.get(page.done.what),
        **values,
    )
