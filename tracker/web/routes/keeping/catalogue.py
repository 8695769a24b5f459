"""What programmes and sources share on their pages: a list, one record with a form, and a form for a new one."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import BaseModel
from starlette.responses import Response

from tracker.kit.text import Text
from tracker.services import directory, structure
from tracker.services.context import Context
from tracker.services.views import Both
from tracker.web import forms
from tracker.web.forms import Sent
from tracker.web.pages import Page
from tracker.web.routes.keeping import sheets
from tracker.web.routes.keeping.sheets import Ask, Sheet, named

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


ALWAYS = ("version", "reason")


def _made(command: type[BaseModel], given: Sent, row: Row) -> BaseModel:
    """The change that a form says: what is no other than before is left out, and a note that was emptied goes."""
    told = [name for name in command.model_fields if name in given]
    only = tuple(name for name in told if name in ALWAYS or given.get(name) != _plain(row.get(name)))
    found = forms.made(command, given, only=only, slug=row["slug"])
    emptied: dict[str, object] = {name: "" for name in ("note_en", "note_zh") if name in only and not given.get(name)}
    return found.model_copy(update=emptied)


def _plain(value: object) -> str:
    """A value as a field of a form says it."""
    return value.isoformat() if isinstance(value, date) else str(value or "")
