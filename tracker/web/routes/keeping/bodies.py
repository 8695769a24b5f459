"""``/admin/bodies``: the tree of bodies, and every change of one of them; merging stands in ``merging``."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from fastapi import Request
from starlette.responses import HTMLResponse, Response

from tracker.domain.rights import Right
from tracker.kit.errors import Conflict, NotFound, TrackerError
from tracker.kit.text import text
from tracker.services import body_changes, structure
from tracker.services.structure import BodyLine, PostLine
from tracker.web import doors, forms
from tracker.web.doors import needs
from tracker.web.forms import Form, Sent
from tracker.web.pages import Page, open_page
from tracker.web.routes.keeping import merging, sheets
from tracker.web.routes.keeping.sheets import Ask, Choice, Offer, Sheet, named

router = doors.router(prefix="/admin/bodies", default_response_class=HTMLResponse)

HERE = "/admin/bodies"

DONE = {
    "add": text("The body is entered."),
    "rename": text("The body is renamed."),
    "move": text("The body is moved, with all below it."),
    "end": text("The body has ended."),
    "merge": text("The bodies are merged; what was open stands here now."),
}
WORDS = {
    "rename": text("Rename"),
    "move": text("Move"),
    "add": text("Add a body below"),
    "post": text("Add a post"),
    "merge": text("Merge into another body"),
    "end": text("End"),
}
ROOT = text("At the top, below no other body")


@dataclass(frozen=True, slots=True)
class Shown:
    """One body on its page: what is above and below it, its posts, and how many open commitments name it."""

    line: BodyLine
    above: tuple[BodyLine, ...]
    below: tuple[BodyLine, ...]
    posts: tuple[PostLine, ...]
    needing: int


@router.api_route("", methods=["GET", "HEAD"])
@needs(Right.READ_RUNS)
def index(request: Request, ended: str = "") -> Response:
    """The tree."""
    page = open_page(request)
    tree, posts = structure.tree(page.ctx), structure.posts(page.ctx)
    offers = (Offer(text("Add a body"), f"{HERE}/do/add", sheets.refusal(page, Right.KEEP_BODIES)),)
    return page.render(
        "keeping/bodies.html",
        lines=[line for line in tree if ended or line.ended_on is None],
        count=sum(line.ended_on is None for line in tree),
        ended=ended,
        over=sum(line.ended_on is not None for line in tree),
        posts={line.slug: _living(posts, line.slug) for line in tree},
        done=DONE.get(page.done.what),
        **_offered(offers),
    )


@router.api_route("/do/add", methods=["GET", "HEAD"])
@needs(Right.KEEP_BODIES)
def add_form(request: Request, below: str = "") -> Response:
    """The form for a new body."""
    page = open_page(request)
    return sheets.show(page, _adding(page, below))


@router.post("/do/add")
@needs(Right.KEEP_BODIES)
def add(request: Request, given: Form) -> Response:
    """Enter a body."""
    page = open_page(request)
    sheet = replace(_adding(page, ""), then=f"{HERE}/{given.get('slug')}")
    return sheets.sent(
        page, sheet, given, "add", lambda: body_changes.add(page.ctx, forms.made(body_changes.NewBody, given))
    )


@router.api_route("/{slug}", methods=["GET", "HEAD"])
@needs(Right.READ_RUNS)
def show(request: Request, slug: str) -> Response:
    """One body."""
    page = open_page(request)
    found = _found(page, slug)
    names = {line.slug: line.name for line in structure.tree(page.ctx)}
    return page.render(
        "keeping/body.html", view=found, names=names, done=DONE.get(page.done.what), **_offered(_offers(page, found))
    )


@router.api_route("/{slug}/do/merge", methods=["GET", "HEAD"])
@needs(Right.KEEP_BODIES)
def merge_form(request: Request, slug: str, into: str = "", on: str = "") -> Response:
    """Into which body, from which day; then what would follow, and the second form."""
    page = open_page(request)
    _require_open(page, _found(page, slug), "merge")
    given = Sent({"into": (into,), "on": (on,), "ending": tuple(request.query_params.getlist("ending"))})
    return merging.show(page, slug, given)


@router.post("/{slug}/do/merge")
@needs(Right.KEEP_BODIES)
def merge(request: Request, slug: str, given: Form) -> Response:
    """Merge."""
    page = open_page(request)
    _require_open(page, _found(page, slug), "merge")
    return merging.merge(page, slug, given)


_ACTS: Mapping[str, Callable[[Page, str, Sent], object]] = {
    "rename": lambda page, slug, given: body_changes.rename(
        page.ctx, forms.made(body_changes.Rename, given, slug=slug)
    ),
    "move": lambda page, slug, given: body_changes.move(page.ctx, forms.made(body_changes.Move, given, slug=slug)),
    "end": lambda page, slug, given: body_changes.end(page.ctx, forms.made(body_changes.End, given, slug=slug)),
}


def _found(page: Page, slug: str) -> Shown:
    tree = structure.tree(page.ctx)
    line = next((each for each in tree if each.slug == slug), None)
    if line is None:
        raise structure.unknown("body", slug)
    above = tuple(each for each in tree if line.path.startswith(each.path) and each is not line)
    below = tuple(each for each in tree if each.parent == slug)
    posts = tuple(each for each in structure.posts(page.ctx) if each.body == slug)
    return Shown(line, above, below, posts, structure.count_needing(page.ctx, body=slug))


def _living(posts: tuple[PostLine, ...], body: str) -> tuple[PostLine, ...]:
    return tuple(each for each in posts if each.body == body and each.ended_on is None)


def _offered(offers: tuple[Offer, ...]) -> dict[str, Any]:
    return {"free": sheets.open_ones(offers), "closed": sheets.closed_ones(offers)}


def _offers(page: Page, found: Shown) -> tuple[Offer, ...]:
    """Every change of one body; one that has ended is left as it was."""
    slug = found.line.slug
    if found.line.ended_on is not None:
        return ()
    addresses = {
        "post": f"/admin/posts/do/add?body={slug}",
        "add": f"{HERE}/do/add?below={slug}",
    }
    return tuple(
        Offer(words, addresses.get(move, f"{HERE}/{slug}/do/{move}"), _refusal(page, found, move))
        for move, words in WORDS.items()
    )


def _refusal(page: Page, found: Shown, move: str) -> TrackerError | None:
    refused: TrackerError | None = sheets.refusal(page, Right.KEEP_BODIES)
    if move == "post" and refused:
        return sheets.refusal(page, Right.APPOINT) and refused
    if refused or move not in ("move", "merge", "end"):
        return refused
    try:
        body_changes.require_not_office(found.line.slug)
    except Conflict as error:
        return error
    return _needed(found) if move == "end" else None


def _needed(found: Shown) -> Conflict | None:
    """Why a body cannot end yet."""
    below = sum(each.ended_on is None for each in found.below)
    posts = sum(each.ended_on is None for each in found.posts)
    if not (below or posts or found.needing):
        return None
    return Conflict(
        text(
            "It is still needed. Bodies below it: {below}; posts in it: {posts}; open commitments that name it: {n}.",
            below=below,
            posts=posts,
            n=found.needing,
        ),
        hint=text("Merge it into the body that takes over."),
    )


def _require_open(page: Page, found: Shown, move: str) -> None:
    if found.line.ended_on is not None:
        raise Conflict(
            text("{name} ended on {day}.", name=named(found.line.name), day=found.line.ended_on),
            hint=text("What has ended is left as it was."),
        )
    sheets.require(_refusal(page, found, move))


def _sheet(page: Page, slug: str, move: str) -> Sheet:
    """The form of one change; raises NotFound, Forbidden, and Conflict where it is not possible now."""
    if move not in _ACTS:
        raise NotFound(text("The address may be mistyped, or what was here has moved."))
    found = _found(page, slug)
    _require_open(page, found, move)
    line, name = found.line, named(found.line.name)
    sheet = Sheet(
        f"{HERE}/{slug}/do/{move}", f"{HERE}/{slug}", WORDS[move], text("Record it"), (), version=line.version
    )
    if move == "rename":
        names = sheets.bilingual(sheets.NAME_ZH, sheets.NAME_EN, line.name)
        lead = (text("The short name {slug} stays, and so does in the history what it was called before.", slug=slug),)
        heading = text("Rename {name}", name=name)
        return replace(sheet, heading=heading, lead=lead, fields=(*names, sheets.REASON), button=WORDS[move])
    if move == "move":
        lead = (text("Everything below it moves with it. Who sees what follows the tree from then on."),)
        heading = text("Move {name}", name=name)
        return replace(
            sheet, heading=heading, lead=lead, fields=(_place(page, line), sheets.REASON), button=WORDS[move]
        )
    return replace(
        sheet,
        heading=text("End {name}", name=name),
        button=text("End {name}", name=name),
        lead=(text("It stays in the tree as ended, and in everything that was recorded. This cannot be taken back."),),
        fields=(_last_day(), sheets.WHY),
        grave=True,
    )


def _adding(page: Page, below: str) -> Sheet:
    above = Ask("parent", text("Below"), "choose", value=below, choices=_choices(page), empty=ROOT)
    fields = (sheets.NAME_ZH, sheets.NAME_EN, sheets.SLUG, above)
    return Sheet(f"{HERE}/do/add", HERE, text("Add a body"), text("Enter the body"), fields)


def _place(page: Page, line: BodyLine) -> Ask:
    choices = tuple(each for each in _choices(page, without=line.path) if each.value != line.parent)
    empty = ROOT if line.parent else text("Choose")
    return Ask("parent", text("Below"), "choose", choices=choices, empty=empty, required=line.parent is None)


def _choices(page: Page, *, without: str = "-") -> tuple[Choice, ...]:
    """The bodies that go on, but those at or below a path."""
    tree = structure.tree(page.ctx)
    return tuple(
        Choice(line.slug, named(line.name))
        for line in tree
        if line.ended_on is None and not line.path.startswith(without)
    )


def _last_day() -> Ask:
    hint = text("Today unless you say otherwise; not a day to come.")
    return Ask("on", text("Last day"), "date", hint=hint)


sheets.add_forms(router, Right.KEEP_BODIES, _sheet, lambda page, slug, move, given: _ACTS[move](page, slug, given))
