"""``/commitments``: the register with its filter box, and each commitment on a page of its own."""

from fastapi import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from tracker.domain.rights import Right
from tracker.kit.errors import NotFound
from tracker.kit.text import text
from tracker.query.errors import QueryError
from tracker.query.language import build, parse
from tracker.query.tree import Query, Sort
from tracker.services import commitments, names
from tracker.services.commitments import PAGE
from tracker.services.facets import facets
from tracker.services.health import health
from tracker.web import doors
from tracker.web.doors import needs
from tracker.web.pages import Page, open_page

router = doors.router(prefix="/commitments", default_response_class=HTMLResponse)

SORTS = ("ref", "due", "late")
"""Columns by which the register can be ordered at a click."""


@router.api_route("", methods=["GET", "HEAD"])
@needs(Right.READ)
def index(request: Request, q: str = "", page: str = "1") -> HTMLResponse:
    """The register: what matches the query, a page at a time."""
    opened = open_page(request)
    try:
        parsed = parse(q.strip())
    except QueryError as error:
        return _faulty(opened, q.strip(), error)
    number = int(page) if page.isascii() and page.isdigit() and len(page) < 8 else 0
    listing = commitments.list_(opened.ctx, parsed.text, offset=max(number - 1, 0) * PAGE)
    last = max(-(-listing.total // PAGE), 1)
    if not 1 <= number <= last:
        raise NotFound(
            text("This list has {n} pages; there is no page “{page}”.", n=last, page=page[:20]),
            hint=text("Start from its first page."),
        )
    return opened.render(
        "commitments/index.html",
        query=q.strip(),
        listing=listing,
        names=names.of_listing(opened.ctx, listing),
        facets=facets(opened.ctx, parsed.text),
        sorts={name: _sorted(parsed, name) for name in SORTS},
        number=number,
        last=last,
        head=None if opened.ctx.as_of else health(opened.ctx),
        error=None,
    )


@router.api_route("/{ref}", methods=["GET", "HEAD"])
@needs(Right.READ)
def show(request: Request, ref: str) -> Response:
    """One commitment; an alias leads to its reference."""
    page = open_page(request)
    try:
        detail = commitments.show(page.ctx, ref)
    except NotFound as error:
        raise NotFound(error.message, hint=text("Look for words of its title in the filter box.")) from error
    if detail.item.ref != ref:
        query = {name: value for name, value in request.query_params.items() if name not in page.kept}
        return RedirectResponse(page.link(f"/commitments/{detail.item.ref}", **query), status_code=307)
    found = names.of_detail(page.ctx, detail)
    return page.render("commitments/show.html", detail=detail, item=detail.item, names=found)


def _faulty(page: Page, query: str, error: QueryError) -> HTMLResponse:
    """The box with what was typed, the wrong part marked, and what to put in its place."""
    start, end = error.position, error.position + error.length
    mended = query[:start] + error.suggestion + query[end:] if error.suggestion else None
    parts = (query[:start], query[start:end] or " ", query[end:])
    return page.render(
        "commitments/index.html",
        status=422,
        query=query,
        listing=None,
        facets=(),
        error=error,
        parts_of=parts,
        mended=mended,
    )


def _sorted(query: Query, field: str) -> tuple[str, str]:
    """The query in the order of a field, turned round where it is so already; and how it is now, as ARIA says it."""
    first = query.sort[0] if query.sort else None
    downwards = field == "late" if first is None or first.field != field else not first.descending
    now = "none" if first is None or first.field != field else "descending" if first.descending else "ascending"
    return build(query.where, (Sort(field, downwards),)).text, now
