"""``/settings``: the language of letters and pages, the zone of what is shown, and which letters one does without."""

from typing import Any

from fastapi import Request
from starlette.responses import HTMLResponse, Response

from tracker.domain.rights import Right
from tracker.kit.errors import TrackerError
from tracker.kit.text import text
from tracker.services import preferences
from tracker.services.preferences import ZONES, Wishes
from tracker.web import doors, errors, forms
from tracker.web.doors import needs
from tracker.web.forms import Form
from tracker.web.pages import A_YEAR, COOKIE, Page, plain_page
from tracker.web.site import site_of

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
    secure = site_of(request).is_secure(request)
    answer = forms.done("/settings", "saved", sent=sent)
    answer.set_cookie(COOKIE, wishes.language, max_age=A_YEAR, path="/", httponly=True, samesite="lax", secure=secure)
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
