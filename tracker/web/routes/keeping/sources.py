"""``/admin/sources``: the documents in which commitments were stated, and how their doubtful dates are read."""

from dataclasses import replace
from typing import Any

from starlette.responses import HTMLResponse

from tracker.kit.text import text
from tracker.services import catalogues, deadlines, structure
from tracker.services.labels import label
from tracker.web import doors
from tracker.web.pages import Page
from tracker.web.routes.keeping import catalogue, sheets
from tracker.web.routes.keeping.catalogue import Catalogue
from tracker.web.routes.keeping.sheets import Ask, Choice, named

router = doors.router(prefix="/admin/sources", default_response_class=HTMLResponse)

HERE = "/admin/sources"

DONE = {"add": text("The source is entered."), "change": text("The source is changed.")}
LANGUAGES = (Choice("zh", text("Chinese")), Choice("en", text("English")))


def _fields(page: Page, row: dict[str, Any] | None) -> tuple[Ask, ...]:
    """What the form of a source asks for."""
    now = row or {}
    bodies = tuple(
        Choice(line.slug, named(line.name))
        for line in structure.tree(page.ctx)
        if line.ended_on is None or line.slug == now.get("publisher")
    )
    policies = tuple(Choice(slug, label(slug, "policy")) for slug in deadlines.POLICIES)
    told = now.get("published_on")
    about = (
        replace(sheets.TITLE_ZH, value=now.get("title_zh", "")),
        replace(sheets.TITLE_EN, value=now.get("title_en", "")),
    )
    rest = (
        Ask("publisher", text("Published by"), "choose", now.get("publisher") or "", choices=bodies, empty=text("none of the bodies")),  # noqa: E501
        Ask("published_on", text("Day of the document"), "date", told.isoformat() if told else ""),
        Ask("language", text("Language of the document"), "radio", now.get("language", "zh"), choices=LANGUAGES),
        Ask("policy", text("How its doubtful dates are read"), "radio", now.get("policy", "end-of-period"), choices=policies, hint=text("Readings that were made before stay as they are.")),  # noqa: E501
        *sheets.notes(now),
        sheets.REASON,
    )  # fmt: skip
    return (*about, *rest) if row else (*about, sheets.SLUG, *rest)


KEPT = Catalogue(
    noun="source",
    here=HERE,
    adding=text("Add a source"),
    entering=text("Enter the source"),
    changing=lambda name: text("Change {name}", name=name),
    new=catalogues.NewSource,
    change=catalogues.ChangeSource,
    add=catalogues.add_source,
    edit=catalogues.change_source,
    fields=_fields,
    done=DONE,
)


def _index(page: Page) -> dict[str, Any]:
    return {"names": {line.slug: line.name for line in structure.tree(page.ctx)}}


catalogue.add_routes(router, KEPT, _index)
