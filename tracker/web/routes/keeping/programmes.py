"""``/admin/programmes``: what commitments are grouped by, and the steps by which they close."""

from dataclasses import replace
from typing import Any

from fastapi import Request
from starlette.responses import HTMLResponse, Response

from tracker.domain.rights import Right
from tracker.kit.text import text
from tracker.services import catalogues, directory, structure
from tracker.web import doors
from tracker.web.doors import needs
from tracker.web.forms import Form
from tracker.web.pages import Page, open_page
from tracker.web.routes.keeping import sheets
from tracker.web.routes.keeping.catalogue import Catalogue
from tracker.web.routes.keeping.sheets import Ask, Choice, Offer

router = doors.router(prefix="/admin/programmes", default_response_class=HTMLResponse)

HERE = "/admin/programmes"

DONE = {"add": text("The programme is entered."), "change": text("The programme is changed.")}
CODE = Ask(
    "code",
    text("Code"),
    required=True,
    hint=text("References begin with it, such as HLJ-2024. Capital letters, digits and hyphens; it stays for ever."),
)


def _fields(page: Page, row: dict[str, Any] | None) -> tuple[Ask, ...]:
    """What the form of a programme asks for."""
    steps = tuple(Choice(each.slug, each.title, each.asks) for each in structure.steps_in_force(page.ctx))
    now = row or {}
    closing = Ask(
        "closing", text("Steps to close"), "radio", now.get("closing", "simple"), choices=steps, required=True
    )
    titles = (
        replace(sheets.TITLE_ZH, value=now.get("title_zh", "")),
        replace(sheets.TITLE_EN, value=now.get("title_en", "")),
    )
    notes = sheets.notes(now)
    if row is None:
        return (*titles, sheets.SLUG, CODE, closing, *notes)
    hint = text("Needed for other steps; they hold for whatever is still open.")
    return (*titles, closing, *notes, replace(sheets.REASON, hint=hint))


KEPT = Catalogue(
    noun="programme",
    here=HERE,
    adding=text("Add a programme"),
    entering=text("Enter the programme"),
    changing=lambda name: text("Change {name}", name=name),
    new=catalogues.NewProgramme,
    change=catalogues.ChangeProgramme,
    add=catalogues.add_programme,
    edit=catalogues.change_programme,
    fields=_fields,
)


@router.api_route("", methods=["GET", "HEAD"])
@needs(Right.READ_RUNS)
def index(request: Request, done: str = "") -> Response:
    """The programmes."""
    page = open_page(request)
    offers = (Offer(text("Add a programme"), f"{HERE}/do/add", sheets.refusal(page, Right.KEEP_BODIES)),)
    return page.render(
        "keeping/programmes.html",
        rows=directory.listing(page.ctx, "programme"),
        steps={each.slug: each for each in structure.steps_in_force(page.ctx)},
        done=DONE.get(done),
        free=sheets.open_ones(offers),
        closed=sheets.closed_ones(offers),
    )


@router.api_route("/do/add", methods=["GET", "HEAD"])
@needs(Right.KEEP_BODIES)
def add_form(request: Request) -> Response:
    """The form for a new programme."""
    page = open_page(request)
    return sheets.show(page, KEPT.sheet(page))


@router.post("/do/add")
@needs(Right.KEEP_BODIES)
def add(request: Request, given: Form) -> Response:
    """Enter a programme."""
    return KEPT.added(open_page(request), given)


@router.api_route("/{slug}", methods=["GET", "HEAD"])
@needs(Right.KEEP_BODIES)
def form(request: Request, slug: str) -> Response:
    """The form of one programme."""
    page = open_page(request)
    return sheets.show(page, KEPT.sheet(page, slug))


@router.post("/{slug}")
@needs(Right.KEEP_BODIES)
def change(request: Request, slug: str, given: Form) -> Response:
    """Change a programme."""
    return KEPT.changed(open_page(request), slug, given)
