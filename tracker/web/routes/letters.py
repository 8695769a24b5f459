"""``/letters``: the weekly editions, and what became of every letter; nobody's address stands here."""

from fastapi import Request
from starlette.responses import HTMLResponse

from tracker.domain.rights import Right
from tracker.kit.text import Text
from tracker.services import correspondence
from tracker.web import doors
from tracker.web.doors import needs
from tracker.web.pages import open_page

router = doors.router(prefix="/letters", default_response_class=HTMLResponse)


@router.api_route("", methods=["GET", "HEAD"])
@needs(Right.READ_LETTERS)
def index(request: Request) -> HTMLResponse:
    """Every edition."""
    page = open_page(request)
    return page.render("letters/index.html", editions=correspondence.all_editions(page.ctx))


@router.api_route("/{number}", methods=["GET", "HEAD"])
@needs(Right.READ_LETTERS)
def show(request: Request, number: int) -> HTMLResponse:
    """One edition with its letters."""
    page = open_page(request)
    edition, letters = correspondence.edition(page.ctx, number)

    def masked(words: Text | str) -> str:
        return correspondence.without_addresses(words, page.language)

    return page.render(
        "letters/show.html",
        edition=edition,
        letters=letters,
        outcomes=correspondence.OUTCOMES,
        masked=masked,
    )
