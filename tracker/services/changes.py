"""Changing a commitment that is in the register: progress, owner, reading, review day. Each leaves an entry."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Annotated

from pydantic import Field

from tracker.domain.commitment import Work
from tracker.domain.deadline import Precision
from tracker.domain.moves import RULES, Given, Move, apply
from tracker.kit.errors import Conflict, Invalid, TrackerError, together
from tracker.kit.text import text, to_data
from tracker.kit.wording import Title
from tracker.services import moving, steps
from tracker.services.context import Context
from tracker.services.moving import Command, Made, Row, Standing
from tracker.services.names import called
from tracker.services.registration import require, require_independent
from tracker.store import bodies
from tracker.store.database import Session

Edit = Callable[[Standing, Row], Row]


class Update(Command):
    """Progress told: a new declared state, how much is done, or a note alone; ``on`` is the day for which it is true.

    ``progress`` is in hundredths of the whole.
    """

    work: Work | None = None
    progress: Annotated[int, Field(ge=0, le=100, strict=True)] | None = None
    on: date | None = None
    title_en: Title | None = None
    title_zh: Title | None = None


class Confirm(Command):
    """A person confirms how the deadline was read; ``day`` where the words alone do not give it."""

    day: date | None = None


class Assign(Command):
    """Who answers from now on: a post, or nobody; and who else is responsible, supervises, accepts or leads.

    What is not mentioned stays; a command that mentions none of them takes the post away.
    """

    post: str | None = None
    body: str | None = None
    co_bodies: tuple[str, ...] | None = None
    supervisor: str | None = None
    acceptor: str | None = None
    leader: str | None = None


class Review(Command):
    """The next day on which somebody looks at it again; None takes it away."""

    day: date | None = None


def update(ctx: Context, command: Update) -> Made:
    """Record progress, or a new title; returns the new version. Raises Invalid for nothing, or for both at once."""
    titles = {name: value for name in ("title_en", "title_zh") if (value := getattr(command, name)) is not None}
    if command.work is None and command.progress is None and not command.reason and not titles:
        raise Invalid(
            text("There is nothing to record."), hint=text("Say a new state, how much is done, a note, or a new title.")
        )
    if titles and (command.work or command.on or command.progress is not None):
        # Progress is told by the owners, titles are mended by the office: one right must not carry the other.
        raise Invalid(
            text("Progress and a new title are two changes."),
            hint=text("Record the one, then the other."),
            where="title",
        )
    if titles:
        return _change(ctx, command, Move.EDIT, lambda _, row: {**row, **titles})
    return _told(ctx, command)


def confirm(ctx: Context, command: Confirm) -> Made:
    """Confirm the reading of a deadline; returns the new version.

    The day is the one that was read. Another day may be named where the words left it open, with a reason; a context
    day becomes the deadline only by naming it. Raises Invalid where there is no day to confirm, where the words are
    clear and say another, and where they say that there is none.
    """

    def edit(standing: Standing, row: Row) -> Row:
        day = confirmed_day(row, command)
        first = row["first_day"] or day
        by = {"confirmed_by": standing.who.name, "confirmed_on": standing.today}
        confirmed = {**row, **by, "last_day": day, "first_day": first}
        if day != row["last_day"]:
            confirmed["precision"] = str(Precision.DAY)
            confirmed["due_reasons"] = [*row["due_reasons"], to_data(text("Confirmed as {day} by a person.", day=day))]
        return confirmed

    return _change(ctx, command, Move.CONFIRM_READING, edit)


def confirmed_day(row: Row, command: Confirm) -> date:
    """The day that a confirmation makes the deadline; raises Invalid where the words do not allow it."""
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
            hint=text("Name the day, such as {day}.", day=near.isoformat() if near else "YYYY-MM-DD"),
            where="day",
        )
    if read is not None and named not in (None, read):
        if row["due_certain"]:
            raise Invalid(
                text("The words of {ref} are clear: they mean {day}.", ref=row["ref"], day=read),
                hint=text("Another day is a correction or an extension, which a second person has to approve."),
            )
        if not command.reason:
            raise Invalid(
                text("Another day than the one proposed needs a reason."), hint=text("Give a reason."), where="reason"
            )
    day: date = named or read
    return day


RESPONSIBILITY = ("post", "co_bodies", "supervisor", "acceptor", "leader")


def assign(ctx: Context, command: Assign) -> Made:
    """Say who answers for it, or that nobody does; returns the new version.

    Raises Invalid for slugs that the register does not have, and for an acceptor that is not independent.
    """

    def edit(standing: Standing, row: Row) -> Row:
        mentioned = command.model_fields_set & set(RESPONSIBILITY)
        after = dict(row)
        for field in mentioned - {"post", "co_bodies"}:
            after[field] = getattr(command, field)
        if "co_bodies" in mentioned:
            after["co_bodies"] = list(command.co_bodies or ())
        if "post" in mentioned or not mentioned:
            after.update(_owner(standing, row, command))
        elif command.body:
            after["body"] = command.body
        _check_slugs(standing.session, command)
        if after["post"] and bodies.body_of_post(standing.session, after["post"]) != after["body"]:
            raise Invalid(
                text(
                    "The post {post} is not in {body}.",
                    post=called(standing.session, "post", after["post"]),
                    body=called(standing.session, "body", after["body"]),
                ),
                hint=text("Name a post of that body too, or nobody."),
                where="post",
            )
        require_independent(standing.session, after)
        return after

    return _change(ctx, command, Move.ASSIGN, edit)


def _owner(standing: Standing, row: Row, command: Assign) -> Row:
    of_post = bodies.body_of_post(standing.session, command.post) if command.post else None
    unowned = None if command.post else row["unowned_since"] or standing.today
    return {"post": command.post, "body": command.body or of_post or row["body"], "unowned_since": unowned}


def _check_slugs(session: Session, command: Assign) -> None:
    wrong: list[TrackerError] = []
    for field in ("post", "leader", "body", "supervisor", "acceptor", "co_bodies"):
        value = getattr(command, field)
        slugs = [value] if isinstance(value, str) else value or ()
        try:
            require(session, "post" if field in ("post", "leader") else "body", slugs, where=field)
        except Invalid as error:
            wrong.append(error)
    if stop := together(wrong):
        raise stop


def review(ctx: Context, command: Review) -> Made:
    """Set the next review day, or take it away, which is for the office alone; returns the new version."""
    move = Move.SET_REVIEW_DAY if command.day else Move.EDIT
    return _change(ctx, command, move, lambda _, row: {**row, "review_day": command.day}, new_day=command.day)


def _change(
    ctx: Context,
    command: Command,
    move: Move,
    edit: Edit,
    *,
    new_day: date | None = None,
) -> Made:
    """Change columns of a commitment by a move that leaves its state alone; returns the new version."""
    with ctx.changing() as change:
        standing = moving.found(change, ctx, command.ref, command.version)
        given = Given(reason=command.reason, true_for=change.today, new_day=new_day)
        state = moving.judged(standing, move, given)
        row = edit(standing, standing.row)
        return moving.record(standing, move, row, state=state, reason=command.reason)


def _told(ctx: Context, command: Update) -> Made:
    """Record progress: a new declared state by the move that leads there, or a note alone."""
    with ctx.changing() as change:
        standing = moving.found(change, ctx, command.ref, command.version)
        move = Move.UPDATE if command.work is None else _leading_to(standing, command)
        given = Given(reason=command.reason)
        if command.progress is not None and move not in steps.TELLING:
            moving.judged(standing, move, replace(given, true_for=change.today))
            raise Invalid(
                text("How much is done is told by the owners; “{move}” is another change.", move=RULES[move].title),
                hint=text("Record the one, then the other."),
                where="progress",
            )
        progress = {} if command.progress is None else {"progress": command.progress}
        return steps.make(standing, move, given, on=command.on, **progress)


def _leading_to(standing: Standing, command: Update) -> Move:
    """The move that leads to the declared state that is told; raises Conflict where none does.

    What is reported done already is not told to be done on another day in passing.
    """
    work, row, state = command.work, standing.row, standing.state
    if work is state.work:
        if work is Work.REPORTED_DONE and command.on not in (None, row["done_on"]):
            raise Conflict(
                text("Completion is reported already, for {day}.", day=row["done_on"]),
                hint=text("Take that report back first (--work in_progress), then report it for the right day."),
            )
        return Move.UPDATE
    for move in Move:
        rule = RULES[move]
        leads_there = rule.work is work and apply(move, state, standing.case.back_to).work is work
        if leads_there and any(state in froms for froms in rule.froms.values()):
            return move
    raise Conflict(
        text("From “{found}” nothing leads to “{wanted}” directly.", found=str(state.work), wanted=str(work)),
        hint=text("docs/moves.md shows which moves there are from each state."),
    )
