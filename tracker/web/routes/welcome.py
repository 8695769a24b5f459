"""``/welcome/…``: a link that works once, to open an account or to set a new password; looking does not use it up."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated

from fastapi import Form, Request
from pydantic import ValidationError
from starlette.responses import HTMLResponse, Response

from tracker.domain.rights import Right
from tracker.kit.errors import Conflict, Fault, Forbidden, Invalid, TooMany, TrackerError, of_faults
from tracker.kit.text import text
from tracker.services import accounts, refusals, signing
from tracker.services.accounts import FirstAccount, NewPassword
from tracker.services.links import Invited
from tracker.web import cookies, doors, errors
from tracker.web.doors import needs
from tracker.web.pages import plain_page
from tracker.web.templating import TAGS, lang_of

router = doors.router(prefix="/welcome", default_response_class=HTMLResponse)

HEADING = {
    "first": text("Welcome: be the first administrator"),
    "invite": text("Welcome: open your account"),
    "reset": text("Set a new password"),
}
LEAD = {
    "first": text(
        "Nobody can sign in to this register yet. Whoever opens this account is its administrator and holds a post in "
        "the register office: opens accounts for others, and puts people in posts. This link works once."
    ),
    "invite": text("Choose a password; you sign in with it from now on. This link works once."),
    "reset": text("Choose a new password; everywhere else you are signed out. This link works once."),
}
WRONG = {
    "slug": text("A short name has small letters, digits and hyphens only, such as li-na."),
    "language": text("Choose one of the languages."),
}

FIELDS = {"slug": "short_name", "language": "tongue", "name_en": "full_name", "name_zh": "full_name"}
"""What the account calls it → how the form does, where that differs."""

Field = Annotated[str, Form()]


@dataclass(frozen=True, slots=True)
class Given:
    """What was typed, to be shown again beside what is wrong with it; never a password."""

    full_name: str = ""
    short_name: str = ""
    email: str = ""
    tongue: str = "en"


@router.api_route("/{secret}", methods=["GET", "HEAD"])
@needs(Right.ENTER)
def show(request: Request, secret: str) -> Response:
    """The form."""
    invited = accounts.look_at(doors.context(request), secret)
    given = Given(tongue=plain_page(request).language)
    try:
        cookies.require_safe_way(request)
    except Forbidden as error:
        return _form(request, invited, given, error=error, is_open=False)
    return _form(request, invited, given)


@router.post("/{secret}")
@needs(Right.ENTER)
def accept(
    request: Request,
    secret: str,
    full_name: Field = "",
    short_name: Field = "",
    email: Field = "",
    tongue: Field = "",
    password: Field = "",
    again: Field = "",
) -> Response:
    """Use the link, and sign in."""
    cookies.require_safe_way(request)
    ctx = doors.context(request)
    invited = accounts.look_at(ctx, secret)
    given = Given(full_name[:500], short_name[:80], email[:200], tongue)
    try:
        person = accounts.accept(ctx, secret, _command(invited, given, password, again))
    except (Invalid, Conflict, TooMany) as error:
        error.where = FIELDS.get(error.where or "", error.where)
        return _form(request, invited, given, error=error)
    agent = request.headers.get("User-Agent", "")
    begun = signing.sign_in_as(ctx, person, "link", address=doors.address(request), agent=agent)
    return doors.let_in(request, begun, "/start" if invited.purpose == "first" else "/")


def _command(invited: Invited, given: Given, password: str, again: str) -> FirstAccount | NewPassword:
    """What is to be done with the link; raises Invalid with all that is wrong."""
    if invited.purpose != "first":
        own = (invited.slug, invited.email, invited.name.en, invited.name.zh)
        _require_none(refusals.of_passwords(password, again, own=own))
        return NewPassword(password=password)
    name, slug = given.full_name.strip(), given.short_name.strip()
    named = "name_zh" if lang_of(name) == TAGS["zh"] else "name_en"
    told = {"slug": slug, named: name, "email": given.email, "language": given.tongue, "password": password}
    faults = [] if name else [Fault("full_name", text("Write your name."))]
    try:
        FirstAccount.model_validate(told)
    except ValidationError as error:
        for where in (str(fault["loc"][0]) for fault in error.errors()):
            faults.append(Fault(FIELDS.get(where, where), WRONG.get(where, text("This name cannot be used."))))
    if wrong := refusals.of_address(given.email):
        faults.append(wrong)
    faults += refusals.of_passwords(password, again, own=(slug, given.email, name))
    _require_none(faults)
    return FirstAccount.model_validate(told)


def _require_none(faults: Iterable[Fault]) -> None:
    if error := of_faults(Invalid, faults):
        raise error


def _form(
    request: Request, invited: Invited, given: Given, *, error: TrackerError | None = None, is_open: bool = True
) -> Response:
    status = 200 if error is None else errors.status_of(error)
    return plain_page(request).render(
        "welcome/show.html",
        status=status,
        heading=HEADING[invited.purpose],
        lead=LEAD[invited.purpose],
        first=invited.purpose == "first",
        purpose=invited.purpose,
        known_as=invited.slug or invited.email,
        given=given,
        error=error,
        open=is_open,
    )
