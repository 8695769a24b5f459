"""What programmes and sources share on their pages: a list, one record with a form, and a form for a new one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from fastapi import APIRouter, Request
from pydantic import BaseModel
from starlette.responses import Response

from tracker.domain.rights import Right
from tracker.kit.text import Text
from tracker.services import catalogues, directory, structure
from tracker.services.context import Context
from tracker.services.views import Both
from tracker.web import forms
from tracker.web.doors import needs
from tracker.web.forms import Form, Sent
from tracker.web.pages import Page, open_page
from tracker.web.routes.keeping import sheets
from tracker.web.routes.keeping.sheets import Ask, Offer, Sheet, named

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """A noun and how it is kept; ``fields`` gives what its form asks for, of a record or of a new one (None)."""

    noun: str
    here: str
    adding: Text
    entering: Text
    changing: Callable[[Text], Text]
    new: type[BaseModel]
    change: type[BaseModel]
    add: Callable[[Context, Any], object]
    edit: Callable[[Context, Any], object]
    fields: Callable[[Page, Row | None], tuple[Ask, ...]]
    done: Mapping[str, Text]

    def row(self, page: Page, slug: str) -> Row:
        """One record; raises NotFound."""
        found = directory.one(page.ctx, self.noun, slug)
        if found is None:
            raise structure.unknown(self.noun, slug)
        return found

    def sheet(self, page: Page, slug: str = "") -> Sheet:
        """The form of a record, or of a new one."""
        if not slug:
            return Sheet(f"{self.here}/do/add", self.here, self.adding, self.entering, self.fields(page, None))
        row = self.row(page, slug)
        heading = self.changing(named(Both(row["title_en"], row["title_zh"])))
        address = f"{self.here}/{slug}"
        fields = self.fields(page, row)
        return Sheet(address, self.here, heading, sheets.RECORD, fields, version=row["version"])

    def added(self, page: Page, given: Sent) -> Response:
        """Enter a record."""
        return sheets.sent(
            page, self.sheet(page), given, "add", lambda: self.add(page.ctx, forms.made(self.new, given))
        )

    def changed(self, page: Page, slug: str, given: Sent) -> Response:
        """Change a record."""
        sheet = self.sheet(page, slug)
        return sheets.sent(
            page, sheet, given, "change", lambda: self.edit(page.ctx, _made(self.change, given, self.row(page, slug)))
        )


def add_routes(router: APIRouter, kept: Catalogue, index: Callable[[Page], Mapping[str, Any]]) -> None:
    """Give a router the list of the records, for whose page ``index`` gives more, and the forms."""

    @router.api_route("", methods=["GET", "HEAD"])
    @needs(Right.READ_RUNS)
    def listed(request: Request) -> Response:
        """All of them."""
        page = open_page(request)
        offers = (Offer(kept.adding, f"{kept.here}/do/add", sheets.refusal(page, Right.KEEP_BODIES)),)
        return page.render(
            f"keeping/{kept.noun}s.html",
            rows=directory.listing(page.ctx, kept.noun),
            done=kept.done.get(page.done.what),
            free=sheets.open_ones(offers),
            closed=sheets.closed_ones(offers),
            **index(page),
        )

    @router.api_route("/do/add", methods=["GET", "HEAD"])
    @needs(Right.KEEP_BODIES)
    def add_form(request: Request) -> Response:
        """The form for a new one."""
        page = open_page(request)
        return sheets.show(page, kept.sheet(page))

    @router.post("/do/add")
    @needs(Right.KEEP_BODIES)
    def add(request: Request, given: Form) -> Response:
        """Enter a new one."""
        return kept.added(open_page(request), given)

    @router.api_route("/{slug}", methods=["GET", "HEAD"])
    @needs(Right.KEEP_BODIES)
    def form(request: Request, slug: str) -> Response:
        """The form of one."""
        page = open_page(request)
        return sheets.show(page, kept.sheet(page, slug))

    @router.post("/{slug}")
    @needs(Right.KEEP_BODIES)
    def change(request: Request, slug: str, given: Form) -> Response:
        """Change one."""
        return kept.changed(open_page(request), slug, given)


ALWAYS = ("version", "reason")
EMPTY = {"note_en": "", "note_zh": "", **dict.fromkeys(catalogues.CLEARABLE)}
"""What may be taken away again, which an empty field says here."""


def _made(command: type[BaseModel], given: Sent, row: Row) -> BaseModel:
    """The change that a form says: what is no other than before is left out, and what was emptied goes."""
    told = [name for name in command.model_fields if name in given]
    only = tuple(name for name in told if name in ALWAYS or given.get(name) != _plain(row.get(name)))
    found = forms.made(command, given, only=only, slug=row["slug"])
    return found.model_copy(update={name: EMPTY[name] for name in only if name in EMPTY and not given.get(name)})


def _plain(value: object) -> str:
    """A value as a field of a form says it."""
    return value.isoformat() if isinstance(value, date) else str(value or "")
