"""The page of a commitment: everything about it, what can be done, and what was typed where something was wrong."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from starlette.responses import HTMLResponse

from tracker.domain.moves import ROLE_WORDS, RULES, Depth, Move, Role
from tracker.domain.moves.states import listing
from tracker.kit.errors import Conflict, Fault, TrackerError
from tracker.kit.text import Text, text
from tracker.services import commitments, deciding, directory, indicators, labels, loops, names, possible, tallies, told
from tracker.services.events import Event
from tracker.services.possible import Possible
from tracker.services.requests import APPROVED, ASKED
from tracker.services.views import Detail
from tracker.web import errors
from tracker.web.deed import Deed
from tracker.web.deeds import DEEDS, ELSEWHERE, FIELDS, OF_ASKED
from tracker.web.forms import NOTHING, Sent
from tracker.web.pages import Page

NEWEST = 12
"""So many entries of the history are shown at first."""

MOST_OPTIONS = 60
"""Of more, none is offered for choosing: its short name is typed."""

DEPTHS = {
    Depth.ON_PAPER: text("on paper"),
    Depth.ON_SITE: text("on site"),
    Depth.EXTERNAL: text("by somebody external"),
}

DECIDERS = {
    str(move): listing(ROLE_WORDS[role] for role in Role if role in RULES[move].approvers) for move in sorted(ASKED)
}
"""What is asked for → who may decide on it."""

Options = dict[str, list[tuple[str, Any]] | None]


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong with a form, each fault with the id of its field on the page, or none."""

    message: Text
    hint: Text | None
    where: str | None
    faults: tuple[Fault, ...]

    @classmethod
    def of(cls, error: TrackerError, slug: str) -> "Trouble":
        """An error told at the form of a move."""
        fields: dict[str, Fault] = {}
        for each in error.faults:  # of one field the first: what cannot be read is not missing as well
            where = _field(slug, each.where)
            fields.setdefault(where or f"{each.where} {each.what}", Fault(where or f"do-{slug}", each.what, each.how))
        found = list(fields.values())
        # In the order of the form, whoever found them.
        order = [f"{slug}-{each.name}" for each in (DEEDS[slug].inputs if slug in DEEDS else ())]
        found.sort(key=lambda each: order.index(each.where) if each.where in order else len(order))
        return cls(error.message, error.hint, _field(slug, error.where) or f"do-{slug}", tuple(found))

    def without_form(self) -> "Trouble":
        """The same where the form does not stand on the page any more."""
        return Trouble(self.message, self.hint, None, ())


@dataclass(frozen=True, slots=True)
class Choice:
    """One move in the list: its form (``slug``) and what it is called."""

    slug: str
    deed: Deed
    title: Text


@dataclass(frozen=True, slots=True)
class Doing:
    """What whoever asks can do: tell how it stands, other moves now, what is asked for, and what not, with reasons.

    What nobody could do as it stands is in none of them: to enter what is in the register, to reopen what is open.
    """

    update: bool
    add: bool
    now: tuple[Choice, ...] = ()
    ask: tuple[Choice, ...] = ()
    never: tuple[Possible, ...] = ()

    def has(self, slug: str) -> bool:
        """Whether the form of a move stands on the page; that of a decision does as long as its request waits."""
        if slug in ("update", "approve", "refuse", "withdraw-request"):
            return self.update or slug != "update"
        return self.add if slug in ELSEWHERE else any(each.slug == slug for each in (*self.now, *self.ask))


def render(
    page: Page,
    ref: str,
    *,
    opened: str = "",
    typed: Sent = NOTHING,
    error: TrackerError | None = None,
    filed: str = "",
) -> HTMLResponse:
    """The page of a commitment, at the form ``opened`` what was typed and what is wrong with it; raises NotFound."""
    detail = commitments.show(page.ctx, ref)
    acting = not page.kept
    loop = loops.of(page.ctx, detail.item.ref)
    judged = possible.moves(page.ctx, detail.item.ref) if acting else ()
    doing = _doing(judged)
    stands = doing.has(opened)
    trouble = Trouble.of(error, opened) if error else None
    asked = page.done.what
    deed = DEEDS.get(asked)
    done = SAID.get(asked) or (deed.done if deed else None)
    return page.render(
        "commitments/show.html",
        status=200 if error is None else errors.status_of(error),
        **_known(page, detail),
        loop=loop,
        until=_until(detail, loop),
        acting=acting,
        doing=doing,
        options=_options(page, detail, loop, judged, doing) if acting else {},
        waiting=deciding.waiting(page.ctx, detail.item.ref) if acting else (),
        opened=opened,
        typed=typed,
        error=trouble if stands or trouble is None else trouble.without_form(),
        unsent=() if stands else _unsent(opened, typed),
        meanwhile=_meanwhile(detail, typed) if isinstance(error, Conflict) else (),
        filed=filed,
        done=done if error is None else None,
        new=asked == "registered" and error is None,
    )


SAID = {
    "registered": text("The commitment is registered."),
    "add-file-again": text("This file is on file already, by the same name; it was not added twice."),
    "add-link-again": text("This address is on file already; it was not added twice."),
}
"""What the page says where a form led that was no deed (``routes.entry``), or that had nothing left to do."""


def _known(page: Page, detail: Detail) -> dict[str, Any]:
    """What the page shows of the commitment, whoever reads it and whatever he does."""
    ctx, item = page.ctx, detail.item
    whole = page.request.query_params.get("history") == "all"
    return {
        "detail": detail,
        "item": item,
        "names": names.of_detail(ctx, detail),
        "depths": {str(depth): words for depth, words in DEPTHS.items()},
        "deadlines": tuple(_deadlines(detail)),
        "telling": told.about(ctx, item.ref),
        "series": indicators.series(ctx, item.ref) if item.kind == "indicator" else None,
        "tally": tallies.tally(ctx, item.ref) if item.kind == "tally" else None,
        "events": detail.history if whole else detail.history[:NEWEST],
        "older": 0 if whole else max(len(detail.history) - NEWEST, 0),
        "deeds": DEEDS,
        "of_asked": OF_ASKED,
        "deciders": DECIDERS,
        "values": _values(detail),
        "limit": ctx.files.limit // 2**20 if ctx.files else 0,
    }


def _field(slug: str, where: str | None) -> str | None:
    """The id of the field of a form in which something is wrong."""
    deed = DEEDS.get(slug)
    if deed is None or where is None:
        return None
    known = {each.name for each in deed.inputs} | ({"file", "title"} if slug == "update" else set())
    name = next((each for each in (where, *FIELDS.get(where, ())) if each in known), None)
    return f"{slug}-{name}" if name else None


def _doing(judged: Sequence[Possible]) -> Doing:
    if not judged:
        return Doing(update=False, add=False)
    may = {each.move: each for each in judged if each.allowed}
    listed = [Choice(slug, deed, may[deed.move].title) for slug, deed in DEEDS.items() if deed.move in may]
    listed = [each for each in listed if each.slug not in ELSEWHERE]
    return Doing(
        update=Move.UPDATE in may,
        add=Move.ADD_EVIDENCE in may,
        now=tuple(each for each in listed if each.slug not in OF_ASKED),
        ask=tuple(each for each in listed if each.slug in OF_ASKED),
        never=tuple(each for each in judged if each.here and not each.allowed),
    )


def _options(page: Page, detail: Detail, loop: loops.Loop, judged: Sequence[Possible], doing: Doing) -> Options:
    """What can be chosen, by the name of the field; None: too many, the short name is typed."""
    may = {each.move for each in judged if each.allowed}
    pieces = [(each.key, each.title) for each in loop.evidence if each.withdrawn_on is None]
    asked = [(each.key, each.said[:80]) for each in loop.objections if each.answered_on is None]
    found: Options = {
        "work": [("in_progress", labels.label("in_progress", "work"))] if may & {Move.START, Move.RESUME} else [],
        "evidence": [(key, f"{key} {title}") for key, title in pieces],
        "withdraw-evidence-key": [(key, f"{key} {title}") for key, title in pieces],
        "answer-objection-key": [(key, f"{key} {said}") for key, said in asked],
        "depth": [(str(depth), words) for depth, words in DEPTHS.items()],
        "corrects": [(each.ref, f"{each.ref} {(each.value or {}).get('result') or ''}") for each in detail.results],
    }
    if any(each.slug == "assign" for each in doing.now):
        posts = [(row["slug"], (row["title_en"], row["title_zh"])) for row in directory.listing(page.ctx, "post")]
        bodies = [(row["slug"], (row["name_en"], row["name_zh"])) for row in directory.listing(page.ctx, "body")]
        pick = 1 if page.language == "zh" else 0
        for name, rows in (("post", posts), ("leader", posts), ("supervisor", bodies), ("acceptor", bodies)):
            few = len(rows) <= MOST_OPTIONS
            found[name] = [(slug, titles[pick] or slug) for slug, titles in rows] if few else None
    return found


def _unsent(slug: str, typed: Sent) -> tuple[tuple[Text, str], ...]:
    """What was typed in a form that does not stand on the page any more: what it is called, and the words."""
    deed = DEEDS.get(slug)
    inputs = deed.inputs if deed else ()
    return tuple((each.label, typed.get(each.name)) for each in inputs if typed.get(each.name))


def _values(detail: Detail) -> dict[str, str]:
    """What stands in the fields at first: how it is now."""
    item = detail.item
    found = {
        "update-progress": detail.progress,
        "edit-title_en": item.title.en,
        "edit-title_zh": item.title.zh,
        "assign-post": item.post,
        "assign-leader": detail.leader,
        "assign-supervisor": detail.supervisor,
        "assign-acceptor": detail.acceptor,
        "confirm-reading-day": item.due.last_day and item.due.last_day.isoformat(),
    }
    return {name: "" if value is None else str(value) for name, value in found.items()}


def _until(detail: Detail, loop: loops.Loop) -> date | None:
    """The day to which it was suspended or closed by stage, where it is."""
    moves = {"suspended": Move.SUSPEND, "closed_by_stage": Move.CLOSE_BY_STAGE}
    asked = [each for each in loop.requests if each.state == APPROVED and each.move == moves.get(detail.item.work)]
    return asked[-1].new_day if asked else None


def _deadlines(detail: Detail) -> Iterator[Event]:
    """The entries that changed or confirmed the last on-time day, the first one first."""
    for event in reversed(detail.history):
        if {"last_day", "confirmed_by"} & set(event.changed):
            yield event


def _meanwhile(detail: Detail, typed: Sent) -> tuple[Event, ...]:
    """What was recorded of it since the version that the form was made on, newest first."""
    seen = typed.get("version")
    missed = detail.version - int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 9 else 0
    if missed <= 0:
        return ()
    own = [n for n, event in enumerate(detail.history) if event.key == detail.item.ref]
    return detail.history[: own[missed - 1] + 1] if missed <= len(own) else detail.history
