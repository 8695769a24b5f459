"""``/admin/accounts``: who may sign in; links that work once, sessions and tokens of somebody."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any

from fastapi import Request
from starlette.responses import HTMLResponse, Response

from tracker.domain.rights import Right
from tracker.kit.errors import Conflict, Invalid, NotFound, TrackerError
from tracker.kit.text import Text, text
from tracker.services import accounts, signing, tokens
from tracker.services.accounts import AccountView
from tracker.web import doors, forms
from tracker.web.doors import needs
from tracker.web.forms import Form, Sent
from tracker.web.pages import Page, open_page
from tracker.web.routes.keeping import sheets
from tracker.web.routes.keeping.sheets import Offer, Sheet, named

router = doors.router(prefix="/admin/accounts", default_response_class=HTMLResponse)

HERE = "/admin/accounts"

DONE = {
    "disable": text("The account is disabled: sessions and links ended, tokens are void."),
    "enable": text("This person may sign in."),
    "end": text("All sessions of this person have ended."),
    "revoke": text("The token is revoked."),
}
STATES = {
    "active": text("active"),
    "disabled": text("disabled"),
    "invited": text("invited"),
    "none": text("no account"),
}
HOW = {"password": text("by password"), "link": text("by a link"), "oidc": text("by single sign-on")}
SCOPES = {"read": text("read"), "write": text("change"), "admin": text("administer")}


@dataclass(frozen=True, slots=True)
class Given:
    """A link that works once, shown this once, and until when it works."""

    address: str
    until: datetime


@router.api_route("", methods=["GET", "HEAD"])
@needs(Right.KEEP_ACCOUNTS)
def index(request: Request) -> Response:
    """Everybody with the account."""
    page = open_page(request)
    rows = accounts.listing(page.ctx)
    counts = {state: sum(each.state == state for each in rows) for state in STATES}
    return page.render("keeping/accounts.html", rows=rows, states=STATES, counts=counts)


@router.api_route("/{id_}", methods=["GET", "HEAD"])
@needs(Right.KEEP_ACCOUNTS)
def show(request: Request, id_: str) -> Response:
    """One account."""
    return _page(open_page(request), id_)


@router.post("/{id_}")
@needs(Right.KEEP_ACCOUNTS)
def change(request: Request, id_: str, given: Form) -> Response:
    """Do what the button says; a link that is made stands on the page that answers, this once."""
    page, do = open_page(request), given.get("do")
    _found(page, id_)
    try:
        if do in ("invite", "reset"):
            return _page(page, id_, link=_linked(request, page, id_, reset=do == "reset"))
        if do not in _ACTS:
            raise Invalid(text("The form does not say what is to be done."))
        _ACTS[do](page, id_, given)
    except sheets.WRONG as error:
        return _page(page, id_, error=sheets.for_page(error))
    return forms.done(f"{HERE}/{id_}", do)


@router.api_route("/{id_}/do/disable", methods=["GET", "HEAD"])
@needs(Right.KEEP_ACCOUNTS)
def disable_form(request: Request, id_: str) -> Response:
    """What follows from disabling, and the form that does it."""
    page = open_page(request)
    return sheets.show(page, _disabling(page, id_))


@router.post("/{id_}/do/disable")
@needs(Right.KEEP_ACCOUNTS)
def disable(request: Request, id_: str, given: Form) -> Response:
    """Disable an account."""
    page = open_page(request)
    act = partial(accounts.disable, page.ctx, id_, reason=given.get("reason"))
    return sheets.sent(page, _disabling(page, id_), given, "disable", act)


_ACTS: Mapping[str, Callable[[Page, str, Sent], object]] = {
    "enable": lambda page, id_, _: accounts.enable(page.ctx, id_),
    "end": lambda page, id_, _: signing.end_all(page.ctx, id_),
    "revoke": lambda page, id_, given: tokens.revoke(page.ctx, _own_token(page, id_, given.get("token"))),
}


def _own_token(page: Page, person: str, token: str) -> str:
    """The id of a token of that person; raises NotFound for anybody else's."""
    if not any(each.id == token for each in tokens.listing(page.ctx, person=person)):
        raise NotFound(text("There is no token “{id}”.", id=token))
    return token


def _linked(request: Request, page: Page, person: str, *, reset: bool) -> Given:
    secret = accounts.invite(page.ctx, person, purpose="reset" if reset else "invite")
    until = accounts.look_at(page.ctx, secret).expires_at
    settings = page.settings
    base = settings.address if settings.base_url else str(request.base_url).rstrip("/")
    return Given(f"{base}/welcome/{secret}", until.astimezone(page.ctx.zone))


def _found(page: Page, id_: str) -> AccountView:
    for each in accounts.listing(page.ctx):
        if each.person == id_:
            return each
    raise NotFound(text("There is no person “{name}” in this register.", name=id_))


def _page(page: Page, id_: str, *, link: Given | None = None, error: TrackerError | None = None) -> Response:
    view = _found(page, id_)
    at = page.ctx.clock.now()
    sessions = signing.sessions(page.ctx, id_)
    living = [each for each in tokens.listing(page.ctx, person=id_) if not each.revoked_at and each.expires_at > at]
    values: dict[str, Any] = {"buttons": _buttons(view, link), "offers": _offers(page, view)}
    answer = forms.shown(
        page,
        "keeping/account.html",
        view=view,
        states=STATES,
        how=HOW,
        scopes=SCOPES,
        sessions=sessions,
        tokens=living,
        link_given=link,
        error=error,
        done=DONE.get(page.done.what),
        free=sheets.open_ones(values["offers"]),
        closed=sheets.closed_ones(values["offers"]),
        buttons=values["buttons"],
    )
    if link is not None:
        answer.headers["Cache-Control"] = "no-store"
    return answer


def _buttons(view: AccountView, link: Given | None) -> tuple[tuple[str, Text, bool], ...]:
    """What is done at once, as (what, words, whether it is the main thing)."""
    if view.state == "disabled":
        return (("enable", text("Enable the account"), True),)
    if view.state == "active" and view.has_password:
        return (("reset", text("Make a link for a new password"), False),)
    main = link is None
    again = ("invite", text("Make another link") if view.state == "invited" else text("Invite: make a link"), main)
    if view.state == "active":
        return (again,)
    return (again, ("enable", text("Open it without a password, for single sign-on"), False))


def _offers(page: Page, view: AccountView) -> tuple[Offer, ...]:
    if view.state != "active":
        return ()
    own = page.ctx.who is not None and page.ctx.who.person == view.person
    refused = Conflict(text("Nobody disables his own account."), hint=text("Ask another administrator."))
    words = text("Disable the account")
    return (Offer(words, f"{HERE}/{view.person}/do/disable", refused if own else None),)


def _disabling(page: Page, id_: str) -> Sheet:
    """What is said before an account is disabled; raises NotFound, and Conflict where it cannot be."""
    view = _found(page, id_)
    name = named(view.name)
    offers = _offers(page, view)
    if not offers:
        raise Conflict(text("{name} has no account that could be disabled.", name=name))
    sheets.require(*(each.refusal for each in offers))
    lead = (
        text("Sessions and open links end at once, and tokens are void. Posts stay as they are."),
        text("It can be enabled again."),
    )
    heading = text("Disable the account of {name}", name=name)
    hint = text("It stands in the access log, which keeps it for 400 days.")
    why = replace(sheets.REASON, hint=hint)
    return Sheet(f"{HERE}/{id_}/do/disable", f"{HERE}/{id_}", heading, heading, (why,), lead)
