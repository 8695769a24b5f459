"""``/commitments/new``: a commitment is registered in the words of its source, which are read as they are typed."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from fastapi import Request
from starlette.responses import HTMLResponse, Response

from tracker.domain.commitment import Kind
from tracker.domain.indicator import Direction
from tracker.domain.rights import Right
from tracker.kit.errors import Invalid, TrackerError
from tracker.kit.text import text
from tracker.services import choices, commitments, entry
from tracker.services.deadlines import Proposal
from tracker.services.entry import Decision
from tracker.web import doors, errors, forms
from tracker.web.api.faults import Fault, Malformed
from tracker.web.doors import needs
from tracker.web.entries import commanded, copied, day_of, prefilled
from tracker.web.forms import NOTHING, Form, Sent
from tracker.web.pages import Page, open_page

router = doors.router(prefix="/commitments/new", default_response_class=HTMLResponse)

DIRECTIONS = {
    Direction.INCREASE: text("up to the target"),
    Direction.DECREASE: text("down to the target"),
    Direction.AT_LEAST: text("kept at the target or above"),
    Direction.AT_MOST: text("kept at the target or below"),
}
DECISIONS = {
    Decision.LATER: text("Register it as read; somebody confirms the reading later"),
    Decision.CONFIRM: text("Confirm this day now"),
    Decision.OTHER: text("Confirm another day, with a reason"),
    Decision.WORDS: text("Keep the words only; no day is read from them"),
}
CALLED = {
    "programme": text("Programme"),
    "kind": text("Kind"),
    "title_en": text("Title in English"),
    "title_zh": text("Title in Chinese"),
    "parent": text("Part of"),
    "paragraph": text("Paragraph"),
    "due_words": text("Deadline, in the words of the source"),
    "owner_words": text("Owner, in the words of the source"),
    "anchor": text("Counts from"),
    "review_day": text("Review day"),
    "reason": text("Reason, for the history"),
}
"""Field → its words, for those in which the form of what was typed can be wrong."""

FIELD_OF: Mapping[str, str] = {
    "title": "title_zh",
    "sources": "source",
    "sources.0.source": "source",
    "sources.0.paragraph": "paragraph",
    "review": "review_day",
    "ref": "programme",
}
"""What the use cases call a part of a commitment → the field in which it was typed."""


@router.api_route("", methods=["GET", "HEAD"])
@needs(Right.READ)
def form(request: Request, like: str = "") -> Response:
    """The empty form; ``like``: the reference of a commitment whose programme, source and owners are taken over."""
    page = open_page(request)
    typed = prefilled(request.query_params)
    if like:
        typed = Sent({**copied(commitments.show(page.ctx, like)), **typed.values})
    return _form(page, typed, was=page.done_to())


@router.api_route("/deadline", methods=["GET", "HEAD"])
@needs(Right.READ)
def deadline(request: Request, words: str = "", source: str = "", anchor: str = "") -> Response:
    """How deadline words are read: a piece of a page, for the form while one types."""
    page = open_page(request)
    error, found = None, None
    try:
        found = entry.proposal(page.ctx, words[:500], source=source or None, anchor=day_of(anchor, "anchor"))
    except Invalid as wrong:
        error = wrong
    status = 200 if error is None else errors.status_of(error)
    return page.render(
        "entry/proposal.html", status=status, proposal=found, unread=error, impossible=_impossible(found)
    )


@router.post("")
@needs(Right.READ)
def register(request: Request, sent: Form) -> Response:
    """Register what was typed, or read the deadline words and show the form again."""
    page = open_page(request)
    if sent.get("do") == "read":
        return _form(page, sent)
    try:
        listed = choices.choices(page.ctx)
        command = commanded(sent, listed)
        day, reason = day_of(sent.get("day"), "day"), sent.get("day_reason")
        decision = Decision(sent.get("decision") or Decision.LATER)
        entered = entry.enter(page.ctx, command, decision, day=day, reason=reason, key=sent.get("key"))
    except ValueError:
        return _form(page, sent, error=Invalid(text("Choose what becomes of the reading."), where="decision"))
    except TrackerError as error:
        return _form(page, sent, error=_beside(error, page.language))
    if entered.waits:
        return forms.done(f"/readings/{entered.ref}", "unconfirmed")
    if sent.get("do") == "another":
        return forms.done(f"/commitments/new?like={entered.ref}", "register", ref=entered.ref)
    return forms.done(f"/commitments/{entered.ref}", "registered")


def _beside(error: TrackerError, language: str) -> TrackerError:
    """The error at the field in which it can be mended."""
    titled = {**FIELD_OF, "title": f"title_{language}"}
    if isinstance(error, Malformed):
        faults = tuple(_named(replace(fault, where=titled.get(fault.where, fault.where))) for fault in error.faults)
        if faults:
            return Malformed.of(faults)
    if error.where:
        error.where = titled.get(error.where, error.where)
    return error


def _named(fault: Fault) -> Fault:
    """The fault with the words of its field, so that the summary says which."""
    name = CALLED.get(fault.where)
    return replace(fault, what=text("{field}: {what}", field=name, what=fault.what)) if name else fault


def _proposal(page: Page, typed: Sent) -> tuple[Proposal | None, TrackerError | None]:
    try:
        anchor: date | None = day_of(typed.get("anchor"), "anchor")
        words = typed.get("due_words")[:500]
        return entry.proposal(page.ctx, words, source=typed.get("source") or None, anchor=anchor), None
    except Invalid as error:
        return None, error


def _impossible(found: Proposal | None) -> Invalid | None:
    return None if found is None else entry.impossible(found.reading)


def _form(page: Page, typed: Sent = NOTHING, *, error: TrackerError | None = None, was: str = "") -> Response:
    refused = entry.refusal(page.ctx)
    if refused is not None:
        # Looking at the form is allowed to all; sending it is not.
        status = errors.status_of(refused) if page.request.method == "POST" else 200
        return page.render("entry/refused.html", status=status, refused=refused)
    found, unread = _proposal(page, typed)
    values: dict[str, Any] = {
        "typed": typed,
        "error": error,
        "was": was,
        "proposal": found,
        "unread": unread,
        "impossible": _impossible(found),
        "key": entry.new_key(),
        "choices": choices.choices(page.ctx),
        "kinds": tuple(Kind),
        "directions": DIRECTIONS,
        "decisions": DECISIONS,
    }
    return page.render("entry/new.html", status=200 if error is None else errors.status_of(error), **values)
