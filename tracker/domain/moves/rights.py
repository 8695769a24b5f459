"""The published table: what each role has to do with each move; made from the rulebook, so that it cannot differ."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from tracker.domain.moves.roles import Role
from tracker.domain.moves.rule import Move, Rule
from tracker.domain.moves.rulebook import RULES


class Part(StrEnum):
    """What a role has to do with a move."""

    NONE = ""
    MAKES = "makes"
    ASKS = "asks"
    APPROVES = "approves"
    EITHER = "asks or approves"
    AS_ANOTHER = "as X"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the published table: the move, its rule, and the part of every role in it."""

    move: Move
    rule: Rule
    parts: Mapping[Role, Part]


def table() -> tuple[Row, ...]:
    """The published table of roles and moves, in the order of ``Move``; pages and docs/moves.md are made from it."""
    return tuple(Row(move, RULES[move], {role: _part(role, RULES[move]) for role in Role}) for move in Move)


def _part(role: Role, rule: Rule) -> Part:
    if role is Role.OPERATOR:
        return Part.AS_ANOTHER
    if role in rule.roles & rule.approvers:
        return Part.EITHER
    if role in rule.approvers:
        return Part.APPROVES
    if role in rule.roles:
        return Part.ASKS if rule.approvers else Part.MAKES
    return Part.NONE
