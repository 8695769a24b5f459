"""Changing a commitment that is in the register: progress, owner, reading, review day. Each leaves an entry."""

from collections.abc import Callable
from datetime import date
from typing import Any

from pydantic import BaseModel, ConfigDict

from tracker.domain.commitment import Work
from tracker.domain.deadline import Precision
from tracker.domain.moves import RULES, Actor, Case, Closing, Given, Move, State, apply, failure, judge
from tracker.kit.errors import Conflict, Invalid
from tracker.kit.text import text, to_data
from tracker.kit.wording import Prose, Title
from tracker.services.actors import acting, towards
from tracker.services.context import Context, require_version
from tracker.services.registration import require
from tracker.store import bodies, commitments, history, nouns
from tracker.store.database import Session

Row = dict[str, Any]
Edit = Callable[[Session, Row, date], Row]


class Command(BaseModel):
    """What every change says: of which commitment, on which version it was prepared, and why."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    ref: str
    version: int | None = None
    reason: Prose = ""


class Update(Command):
    """Progress told: a new declared state, or a note alone; ``on`` is the day for which it is true."""

    work: Work | None = None
    on: date | None = None
    title_en: Title | None = None
    title_zh: Title | None = None


class Confirm(Command):
    """A person confirms how the deadline was read; ``day`` where the words alone do not give it."""

    day: date | None = None


class Assign(Command):
    """A post that answers from now on, or nobody."""

    post: str | None = None
    body: str | None = None


class Review(Command):
    """The next day on which somebody looks at it again; None takes it away."""

    day: date | None = None


def update(ctx: Context, command: Update) -> int:
    """Record progress, or a new title; returns the new version. Raises Invalid for nothing, or for both at once."""
    titles = {name: value for name in ("title_en", "title_zh") if (value := getattr(command, name)) is not None}
    if command.work is None and not command.reason and not titles:
        raise Invalid(text("There is nothing to record."), hint=text("Say a new state, a note, or a new title."))
    if titles and (command.work or command.on):
        # Progress is told by the owners, titles are mended by the office: one right must not carry the other.
        raise Invalid(
            text("Progress and a new title are two changes."),
            hint=text("Record the one, then the other."),
            where="title",
        )
    if titles:
        return _change(ctx, command, Move.EDIT, lambda _, row, __: {**row, **titles})
    return _change(ctx, command, command.work or Move.UPDATE, _progress, true_for=command.on)


def _progress(_: Session, row: Row, today: date) -> Row:
    return {**row, "updated_on": today}


def confirm(ctx: Context, command: Confirm) -> int:
    """Confirm the reading of a deadline; returns the new version.

    The day is the one that was read. Another day may be named where the words left it open, with a reason; a context
    day becomes the deadline only by naming it. Raises Invalid where there is no day to confirm, where the words are
    clear and say another, and where they say that there is none.
    """

    def edit(_: Session, row: Row, today: date) -> Row:
        day = _confirmed_day(row, command)
        first = row["first_day"] or day
        confirmed = {**row, "last_day": day, "first_day": first, "confirmed_on": today}
        if day != row["last_day"]:
            confirmed["precision"] = str(Precision.DAY)
            confirmed["due_reasons"] = [*row["due_reasons"], to_data(text("Confirmed as {day} by a person.", day=day))]
        return confirmed

    return _change(ctx, command, Move.CONFIRM_READING, edit)


def _confirmed_day(row: Row, command: Confirm) -> date:
    read, named = row["last_day"], command.day
    if row["precision"] in (Precision.LONG_TERM, Precision.RECURRING):
        raise Invalid(
            text("The words of {ref} give no single last day, so none can be confirmed.", ref=row["ref"]),
            hint=text("Set a review day instead."),
        )
    if read is None and named is None:
        near = row["context_day"]
        raise Invalid(
            text("The words of {ref} give no day that could be confirmed.", ref=row["ref"]),
            hint=text("Name the day: --day {day}.", day=near.isoformat() if near else "YYYY-MM-DD"),
        )
    if read is not None and named not in (None, read):
        if row["due_certain"]:
            raise Invalid(
                text("The words of {ref} are clear: they mean {day}.", ref=row["ref"], day=read),
                hint=text("Another day is a correction or an extension, which a second person has to approve."),
            )
        if not command.reason:
            raise Invalid(
                text("Another day than the one proposed needs a reason."), hint=text("Say why, with --reason.")
            )
    day: date = named or read
    return day


def assign(ctx: Context, command: Assign) -> int:
    """Name the post that answers, or take it away; returns the new version."""

    def edit(session: Session, row: Row, today: date) -> Row:
        if command.post is not None:
            require(session, "post", [command.post], where="post")
        if command.body is not None:
            require(session, "body", [command.body], where="body")
        body = command.body or (bodies.body_of_post(session, command.post) if command.post else row["body"])
        if command.post and bodies.body_of_post(session, command.post) != body:
            raise Invalid(text("The post {post} is not in {body}.", post=command.post, body=body), where="post")
        unowned = None if command.post else row["unowned_since"] or today
        return {**row, "post": command.post, "body": body, "unowned_since": unowned}

    return _change(ctx, command, Move.ASSIGN, edit)


def review(ctx: Context, command: Review) -> int:
    """Set the next review day, or take it away, which is for the office alone; returns the new version."""
    move = Move.SET_REVIEW_DAY if command.day else Move.EDIT
    return _change(ctx, command, move, lambda _, row, __: {**row, "review_day": command.day}, new_day=command.day)


def _change(
    ctx: Context,
    command: Command,
    move: Move | Work,
    edit: Edit,
    *,
    true_for: date | None = None,
    new_day: date | None = None,
) -> int:
    with ctx.changing() as change:
        session, today = change.session, change.today
        who = acting(session, ctx, day=today)
        row = commitments.current(session, command.ref)
        require_version(row["version"], command.version)
        if isinstance(move, Work):
            _require_new_report(row, move, true_for)
            move = _leading_to(move, State(Work(row["work"]), row["assurance"]))
        given = Given(reason=command.reason, true_for=_true_for(true_for, row, move, command, today), new_day=new_day)
        state = _judged(session, row, move, towards(session, who, row), today, given)
        changed = edit(session, row, today)
        changed.update(work=str(state.work), assurance=str(state.assurance))
        if move is Move.REPORT_DONE:
            changed["done_on"] = given.true_for
        elif state.work not in (Work.REPORTED_DONE, Work.CLOSED):
            changed["done_on"] = None
        if move is Move.CONFIRM_READING:
            changed["confirmed_by"] = who.name
        day = given.true_for or today
        done = history.Change("commitment", row["ref"], str(move), changed, day, command.reason)
        history.append(session, [done], by=who.by, at=change.at)
        return int(row["version"]) + 1


def _require_new_report(row: Row, work: Work, day: date | None) -> None:
    """Refuse to tell another day of completion in passing; raises Conflict."""
    if work is Work.REPORTED_DONE and row["work"] == work and day not in (None, row["done_on"]):
        raise Conflict(
            text("Completion is reported already, for {day}.", day=row["done_on"]),
            hint=text("Take that report back first (--work in_progress), then report it for the right day."),
        )


def _true_for(day: date | None, row: Row, move: Move, command: Command, today: date) -> date:
    """The day for which a change is true: today unless another is named; raises Invalid for one that cannot be."""
    if day is None:
        return today
    if day > today:
        raise Invalid(text("{day} has not come yet.", day=day), hint=text("Record it when it is true."), where="on")
    if move is Move.REPORT_DONE and day < row["registered_on"] and not command.reason:
        raise Invalid(
            text("{day} is before it was registered, on {registered}.", day=day, registered=row["registered_on"]),
            hint=text("Say on what this rests, with --note."),
            where="on",
        )
    return day


def _judged(session: Session, row: Row, move: Move, actor: Actor, today: date, given: Given) -> State:
    """The state after the move; raises the reason why it cannot be made."""
    tree = bodies.paths(session, [row["body"], *row["co_bodies"]])
    case = Case(
        responsible_paths=tuple(tree.values()), last_day=row["last_day"], confirmed=row["confirmed_by"] is not None
    )
    state = State(Work(row["work"]), row["assurance"])
    closing = Closing(nouns.closing_of(session, row["programme"]))
    stop = failure(judge(move, state, actor, closing=closing, day=today, case=case, given=given))
    if stop:
        raise stop
    return apply(move, state)


def _leading_to(work: Work, state: State) -> Move:
    """The move that leads from ``state`` to the declared state ``work``; raises Conflict where none does."""
    if work is state.work:
        return Move.UPDATE
    for move in Move:
        rule = RULES[move]
        if rule.work is work and any(state in froms for froms in rule.froms.values()):
            return move
    raise Conflict(
        text("From “{found}” nothing leads to “{wanted}” directly.", found=str(state.work), wanted=str(work)),
        hint=text("docs/moves.md shows which moves there are from each state."),
    )
