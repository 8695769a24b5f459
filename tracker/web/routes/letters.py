"""``/letters``: one's own letters, as sent and as one would be now; the editions, and what became of every letter."""

from fastapi import Request
from starlette.responses import HTMLResponse

from tracker.domain.rights import Right
from tracker.kit.errors import Forbidden, NotFound
from tracker.kit.text import Text, text
from tracker.services import correspondence, own_letters, preferences
from tracker.services.correspondence import EditionView
from tracker.settings import Language
from tracker.web import doors, framed
from tracker.web.doors import needs
from tracker.web.headers import POLICY
from tracker.web.pages import Page, open_page

router = doors.router(prefix="/letters", default_response_class=HTMLResponse)

LANGUAGES = {"en": "English", "zh": "中文"}


@router.api_route("", methods=["GET", "HEAD"])
@needs(Right.READ)
def index(request: Request) -> HTMLResponse:
    """One's own letters, and every edition for whoever may read those."""
    page = open_page(request)
    return page.render(
        "letters/index.html",
        editions=_editions(page),
        mine=own_letters.mine(page.ctx),
        zone=preferences.zone_of(page.ctx),
    )


@router.api_route("/preview", methods=["GET", "HEAD"])
@needs(Right.READ)
def preview(request: Request, letter_in: str = "") -> HTMLResponse:
    """The letter that one would get now."""
    page = open_page(request)
    chosen = letter_in if letter_in in LANGUAGES else preferences.show(page.ctx).wishes.language
    try:
        letter = own_letters.preview(page.ctx, page.settings, _language(chosen))
    except NotFound as error:
        return page.render("letters/none.html", error=error)
    shown = page.render(
        "letters/letter.html",
        heading=text("Your next letter, as it would be now"),
        subject=letter.subject,
        source=page.link("/letters/preview/letter", letter_in=chosen),
        optional=letter.optional,
        number=None,
        languages=[(name, words, name == chosen) for name, words in LANGUAGES.items()],
    )
    return framed.around(shown, POLICY)


@router.api_route("/preview/letter", methods=["GET", "HEAD"])
@needs(Right.READ)
def preview_letter(request: Request, letter_in: str = "") -> HTMLResponse:
    """The letter itself."""
    page = open_page(request)
    return framed.document(own_letters.preview(page.ctx, page.settings, _language(letter_in)).html)


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
        zone=preferences.zone_of(page.ctx),
    )


@router.api_route("/{number}/mine", methods=["GET", "HEAD"])
@needs(Right.READ)
def mine(request: Request, number: int) -> HTMLResponse:
    """One's own letter of an edition, as it was sent."""
    page = open_page(request)
    own_letters.sent_to_me(page.ctx, number)
    subject = next((each.subject for each in own_letters.mine(page.ctx) if each.edition == number), "")
    return _as_sent(page, number, subject, "mine")


@router.api_route("/{number}/mine/letter", methods=["GET", "HEAD"])
@needs(Right.READ)
def mine_letter(request: Request, number: int) -> HTMLResponse:
    """The letter itself."""
    return framed.document(own_letters.sent_to_me(open_page(request).ctx, number))


@router.api_route("/{number}/to/{person}", methods=["GET", "HEAD"])
@needs(Right.READ_LETTERS)
def of_person(request: Request, number: int, person: str) -> HTMLResponse:
    """A letter to somebody (an opaque id), as it was sent."""
    page = open_page(request)
    way, _ = own_letters.sent_to(page.ctx, number, person)
    return _as_sent(page, number, way.subject, f"to/{person}")


@router.api_route("/{number}/to/{person}/letter", methods=["GET", "HEAD"])
@needs(Right.READ_LETTERS)
def of_person_letter(request: Request, number: int, person: str) -> HTMLResponse:
    """The letter itself."""
    return framed.document(own_letters.sent_to(open_page(request).ctx, number, person)[1])


def _as_sent(page: Page, number: int, subject: str, whose: str) -> HTMLResponse:
    shown = page.render(
        "letters/letter.html",
        heading=text("A letter of edition {number}, as it was sent", number=str(number)),
        subject=subject,
        source=page.link(f"/letters/{number}/{whose}/letter"),
        optional=None,
        number=number if page.may(Right.READ_LETTERS) else None,
        languages=(),
    )
    return framed.around(shown, POLICY)


def _editions(page: Page) -> tuple[EditionView, ...] | None:
    """Every edition; None for whoever may not read those, such as the auditor of a part of the register."""
    try:
        return correspondence.all_editions(page.ctx)
    except Forbidden:
        return None


def _language(chosen: str) -> Language:
    return "zh" if chosen == "zh" else "en"
