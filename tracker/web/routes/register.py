"""``/commitments``: the register with its filter box, facets, columns and saved views, and as a table for others."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import IO, Annotated, Any
from urllib.parse import urlencode

from fastapi import Query as Asked
from fastapi import Request
from starlette.responses import HTMLResponse, JSONResponse, Response, StreamingResponse

from tracker.domain.rights import Right
from tracker.kit.errors import Conflict, Invalid, NotFound
from tracker.kit.text import text
from tracker.query.errors import QueryError
from tracker.query.language import build, parse
from tracker.query.tree import Query, Sort
from tracker.services import columns, completion, exporting, leafing, saved_views
from tracker.services.columns import COLUMNS, Column
from tracker.services.commitments import PAGE
from tracker.services.facets import facets
from tracker.services.health import health
from tracker.services.leafing import Leaf
from tracker.web import doors, errors, forms, leaves
from tracker.web.doors import needs
from tracker.web.forms import NOTHING, Form, Sent
from tracker.web.pages import Page, language_of, open_page

router = doors.router(prefix="/commitments", default_response_class=HTMLResponse)

DONE = {
    "saved": text("The view is saved."),
    "renamed": text("The view has its new name."),
    "deleted": text("The view is deleted; the commitments in it are not."),
}

DOWNWARDS = {"late", "updated"}
"""Fields of which the greatest comes first at the first click."""

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CHUNK = 64 * 1024

KEPT_SECONDS = 3600
"""So long a browser keeps the names of columns, which change with a release only."""

MOST_DRAWN = 8
"""So many ways of showing one page of the list are remembered."""

Shown = Annotated[list[str], Asked(alias="columns")]


@router.api_route("", methods=["GET", "HEAD"])
@needs(Right.READ)
def index(request: Request, q: str = "", page: str = "1", chosen: Shown = []) -> HTMLResponse:  # noqa: B006
    """The register: what matches the query, a page at a time."""
    opened, shown = open_page(request), columns.chosen(chosen)
    try:
        parsed = parse(q.strip())
    except QueryError as error:
        return _faulty(opened, q.strip(), shown, error)
    number = leaves.number_of(page)
    leaf = leafing.page(opened.ctx, parsed.text, max(number, 1))
    listing = leaf.listing
    last = leaves.last_of(listing.total, PAGE)
    leaves.require(number, last, page)
    return opened.render(
        "commitments/index.html",
        query=q.strip(),
        listing=listing,
        names=leaf.names,
        once=partial(_once, leaf, opened, shown),
        facets=facets(opened.ctx, parsed.text),
        sorts={name: _sorted(parsed, name) for name in ("ref", *filter(None, (each.sort for each in shown)))},
        shown=shown,
        columns=columns.address(shown),
        heads=f"/commitments/heads.css?{urlencode({'language': opened.language, 'columns': columns.address(shown)})}",
        every=tuple(COLUMNS.values()),
        views=saved_views.listing(opened.ctx),
        number=number,
        last=last,
        head=None if opened.ctx.as_of else health(opened.ctx),
        error=None,
        done=DONE.get(opened.done.what),
    )


@router.api_route("/complete", methods=["GET", "HEAD"], response_class=JSONResponse)
@needs(Right.READ)
def complete(request: Request, q: str = "") -> JSONResponse:
    """What could follow ``q``, which is what stands before the caret of the filter box."""
    page = open_page(request)
    found = completion.suggest(page.ctx, q, page.language)
    return JSONResponse(
        [
            {"insert": each.insert, "means": each.means, "over": q[len(q) - each.over :], "ends": each.ends}
            for each in found
        ]
    )


@router.get("/heads.css")
@needs(Right.READ)
def heads(request: Request, chosen: Shown = []) -> Response:  # noqa: B006
    """What stands beside each fact where the register is a list and no table: its heads, as a style sheet."""
    words = columns.sheet(columns.chosen(chosen), language_of(request))
    return Response(words, media_type="text/css", headers={"Cache-Control": f"private, max-age={KEPT_SECONDS}"})


@router.get("/export.csv")
@needs(Right.READ)
def export(request: Request, q: str = "", chosen: Shown = []) -> StreamingResponse:  # noqa: B006
    """The whole list as CSV: the same question, moment, sight, order and columns as on the page."""
    page, shown = open_page(request), columns.chosen(chosen)
    return _file(page, "csv", exporting.as_csv(page.ctx, q.strip(), shown, page.language), "text/csv; charset=utf-8")


@router.get("/export.xlsx")
@needs(Right.READ)
def export_workbook(request: Request, q: str = "", chosen: Shown = []) -> StreamingResponse:  # noqa: B006
    """The same as a workbook."""
    page, shown = open_page(request), columns.chosen(chosen)
    return _file(page, "xlsx", _chunks(exporting.as_xlsx(page.ctx, q.strip(), shown, page.language)), WORKBOOK)


def _file(page: Page, kind: str, content: Iterable[str | bytes], media_type: str) -> StreamingResponse:
    """A file to be kept, called by the day that it tells of."""
    name = f"register-{page.ctx.moment().day.isoformat()}.{kind}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Content-Language": page.language}
    return StreamingResponse(content, media_type=media_type, headers=headers)


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while chunk := file.read(CHUNK):
            yield chunk


@router.api_route("/views", methods=["GET", "HEAD"])
@needs(Right.READ)
def views(request: Request) -> HTMLResponse:
    """One's saved views, to be renamed and deleted."""
    return _views(open_page(request))


@router.post("/views")
@needs(Right.READ)
def keep(request: Request, sent: Form) -> Response:
    """Save, rename or delete a view, as the button says."""
    page = open_page(request)
    try:
        match sent.get("do"):
            case "save":
                saved_views.save(page.ctx, sent.get("title"), sent.get("q"), sent.get("columns"))
                what = "saved"
            case "rename":
                saved_views.rename(page.ctx, sent.get("id"), sent.get("title"))
                what = "renamed"
            case "delete":
                saved_views.delete(page.ctx, sent.get("id"))
                what = "deleted"
            case _:
                raise Invalid(text("The form does not say what is to be done."))
    except (Invalid, Conflict, NotFound) as error:
        return _views(page, typed=sent, error=error)
    return forms.done("/commitments/views", what, sent=sent)


def _views(page: Page, *, typed: Sent = NOTHING, error: Invalid | Conflict | NotFound | None = None) -> HTMLResponse:
    return page.render(
        "commitments/views.html",
        status=errors.status_of(error) if error else 200,
        views=saved_views.listing(page.ctx),
        typed=typed,
        error=error,
        done=DONE.get(page.done.what),
    )


def _once(leaf: Leaf, page: Page, shown: tuple[Column, ...], rows: Callable[..., str], *given: Any) -> str:
    """The rows of the table, drawn anew only where another language, moment or choice of columns asks for it."""
    key = (page.language, *page.kept.items(), *(column.name for column in shown))
    if key not in leaf.drawn:
        if len(leaf.drawn) >= MOST_DRAWN:
            leaf.drawn.clear()
        leaf.drawn[key] = rows(*given)
    return leaf.drawn[key]


def _faulty(page: Page, query: str, shown: tuple[Column, ...], error: QueryError) -> HTMLResponse:
    """The box with what was typed, the wrong part marked, and what to put in its place."""
    start, end = error.position, error.position + error.length
    mended = query[:start] + error.suggestion + query[end:] if error.suggestion else None
    parts = (query[:start], query[start:end] or " ", query[end:])
    return page.render(
        "commitments/index.html",
        status=422,
        query=query,
        listing=None,
        columns=columns.address(shown),
        error=error,
        parts_of=parts,
        mended=mended,
        done=None,
    )


def _sorted(query: Query, field: str) -> tuple[str, str]:
    """The query in the order of a field, turned round where it is so already; and how it is now, as ARIA says it."""
    first = query.sort[0] if query.sort else None
    downwards = field in DOWNWARDS if first is None or first.field != field else not first.descending
    now = "none" if first is None or first.field != field else "descending" if first.descending else "ascending"
    return build(query.where, (Sort(field, downwards),)).text, now
