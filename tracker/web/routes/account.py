"""``/account``: one's own password, where one is signed in, and the tokens by which programs act for one."""

from dataclasses import replace
from typing import Annotated, Any

from fastapi import Form, Request
from starlette.responses import HTMLResponse, Response

from tracker.domain.rights import Right
from tracker.kit import secret as secrets
from tracker.kit.errors import Conflict, Forbidden, Invalid, NotFound, TooMany, TrackerError
from tracker.kit.text import text
from tracker.services import accounts, signing, tokens
from tracker.web import cookies, doors, forms
from tracker.web.doors import needs
from tracker.web.pages import open_page

router = doors.router(prefix="/account", default_response_class=HTMLResponse)

DONE = {
    "password": text("The password is changed; everywhere else you are signed out."),
    "end": text("That session has ended."),
    "end_others": text("All other sessions have ended."),
    "revoke": text("The token is revoked."),
}
SCOPES = {
    "read": (text("read"), ("read",)),
    "write": (text("read and change what you may change"), ("read", "write")),
    "admin": (text("everything that you may do, keeping accounts too"), ("read", "write", "admin")),
}
"""What is chosen in the form → how it is said, and the scopes."""

DAYS = ("30", "90", "180", "366")
HOW = {"password": text("by password"), "link": text("by a link"), "oidc": text("by single sign-on")}

Field = Annotated[str, Form()]


@router.api_route("", methods=["GET", "HEAD"])
@needs(Right.OWN_ACCOUNT)
def show(request: Request) -> Response:
    """The account."""
    return _page(request)


@router.post("")
@needs(Right.OWN_ACCOUNT)
def change(
    request: Request,
    do: Field = "",
    old: Field = "",
    new: Field = "",
    again: Field = "",
    id: Field = "",  # noqa: A002 - as it is called in the form
    title: Field = "",
    scope: Field = "",
    days: Field = "",
) -> Response:
    """Do what the button says."""
    ctx, kept = doors.context(request), cookies.secret(request)
    try:
        match do:
            case "password":
                cookies.require_safe_way(request)
                accounts.change_password(ctx, old, new, keep=kept, again=again)
            case "end":
                signing.end(ctx, id)
            case "end_others":
                signing.end_all(ctx, keep=kept)
            case "token":
                if scope not in SCOPES or days not in DAYS:
                    raise Invalid(text("Choose what the token may do, and for how long."))
                made, secret = tokens.make(ctx, title, SCOPES[scope][1], int(days))
                return _page(request, made=made, secret=secret)
            case "revoke":
                tokens.revoke(ctx, id)
            case _:
                raise Invalid(text("The form does not say what is to be done."))
    except (Forbidden, Invalid, Conflict, NotFound, TooMany) as error:
        return _page(request, error=_placed(error), do=do, title=title[:200])
    return forms.done("/account", do)


def _placed(error: TrackerError) -> TrackerError:
    """The error, with the new password called as its field is."""
    error.where = "new" if error.where == "password" else error.where
    error.faults = tuple(replace(each, where="new") if each.where == "password" else each for each in error.faults)
    return error


def _page(request: Request, *, error: TrackerError | None = None, **values: Any) -> Response:
    ctx, kept = doors.context(request), cookies.secret(request)
    at = ctx.clock.now()
    page = open_page(request)
    return forms.shown(
        page,
        "account/show.html",
        error=error,
        done=DONE.get(page.done.what),
        sessions=signing.sessions(ctx),
        own=signing.id_of(secrets.digest(kept)) if kept else None,
        tokens=[each for each in tokens.listing(ctx) if each.revoked_at is None and each.expires_at > at],
        scopes={name: words for name, (words, _) in SCOPES.items()},
        days=DAYS,
        how=HOW,
        **{"made": None, "secret": None, "do": "", "title": "", **values},
    )
