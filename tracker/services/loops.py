"""The closed loop around a commitment as views: reports, objections, requests and evidence, as they are now."""

from dataclasses import dataclass, fields
from datetime import date
from typing import Any, TypeVar

from tracker.domain.moves import RULES, Move
from tracker.kit.text import Text
from tracker.services.actors import asking
from tracker.services.context import Context
from tracker.services.views import plain
from tracker.store import commitments, loop

V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class ReportView:
    """One report of completion and what became of it; persons are opaque ids (``store.tables.loop``)."""

    key: str
    commitment: str
    outcome: str
    true_for: date
    note: str
    reported_by: str
    reported_on: date
    applied_by: str | None
    applied_on: date | None
    accepted_by: str | None
    accepted_on: date | None
    depth: str | None
    notice_from: date | None
    notice_until: date | None
    ended_by: str | None
    ended_on: date | None
    reason: str


@dataclass(frozen=True, slots=True)
class ObjectionView:
    """An objection raised while a public notice ran, and its answer."""

    key: str
    commitment: str
    report: str
    said: str
    entered_by: str
    entered_on: date
    answer: str
    answered_by: str | None
    answered_on: date | None


@dataclass(frozen=True, slots=True)
class RequestView:
    """Something that was asked for; ``late``: asked after the day in force (``old_day``) had passed."""

    key: str
    commitment: str
    move: str
    state: str
    reason: str
    evidence: tuple[str, ...]
    old_day: date | None
    new_day: date | None
    successors: tuple[str, ...]
    late: bool
    asked_by: str
    asked_on: date
    decided_by: str | None
    decided_on: date | None
    decision: str

    @property
    def title(self) -> Text:
        """What the move is called."""
        return RULES[Move(self.move)].title


@dataclass(frozen=True, slots=True)
class EvidenceView:
    """A file or a link on the file of a commitment; ``withdrawn_on`` is set where it no longer counts."""

    key: str
    commitment: str
    kind: str
    title: str
    filename: str
    media_type: str
    size: int | None
    sha256: str | None
    url: str
    dated: date | None
    added_by: str
    added_on: date
    withdrawn_by: str | None
    withdrawn_on: date | None
    reason: str


@dataclass(frozen=True, slots=True)
class Loop:
    """All of it, oldest first."""

    reports: tuple[ReportView, ...]
    objections: tuple[ObjectionView, ...]
    requests: tuple[RequestView, ...]
    evidence: tuple[EvidenceView, ...]


def of(ctx: Context, ref: str) -> Loop:
    """The closed loop around one commitment, as known at the moment asked about; raises NotFound."""
    moment = ctx.moment()
    with ctx.db.read() as session:
        row = commitments.as_of(session, ref, moment, asking(session, ctx).sight)
        found = {record: loop.rows(session, record, moment, commitment=row["ref"]) for record in loop.LETTERS}
        return Loop(
            tuple(view(ReportView, row) for row in found["report"]),
            tuple(view(ObjectionView, row) for row in found["objection"]),
            tuple(view(RequestView, row) for row in found["request"]),
            tuple(view(EvidenceView, row) for row in found["evidence"]),
        )


def loop_json(found: Loop) -> dict[str, Any]:
    """The closed loop as docs/reference.md describes it."""
    return {field.name: [plain(each) for each in getattr(found, field.name)] for field in fields(found)}


def view(kind: type[V], row: dict[str, Any]) -> V:
    """A row as a frozen view."""
    values = {each.name: row[each.name] for each in fields(kind)}  # type: ignore[arg-type]
    frozen = {name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}
    if "late" in frozen:
        frozen["late"] = bool(frozen["late"])
    return kind(**frozen)
