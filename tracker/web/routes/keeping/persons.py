"""``/admin/persons``: who can hold posts; entering, changing, and erasing for good."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from fastapi import Request
from starlette.responses import HTMLResponse, Response

from tracker.domain.rights import Right
from tracker.kit.errors import Invalid, NotFound
from tracker.kit.text import text
from tracker.services import erasure, persons, structure
from tracker.services.persons import ChangePerson, NewPerson, PersonView
from tracker.web import doors, forms
from tracker.web.doors import needs
from tracker.web.forms import Form, Sent
from tracker.web.pages import Page, open_page
from tracker.web.routes.keeping import sheets
from tracker.web.routes.keeping.sheets import Ask, Choice, Offer, Sheet, named

router = doors.router(prefix="/admin/persons", default_response_class=HTMLResponse)

HERE = "/admin/persons"

DONE = {
    "add": text("The person is entered. A post and an account come next."),
    "change": text("The change is recorded."),
    "erase": text("The person is erased; in the history the opaque id stays. Backups keep what they held."),
}
WORDS = {"change": text("Change"), "account": text("Account"), "erase": text("Erase")}
LANGUAGES = (Choice("zh", text("Chinese")), Choice("en", text("English")))
EMPTY_WEEKS = (Choice("letter", text("A letter that says so")), Choice("nothing", text("No letter")))

SLUG = replace(sheets.SLUG, hint=text("Small letters, digits and hyphens, such as li-na. One may sign in by it."))
EMAIL = Ask("email", text("E-mail address"), "email", hint=text("Letters go there. Without one, none are sent."))
LANGUAGE = Ask("language", text("Language of letters"), "radio", "zh", choices=LANGUAGES)
EMPTY_WEEK = Ask("empty_week", text("In a week without news"), "radio", "letter", choices=EMPTY_WEEKS)


@router.api_route("", methods=["GET", "HEAD"])
@needs(Right.READ_RUNS)
def index(request: Request) -> Response:
    """Everybody who was not erased."""
    page = open_page(request)
    found = persons.listing(page.ctx)
    return page.render(
        "keeping/persons.html",
        rows=found,
        titles={post.slug: post.title for post in structure.posts(page.ctx)},
        done=DONE.get(page.done.what),
        free=(Offer(text("Enter a person"), f"{HERE}/do/add"),),
    )


@router.api_route("/do/add", methods=["GET", "HEAD"])
@needs(Right.READ_RUNS)
def add_form(request: Request, post: str = "") -> Response:
    """The form for a new person; ``post``: the one that he is to be put in next."""
    page = open_page(request)
    _require_keeper(page)
    return sheets.show(page, _adding(post))


@router.post("/do/add")
@needs(Right.READ_RUNS)
def add(request: Request, given: Form) -> Response:
    """Enter a person."""
    page = open_page(request)
    _require_keeper(page)
    sheet, post = _adding(given.get("post")), given.get("post")
    try:
        made = persons.add(page.ctx, forms.made(NewPerson, given))
    except sheets.WRONG as error:
        return sheets.show(page, sheet, typed=given, error=error)
    return forms.done(f"/admin/posts/{post}/do/hold?person={made.id}" if post else f"{HERE}/{made.id}", "add")


@router.api_route("/{id_}", methods=["GET", "HEAD"])
@needs(Right.READ_RUNS)
def show(request: Request, id_: str) -> Response:
    """One person, with the posts held now and before."""
    page = open_page(request)
    person = _found(page, id_)
    offers = (
        Offer(WORDS["change"], f"{HERE}/{id_}/do/change"),
        Offer(WORDS["account"], f"/admin/accounts/{id_}", sheets.refusal(page, Right.KEEP_ACCOUNTS)),
        Offer(WORDS["erase"], f"{HERE}/{id_}/do/erase", sheets.refusal(page, Right.ERASE)),
    )
    return page.render(
        "keeping/person.html",
        person=person,
        held=structure.held_by(page.ctx, id_),
        today=page.ctx.moment().day,
        languages={each.value: each.words for each in LANGUAGES},
        weeks={each.value: each.words for each in EMPTY_WEEKS},
        done=DONE.get(page.done.what),
        free=sheets.open_ones(offers),
        closed=sheets.closed_ones(offers),
    )


def _change(page: Page, id_: str, given: Sent) -> object:
    command = forms.made(ChangePerson, given, person=id_)
    # An address may be taken away again, which an empty field says here.
    taken = command.model_copy(update={"email": ""}) if given.get("email") == "" and "email" in given else command
    return persons.change(page.ctx, taken)


def _erase(page: Page, id_: str, given: Sent) -> object:
    person = _found(page, id_)
    if given.get("typed") != (person.slug or person.id):
        raise Invalid(
            text("That is not the short name of the person."),
            hint=text("Type it as it stands there, to be sure who is meant."),
            where="typed",
        )
    also = [line.strip() for line in given.get("also").split("\n") if line.strip()]
    words = (person.name.en, person.name.zh, person.email, *also)
    if any(word and word in given.get("reason") for word in words):
        raise Invalid(text("The reason stays for ever, so it must not say who it was."), where="reason")
    command = forms.made(erasure.Erase, given, only=("reason",), person=id_, also=also)
    return erasure.erase(page.ctx, page.settings, command)


_ACTS: Mapping[str, Callable[[Page, str, Sent], object]] = {"change": _change, "erase": _erase}


def _require_keeper(page: Page) -> None:
    """Refuse whoever neither puts persons in posts nor keeps accounts; raises Forbidden."""
    sheets.require(sheets.refusal(page, Right.KEEP_ACCOUNTS) and sheets.refusal(page, Right.HAND_OVER))


def _found(page: Page, id_: str) -> PersonView:
    person = next((each for each in persons.listing(page.ctx) if each.id == id_), None)
    if person is None:
        raise NotFound(text("There is no person “{name}” in this register.", name=id_))
    return person


def _adding(post: str) -> Sheet:
    fields = [sheets.FULL_ZH, sheets.FULL_EN, SLUG, EMAIL, LANGUAGE, EMPTY_WEEK]
    if post:
        fields.append(Ask("post", text("Post"), "hidden", post))
    lead = (text("Names and addresses are no part of the history, so that they can be erased."),)
    return Sheet(f"{HERE}/do/add", HERE, text("Enter a person"), text("Enter the person"), tuple(fields), lead)


def _sheet(page: Page, id_: str, move: str) -> Sheet:
    if move not in _ACTS:
        raise NotFound(text("The address may be mistyped, or what was here has moved."))
    if move == "erase":
        sheets.require(sheets.refusal(page, Right.ERASE))
    person = _found(page, id_)
    address, back = f"{HERE}/{id_}/do/{move}", f"{HERE}/{id_}"
    return _changing(page, person, address, back) if move == "change" else _erasing(person, address, back)


def _changing(page: Page, person: PersonView, address: str, back: str) -> Sheet:
    name = named(person.name)
    lead = []
    signs_in: tuple[Ask, ...] = (
        replace(SLUG, value=person.slug or ""),
        replace(EMAIL, value=person.email),
    )
    if person.account and not page.may(Right.KEEP_ACCOUNTS):
        signs_in = ()
        lead.append(
            text("Short name and address of somebody with an account are changed by an administrator, since one signs in by them.")  # noqa: E501
        )  # fmt: skip
    fields = (
        *sheets.bilingual(sheets.FULL_ZH, sheets.FULL_EN, person.name),
        *signs_in,
        replace(LANGUAGE, value=person.language),
        replace(EMPTY_WEEK, value=person.empty_week),
    )
    return Sheet(address, back, text("Change {name}", name=name), text("Record it"), fields, tuple(lead))


def _erasing(person: PersonView, address: str, back: str) -> Sheet:
    name, slug = named(person.name), person.slug or person.id
    lead = (
        text("Name, short name and address go from everywhere, and so do the account, its sessions, links and tokens."),
        text("Letters to this person stay as lines in the ledger, without address and content."),
        text("What the person holds ends with yesterday: {n}.", n=len(person.posts)),
        text("The history stays whole: there it is an opaque id. Backups keep what they held until they are replaced."),
        text("Nothing brings it back."),
    )
    fields = (
        Ask("typed", text("The short name, typed: {slug}", slug=slug), required=True),
        Ask("also", text("Former names and addresses"), "area", hint=text("One in each line; what the register forgot already.")),  # noqa: E501
        replace(sheets.WHY, hint=text("It stands in the history for good, so it must not say who it was.")),
    )  # fmt: skip
    heading = text("Erase {name}", name=name)
    return Sheet(address, back, heading, heading, fields, lead, then=HERE, grave=True)


sheets.add_forms(router, Right.READ_RUNS, _sheet, lambda page, id_, move, given: _ACTS[move](page, id_, given))
