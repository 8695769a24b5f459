"""Objections to a commitment in public notice, and the answers to them."""

from tracker.domain.moves import Given, Move
from tracker.kit.errors import Conflict
from tracker.kit.text import text
from tracker.kit.wording import Prose
from tracker.services import moving
from tracker.services.context import Context
from tracker.services.moving import Command
from tracker.store import loop


class Enter(Command):
    """An objection: ``reason`` is what it says, without the names of private persons."""


class Answer(Command):
    """The answer to an objection; ``ref`` is the key of the objection, ``reason`` the answer."""

    reason: Prose


def enter(ctx: Context, command: Enter) -> str:
    """Enter an objection to the report in notice; returns its key. Raises as ``steps.take``."""
    with ctx.changing() as change:
        standing = moving.found(change, ctx, command.ref, command.version)
        moving.judged(standing, Move.OBJECT, Given(reason=command.reason))
        key = loop.next_key(change.session, "objection", standing.ref)
        row = {
            "key": key,
            "commitment": standing.ref,
            "report": standing.report["key"] if standing.report else "",
            "said": command.reason,
            "entered_by": standing.who.name,
            "entered_on": change.today,
            "answer": "",
            "answered_by": None,
            "answered_on": None,
        }
        moving.record(standing, Move.OBJECT, None, also=[moving.changed(standing, "objection", row, Move.OBJECT)])
        return key


def answer(ctx: Context, command: Answer) -> str:
    """Answer an objection; returns its key. Raises Conflict where it is answered already."""
    with ctx.changing() as change:
        row, standing = moving.about(change, ctx, "objection", command.ref, command.version)
        if row["answered_on"] is not None:
            raise Conflict(text("{key} was answered on {day}.", key=row["key"], day=row["answered_on"]))
        moving.judged(standing, Move.ANSWER_OBJECTION, Given(reason=command.reason))
        said = {"answer": command.reason, "answered_by": standing.who.name, "answered_on": change.today}
        done = moving.changed(standing, "objection", {**row, **said}, Move.ANSWER_OBJECTION)
        moving.record(standing, Move.ANSWER_OBJECTION, None, also=[done])
        return str(row["key"])
