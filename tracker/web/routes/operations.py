"""``/admin``: what one may administer; the outbox, the scheduled work, the rule packs, and who came in."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import Depends, Request
from starlette.responses import HTMLResponse, Response

from tracker.domain.moves.roles import ROLE_WORDS, Role
from tracker.domain.rights import RIGHTS, Right
from tracker.kit.errors import Forbidden, Invalid, TrackerError
from tracker.kit.text import Text, text
from tracker.services import (
    access,
    access_words,
    correspondence,
    holding,
    outbox_views,
    pack_trials,
    preferences,
    redirecting,
    timetable,
)
from tracker.services.access import Event
from tracker.web import doors, forms
from tracker.web.doors import needs
from tracker.web.forms import Form, Sent
from tracker.web.pages import Page, open_page, plain_page

router = doors.router(prefix="/admin", default_response_class=HTMLResponse)

LINES = 50
"""So many lines of the access log stand on a page."""

PLACES: tuple[tuple[Text, tuple[tuple[str, Text, Text, Right], ...]], ...] = (
    (
        text("People and bodies"),
        (
            ("/admin/bodies", text("Bodies"), text("add, rename, move and merge them"), Right.KEEP_BODIES),
            ("/admin/posts", text("Posts"), text("and who holds them; hand-over"), Right.KEEP_BODIES),
            ("/admin/persons", text("Persons"), text("names and addresses"), Right.HAND_OVER),
            ("/admin/accounts", text("Accounts"), text("open, disable, reset"), Right.KEEP_ACCOUNTS),
        ),
    ),
    (
        text("What the register is about"),
        (
            ("/admin/programmes", text("Programmes"), text("and how they close"), Right.KEEP_BODIES),
            ("/admin/sources", text("Sources"), text("documents that commitments come from"), Right.KEEP_BODIES),
            ("/admin/packs", text("Rule packs"), text("in force, and what a change would flag"), Right.READ_RUNS),
        ),
    ),
    (
        text("How it runs"),
        (
            ("/admin/outbox", text("Outbox"), text("hold, release, retry and redirect letters"), Right.KEEP_OUTBOX),
            ("/letters", text("Letters"), text("editions, and what became of each letter"), Right.READ_LETTERS),
            ("/admin/jobs", text("Scheduled work"), text("what ran, what failed, what comes next"), Right.READ_RUNS),
            ("/admin/access", text("Access log"), text("who came in, and what was refused"), Right.READ_ACCESS),
        ),
    ),
)
"""What there is to administer: heading → (address, name, what it is, the right that it needs)."""

DONE: Mapping[str, Text] = {
    "hold": text("The letter is held; nothing is sent until it is released."),
    "release": text("The letter is released and leaves at the next chance."),
    "release_all": text("All held letters are released and leave at the next chance."),
    "retry": text("The letter is tried again at the next chance."),
    "redirect": text("The letter was handed over to the other address."),
}


@router.api_route("", methods=["GET", "HEAD"])
@needs(Right.READ)
def index(request: Request) -> Response:
    """What one may administer."""
    page = plain_page(request)
    return page.render(
        "operations/index.html",
        places=[(heading, [_place(page, *each) for each in places]) for heading, places in PLACES],
        outbox=_letters(page),
        work=timetable.work(page.ctx) if page.may(Right.READ_RUNS) else None,
    )


@router.api_route("/outbox", methods=["GET", "HEAD"])
@needs(Right.KEEP_OUTBOX)
def outbox(request: Request) -> Response:
    """What waits, is held or came back."""
    return _outbox(plain_page(request))


@router.post("/outbox")
@needs(Right.KEEP_OUTBOX)
def keep_outbox(request: Request, sent: Form) -> Response:
    """Hold, release, retry or redirect a letter, or release all."""
    page, key, do = plain_page(request), sent.get("key"), sent.get("do")
    try:
        match do:
            case "hold":
                holding.hold(page.ctx, key)
            case "release":
                holding.release(page.ctx, key)
            case "release_all":
                holding.release(page.ctx)
            case "retry":
                holding.retry(page.ctx, key)
            case "redirect":
                redirecting.redirect(page.ctx, page.settings, key, sent.get("to"))
            case _:
                raise Invalid(text("The form does not say what is to be done."))
    except TrackerError as error:
        return _outbox(page, typed=sent, error=error)
    return forms.done("/admin/outbox", do)


@router.api_route("/jobs", methods=["GET", "HEAD"])
@needs(Right.READ_RUNS)
def jobs(request: Request) -> Response:
    """What ran, what failed, and what is planned next."""
    page = plain_page(request)
    return page.render(
        "operations/jobs.html",
        work=timetable.work(page.ctx),
        names=timetable.JOBS,
        states=timetable.STATES,
        found=timetable.found,
        zone=preferences.zone_of(page.ctx),
    )


async def pack_sent(request: Request) -> Sent:
    """The form with a pack, whose file, where there is one, stands in the place of what was typed."""
    async with request.form(max_files=1, max_fields=10) as form:
        sent, file = forms.of_form(form), form.get("file")
        content = b"" if file is None or isinstance(file, str) else await file.read()
    words = content.decode("utf-8-sig", "replace")
    return Sent({**sent.values, "words": (words,)}) if words.strip() else sent


PACKS = "operations/packs.html"

PackForm = Annotated[Sent, Depends(pack_sent)]


@router.api_route("/packs", methods=["GET", "HEAD"])
@needs(Right.READ_RUNS)
def packs(request: Request) -> Response:
    """The packs in force, and what those on disk would change."""
    page = plain_page(request)
    return forms.shown(page, PACKS, trial=pack_trials.of_files(page.ctx, page.settings), own=False)


@router.post("/packs")
@needs(Right.READ_RUNS)
def try_pack(request: Request, sent: PackForm) -> Response:
    """What a pack would change; nothing is put in force."""
    page = plain_page(request)
    try:
        trial = pack_trials.of_words(page.ctx, sent.get("words"))
    except Invalid as error:
        trial = pack_trials.of_files(page.ctx, page.settings)
        return forms.shown(page, PACKS, trial=trial, own=False, typed=sent, error=error)
    return forms.shown(page, PACKS, trial=trial, own=True, typed=sent)


@router.api_route("/access", methods=["GET", "HEAD"])
@needs(Right.READ_ACCESS)
def visits(request: Request, person: str = "", event: str = "", after: str = "") -> Response:
    """The access log, the newest line first, a page at a time."""
    page = open_page(request)
    chosen = Event(event) if event in set(Event) else None
    lines = access.listing(page.ctx, person=person.strip() or None, event=chosen, after=after or None, limit=LINES + 1)
    return page.render(
        "operations/access.html",
        lines=lines[:LINES],
        details=access_words.details(page.ctx, lines[:LINES]),
        following=lines[LINES - 1].id if len(lines) > LINES else None,
        person=person.strip(),
        event=chosen or "",
        later=bool(after),
        events={str(each): words for each, words in access_words.EVENTS.items()},
        ways=access_words.WAYS,
        zone=preferences.zone_of(page.ctx),
    )


def _outbox(page: Page, **values: Any) -> Response:
    return forms.shown(
        page,
        "operations/outbox.html",
        outbox=outbox_views.look(page.ctx),
        states=correspondence.STATES,
        outcomes=correspondence.OUTCOMES,
        zone=preferences.zone_of(page.ctx),
        done=DONE.get(page.done.what),
        **values,
    )


def _letters(page: Page) -> outbox_views.Outbox | None:
    """The outbox; None for whoever may not read everybody's letters."""
    try:
        return outbox_views.look(page.ctx)
    except Forbidden:
        return None


def _place(page: Page, address: str, name: Text, what: Text, right: Right) -> dict[str, Any]:
    """A place as it stands on the front page, for whoever may not go there with who may."""
    who = [ROLE_WORDS[role] for role in Role if role in RIGHTS[right] and role is not Role.OPERATOR]
    return {"address": address, "name": name, "what": what, "may": page.may(right), "who": who}
