"""What a move does to the report of completion that stands: pure, from the rows before to the row after."""

from dataclasses import replace
from datetime import date
from typing import Any

from tracker.domain.commitment import Work
from tracker.domain.moves import Given, Move, State
from tracker.services.moving import Row, Standing, changed
from tracker.store import loop
from tracker.store.history import Change

STANDING, LAPSED = "standing", "lapsed"

ENDS = {
    Move.WITHDRAW_REPORT: "withdrawn",
    Move.CANCEL: "withdrawn",
    Move.REPLACE: "withdrawn",
    Move.RETURN: "returned",
    Move.WRITE_OFF: "closed",
    Move.CLOSE: "closed",
}
"""Move → what becomes of the report that stands."""

TAKEN_AWAY = frozenset({"withdrawn", "returned"})
"""What may become of a report while objections to it are open: they are settled with it."""


def consequences(standing: Standing, move: Move, state: State, given: Given, *, request: str = "") -> list[Change]:
    """The changes of reports, requests and links that go with a move of the commitment into ``state``.

    ``request`` is the key of the request that is carried out by it, where there is one.
    """
    found: list[Change] = []
    if report := _after(standing, move, given):
        found.append(changed(standing, "report", report, move, reason=given.reason))
    if ENDS.get(move) in TAKEN_AWAY:
        found += _settled(standing, move, given)
    if move is Move.REOPEN:
        found += _without_successors(standing)
    if state.ended:
        found += _lapsed(standing, move, request)
    return found


def _after(standing: Standing, move: Move, given: Given) -> Row | None:
    """The report after the move, None where it touches none."""
    if move is Move.REPORT_DONE:
        return _new(standing, given)
    if move is Move.REOPEN:
        return _reopened(standing, given)
    report = standing.report
    if report is None:
        return None
    changes = _changes(standing, move, given)
    return {**report, **changes} if changes else None


def _new(standing: Standing, given: Given) -> Row:
    key = loop.next_key(standing.session, "report", standing.ref)
    assert given.true_for is not None  # noqa: S101 - the rulebook asks for it
    return {
        "key": key,
        "commitment": standing.ref,
        "n": loop.number(key),
        "outcome": STANDING,
        "true_for": given.true_for,
        "note": given.reason,
        "inside": standing.inside,
        "closing": str(standing.steps.closing),
        "reported_by": standing.who.name,
        "reported_on": standing.today,
        **dict.fromkeys(("applied_by", "applied_on", "accepted_by", "accepted_on", "depth")),
        **dict.fromkeys(("notice_from", "notice_until", "ended_by", "ended_on")),
        "reason": "",
    }


def _changes(standing: Standing, move: Move, given: Given) -> dict[str, Any]:
    by, today = standing.who.name, standing.today
    match move:
        case Move.APPLY_FOR_ACCEPTANCE:
            return {"applied_by": by, "applied_on": today, "inside": standing.inside}
        case Move.ACCEPT:
            return {"accepted_by": by, "accepted_on": today, "depth": str(given.depth), "reason": given.reason}
        case Move.OPEN_NOTICE:
            return {"notice_from": today, "notice_until": given.new_day}
        case _ if move in ENDS:
            return {"outcome": ENDS[move], "ended_by": by, "ended_on": today, "reason": given.reason}
    return {}


def _reopened(standing: Standing, given: Given) -> Row | None:
    """The report by which it was closed, kept and marked; None where it was cancelled or replaced."""
    if standing.state.work is not Work.CLOSED:
        return None
    closed = loop.rows(standing.session, "report", commitment=standing.ref, outcome="closed")
    if not closed:
        return None
    return {**closed[-1], "outcome": "reopened", "reason": given.reason}


def _settled(standing: Standing, move: Move, given: Given) -> list[Change]:
    """The objections that nobody answered, with the reason for which the report they speak of was taken away."""
    report = standing.report["key"] if standing.report else ""
    objections = loop.rows(standing.session, "objection", commitment=standing.ref, report=report)
    said = {"answer": given.reason, "answered_by": standing.who.name, "answered_on": standing.today}
    return [
        changed(standing, "objection", {**row, **said}, move, reason=given.reason)
        for row in objections
        if row["answered_on"] is None
    ]


def _without_successors(standing: Standing) -> list[Change]:
    """What took its place does so no longer; the links stay in the history."""
    links = loop.successions(standing.session, standing.ref)
    day: date = standing.today
    return [Change("link", key, str(Move.REOPEN), None, day) for key in links]


def _lapsed(standing: Standing, move: Move, carried_out: str) -> list[Change]:
    """Requests on which nobody decided before it ended."""
    waiting = loop.submitted(standing.session, standing.ref)
    return [
        replace(
            changed(standing, "request", {**row, "state": LAPSED, "decided_on": standing.today}, move), action=LAPSED
        )
        for row in waiting
        if row["key"] != carried_out
    ]
