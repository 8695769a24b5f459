"""``/requests``: what somebody asks for and another has to approve: extensions, suspensions, and the like."""

from collections.abc import Callable
from dataclasses import replace

from tracker.services import requests, views
from tracker.services.context import Context
from tracker.services.requests import Ask, Decide
from tracker.web.api import schema, schema_loop, strict
from tracker.web.api.operations import Answer, Body, Call, Operation
from tracker.web.api.parameters import Parameter, words, yes

REF = words("ref", "Only those about this commitment.", most=80)
WAITING: Parameter = replace(yes("waiting", "Only those on which nobody has decided."), default=True)


def index(call: Call) -> Answer:
    """The requests that are visible."""
    found = requests.listing(call.ctx, call.query["ref"] or None, waiting=call.query["waiting"])
    return Answer({"requests": [views.plain(each) for each in found]})


def ask(call: Call) -> Answer:
    """Ask for a move."""
    key = requests.ask(call.ctx, strict.made(Ask, call.data, ref=call.path["ref"]))
    return Answer({"key": key}, 201)


def _decided(name: str, summary: str, work: Callable[[Context, Decide], int]) -> Operation:
    def decide(call: Call) -> Answer:
        version = work(call.ctx, strict.made(Decide, call.data, ref=call.path["key"]))
        return Answer({"key": call.path["key"].upper(), "version": version})

    return Operation(
        "POST", f"/requests/{{key}}/{name}", f"{name}_request", summary,
        decide, schema.Decided, scope="write", body=Body(Decide), problems=(404, 409),
    )  # fmt: skip


OPERATIONS = (
    Operation(
        "GET", "/requests", "list_requests", "What was asked for, and what was decided.",
        index, schema_loop.Requests, query=(REF, WAITING), problems=(404,),
    ),
    Operation(
        "POST", "/commitments/{ref}/requests", "ask", "Ask for an extension, a suspension or another such move.",
        ask, schema.Key, scope="write", status=201, body=Body(Ask), problems=(404, 409),
    ),
    _decided("approve", "Approve a request, and make the move.", requests.approve),
    _decided("refuse", "Refuse a request, with a reason.", requests.refuse),
    _decided("withdraw", "Take a request back.", requests.withdraw),
)  # fmt: skip
