"""``/commitments``: lists by query, one with everything about it, counts, and entering a new one."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from starlette.responses import Response

from tracker.kit.language import say
from tracker.query.fields import catalogue
from tracker.services import (
    commitments,
    counting,
    explanations,
    histories,
    loops,
    paging,
    possible,
    registration,
    views,
)
from tracker.services.events import event_json
from tracker.services.registration import NewCommitment
from tracker.services.views import Asked
from tracker.web.api import caching, cursors, schema, schema_loop, strict
from tracker.web.api.operations import Answer, Body, Call, Encoded, Operation, encoded
from tracker.web.api.parameters import MOMENTS, choice, whole, words, yes

Q = words("q", "A query in the filter language, such as is:overdue unit:heilongjiang; all fields: GET /fields.")
LIMIT = whole("limit", "How many a page has at most.", least=1, most=200, default=50)
CURSOR = words("cursor", "The “next” of an answer: the page that follows it.", most=1_000)
COUNT = yes("count", "Whether to count all that match, which costs more than a page.")
BY = choice("by", "By what to count.", counting.COLUMNS, default="body")


class NewEntry(NewCommitment):
    """A new commitment, with the forms that a seed file has for its size and its quantity."""

    size: schema.Size | None = None  # type: ignore[assignment]
    quantity: schema.Quantity | None = None  # type: ignore[assignment]


def index(call: Call) -> Answer:
    """A page of the list, and the cursor of the next."""
    query, limit = call.query["q"], call.query["limit"]
    question = cursors.question(query, limit, call.query["as_of"], call.query["as_if"])
    ctx, offset, first = call.ctx, 0, None
    if call.query["cursor"]:
        first = cursors.read(call.query["cursor"], question)
        ctx, offset = replace(ctx, as_of=first.known, as_if=first.judged), first.offset
    page = paging.page(ctx, query, call.language, limit=limit, offset=offset, counted=call.query["count"])
    asked = _asked(page.asked, first)
    following = None
    if page.more and page.known:
        told = (str(views.iso(asked.as_of)), views.iso(asked.as_if))
        following = str(cursors.Cursor(question, offset + limit, page.known, page.judged, told))
    content = {
        **views.asked_json(asked),
        "query": asked.query,
        "total": page.total,
        "next": following,
        "notes": [say(note, call.language) for note in page.notes],
    }
    # The items are JSON already.
    return Answer(Encoded(encoded(content)[:-1] + b',"items":[' + b",".join(page.items) + b"]}"))


def _asked(asked: Asked, first: cursors.Cursor | None) -> Asked:
    """What the page answers: the question of the first one, whose moments it keeps."""
    if first is None:
        return asked
    as_of, as_if = first.asked
    return replace(asked, as_of=datetime.fromisoformat(as_of), as_if=datetime.fromisoformat(as_if) if as_if else None)


def show(call: Call) -> Answer | Response:
    """Everything about one commitment."""
    detail = commitments.show(call.ctx, call.path["ref"])
    content = views.detail_json(detail, call.language)
    return caching.told(call.request, content, version=detail.version, besides=("as_of",))


def history(call: Call) -> Answer:
    """The entries of one commitment, newest first."""
    found = histories.of(call.ctx, call.path["ref"])
    told = views.asked_json(commitments.asked(call.ctx, call.ctx.moment()))
    return Answer({**told, "ref": found.ref, "entries": [event_json(event, call.language) for event in found.events]})


def explain(call: Call) -> Answer:
    """What every rule says about one commitment, and why."""
    found = explanations.explain(call.ctx, call.path["ref"])
    return Answer(explanations.explanation_json(found, call.language))


def moves(call: Call) -> Answer:
    """What whoever asks can do to one commitment now, and why not the rest."""
    found = possible.moves(call.ctx, call.path["ref"])
    return Answer(
        {
            "moves": [
                {
                    "move": str(each.move),
                    "title": say(each.title, call.language),
                    "allowed": each.allowed,
                    "asked": each.asked,
                    "refusals": [
                        {
                            "kind": str(refusal.kind),
                            "message": say(refusal.message, call.language),
                            "mend": say(refusal.mend, call.language),
                        }
                        for refusal in each.refusals
                    ],
                }
                for each in found
            ]
        }
    )


def loop(call: Call) -> Answer:
    """Reports, objections, requests and evidence of one commitment."""
    return Answer(loops.loop_json(loops.of(call.ctx, call.path["ref"])))


def register(call: Call) -> Answer:
    """Enter a commitment."""
    entry = strict.made(NewEntry, call.data)
    ref = registration.add(call.ctx, NewCommitment(**entry.model_dump(exclude_unset=True), reason=entry.reason))
    detail = commitments.show(call.ctx, ref)
    due = views.detail_json(detail, call.language)["due"]
    where = f"/api/v1/commitments/{ref}"
    return Answer({"ref": ref, "version": detail.version, "due": due}, 201, {"Location": where})


def counts(call: Call) -> Answer:
    """How many match, by what they belong to."""
    found = counting.counts(call.ctx, call.query["q"], call.query["by"])
    return Answer(
        {
            **views.asked_json(found.asked),
            "query": found.asked.query,
            "by": found.by,
            "total": found.total,
            "notes": [say(note, call.language) for note in found.notes],
            "counts": [{"value": value, "count": n} for value, n in found.counts.items()],
        }
    )


def fields(call: Call) -> Answer:
    """What can be asked for."""
    found: list[dict[str, Any]] = [
        {
            "name": field.name,
            "type": str(field.type),
            "example": field.example,
            "meaning": say(field.meaning, call.language),
            "names": list(field.names),
            "values": list(field.allowed),
            "sortable": field.sortable,
        }
        for field in catalogue()
    ]
    return Answer({"fields": found})


_REF = (404,)

OPERATIONS = (
    Operation(
        "GET", "/commitments", "list_commitments", "List the commitments that match a query, a page at a time.",
        index, schema.Listing, query=(Q, LIMIT, CURSOR, COUNT, *MOMENTS), problems=(422,),
    ),
    Operation(
        "POST", "/commitments", "register_commitment", "Enter a commitment in the register.",
        register, schema.Registered, scope="write", status=201, body=Body(NewEntry, without=()), problems=(409,),
    ),
    Operation(
        "GET", "/commitments/{ref}", "show_commitment", "Everything about one commitment.",
        show, schema.Detail, query=MOMENTS, problems=_REF,
    ),
    Operation(
        "GET", "/commitments/{ref}/history", "show_history", "The entries of its history, newest first.",
        history, schema.History, query=MOMENTS, problems=_REF,
    ),
    Operation(
        "GET", "/commitments/{ref}/explain", "explain_commitment", "What every rule says about it, and why.",
        explain, schema.Explanation, query=MOMENTS, problems=_REF,
    ),
    Operation(
        "GET", "/commitments/{ref}/moves", "list_moves", "What you can do to it now, and why not the rest.",
        moves, schema.Moves, problems=_REF,
    ),
    Operation(
        "GET", "/commitments/{ref}/loop", "show_loop", "Its reports of completion, objections, requests and evidence.",
        loop, schema_loop.Loop, problems=_REF,
    ),
    Operation(
        "GET", "/counts", "count_commitments", "How many match, by what they belong to.",
        counts, schema.Counts, query=(Q, BY, *MOMENTS),
    ),
    Operation("GET", "/fields", "list_fields", "The fields of the filter language.", fields, schema.Fields),
)  # fmt: skip
