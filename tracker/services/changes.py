"""Changing a commitment that is in the register: progress, owner, reading, review day. Each leaves an entry."""

from collections.abc import Callable
from datetime import date
from typing import Any

from pydantic import BaseModel, ConfigDict

from tracker.domain.commitment import Work
from tracker.domain.moves import RULES, Actor, Case, Closing, Given, Move, State, apply, failure, judge
from tracker.kit.errors import Conflict, Invalid
from tracker.kit.text import text
from tracker.services.actors import acting, towards
from tracker.services.context import Context, require_version
from tracker.services.registration import Line, Prose, require
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
    title_en: Line | None = None
    title_zh: Line | None = None


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
    """Record progress; returns the new version."""
    if command.work is None and not command.reason and command.title_en is None and command.title_zh is None:
        raise Invalid(text("There is nothing to record."), hint=text("Say a new state, a note, or a new title."))

    def edit(_: Session, row: Row, today: date) -> Row:
        changed = {**row, "updated_on": today}
        for name in ("title_en", "title_zh"):
            if getattr(command, name) is not None:
                changed[name] = getattr(command, name)
        return changed

    return _change(ctx, command, _move_of(command), edit, true_for=command.on)


def confirm(ctx: Context, command: Confirm) -> int:
    """Confirm the reading of a deadline; returns the new version.

    The day is the one read from the words, else the one given; a context day becomes the deadline only by naming it.
    Raises Invalid where there is no day to confirm.
    """

    def edit(_: Session, row: Row, today: date) -> Row:
        day = command.day or row["last_day"]
        if day is None:
            near = row["context_day"]
            raise Invalid(
                text("The words of {ref} give no day that could be confirmed.", ref=row["ref"]),
                hint=text("Name the day: --day {day}.", day=near.isoformat() if near else "YYYY-MM-DD"),
            )
        precision = row["precision"] if row["precision"] != "none" else "day"
        first = row["first_day"] if row["last_day"] == day and row["first_day"] else day
        return {**row, "last_day": day, "first_day": first, "precision": precision, "confirmed_on": today}

    return _change(ctx, command, Move.CONFIRM_READING, edit)


def assign(ctx: Context, command: Assign) -> int:
    """Name the post that answers, or take it away; returns the new version."""

    def edit(session: Session, row: Row, _: date) -> Row:
        if command.post is not None:
            require(session, "post", [command.post], where="post")
        if command.body is not None:
            require(session, "body", [command.body], where="body")
        body = command.body or (bodies.body_of_post(session, command.post) if command.post else row["body"])
        if command.post and bodies.body_of_post(session, command.post) != body:
            raise Invalid(text("The post {post} is not in {body}.", post=command.post, body=body), where="post")
        return {**row, "post": command.post, "body": body}

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
    at = ctx.writing_at()
    today = ctx.local_day(at)
    with ctx.db.write() as session:
        who = acting(session, ctx, day=today)
        row = commitments.current(session, command.ref)
        require_version(row["version"], command.version)
        if isinstance(move, Work):
            move = _leading_to(move, State(Work(row["work"]), row["assurance"]))
        actor = towards(session, who, row)
        given = Given(reason=command.reason, true_for=true_for or today, new_day=new_day)
        state = _judged(session, row, move, actor, today, given)
        changed = edit(session, row, today)
        changed.update(work=str(state.work), assurance=str(state.assurance))
        if move is Move.REPORT_DONE:
            changed["done_on"] = given.true_for
        elif state.work not in (Work.REPORTED_DONE, Work.CLOSED):
            changed["done_on"] = None
        if move is Move.CONFIRM_READING:
            changed["confirmed_by"] = who.name
        day = true_for or today
        history.append(
            session,
            [history.Change("commitment", row["ref"], str(move), changed, day, command.reason)],
            by=who.by,
            at=at,
        )
        return int(row["version"]) + 1


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


def _move_of(command: Update) -> Move | Work:
    if command.work is not None:
        return command.work
    return Move.EDIT if command.title_en is not None or command.title_zh is not None else Move.UPDATE


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
