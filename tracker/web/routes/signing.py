"""``/sign-in`` and ``/sign-out``: a form without scripts, and a new secret at each sign-in."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import Form, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from tracker.domain.rights import Right
from tracker.kit.errors import Forbidden, TooMany, TrackerError
from tracker.services import signing
from tracker.web import cookies, doors, errors
from tracker.web.doors import needs
from tracker.web.pages import plain_page
from tracker.web.site import local

router = doors.router(default_response_class=HTMLResponse)

Field = Annotated[str, Form()]


@router.api_route("/sign-in", methods=["GET", "HEAD"])
@needs(Right.ENTER)
def show(request: Request, next: str = "/") -> Response:  # noqa: A002 - the name that people know
    """The form; whoever is signed in already goes on."""
    if doors.bearer(request) is None and doors.known(request).person is not None:
        return RedirectResponse(local(next), status_code=303)
    try:
        cookies.require_safe_way(request)
    except Forbidden as error:
        return _form(request, wanted=local(next), error=error, is_open=False)
    return _form(request, wanted=local(next))


@router.post("/sign-in")
@needs(Right.ENTER)
def sign_in(request: Request, name: Field = "", password: Field = "", next: Field = "/") -> Response:  # noqa: A002
    """Sign in, and go on to the page that was asked for; what the cookie held before is ended."""
    wanted = local(next)
    cookies.require_safe_way(request)
    ctx = doors.context(request)
    try:
        begun = signing.sign_in(
            ctx, name, password, address=doors.address(request), agent=request.headers.get("User-Agent", "")
        )
    except (Forbidden, TooMany) as error:
        return _form(request, wanted=wanted, name=name[:200], error=error)
    return doors.let_in(request, begun, wanted)


@router.post("/sign-out")
@needs(Right.ENTER)
def sign_out(request: Request) -> Response:
    """End the session."""
    secret = cookies.secret(request)
    if secret:
        signing.sign_out(doors.context(request), secret)
    answer = RedirectResponse("/sign-in", status_code=303)
    cookies.forget(request, answer)
    return answer


def _form(
    request: Request, *, wanted: str, name: str = "", error: TrackerError | None = None, is_open: bool = True
) -> Response:
    provider = request.app.state.provider
    answer = plain_page(request).render(
        "signing/show.html",
        status=200 if error is None else errors.status_of(error),
        next=wanted,
        name=name,
        error=error,
        open=is_open,
        provider=provider.name if provider else None,
        provider_address="/oidc/start?" + urlencode({"next": wanted}),
    )
    if isinstance(error, TooMany):
        answer.headers["Retry-After"] = str(error.retry_after)
    return answer
