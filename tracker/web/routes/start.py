"""``/start``: the first steps of a register that starts empty, with what is done and what comes next."""

from fastapi import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from tracker.domain.rights import Right
from tracker.kit.errors import Invalid, NotFound, TrackerError
from tracker.kit.text import text
from tracker.services import beginning, preferences
from tracker.settings import Language
from tracker.web import doors, forms, framed
from tracker.web.doors import needs
from tracker.web.forms import Form
from tracker.web.headers import POLICY
from tracker.web.pages import Page, open_page, plain_page

router = doors.router(prefix="/start", default_response_class=HTMLResponse)

LANGUAGES = (("zh", "中文"), ("en", "English"))


@router.api_route("", methods=["GET", "HEAD"])
@needs(Right.READ)
def show(request: Request) -> Response:
    """The steps as they stand today."""
    page = open_page(request)
    return page.render("start/show.html", beginning=beginning.show(page.ctx))


@router.api_route("/letter", methods=["GET", "HEAD"])
@needs(Right.READ_LETTERS)
def letter(request: Request, reader: str = "", letter_in: str = "") -> Response:
    """Whose letter one would see; with ``reader`` (an opaque id) the one that this person would get now."""
    return _letter(plain_page(request), reader, letter_in)


@router.post("/letter")
@needs(Right.READ_LETTERS)
def look(request: Request, sent: Form) -> Response:
    """Show a letter, and take the step by that."""
    page, reader, letter_in = plain_page(request), sent.get("reader"), sent.get("letter_in")
    error = None
    try:
        if not reader:
            raise Invalid(text("Choose whose letter you want to see."), where="reader")
        beginning.preview(page.ctx, page.settings, reader, _language(page, letter_in))
    except (Invalid, NotFound) as wrong:
        error = wrong
    if error is not None:
        return _letter(page, reader, letter_in, error=error)
    beginning.look(page.ctx)
    return RedirectResponse(page.link("/start/letter", reader=reader, letter_in=letter_in), status_code=303)


@router.api_route("/letter/itself", methods=["GET", "HEAD"])
@needs(Right.READ_LETTERS)
def letter_itself(request: Request, reader: str = "", letter_in: str = "") -> Response:
    """The letter without the page around it."""
    page = plain_page(request)
    return framed.document(beginning.preview(page.ctx, page.settings, reader, _language(page, letter_in)).html)


def _letter(page: Page, reader: str, letter_in: str, *, error: TrackerError | None = None) -> Response:
    language = _language(page, letter_in)
    shown = error is None and bool(reader)
    answer = forms.shown(
        page,
        "start/letter.html",
        error=error,
        readers=beginning.readers(page.ctx),
        letter=beginning.preview(page.ctx, page.settings, reader, language) if shown else None,
        chosen=reader,
        letter_in=language,
        languages=LANGUAGES,
        source=page.link("/start/letter/itself", reader=reader, letter_in=language),
    )
    return framed.around(answer, POLICY)


def _language(page: Page, wanted: str) -> Language:
    return "zh" if (wanted or preferences.show(page.ctx).wishes.language) == "zh" else "en"
