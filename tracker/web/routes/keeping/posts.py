"""``/admin/posts``: the posts, and who holds them from when to when."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from fastapi import Request
from starlette.responses import HTMLResponse, Response

from tracker.domain.rights import Right
from tracker.kit.errors import Conflict, NotFound, TrackerError
from tracker.kit.text import Text, text
from tracker.services import holdings, posts, structure
from tracker.services.structure import PostLine
from tracker.web import doors, forms
from tracker.web.doors import needs
from tracker.web.forms import Form, Sent
from tracker.web.pages import Page, open_page
from tracker.web.routes.keeping import posting, sheets
from tracker.web.routes.keeping.sheets import Offer, Sheet, named

router = doors.router(prefix="/admin/posts", default_response_class=HTMLResponse)

HERE = "/admin/posts"

DONE = {
    "add": text("The post is entered; put somebody in it next."),
    "rename": text("The post is renamed."),
    "end": text("The post has ended, and with it that anybody holds it."),
    "hold": text("It is recorded who holds the post."),
    "leave": text("It is recorded that the post is held no longer."),
    "hand-over": text("The post is handed over; letters from that day on go to the new holder."),
}
WORDS = {
    "hold": text("Put somebody in"),
    "hand-over": text("Hand over"),
    "leave": text("Take somebody out"),
    "rename": text("Rename"),
    "end": text("End"),
}
RIGHTS = {"rename": Right.KEEP_BODIES, "end": Right.KEEP_BODIES}


@router.api_route("", methods=["GET", "HEAD"])
@needs(Right.READ_RUNS)
def index(request: Request, ended: str = "") -> Response:
    """The posts."""
    page = open_page(request)
    found = structure.posts(page.ctx)
    living = [each for each in found if each.ended_on is None]
    offers = (Offer(text("Add a post"), f"{HERE}/do/add", posting.refused(page)),)
    return page.render(
        "keeping/posts.html",
        rows=found if ended else living,
        count=len(living),
        empty=sum(not each.now for each in living),
        over=len(found) - len(living),
        ended=ended,
        names=_names(page),
        free=sheets.open_ones(offers),
        closed=sheets.closed_ones(offers),
    )


@router.api_route("/do/add", methods=["GET", "HEAD"])
@needs(Right.READ_RUNS)
def add_form(request: Request, body: str = "") -> Response:
    """The form for a new post."""
    page = open_page(request)
    return sheets.show(page, posting.adding(page, body))


@router.post("/do/add")
@needs(Right.READ_RUNS)
def add(request: Request, given: Form) -> Response:
    """Enter a post."""
    page = open_page(request)
    sheet = replace(posting.adding(page, ""), then=f"{HERE}/{given.get('slug')}")
    return sheets.sent(page, sheet, given, "add", lambda: posts.add(page.ctx, posting.new(given)))


@router.api_route("/{slug}", methods=["GET", "HEAD"])
@needs(Right.READ_RUNS)
def show(request: Request, slug: str) -> Response:
    """One post, with everybody who held it."""
    page = open_page(request)
    post = structure.post(page.ctx, slug)
    offers = () if post.ended_on else tuple(_offer(page, post, move) for move in WORDS)
    return page.render(
        "keeping/post.html",
        post=post,
        names=_names(page),
        needing=structure.count_needing(page.ctx, post=slug),
        done=DONE.get(page.done.what),
        free=sheets.open_ones(offers),
        closed=sheets.closed_ones(offers),
    )


_ACTS: Mapping[str, Callable[[Page, str, Sent], object]] = {
    "rename": lambda page, slug, given: posts.rename(page.ctx, forms.made(posts.Rename, given, slug=slug)),
    "end": lambda page, slug, given: posts.end(page.ctx, forms.made(posts.End, given, slug=slug)),
    "hold": lambda page, slug, given: holdings.hold(page.ctx, forms.made(holdings.Hold, given, post=slug)),
    "leave": lambda page, slug, given: holdings.leave(page.ctx, forms.made(holdings.Leave, given, post=slug)),
    "hand-over": lambda page, slug, given: holdings.hand_over(
        page.ctx, forms.made(holdings.HandOver, given, post=slug)
    ),
}


def _names(page: Page) -> dict[str, object]:
    return {line.slug: line.name for line in structure.tree(page.ctx)}


def _offer(page: Page, post: PostLine, move: str) -> Offer:
    return Offer(WORDS[move], f"{HERE}/{post.slug}/do/{move}", _refusal(page, post, move))


def _refusal(page: Page, post: PostLine, move: str) -> TrackerError | None:
    """Why this cannot be done to a post now: no right, nobody there to leave, or still needed."""
    right = Right.APPOINT if post.duty else RIGHTS.get(move, Right.HAND_OVER)
    refused: TrackerError | None = sheets.refusal(page, right)
    if refused:
        return refused
    if move in ("leave", "hand-over"):
        return _nobody(page, post)
    needing = structure.count_needing(page.ctx, post=post.slug) if move == "end" else 0
    if needing:
        return Conflict(
            text("It still answers for open commitments: {n}.", n=needing),
            hint=text("Give them to another post first."),
        )
    return None


def _nobody(page: Page, post: PostLine) -> Conflict | None:
    if not (post.now or post.coming):
        return Conflict(text("Nobody holds it."))
    if not posting.others(page, post):
        return Conflict(
            text("You hold it yourself."),
            hint=text("Nobody puts himself in a post, or out of it; ask somebody else of the register office."),
        )
    return None


def _sheet(page: Page, slug: str, move: str) -> Sheet:
    """The form of one change; raises NotFound, Forbidden, and Conflict where it is not possible now."""
    if move not in _ACTS:
        raise NotFound(text("The address may be mistyped, or what was here has moved."))
    post = structure.post(page.ctx, slug)
    if post.ended_on is not None:
        raise Conflict(
            text("{name} ended on {day}.", name=named(post.title), day=post.ended_on),
            hint=text("What has ended is left as it was."),
        )
    sheets.require(_refusal(page, post, move))
    heading: Text = HEADINGS[move](named(post.title))
    sheet = Sheet(f"{HERE}/{slug}/do/{move}", f"{HERE}/{slug}", heading, WORDS[move], (), version=post.version)
    if move == "rename":
        titles = sheets.bilingual(sheets.CALLED_ZH, sheets.CALLED_EN, post.title)
        lead = (text("The short name {slug} stays, and so does in the history what it was called before.", slug=slug),)
        return replace(sheet, lead=lead, fields=(*titles, sheets.REASON))
    if move == "end":
        lead = (text("Nobody holds it any more after its last day. This cannot be taken back."),)
        return replace(sheet, lead=lead, button=heading, fields=(posting.LAST, sheets.WHY), grave=True)
    person = page.request.query_params.get("person", "")
    said, fields = posting.holding(page, post, move, person)
    first = Offer(text("Not in the list? Enter the person first."), f"/admin/persons/do/add?post={slug}")
    return replace(sheet, lead=said, fields=fields, aside=None if move == "leave" else first)


HEADINGS: Mapping[str, Callable[[Text], Text]] = {
    "rename": lambda name: text("Rename {name}", name=name),
    "end": lambda name: text("End {name}", name=name),
    "hold": lambda name: text("Put somebody in: {name}", name=name),
    "leave": lambda name: text("Take somebody out: {name}", name=name),
    "hand-over": lambda name: text("Hand over: {name}", name=name),
}


sheets.add_forms(router, Right.READ_RUNS, _sheet, lambda page, slug, move, given: _ACTS[move](page, slug, given))
