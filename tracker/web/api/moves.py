"""``/commitments/{ref}/<move>``: one address for each change of a commitment, made from a table."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tracker.domain.moves import Move
from tracker.services import changes, objections, steps
from tracker.services.changes import Assign, Confirm, Review, Update
from tracker.services.context import Context
from tracker.services.moving import Command, Made
from tracker.services.objections import Enter
from tracker.services.steps import Step
from tracker.web.api import schema, strict, versions
from tracker.web.api.operations import Answer, Body, Call, Operation

FREE = ("reason", "on")
"""Members of an update that change nothing of how the commitment stands: a note."""


@dataclass(frozen=True, slots=True)
class Change:
    """One change: the address, the use case with its command, and which of its fields may be said."""

    name: str
    summary: str
    work: Callable[[Context, Any], Made]
    command: type[Command]
    only: tuple[str, ...] | None = None
    move: Move | None = None

    @property
    def body(self) -> Body:
        """What may be sent."""
        only = None if self.only is None else (*self.only, "reason", "version")
        return Body(self.command, without=("ref", "move"), only=only)


def _step(move: Move, summary: str, *only: str) -> Change:
    return Change(str(move).replace("_", "-"), summary, steps.take, Step, only, move)


CHANGES = (
    Change("update", "Tell how it stands: a state, how much is done, a note, or a mended title.",
           changes.update, Update),
    Change("assign", "Say who answers for it.", changes.assign, Assign),
    Change("review", "Set the day on which somebody looks at it again.", changes.review, Review),
    Change("confirm-reading", "Confirm how its deadline words are read.", changes.confirm, Confirm),
    _step(Move.REGISTER, "Enter a draft in the register."),
    _step(Move.START, "Start work on it.", "on"),
    _step(Move.REPORT_DONE, "Report it done.", "on"),
    _step(Move.WITHDRAW_REPORT, "Take the report of completion back."),
    _step(Move.APPLY_FOR_ACCEPTANCE, "Apply for its acceptance."),
    _step(Move.ACCEPT, "Accept it.", "depth"),
    _step(Move.RETURN, "Return it, with a reason."),
    _step(Move.OPEN_NOTICE, "Open the public notice, up to a day.", "until"),
    _step(Move.WRITE_OFF, "Write it off."),
    _step(Move.CLOSE, "Close it."),
    _step(Move.RESUME, "Take it up again."),
    _step(Move.END_STANDING, "End the standing practice."),
    _step(Move.REOPEN, "Open it again, with a reason."),
    _step(Move.CANCEL, "Cancel a draft."),
)  # fmt: skip


def _operation(change: Change) -> Operation:
    def work(call: Call) -> Answer:
        fixed: dict[str, Any] = {} if change.move is None else {"move": str(change.move)}
        if set(call.data) - set(FREE) - {"version"} or change.name != "update":
            versions.require(call)
        ref = call.path["ref"]

        def making(version: int | None) -> Made:
            data = {name: value for name, value in call.data.items() if name != "version"}
            return change.work(call.ctx, strict.made(change.command, data, ref=ref, version=version, **fixed))

        version = versions.made_on(call, ref, making)
        return Answer({"ref": version.ref, "version": version}, headers={"ETag": f'"{version}"'})

    return Operation(
        "POST", f"/commitments/{{ref}}/{change.name}", change.name.replace("-", "_"), change.summary,
        work, schema.Changed, scope="write", body=change.body, versioned=True, problems=(404, 409, 412, 428),
    )  # fmt: skip


def _object(call: Call) -> Answer:
    command = strict.made(Enter, call.data, ref=call.path["ref"])
    key = objections.enter(call.ctx, command)
    return Answer({"key": key}, 201, {"Location": f"/api/v1/objections/{key}"})


def _answer(call: Call) -> Answer:
    return Answer({"key": objections.answer(call.ctx, strict.made(objections.Answer, call.data, ref=call.path["key"]))})


OPERATIONS = (
    *(_operation(change) for change in CHANGES),
    Operation(
        "POST", "/commitments/{ref}/objections", "enter_objection", "Object to it while its public notice runs.",
        _object, schema.Key, scope="write", status=201, body=Body(Enter), problems=(404, 409),
    ),
    Operation(
        "POST", "/objections/{key}/answer", "answer_objection", "Answer an objection.",
        _answer, schema.Key, scope="write", body=Body(objections.Answer), problems=(404, 409),
    ),
)  # fmt: skip
