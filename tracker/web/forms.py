"""Forms: what was typed becomes a command, what is wrong stands beside its field, and nothing that was typed is lost.

How a file of routes uses it::

    @router.post("/{ref}/do/review")
    @needs(Right.READ)
    def review(request: Request, ref: str, sent: Form) -> Response:
        page = open_page(request)
        try:
            changes.review(page.ctx, forms.made(Review, sent, ref=ref))
        except TrackerError as error:
            return _form(page, ref, typed=sent, error=error)
        return forms.done(f"/commitments/{ref}", "review")
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, TypeVar, get_args, get_origin

from fastapi import Depends
from pydantic import BaseModel
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse

from tracker.kit.errors import TrackerError
from tracker.web import errors
from tracker.web.api import strict
from tracker.web.pages import Page
from tracker.web.said import Led, Said
from tracker.web.site import local

MOST_FIELDS = 1_000

C = TypeVar("C", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Sent:
    """What a form says: every field by its name, without spaces around; of those told several times, all values."""

    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def get(self, name: str, default: str = "") -> str:
        """The last value of a field."""
        found = self.values.get(name)
        return found[-1] if found else default

    def many(self, name: str) -> tuple[str, ...]:
        """Every value of a field that is not empty."""
        return tuple(value for value in self.values.get(name, ()) if value)

    def __contains__(self, name: object) -> bool:
        """Whether the form has this field."""
        return name in self.values


NOTHING = Sent()


async def sent(request: Request) -> Sent:
    """The fields of the form in the body of a request; files are left out (``web.api.uploads`` streams those)."""
    async with request.form(max_files=0, max_fields=MOST_FIELDS) as form:
        return of_form(form)


def of_form(form: FormData) -> Sent:
    """The fields of a form that was read."""
    found: dict[str, list[str]] = {}
    for name, value in form.multi_items():
        if isinstance(value, str):
            found.setdefault(name, []).append(value.replace("\r\n", "\n").strip())
    return Sent({name: tuple(values) for name, values in found.items()})


Form = Annotated[Sent, Depends(sent)]
"""A parameter of a route: what its form says."""


def made(command: type[C], given: Sent, *, only: tuple[str, ...] | None = None, **fixed: Any) -> C:
    """A command from the fields of a form; empty ones are left out. Raises Malformed with what is wrong field by field.

    ``only``: the fields that count, all of the command otherwise; ``fixed``: what the address or the route says.
    Numbers are read from digits, a box that is ticked says ``on``, and lists are fields told several times.
    """
    names = [name for name in (only or tuple(command.model_fields)) if name not in fixed]
    data = {name: value for name in names if (value := _value(command, name, given)) is not None}
    return strict.made(command, data, **{name: json.loads(json.dumps(value)) for name, value in fixed.items()})


def _value(command: type[BaseModel], name: str, given: Sent) -> Any:
    kinds = _kinds(command.model_fields[name].annotation)
    if {tuple, list, frozenset} & kinds:
        return list(given.many(name)) if name in given else None
    words = given.get(name)
    if bool in kinds:
        return words in ("on", "true", "1") if name in given else None
    if not words:
        return None
    return int(words) if int in kinds and words.removeprefix("-").isdecimal() and len(words) < 16 else words


def _kinds(annotation: Any) -> set[Any]:
    """The plain types that an annotation allows."""
    origin = get_origin(annotation)
    if origin is None:
        return {annotation}
    if origin is Annotated:
        return _kinds(get_args(annotation)[0])
    if origin in (tuple, list, frozenset, dict):
        return {origin}
    return {kind for each in get_args(annotation) for kind in _kinds(each)}


def shown(
    page: Page, template: str, *, typed: Sent = NOTHING, error: TrackerError | None = None, **values: Any
) -> HTMLResponse:
    """A page with forms on it: with an error, what was typed stands in them again, and the status says of what kind."""
    status = 200 if error is None else errors.status_of(error)
    return page.render(template, status=status, typed=typed, error=error, **values)


def done(wanted: str, what: str, *, sent: Sent = NOTHING, **about: str) -> Led:
    """Lead on after something was done: to where the form says (``back``, a page of this site), else to ``wanted``.

    The page there finds ``what``, and what else is told ``about`` it, in ``page.done``, this once.
    """
    back = sent.get("back")
    return Led(local(back) if back else wanted, Said(what, about))
