"""What is answered about the closed loop around a commitment, for OpenAPI."""

from datetime import date
from typing import Any

from pydantic import ConfigDict

from tracker.web.api.schema import Form


class Report(Form):
    """One report of completion, and what became of it."""

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


class Objection(Form):
    """An objection, and its answer."""

    key: str
    commitment: str
    report: str
    said: str
    entered_by: str
    entered_on: date
    answer: str
    answered_by: str | None
    answered_on: date | None


class Request(Form):
    """Something that was asked for, and what was decided."""

    key: str
    commitment: str
    move: str
    state: str
    reason: str
    evidence: list[str]
    old_day: date | None
    new_day: date | None
    successors: list[str]
    late: bool
    asked_by: str
    asked_on: date
    decided_by: str | None
    decided_on: date | None
    decision: str


class Requests(Form):
    """Requests, oldest first."""

    requests: list[Request]


class _Piece(Form):
    key: str
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


class Evidence(_Piece):
    """A file or a link on file."""

    ref: str


class LoopEvidence(_Piece):
    """A file or a link on file, in the loop of its commitment."""

    commitment: str


class EvidenceList(Form):
    """Evidence, oldest first."""

    evidence: list[Evidence]


class Loop(Form):
    """What stands around a commitment, oldest first."""

    reports: list[Report]
    objections: list[Objection]
    requests: list[Request]
    evidence: list[LoopEvidence]


class Reading(Form):
    """A value that a source told; further members may be added."""

    model_config = ConfigDict(extra="allow", frozen=True)

    ref: str
    aliases: list[str]
    title: str
    value: dict[str, Any] | None
    period: str
    reported_on: date | None
    period_first: date | None
    period_last: date | None
    counts: bool
    corrected_by: str | None


class Readings(Form):
    """Readings, by period."""

    readings: list[Reading]
