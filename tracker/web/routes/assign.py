"""``/assign``: owners and review days for many commitments at once, each by itself."""

from collections.abc import Iterable
from typing import Any

from fastapi import Request
from starlette.responses import HTMLResponse, Response

from tracker.domain.moves import Move
from tracker.domain.rights import Right
from tracker.kit.errors import Invalid, TrackerError
from tracker.kit.text import Text, text
from tracker.query.errors import QueryError
from tracker.query.language import parse
from tracker.services import batches, choices, commitments, names, possible
from tracker.services.batches import Outcome, Picked
from tracker.services.choices import Choice, Choices, meant
from tracker.services.commitments import PAGE
from tracker.web import doors, errors, forms
from tracker.web.doors import needs
from tracker.web.entries import day_of
from tracker.web.forms import NOTHING, Form, Sent
from tracker.web.pages import Page, open_page

router = doors.router(prefix="/assign", default_response_class=HTMLResponse)

USUAL = "is:unowned"
NOBODY = "-"
"""What stands in the form for taking somebody away."""

PARTS = ("post", "body", "supervisor", "acceptor", "leader")
DONE = {"assign": text("They are assigned."), "review": text("Their review days are set.")}


@router.api_route("", methods=["GET", "HEAD"])
@needs(Right.READ)
def index(request: Request, q: str = USUAL, page: str = "1", ticked: str = "") -> Response:
    """What matches a question, to be ticked; ``ticked=all``: all of the page is."""
    return _show(open_page(request), q.strip(), page, everything=ticked == "all")


@router.post("")
@needs(Right.READ)
def change(request: Request, sent: Form) -> Response:
    """Assign what is ticked, or set its review day."""
    page, query, number = open_page(request), sent.get("q") or USUAL, sent.get("page") or "1"
    try:
        outcomes = _changed(page, sent)
    except TrackerError as error:
        return _show(page, query, number, typed=sent, error=error)
    failed = [each for each in outcomes if each.error is not None]
    if not failed:
        return forms.done(page.link("/assign", q=query), sent.get("do"), n=str(len(outcomes)))
    return _show(page, query, number, typed=sent, outcomes=outcomes)


def _changed(page: Page, sent: Sent) -> tuple[Outcome, ...]:
    picked = [_picked(words) for words in sent.many("picked")]
    reason = sent.get("reason")[:5_000]
    match sent.get("do"):
        case "assign":
            return batches.assign(page.ctx, picked, _who(sent, choices.choices(page.ctx)), reason=reason)
        case "review":
            return batches.review(page.ctx, picked, day_of(sent.get("day"), "day"), reason=reason)
    raise Invalid(text("The form does not say what is to be done."))


def _picked(words: str) -> Picked:
    """A box that is ticked says the reference, and the version that was shown."""
    ref, _, version = words.partition("@")
    return Picked(ref, int(version) if version.isdecimal() and len(version) < 10 else None)


def _who(sent: Sent, listed: Choices) -> dict[str, Any]:
    """The parts that the form mentions; what was left as it is stays out."""
    found: dict[str, Any] = {}
    for name in PARTS:
        among: Iterable[Choice] = listed.posts if name in ("post", "leader") else listed.bodies
        words = meant(sent.get(name), among, where=name)
        if words:
            found[name] = None if words == NOBODY else words
    return found


def _show(
    page: Page,
    query: str,
    number: str,
    *,
    typed: Sent = NOTHING,
    error: TrackerError | None = None,
    outcomes: tuple[Outcome, ...] = (),
    everything: bool = False,
) -> Response:
    try:
        parsed = parse(query)
    except QueryError as wrong:
        wrong.where = "question"
        error, parsed = wrong, parse(USUAL)
    at = max(_whole(number), 1) - 1
    listing = commitments.list_(page.ctx, parsed.text, offset=at * PAGE)
    if at and not listing.items:
        at, listing = 0, commitments.list_(page.ctx, parsed.text)
    failed = [each for each in outcomes if each.error is not None]
    refs = [item.ref for item in listing.items]
    own = batches.reviewable(page.ctx, refs) if not page.kept else frozenset()
    return page.render(
        "assign/index.html",
        status=_status(error, outcomes),
        question=query,
        listing=listing,
        names=names.of_listing(page.ctx, listing),
        shown=batches.shown(page.ctx, parsed.text, limit=PAGE, offset=at * PAGE),
        ticked=_ticked(refs, typed, failed, everything=everything),
        choices=choices.choices(page.ctx),
        nobody=NOBODY,
        may_assign=batches.may_assign(page.ctx),
        own=own,
        refused=_refusals(page, refs[0]) if refs and not own else (),
        typed=typed,
        error=error,
        outcomes=outcomes,
        failed=failed,
        succeeded=[each.ref for each in outcomes if each.error is None],
        number=at + 1,
        last=max(-(-listing.total // PAGE), 1),
        done=DONE.get(page.done.what),
        count=_whole(page.done.get("n")),
    )


def _refusals(page: Page, ref: str) -> tuple[Text, ...]:
    """Why whoever reads ticks nothing here, by the example of one commitment, and how to mend it."""
    if page.kept:
        return text("This shows another moment; nothing is changed there."), text("Go back to now.")
    found = possible.moves(page.ctx, ref)
    against = next(each.refusals for each in found if each.move is Move.SET_REVIEW_DAY)
    return (against[0].message, against[0].mend) if against else ()


def _whole(words: str) -> int:
    """A whole number; 0 for what is none."""
    return int(words) if words.isascii() and words.isdigit() and len(words) < 8 else 0


def _ticked(refs: list[str], typed: Sent, failed: list[Outcome], *, everything: bool) -> set[str]:
    """What is ticked: all, or what was, without that which was done."""
    if everything:
        return set(refs)
    return {each.ref for each in failed} or {_picked(words).ref for words in typed.many("picked")}


def _status(error: TrackerError | None, outcomes: tuple[Outcome, ...]) -> int:
    """That of the error, or of the first of all where nothing succeeded."""
    if error is not None:
        return errors.status_of(error)
    first = outcomes[0].error if outcomes else None
    if first is not None and all(each.error for each in outcomes):
        return errors.status_of(first)
    return 200
