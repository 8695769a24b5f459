"""The form that says who answers for a commitment: what was changed in it, and nothing else."""

from tracker.domain.moves import Move
from tracker.kit.errors import Invalid
from tracker.kit.text import text
from tracker.services import changes, commitments
from tracker.services.changes import Assign
from tracker.services.context import Context
from tracker.web.deed import Deed, Input

NAMED = ("post", "leader", "supervisor", "acceptor")


def assign(ctx: Context, command: Assign) -> object:
    """Give what differs from how it stands; raises Invalid where nothing does."""
    detail = commitments.show(ctx, command.ref)
    now = {"post": detail.item.post, **{name: getattr(detail, name) for name in NAMED[1:]}}
    changed = {name: value for name in NAMED if (value := getattr(command, name)) != now[name]}
    if not changed:
        raise Invalid(text("Nothing was changed."), where="post")
    said = {"ref": command.ref, "version": command.version, "reason": command.reason}
    return changes.assign(ctx, Assign.model_validate({**said, **changed}))


ASSIGN = Deed(
    Move.ASSIGN,
    Assign,
    assign,
    (
        Input("post", "choose", text("Post that answers")),
        Input("leader", "choose", text("Responsible leader")),
        Input("supervisor", "choose", text("Supervising body")),
        Input("acceptor", "choose", text("Accepting body")),
        Input("reason", "area", text("Note")),
    ),
    text("It is assigned."),
)
