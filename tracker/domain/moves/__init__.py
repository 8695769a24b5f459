"""Which moves are legal from which state and who may make them, stated once for web, API, CLI and import alike.

``rulebook`` holds the rules, ``judge`` applies them and gives every reason against a move, ``apply`` says where a move
leads, ``table`` publishes it all (docs/moves.md). Pure: told the day, the state, the case and who asks.
"""

from tracker.domain.moves.case import Bar, Case, Given, Refusal
from tracker.domain.moves.judgement import failure, judge
from tracker.domain.moves.rights import Part, Row, table
from tracker.domain.moves.roles import ROLE_WORDS, Actor, Role
from tracker.domain.moves.rule import Closing, Demand, Depth, Move, Need, Rule, Steps
from tracker.domain.moves.rulebook import MOVES_A_DATE, RULES, STEPS, apply
from tracker.domain.moves.states import ASSURANCE_WORDS, BEGINNINGS, STATES, WORK_WORDS, State

__all__ = [
    "ASSURANCE_WORDS",
    "BEGINNINGS",
    "MOVES_A_DATE",
    "ROLE_WORDS",
    "RULES",
    "STATES",
    "STEPS",
    "WORK_WORDS",
    "Actor",
    "Bar",
    "Case",
    "Closing",
    "Demand",
    "Depth",
    "Given",
    "Move",
    "Need",
    "Part",
    "Refusal",
    "Role",
    "Row",
    "Rule",
    "State",
    "Steps",
    "apply",
    "failure",
    "judge",
    "table",
]
