"""``/admin/programmes``: what commitments are grouped by, and the steps by which they close."""

from dataclasses import replace
from typing import Any

from starlette.responses import HTMLResponse

from tracker.kit.text import text
from tracker.services import catalogues, structure
from tracker.web import doors
from tracker.web.pages import Page
from tracker.web.routes.keeping import catalogue, sheets
from tracker.web.routes.keeping.catalogue import Catalogue
from tracker.web.routes.keeping.sheets import Ask, Choice

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
        replace(sheets.CALLED_ZH, value=now.get("title_zh", "")),
        replace(sheets.CALLED_EN, value=now.get("title_en", "")),
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
    done=DONE,
)


def _index(page: Page) -> dict[str, Any]:
    return {"steps": {each.slug: each for each in structure.steps_in_force(page.ctx)}}


catalogue.add_routes(router, KEPT, _index)
