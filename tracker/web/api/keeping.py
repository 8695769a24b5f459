"""``/bodies``, ``/posts``, ``/programmes``, ``/sources``: what there is beside commitments, and how it is kept."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from tracker.domain.rights import Right
from tracker.kit.errors import NotFound
from tracker.kit.text import text
from tracker.services import body_changes, catalogues, directory, mergers, posts, views
from tracker.services.context import Context
from tracker.services.keeping import Kept
from tracker.web.api import schema_keeping, strict
from tracker.web.api.operations import PREFIX, Answer, Body, Call, Operation
from tracker.web.api.parameters import MOMENTS, words

NOUNS: dict[str, tuple[str, type[BaseModel], type[BaseModel]]] = {
    "body": ("bodies", schema_keeping.Bodies, schema_keeping.BodyRecord),
    "post": ("posts", schema_keeping.Posts, schema_keeping.PostRecord),
    "programme": ("programmes", schema_keeping.Programmes, schema_keeping.ProgrammeRecord),
    "source": ("sources", schema_keeping.Sources, schema_keeping.SourceRecord),
}
"""Noun → its address, and what is answered about all of them and about one."""


def _told(noun: str, row: dict[str, Any]) -> dict[str, Any]:
    """The members of a record that its schema has, days as ISO 8601 writes them."""
    record = NOUNS[noun][2]
    return {name: views.value(row.get(name)) for name in record.model_fields}


def _reading(noun: str) -> tuple[Operation, Operation]:
    plural, many, single = NOUNS[noun]

    def index(call: Call) -> Answer:
        return Answer({plural: [_told(noun, row) for row in directory.listing(call.ctx, noun)]})

    def show(call: Call) -> Answer:
        row = directory.one(call.ctx, noun, call.path["slug"])
        if row is None:
            raise NotFound(text("There is no such thing in this register."))
        return Answer(_told(noun, row))

    return (
        Operation("GET", f"/{plural}", f"list_{plural}", f"The {plural} of which you see anything.",
                  index, many, query=MOMENTS),
        Operation("GET", f"/{plural}/{{slug}}", f"show_{noun}", f"One {noun}.",
                  show, single, query=MOMENTS, problems=(404,)),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Upkeep:
    """One change of such a record; without a ``move`` a new one is entered."""

    noun: str
    move: str
    summary: str
    work: Callable[[Context, Any], Kept]
    command: type[BaseModel]


UPKEEP = (
    Upkeep("body", "", "Enter a body.", body_changes.add, body_changes.NewBody),
    Upkeep("body", "rename", "Give a body another name.", body_changes.rename, body_changes.Rename),
    Upkeep("body", "move", "Put a body under another one.", body_changes.move, body_changes.Move),
    Upkeep("body", "end", "End a body.", body_changes.end, body_changes.End),
    Upkeep("post", "", "Enter a post.", posts.add, posts.NewPost),
    Upkeep("post", "rename", "Give a post another title.", posts.rename, posts.Rename),
    Upkeep("post", "end", "End a post.", posts.end, posts.End),
    Upkeep("programme", "", "Enter a programme.", catalogues.add_programme, catalogues.NewProgramme),
    Upkeep("programme", "change", "Change a programme.", catalogues.change_programme, catalogues.ChangeProgramme),
    Upkeep("source", "", "Enter a source.", catalogues.add_source, catalogues.NewSource),
    Upkeep("source", "change", "Change a source.", catalogues.change_source, catalogues.ChangeSource),
)


def _operation(upkeep: Upkeep) -> Operation:
    plural = NOUNS[upkeep.noun][0]

    def work(call: Call) -> Answer:
        if upkeep.move:
            return Answer(views.plain(upkeep.work(call.ctx, strict.made(upkeep.command, call.data, **call.path))))
        kept = upkeep.work(call.ctx, strict.made(upkeep.command, call.data))
        return Answer(views.plain(kept), 201, {"Location": f"{PREFIX}/{plural}/{kept.slug}"})

    return Operation(
        "POST",
        f"/{plural}/{{slug}}/{upkeep.move}" if upkeep.move else f"/{plural}",
        f"{upkeep.move or 'add'}_{upkeep.noun}",
        upkeep.summary,
        work,
        schema_keeping.Kept,
        scope="write",
        status=200 if upkeep.move else 201,
        body=Body(upkeep.command, without=("slug",) if upkeep.move else ()),
        problems=(404, 409),
    )


def _merge(call: Call) -> Answer:
    merged = mergers.merge(call.ctx, strict.made(mergers.Merge, call.data, into=call.path["slug"]))
    return Answer(views.plain(merged))


def _preview_merger(call: Call) -> Answer:
    """What a merger would do; lists are written with commas."""
    asked = call.query
    said = {name: asked[name].split(",") if asked[name] else [] for name in ("bodies", "ending")}
    told = {name: asked[name] for name in ("on", "reason") if asked[name]}
    found = mergers.preview(call.ctx, strict.made(mergers.Merge, {**said, **told}, into=call.path["slug"]))
    return Answer({**views.plain(found), "losing": [views.plain(each) for each in found.losing]})


_MERGER = (
    words("bodies", "The bodies that would end, with commas between."),
    words("ending", "The posts that would end with them, with commas between; the others move."),
    words("on", "The day from which the other takes over; today unless given.", most=10),
    words("reason", "Why; needed for a day that has passed."),
)

OPERATIONS = (
    *(operation for noun in NOUNS for operation in _reading(noun)),
    *(_operation(upkeep) for upkeep in UPKEEP),
    Operation(
        "GET", "/bodies/{slug}/merge", "preview_merger", "What merging other bodies into this one would do.",
        _preview_merger, schema_keeping.Foreseen, right=Right.KEEP_BODIES, query=_MERGER, problems=(404, 409),
    ),
    Operation(
        "POST", "/bodies/{slug}/merge", "merge_bodies", "Merge other bodies into this one.",
        _merge, schema_keeping.Merged, right=Right.KEEP_BODIES, scope="write",
        body=Body(mergers.Merge, without=("into",)), problems=(404, 409),
    ),
)  # fmt: skip
