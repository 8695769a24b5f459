"""``/persons`` and who holds which post: putting persons in posts, and handing posts over."""

from collections.abc import Callable
from typing import Any

from pydantic import BaseModel

from tracker.services import holdings, persons, views
from tracker.services.context import Context
from tracker.web.api import schema_keeping, strict
from tracker.web.api.operations import Answer, Body, Call, Operation


def index(call: Call) -> Answer:
    """Everybody who was not erased."""
    return Answer({"persons": [views.plain(each) for each in persons.listing(call.ctx)]})


def add(call: Call) -> Answer:
    """Enter a person."""
    return Answer(views.plain(persons.add(call.ctx, strict.made(persons.NewPerson, call.data))), 201)


def change(call: Call) -> Answer:
    """Change what is known of a person."""
    command = strict.made(persons.ChangePerson, call.data, person=call.path["person"])
    return Answer(views.plain(persons.change(call.ctx, command)))


def _holding(name: str, summary: str, work: Callable[[Context, Any], Any], command: type[BaseModel]) -> Operation:
    def held(call: Call) -> Answer:
        return Answer(views.plain(work(call.ctx, strict.made(command, call.data, post=call.path["slug"]))))

    return Operation(
        "POST", f"/posts/{{slug}}/{name}", name.replace("-", "_"), summary,
        held, schema_keeping.Held, scope="write", body=Body(command, without=("post",)), problems=(404, 409),
    )  # fmt: skip


OPERATIONS = (
    Operation(
        "GET", "/persons", "list_persons", "Everybody who can hold a post.",
        index, schema_keeping.Persons, scope="write",
    ),
    Operation(
        "POST", "/persons", "add_person", "Enter a person.",
        add, schema_keeping.Person, scope="write", status=201, body=Body(persons.NewPerson, ()), problems=(409,),
    ),
    Operation(
        "POST", "/persons/{person}/change", "change_person", "Change what is known of a person.",
        change, schema_keeping.Person, scope="write", body=Body(persons.ChangePerson, ("person",)), problems=(404, 409),
    ),
    _holding("hold", "Put a person in a post.", holdings.hold, holdings.Hold),
    _holding("leave", "End that a person holds a post.", holdings.leave, holdings.Leave),
    _holding("hand-over", "Hand a post over to another person.", holdings.hand_over, holdings.HandOver),
)  # fmt: skip
