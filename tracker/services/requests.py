"""Moves that somebody asks for and another person, from outside, has to approve: extensions and the like."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from pydantic import field_validator

from tracker.domain.deadline import Precision
from tracker.domain.moves import RULES, Actor, Bar, Given, Move, Need, Role, apply
from tracker.kit.errors import Conflict, Forbidden, Invalid
from tracker.kit.text import text, to_data
from tracker.services import moving, requested, steps
from tracker.services.actors import asking
from tracker.services.context import Context
from tracker.services.loops import RequestView, view
from tracker.services.moving import Command, Made, Row, Standing
from tracker.store import commitments, loop
from tracker.store.history import Change

ASKED = frozenset(move for move, rule in RULES.items() if rule.approvers)
"""The moves that are asked for."""

SUBMITTED, APPROVED, REFUSED, WITHDRAWN = "submitted", "approved", "refused", "withdrawn"


class Ask(Command):
    """What is asked for, and why; ``evidence`` are keys of pieces on file, ``new_day`` is a local day."""

    move: Move
    new_day: date | None = None
    evidence: tuple[str, ...] = ()
    successors: tuple[str, ...] = ()

    @field_validator("move")
    @classmethod
    def _is_asked_for(cls, move: Move) -> Move:
        if move not in ASKED:
            raise ValueError(f"“{move}” needs no approval; it is made, not asked for")
        return move


class Decide(Command):
    """A decision on a request; ``ref`` is its key, ``reason`` why it was decided so."""


def ask(ctx: Context, command: Ask) -> str:
    """Ask for a move; returns the key of the request.

    Raises as ``steps.take`` for what would be refused whoever approved it, Conflict where the same is asked already.
    """
    with ctx.changing() as change:
        standing = moving.found(change, ctx, command.ref, command.version)
        evidence = list(dict.fromkeys(key.strip().upper() for key in command.evidence))
        successors, unknown = requested.known(standing, command.successors)
        # What is named counts as given: that it is no such thing is told once, beside all else.
        named = Given(command.reason, len(evidence), new_day=command.new_day, successors=command.successors)
        against = moving.refusals(standing, command.move, named)
        stops = [each for each in against if each.unmet is not Need.APPROVAL]
        moving.refuse_for(each for each in stops if each.kind is Bar.FORBIDDEN)
        moving.refuse_for(requested.already(command.move, loop.submitted(change.session, standing.ref)))
        moving.refuse_for(stops, [*requested.not_on_file(standing, evidence), *unknown])
        given = replace(named, successors=successors)
        row = _new(standing, command, evidence, successors)
        if not against:
            _at_once(standing, command.move, given, row)
            return str(row["key"])
        done = moving.changed(standing, "request", row, command.move, reason=command.reason)
        moving.record(standing, command.move, None, also=[replace(done, action="ask")])
        return str(row["key"])


def _at_once(standing: Standing, move: Move, given: Given, row: Row) -> None:
    """Carry out what needs nobody's approval: the office cancels or replaces a draft, which is no commitment yet."""
    done = {**row, "state": APPROVED, "decided_on": standing.today}
    also = [moving.changed(standing, "request", done, move, reason=given.reason), *_links(standing, move, row)]
    state = apply(move, standing.state, standing.case.back_to)
    steps.carry_out(standing, move, state, given, also=also, request=row["key"], **_effect(standing, move, row))


def _new(standing: Standing, command: Ask, evidence: list[str], successors: tuple[str, ...]) -> Row:
    old, actor = standing.row["last_day"], standing.actor
    return {
        "key": loop.next_key(standing.session, "request", standing.ref),
        "commitment": standing.ref,
        "move": str(command.move),
        "state": SUBMITTED,
        "reason": command.reason,
        "evidence": evidence,
        "old_day": old,
        "new_day": command.new_day,
        "successors": list(successors),
        "late": int(old is not None and old < standing.today),
        "asker": {
            "person": actor.person,
            "operator_for": actor.operator_for,
            "roles": sorted(str(role) for role in actor.roles),
            "body_path": actor.body_path,
            "other_paths": list(actor.other_paths),
            "inside": sorted({*standing.case.responsible_paths, *_own(actor)}),
        },
        "asked_by": standing.who.name,
        "asked_on": standing.today,
        "decided_by": None,
        "decided_on": None,
        "decision": "",
    }


def _own(actor: Actor) -> tuple[str, ...]:
    """The bodies of somebody who asks as one of those responsible; nobody from there decides on it."""
    return actor.paths if actor.roles & {Role.RESPONSIBLE, Role.LEADER} else ()


def approve(ctx: Context, command: Decide) -> Made:
    """Approve a request and make the move; returns the new version of the commitment.

    The move is judged again as things stand now. Raises Forbidden for whoever asked and for anybody inside, Conflict
    where it was decided already or has become impossible.
    """
    with ctx.changing() as change:
        row, standing = _waiting(change, ctx, command)
        move, asker = Move(row["move"]), asker_of(row)
        given = _given(standing, row)
        _, unknown = requested.known(standing, tuple(row["successors"]))
        state = moving.judged(standing, move, given, actor=asker, wrong=unknown)
        decided = _decided(standing, row, APPROVED, command.reason)
        effect = _effect(standing, move, row)
        told = replace(moving.changed(standing, "request", decided, move, reason=command.reason), action=APPROVED)
        also = [told, *_links(standing, move, row)]
        return steps.carry_out(standing, move, state, given, also=also, request=row["key"], **effect)


def refuse(ctx: Context, command: Decide) -> Made:
    """Refuse a request, with a reason; whoever might approve it may. Returns the version of the commitment."""
    with ctx.changing() as change:
        row, standing = _waiting(change, ctx, command)
        against = moving.refusals(standing, Move(row["move"]), _given(standing, row), actor=asker_of(row))
        moving.refuse_for(each for each in against if each.unmet is Need.APPROVAL)
        if not command.reason:
            raise Invalid(text("A reason is missing."), hint=text("Say why, in words."), where="reason")
        return _close(standing, row, REFUSED, command.reason)


def withdraw(ctx: Context, command: Decide) -> Made:
    """Take a request back; whoever asked may, or an owner. Returns the version of the commitment."""
    with ctx.changing() as change:
        row, standing = _waiting(change, ctx, command)
        owners = {Role.RESPONSIBLE, Role.LEADER}
        # What an overseer asks for is not for the owners to take back.
        owner = standing.actor.powers & owners and owners & {Role(role) for role in row["asker"]["roles"]}
        if not owner and (row["asked_by"] != standing.who.name or not standing.actor.powers):
            raise Forbidden(
                text("Only whoever asked, or an owner, takes a request back."),
                hint=text("Refuse it instead, if it is for you to decide."),
            )
        return _close(standing, row, WITHDRAWN, command.reason)


def _waiting(change: Any, ctx: Context, command: Decide) -> tuple[Row, Standing]:
    row, standing = moving.about(change, ctx, "request", command.ref, command.version)
    if row["state"] != SUBMITTED:
        raise Conflict(
            text("{key} was decided on {day}.", key=row["key"], day=row["decided_on"]),
            hint=text("Ask anew, if it is still wanted."),
        )
    inside = tuple(sorted({*standing.case.responsible_paths, *row["asker"]["inside"]}))
    return row, replace(standing, case=replace(standing.case, responsible_paths=inside))


def asker_of(row: Mapping[str, Any]) -> Actor:
    """Whoever asked, as he stood then."""
    asker = row["asker"]
    return Actor(
        asker["person"],
        frozenset(Role(role) for role in asker["roles"]),
        asker["body_path"],
        tuple(asker["other_paths"]),
        asker["operator_for"],
    )


def _given(standing: Standing, row: Row) -> Given:
    """What came with the request, as far as it still stands: evidence that was withdrawn since shows nothing."""
    counting = {piece["key"] for piece in moving.counting(standing.session, standing.ref)}
    return Given(
        reason=row["reason"],
        evidence=len(counting.intersection(row["evidence"])),
        new_day=row["new_day"],
        successors=tuple(row["successors"]),
        approved_by=standing.actor,
    )


def _decided(standing: Standing, row: Row, state: str, reason: str) -> Row:
    who = {"decided_by": standing.who.name, "decided_on": standing.today}
    return {**row, "state": state, **who, "decision": reason}


def _close(standing: Standing, row: Row, state: str, reason: str) -> Made:
    change = moving.changed(
        standing, "request", _decided(standing, row, state, reason), Move(row["move"]), reason=reason
    )
    return moving.record(standing, Move(row["move"]), None, also=[replace(change, action=state)])


def _effect(standing: Standing, move: Move, request: Row) -> dict[str, Any]:
    """The columns of the commitment that an approved request changes."""
    row, new = standing.row, request["new_day"]
    match move:
        case Move.EXTEND:
            said = text("Extended from {old} to {new} ({key}).", old=row["last_day"], new=new, key=request["key"])
            # The agreed day is certain, so nobody may afterwards confirm the old words as yet another day.
            confirmed = {"confirmed_by": standing.who.name, "confirmed_on": standing.today}
            kept = {name: row[name] or value for name, value in confirmed.items()}
            first = {"first_day": row["first_day"] or row["last_day"], "extended": row["extended"] + 1}
            return {**_day(row, new, said), **first, **kept}
        case Move.CORRECT_READING:
            said = text("Corrected from {old} to {new} ({key}).", old=row["last_day"], new=new, key=request["key"])
            return {**_day(row, new, said), "first_day": row["first_day"] or new}
        case Move.SUSPEND if row["last_day"] is None:
            # Without a deadline no clock runs afterwards; somebody has to look at it again.
            return {"stage_day": new, "review_day": new}
        case Move.SUSPEND | Move.CLOSE_BY_STAGE:
            return {"stage_day": new}
        case Move.MAKE_STANDING:
            return {"review_day": new}
    return {}


def _day(row: Row, day: date, said: Any) -> dict[str, Any]:
    reasons = [*row["due_reasons"], to_data(said)]
    return {"last_day": day, "precision": str(Precision.DAY), "due_reasons": reasons}


def _links(standing: Standing, move: Move, request: Row) -> list[Change]:
    if move is not Move.REPLACE:
        return []
    found = []
    for successor in request["successors"]:
        key = f"{loop.SUCCESSION}:{standing.ref}:{successor}"
        row = {"key": key, "kind": loop.SUCCESSION, "a": standing.ref, "b": successor, "note_en": "", "note_zh": ""}
        found.append(Change("link", key, str(move), row, standing.today, request["reason"]))
    return found


def listing(ctx: Context, ref: str | None = None, *, waiting: bool = True) -> tuple[RequestView, ...]:
    """The requests that are visible, oldest first: about one commitment or all, those that wait or all of them.

    As they were known at the moment asked about.
    """
    moment = ctx.moment()
    with ctx.db.read() as session:
        seen = asking(session, ctx).sight
        wanted = {} if ref is None else {"commitment": commitments.as_of(session, ref, moment, seen)["ref"]}
        rows = loop.rows(session, "request", moment, **wanted, **({"state": SUBMITTED} if waiting else {}))
        among = commitments.visible(session, {row["commitment"] for row in rows}, moment, seen)
    rows.sort(key=lambda row: (row["asked_on"], row["commitment"]))
    return tuple(view(RequestView, row) for row in rows if row["commitment"] in among)
