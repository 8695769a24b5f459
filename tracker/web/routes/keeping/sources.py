"""``/admin/sources``: the documents in which commitments were stated, and how their doubtful dates are read."""

from dataclasses import replace
from typing import Any

from fastapi import Request
from starlette.responses import HTMLResponse, Response

from tracker.domain.rights import Right
from tracker.kit.text import text
from tracker.services import catalogues, deadlines, directory, structure
from tracker.services.labels import label
from tracker.web import doors
from tracker.web.doors import needs
from tracker.web.forms import Form
from tracker.web.pages import Page, open_page
from tracker.web.routes.keeping import sheets
from tracker.web.routes.keeping.catalogue import Catalogue
from tracker.web.routes.keeping.sheets import Ask, Choice, Offer, named

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
)


@router.api_route("", methods=["GET", "HEAD"])
@needs(Right.READ_RUNS)
def index(request: Request, done: str = "") -> Response:
    """The sources."""
    page = open_page(request)
    offers = (Offer(text("Add a source"), f"{HERE}/do/add", sheets.refusal(page, Right.KEEP_BODIES)),)
    return page.render(
        "keeping/sources.html",
        rows=directory.listing(page.ctx, "source"),
        names={line.slug: line.name for line in structure.tree(page.ctx)},
        done=DONE.get(done),
        free=sheets.open_ones(offers),
        closed=sheets.closed_ones(offers),
    )


@router.api_route("/do/add", methods=["GET", "HEAD"])
@needs(Right.KEEP_BODIES)
def add_form(request: Request) -> Response:
    """The form for a new source."""
    page = open_page(request)
    return sheets.show(page, KEPT.sheet(page))


@router.post("/do/add")
@needs(Right.KEEP_BODIES)
def add(request: Request, given: Form) -> Response:
    """Enter a source."""
    return KEPT.added(open_page(request), given)


@router.api_route("/{slug}", methods=["GET", "HEAD"])
@needs(Right.KEEP_BODIES)
def form(request: Request, slug: str) -> Response:
    """The form of one source."""
    page = open_page(request)
    return sheets.show(page, KEPT.sheet(page, slug))


@router.post("/{slug}")
@needs(Right.KEEP_BODIES)
def change(request: Request, slug: str, given: Form) -> Response:
    """Change a source."""
    return KEPT.changed(open_page(request), slug, given)
