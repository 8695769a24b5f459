"""Making a move: how a commitment stands is loaded, the move is judged, and what follows is appended to the history.

Every door and every change of a commitment comes through here, so that nothing goes round the rules of
``domain.moves``.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from pydantic import BaseModel, ConfigDict

from tracker.domain.commitment import Work
from tracker.domain.moves import (
    Actor,
    Case,
    Closing,
    Given,
    Move,
    Refusal,
    Role,
    State,
    Steps,
    apply,
    failure,
    judge,
)
from tracker.domain.moves.roles import is_within
from tracker.domain.moves.states import DRAFT, RETURNED
from tracker.kit.errors import Fault, NotFound
from tracker.kit.text import text
from tracker.kit.wording import Prose
from tracker.services import closings
from tracker.services.actors import OFFICE_PATH, Acting, acting, towards
from tracker.services.context import Changing, Context, require_version
from tracker.store import commitments, history, loop
from tracker.store.database import Session
from tracker.store.history import Change
from tracker.store.records import whole

Row = dict[str, Any]

DONE = (Work.REPORTED_DONE, Work.CLOSED)

UNJUDGED = frozenset({"standing", "withdrawn"})
"""Outcomes of reports on which nobody decided: what was found before them still holds."""


class Command(BaseModel):
    """What every change says: of which commitment, on which version it was prepared, and why."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    ref: str
    version: int | None = None
    reason: Prose = ""


class Made(int):
    """The version that a change made of a commitment; ``ref`` is its reference, by whatever name it was changed."""

    ref: str

    @classmethod
    def of(cls, ref: str, version: int) -> "Made":
        """A version and whose it is."""
        made = cls(version)
        made.ref = ref
        return made


@dataclass(frozen=True, slots=True)
class Standing:
    """How a commitment stands in a transaction that may change it, and who asks; ``report`` is the one that stands."""

    change: Changing
    who: Acting
    row: Row
    actor: Actor
    state: State
    steps: Steps
    case: Case
    report: Row | None

    @property
    def session(self) -> Session:
        """The transaction."""
        return self.change.session

    @property
    def today(self) -> date:
        """The local day of the change."""
        return self.change.today

    @property
    def ref(self) -> str:
        """The reference of the commitment."""
        return str(self.row["ref"])

    @property
    def inside(self) -> list[str]:
        """The bodies that cannot verify: the responsible ones as they are now, and those of whoever asks."""
        return sorted({*self.case.responsible_paths, *self.actor.paths})


def found(change: Changing, ctx: Context, ref: str, version: int | None = None, *, reading: bool = False) -> Standing:
    """How a commitment stands; raises NotFound for one that is not visible, Conflict for another version."""
    return _found(change, ctx, ref, version, commitments.not_found(ref), reading=reading)


def about(change: Changing, ctx: Context, record_type: str, key: str, version: int | None) -> tuple[Row, Standing]:
    """A record of the closed loop, and how its commitment stands; raises as ``found``."""
    row = loop.get(change.session, record_type, key)
    return row, _found(change, ctx, row["commitment"], version, loop.not_found(record_type, key))


def _found(
    change: Changing, ctx: Context, ref: str, version: int | None, hidden: NotFound, *, reading: bool = False
) -> Standing:
    session = change.session
    who = acting(session, ctx, day=change.today)
    row = commitments.current(session, ref)
    actor, tree = towards(session, who, row, hidden=hidden, reading=reading)
    require_version(row["version"], version)
    report = loop.standing_report(session, row["ref"])
    steps = _binding(closings.of(session, row["programme"]), report)
    state = State(Work(row["work"]), row["assurance"])
    case = replace(_case(session, row, tree, steps, report), back_to=_back_to(session, row["ref"], state, report))
    return Standing(change, who, row, actor, state, steps, case, report)


def _back_to(session: Session, ref: str, state: State, report: Row | None) -> State | None:
    """How it stood before the report or before its end, where that was otherwise than in progress (``Case``)."""
    if state.ended and loop.work_before_end(session, ref) == Work.DRAFT:
        return DRAFT
    if report is None and (not state.ended or state.work is Work.CLOSED):
        return None
    judged = [row for row in loop.rows(session, "report", commitment=ref) if row["outcome"] not in UNJUDGED]
    return RETURNED if judged and judged[-1]["outcome"] == "returned" else None


def _binding(steps: Steps, report: Row | None) -> Steps:
    """The steps of the programme; for a report that stands never fewer than were asked for when it was made."""
    if report is None:
        return steps
    order = list(Closing)
    return replace(steps, closing=max(steps.closing, Closing(report["closing"]), key=order.index))


def _case(session: Session, row: Row, tree: Mapping[str, str], steps: Steps, report: Row | None) -> Case:
    said = report or {}
    responsible = {tree[slug] for slug in (row["body"], *row["co_bodies"]) if slug in tree}
    if row["version"] > 1:
        # Who was ever responsible is no outsider: assigning it away and back makes nobody independent.
        responsible |= loop.ever_responsible(session, row["ref"])
    return Case(
        responsible_paths=tuple(sorted({*responsible, *said.get("inside", ())})),
        reported_by=party(said.get("reported_by"), said),
        applied_by=party(said.get("applied_by"), said),
        last_day=row["last_day"],
        confirmed=row["confirmed_by"] is not None,
        evidence=len(counting(session, row["ref"])),
        notice_until=said.get("notice_until"),
        open_objections=_unanswered(session, report),
        extended=row["extended"],
        extensions_left=steps.left(row["extended"]),
        extend_to=steps.furthest(row["last_day"]),
        notice_days=steps.notice_days,
    )


def party(person: str | None, report: Mapping[str, Any]) -> Actor | None:
    """Whoever reported or applied; of the office where the report came from inside it, whoever it was by name."""
    if not person:
        return None
    of_office = any(is_within(path, OFFICE_PATH) for path in report["inside"])
    return Actor(person, frozenset({Role.OFFICE}) if of_office else frozenset())


def ahead(day: date | None, today: date) -> tuple[Fault, ...]:
    """What is wrong with a day for which a change is to be true, where it is still to come."""
    if day is None or day <= today:
        return ()
    return (Fault("on", text("{day} has not come yet.", day=day), text("Record it when it is true.")),)


def counting(session: Session, ref: str) -> list[Row]:
    """The pieces of evidence that count: not withdrawn, and filed after the last reopening."""
    pieces = loop.rows(session, "evidence", commitment=ref)
    if not pieces:
        return []
    after, filed = loop.last_reopened(session, ref), loop.filed(session, ref)
    return [piece for piece in pieces if piece["withdrawn_on"] is None and filed[piece["key"]] > after]


def _unanswered(session: Session, report: Row | None) -> int:
    if report is None:
        return 0
    objections = loop.rows(session, "objection", commitment=report["commitment"], report=report["key"])
    return sum(1 for each in objections if each["answered_on"] is None)


def refusals(standing: Standing, move: Move, given: Given, *, actor: Actor | None = None) -> tuple[Refusal, ...]:
    """Everything against the move, for whoever asks or for ``actor``; nothing where it may be made."""
    return judge(
        move,
        standing.state,
        actor or standing.actor,
        closing=standing.steps.closing,
        day=standing.today,
        case=standing.case,
        given=given,
    )


def judged(
    standing: Standing, move: Move, given: Given, *, actor: Actor | None = None, wrong: Iterable[Fault] = ()
) -> State:
    """The state after the move; raises as ``refuse_for``."""
    refuse_for(refusals(standing, move, given, actor=actor), wrong)
    return apply(move, standing.state, standing.case.back_to)


def refuse_for(against: Iterable[Refusal], wrong: Iterable[Fault] = ()) -> None:
    """Raise the reason that weighs most, or all that can be given otherwise; nothing where there is none.

    ``wrong``: what else is wrong with what was given.
    """
    stop = failure(against, wrong)
    if stop:
        raise stop


def record(
    standing: Standing,
    move: Move,
    row: Row | None,
    *,
    state: State | None = None,
    also: Iterable[Change] = (),
    reason: str = "",
    true_for: date | None = None,
) -> Made:
    """Append the commitment as ``row``, in ``state``, and ``also`` what changed with it; returns its version.

    ``row`` None: the commitment itself is left as it is, and only ``also`` is appended. A state without a report of
    completion takes away the day of it, and one without a stage or a suspension the day of that, so that the original
    day counts again; a report of what was closed by stage keeps that day, by which it is late or not.
    """
    changes = list(also)
    version = int(standing.row["version"])
    if row is not None:
        after = dict(row)
        if state is not None:
            after.update(work=str(state.work), assurance=str(state.assurance))
        if after["work"] not in DONE:
            after["done_on"] = None
        if after["work"] not in (Work.CLOSED_BY_STAGE, Work.SUSPENDED, *DONE):
            after["stage_day"] = None
        changes.insert(0, Change("commitment", standing.ref, str(move), after, true_for or standing.today, reason))
        version += 1
    before = {("commitment", standing.ref): whole("commitment", standing.row)}
    history.append(standing.session, changes, by=standing.who.by, at=standing.change.at, known=before)
    return Made.of(standing.ref, version)


def changed(standing: Standing, record_type: str, row: Row, move: Move, *, reason: str = "") -> Change:
    """The change of a record of the closed loop that goes with a move."""
    return Change(record_type, row["key"], str(move), row, standing.today, reason)
