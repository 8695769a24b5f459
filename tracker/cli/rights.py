"""Who may call which command: one right for each, asked for when the register is opened; none is open by oversight.

By a token one is the person it was made for. Without one is the operator of the machine, for TRACKER_ACTOR. What only
makes a move of a commitment, or is decided by the duty of a post, asks for Right.READ here, and the service decides.
"""

from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from tracker.cli.failures import Usage
from tracker.domain.rights import Right
from tracker.kit.errors import Forbidden
from tracker.kit.text import text

if TYPE_CHECKING:
    from tracker.services.context import Context
    from tracker.settings import Settings

_MOVES = """
add update confirm assign review start done withdraw apply extend ask take-back resume loop moves requests approve
refuse accept return notice object answer write-off close reopen
""".split()  # noqa: SIM905 - a page of strings would be no list to read

_EVIDENCE = ("add", "list", "show", "save", "withdraw", "check")
_MACHINE = ("init", "seed", "doctor", "check", "rules check", "digest send")
_RUNNING = ("run all", "run web", "run scheduler", "run job")

RIGHTS: Mapping[str, Right] = MappingProxyType(
    {
        "deadline": Right.ENTER,
        **dict.fromkeys(("list", "show", "rules explain", *_MOVES), Right.READ),
        **dict.fromkeys(("read", "readings", *(f"evidence {name}" for name in _EVIDENCE)), Right.READ),
        **dict.fromkeys((*_MACHINE, *_RUNNING), Right.OPERATE),
        "run log": Right.READ_RUNS,
        **dict.fromkeys(("digest preview", "digest list"), Right.READ_LETTERS),
        **dict.fromkeys(("digest hold", "digest release", "digest retry"), Right.KEEP_OUTBOX),
        **dict.fromkeys(("body add", "body rename", "body move", "body merge", "body end"), Right.KEEP_BODIES),
        **dict.fromkeys(("programme add", "programme change", "source add", "source change"), Right.KEEP_BODIES),
        # An ordinary post is the office's matter, that of an auditor or administrator an administrator's.
        **dict.fromkeys(
            ("post add", "post rename", "post end", "post hold", "post leave", "post hand-over"), Right.READ
        ),
        **dict.fromkeys(("person list", "person add", "person change"), Right.READ),
        "person erase": Right.ERASE,
        **dict.fromkeys(("user list", "user invite", "user disable", "user enable", "user reset"), Right.KEEP_ACCOUNTS),
        **dict.fromkeys(("user sessions", "token make", "token list", "token revoke"), Right.OWN_ACCOUNT),
        "access": Right.READ_ACCESS,
    }
)
"""Command → its right."""

PROGRAM = "tracker "
_command: ContextVar[str] = ContextVar("command", default="")


def begin(path: str, settings: Callable[[], "Settings"]) -> None:
    """Remember which command is called, by its path; raises Forbidden for the machine's own under a token."""
    command = path.removeprefix(PROGRAM)
    _command.set(command)
    if RIGHTS.get(command) is Right.OPERATE and _token(settings()):
        raise Forbidden(
            text("{command} is for the operator of the machine, not for a token.", command=path),
            hint=text("Leave out TRACKER_TOKEN to act as the operator of this machine."),
        )


def known(ctx: "Context", settings: "Settings") -> "Context":
    """The context of whoever calls; raises Unauthenticated for a void token, TooMany after many."""
    secret = _token(settings)
    if not secret:
        return ctx
    from tracker.services import tokens

    who = tokens.by_secret(ctx, secret, way="command", address="", what=PROGRAM + _command.get())
    return replace(ctx, who=who, acting_for=None)


def demand(ctx: "Context") -> None:
    """See to it that whoever calls has the right of the command; raises Forbidden, also for one without a right, and
    NotFound for a TRACKER_ACTOR whom nobody knows.
    """
    right = RIGHTS.get(_command.get())
    if right is None and ctx.who is not None:
        raise Forbidden(text("Nobody but the operator of the machine has the right to call this."))
    if right is not None and right not in (Right.OPERATE, Right.ENTER):
        from tracker.services import entering

        entering.demand(ctx, right)


def note_refusal(ctx: "Context", error: Forbidden) -> None:
    """Put in the access log that somebody with a token was refused something."""
    from tracker.services import access

    if ctx.who is not None:
        access.note(
            ctx,
            access.Event.REFUSED,
            way="command",
            person=ctx.who.person,
            token=ctx.who.token,
            what=PROGRAM + _command.get(),
            detail=str(error),
        )


def _token(settings: "Settings") -> str:
    if settings.token is None:
        return ""
    if settings.actor:
        raise Usage(
            text("TRACKER_TOKEN and TRACKER_ACTOR cannot be given together."),
            hint=text("A token says already for whom it acts."),
        )
    return settings.token.get_secret_value()
