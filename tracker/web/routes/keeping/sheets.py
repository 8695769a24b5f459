"""A form on a page of its own, told as data: what it asks for, and what is not allowed, with whom to ask."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from tracker.domain.rights import Right
from tracker.kit.errors import Conflict, Fault, Forbidden, Invalid, NotFound, TooMany, TrackerError, of_faults
from tracker.kit.text import Text, text
from tracker.services import entering, refusals
from tracker.services.views import Both
from tracker.web import forms
from tracker.web.api.faults import Malformed
from tracker.web.doors import needs
from tracker.web.forms import NOTHING, Form, Sent
from tracker.web.pages import Page, open_page

Words = Text | Both | str

WRONG = (Conflict, Forbidden, Invalid, NotFound, TooMany)
"""What a form may be refused for; what was typed is then shown again beside it."""

FOR_TERMINALS = ("tracker ", "--", "TRACKER_")
"""Hints that speak of these are for whoever types commands."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several values; ``more`` are sentences that say what it means."""

    value: str
    words: Words
    more: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class Ask:
    """A field: ``kind`` is text, email, date, area, choose (a list), radio (with sentences), ticks, or hidden."""

    name: str
    label: Text
    kind: str = "text"
    value: str = ""
    hint: Text | None = None
    required: bool = False
    choices: tuple[Choice, ...] = ()
    empty: Text | None = None
    rows: int = 3


@dataclass(frozen=True, slots=True)
class Offer:
    """A way to a form, or why it is closed to whoever reads."""

    words: Text
    address: str
    refusal: TrackerError | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A form: where it is sent, and where one goes without sending it. ``grave``: it cannot be taken back.

    ``version`` is that of the record when the form was made; ``then`` is where one goes afterwards, ``aside`` what
    may have to be done before.
    """

    address: str
    back: str
    heading: Text
    button: Text
    fields: tuple[Ask, ...]
    lead: tuple[Text, ...] = ()
    version: int | None = None
    then: str = ""
    grave: bool = False
    aside: Offer | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """What is not to be done, all for one reason, and whom to ask or what to do first."""

    words: tuple[Text, ...]
    why: Text
    hint: Text | None


def named(words: Both) -> Text:
    """A name of the register inside a sentence, in the language of the reader."""
    return Text(words.en, zh=words.zh)


REASON = Ask("reason", text("Reason"), "area", hint=text("It stands in the history for good."))
WHY = replace(REASON, required=True)
NAME_ZH = Ask("name_zh", text("Name in Chinese"), hint=text("One of the two names is enough."))
NAME_EN = Ask("name_en", text("Name in English"))
CALLED_ZH, CALLED_EN = replace(NAME_ZH, name="title_zh"), replace(NAME_EN, name="title_en")
"""The name of a post or a programme, which its record calls its title."""

FULL_ZH = replace(NAME_ZH, label=text("Full name in Chinese"))
FULL_EN = replace(NAME_EN, label=text("Full name in English"))
TITLE_ZH = Ask("title_zh", text("Title in Chinese"), hint=text("One of the two titles is enough."))
TITLE_EN = Ask("title_en", text("Title in English"))
SLUG = Ask(
    "slug",
    text("Short name"),
    required=True,
    hint=text("Small letters, digits and hyphens, such as water-bureau. It stays for ever and stands in addresses."),
)


RECORD = text("Record it")
NOTE_EN = Ask("note_en", text("Note in English"), "area")
NOTE_ZH = Ask("note_zh", text("Note in Chinese"), "area")


def notes(row: Mapping[str, str]) -> tuple[Ask, Ask]:
    """The two fields of a note with what it says now."""
    return replace(NOTE_ZH, value=row.get("note_zh", "")), replace(NOTE_EN, value=row.get("note_en", ""))


def bilingual(ask_zh: Ask, ask_en: Ask, words: Both) -> tuple[Ask, Ask]:
    """The two fields of a name with what it is now."""
    return replace(ask_zh, value=words.zh, hint=None), replace(ask_en, value=words.en)


def refusal(page: Page, right: Right) -> Forbidden | None:
    """Why whoever reads may not do what asks for a right; None where he may."""
    try:
        entering.demand(page.ctx, right)
    except Forbidden as error:
        return error
    return None


def require(*found: TrackerError | None) -> None:
    """Raise the first refusal there is, so that no form is shown that would fail."""
    for error in found:
        if error is not None:
            raise error


def open_ones(offers: Iterable[Offer]) -> tuple[Offer, ...]:
    """What may be done."""
    return tuple(each for each in offers if each.refusal is None)


def closed_ones(offers: Iterable[Offer]) -> tuple[Refused, ...]:
    """What may not be done, those together that have one reason."""
    found: dict[str, Refused] = {}
    for each in offers:
        error = each.refusal and for_page(each.refusal)
        if error:
            before = found.get(str(error))
            words = (*before.words, each.words) if before else (each.words,)
            found[str(error)] = Refused(words, error.message, error.hint)
    return tuple(found.values())


def for_page(error: TrackerError) -> TrackerError:
    """The error, its hint taken away where that speaks of the command line."""
    if error.hint is not None and any(sign in str(error.hint) for sign in FOR_TERMINALS):
        error.hint = None
    return error


_MISSING = text("It is missing.")
_SAY_IT = text("Say it.")
_NAMES = (("name_zh", "name_en"), ("title_zh", "title_en"))


def told(asks: Sequence[Ask], given: Sent, error: TrackerError) -> TrackerError:
    """An error that nothing but other words would mend, with all else that is wrong, each by the name of its field."""
    if not isinstance(error, Invalid):
        return for_page(error)
    labels = {each.name: each.label for each in asks}
    hint = for_page(error).hint
    faults = error.faults or (Fault(error.where or "", error.message, hint if isinstance(hint, Text) else None),)
    if isinstance(error, Malformed):
        faults = tuple(_labelled(each, labels) for each in faults)
    beside = tuple(_wrong_beside(asks, given))
    same = {str(each.what) for each in beside}
    faults = (*(each for each in faults if str(each.what) not in same), *beside)
    order = {name: place for place, name in enumerate(labels)}
    return of_faults(Invalid, sorted(faults, key=lambda each: order.get(each.where, -1))) or error


def _labelled(fault: Fault, labels: Mapping[str, Text]) -> Fault:
    name = fault.where.partition(".")[0]
    return Fault(name, text("{where}: {what}", where=labels.get(name, name), what=fault.what), fault.how)


def _wrong_beside(asks: Sequence[Ask], given: Sent) -> Iterator[Fault]:
    """What a form lacks, and what is no address, whatever else is wrong with it."""
    values = {each.name: each.value for each in asks}
    for zh, en in _NAMES:
        # In the form of a record that has a name, an empty field leaves the name as it is.
        if {zh, en} <= values.keys() and not any(values[name] or given.get(name) for name in (zh, en)):
            yield Fault(en, text("A name is needed, in English or in Chinese."))
    for each in asks:
        if each.required and each.name != "reason" and not given.get(each.name):
            yield Fault(each.name, text("{where}: {what}", where=each.label, what=_MISSING), _SAY_IT)
        if each.kind == "email" and given.get(each.name) and (wrong := refusals.of_address(given.get(each.name))):
            yield replace(wrong, where=each.name)


def show(
    page: Page, sheet: Sheet, *, typed: Sent = NOTHING, error: TrackerError | None = None, **more: Any
) -> Response:
    """The form; with an error, what was typed stands in it again, and beside it what the register says now."""
    moved = error is not None and isinstance(error, Conflict) and bool(sheet.version)
    moved = moved and typed.get("version") not in ("", str(sheet.version))
    version = sheet.version if moved or not typed.get("version") else typed.get("version")
    return forms.shown(
        page,
        "keeping/form.html",
        sheet=sheet,
        typed=typed,
        error=error and told(sheet.fields, typed, error),
        moved=moved,
        version=version,
        **more,
    )


def add_forms(
    router: APIRouter,
    right: Right,
    sheet: Callable[[Page, str, str], Sheet],
    act: Callable[[Page, str, str, Sent], object],
) -> None:
    """Give a router the form of each change of a record, at ``/{record}/do/{move}``, and what is sent by it.

    ``sheet`` and ``act`` are given the record and the move; the first raises where there is none.
    """

    @router.api_route("/{record}/do/{move}", methods=["GET", "HEAD"])
    @needs(right)
    def form(request: Request, record: str, move: str) -> Response:
        """The form of one change."""
        page = open_page(request)
        return show(page, sheet(page, record, move))

    @router.post("/{record}/do/{move}")
    @needs(right)
    def change(request: Request, record: str, move: str, given: Form) -> Response:
        """Make one change."""
        page = open_page(request)
        return sent(page, sheet(page, record, move), given, move, lambda: act(page, record, move, given))


def sent(page: Page, sheet: Sheet, given: Sent, what: str, act: Callable[[], object]) -> Response:
    """Do what the form says, then lead on; or show it again with what is wrong."""
    try:
        if sheet.grave and not given.get("reason"):
            raise Invalid(text("This needs a reason."), hint=text("Say why, in words."), where="reason")
        act()
    except WRONG as error:
        return show(page, sheet, typed=given, error=error)
    return forms.done(sheet.then or sheet.back, what)
