"""``/readings``: how deadlines were read, to be confirmed one by one or in a list, the oldest first."""

from dataclasses import dataclass

from fastapi import Request
from starlette.responses import HTMLResponse, Response

from tracker.domain.moves import Move
from tracker.domain.rights import Right
from tracker.kit.errors import Invalid, TrackerError, together
from tracker.kit.text import text
from tracker.services import changes, names, unconfirmed
from tracker.services.changes import Confirm, Review
from tracker.services.commitments import PAGE
from tracker.web import doors, errors, forms, leaves
from tracker.web.doors import needs
from tracker.web.entries import day_of
from tracker.web.forms import NOTHING, Form, Sent
from tracker.web.pages import Page, open_page

router = doors.router(prefix="/readings", default_response_class=HTMLResponse)

DONE = {
    "confirm": text("The reading is confirmed."),
    "review": text("It is kept as words; somebody looks at it again on its review day."),
    "unconfirmed": text("The commitment is registered, but you may not confirm how its deadline is read; it waits."),
}


@router.api_route("", methods=["GET", "HEAD"])
@needs(Right.READ)
def index(request: Request, page: str = "1") -> Response:
    """Everything that waits, a page at a time."""
    opened = open_page(request)
    number = leaves.number_of(page)
    queue = unconfirmed.queue(opened.ctx, offset=max(number - 1, 0) * PAGE)
    last = leaves.last_of(queue.listing.total, PAGE)
    leaves.require(number, last, page)
    return opened.render(
        "readings/index.html",
        queue=queue,
        listing=queue.listing,
        names=names.of_listing(opened.ctx, queue.listing),
        number=number,
        last=last,
        put_off=unconfirmed.PUT_OFF,
        done=DONE.get(opened.done.what),
        was=opened.done_to(),
    )


@router.api_route("/{ref}", methods=["GET", "HEAD"])
@needs(Right.READ)
def show(request: Request, ref: str) -> Response:
    """One reading with what may be done about it."""
    return _one(open_page(request), ref)


@router.post("/{ref}")
@needs(Right.READ)
def decide(request: Request, ref: str, sent: Form) -> Response:
    """Confirm the day, or another one, or keep the words and set a review day; then on to the next."""
    page = open_page(request)
    following = unconfirmed.one(page.ctx, ref).after
    do = sent.get("do")
    try:
        if do == "review":
            _put_off(page, ref, sent)
        elif do in ("confirm", "other"):
            _confirm(page, ref, sent, another=do == "other")
        else:
            raise Invalid(text("The form does not say what is to be done."))
    except TrackerError as error:
        return _one(page, ref, typed=sent, error=error)
    what = "review" if do == "review" else "confirm"
    onward = f"/readings/{following}" if following else "/readings"
    return forms.done(onward, what, sent=sent, ref=ref)


def _confirm(page: Page, ref: str, sent: Sent, *, another: bool) -> None:
    day, wrong = None, list[TrackerError]()
    if another:
        try:
            day = day_of(sent.get("day"), "day")
        except Invalid as error:
            wrong.append(error)
        if day is None:
            wrong.append(Invalid(text("Name the day that is to be confirmed."), where="day"))
        if not sent.get("reason"):
            wrong.append(Invalid(text("Another day than the one proposed needs a reason."), where="reason"))
    if stop := together(wrong):
        raise stop
    only = ("version", "reason") if another else ("version",)
    command = forms.made(Confirm, sent, only=only, ref=ref)
    changes.confirm(page.ctx, command.model_copy(update={"day": day}))


def _put_off(page: Page, ref: str, sent: Sent) -> None:
    day = day_of(sent.get("review_day"), "review_day")
    if day is None:
        raise Invalid(text("Name the day on which somebody looks at it again."), where="review_day")
    command = forms.made(Review, sent, only=("version",), ref=ref)
    changes.review(page.ctx, command.model_copy(update={"day": day}))


@dataclass(frozen=True, slots=True)
class Ways:
    """Which of the two moves whoever asks may make."""

    confirm: bool
    review: bool


def _one(page: Page, ref: str, *, typed: Sent = NOTHING, error: TrackerError | None = None) -> Response:
    waiting = unconfirmed.one(page.ctx, ref)
    moves = waiting.moves
    return page.render(
        "readings/show.html",
        status=200 if error is None else errors.status_of(error),
        waiting=waiting,
        detail=waiting.detail,
        item=waiting.detail.item,
        names=names.of_detail(page.ctx, waiting.detail),
        ways=Ways(moves[Move.CONFIRM_READING].allowed, moves[Move.SET_REVIEW_DAY].allowed),
        against=moves[Move.CONFIRM_READING].refusals,
        typed=typed,
        error=error,
        done=DONE.get(page.done.what),
        was=page.done_to(),
    )
