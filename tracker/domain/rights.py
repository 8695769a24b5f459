"""Who may do what beside the moves of a commitment: one table for every door (docs/rights.md prints it).

What is done to a commitment stands in ``domain.moves``; what somebody sees of the register in ``domain.sight``.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from tracker.domain.moves.roles import ROLE_WORDS, Role
from tracker.domain.moves.states import listing
from tracker.kit.errors import Forbidden
from tracker.kit.text import Text, text


class Right(StrEnum):
    """Everything that can be done or read beside commitments; what is not here cannot be done."""

    ENTER = "enter"
    READ = "read"
    READ_LETTERS = "read_letters"
    READ_RUNS = "read_runs"
    READ_ACCESS = "read_access"
    OWN_ACCOUNT = "own_account"
    KEEP_BODIES = "keep_bodies"
    HAND_OVER = "hand_over"
    APPOINT = "appoint"
    KEEP_ACCOUNTS = "keep_accounts"
    ERASE = "erase"
    KEEP_OUTBOX = "keep_outbox"
    OPERATE = "operate"


SEES = frozenset(
    {
        Role.RESPONSIBLE,
        Role.LEADER,
        Role.SUPERVISING,
        Role.ACCEPTING,
        Role.OFFICE,
        Role.AUDITOR,
        Role.ADMINISTRATOR,
        Role.OPERATOR,
    }
)
"""Everybody but a stranger."""

RIGHTS: Mapping[Right, frozenset[Role]] = MappingProxyType(
    {
        Right.ENTER: frozenset(Role),
        Right.READ: SEES,
        Right.READ_LETTERS: frozenset({Role.OFFICE, Role.AUDITOR, Role.ADMINISTRATOR, Role.OPERATOR}),
        Right.READ_RUNS: frozenset({Role.OFFICE, Role.AUDITOR, Role.ADMINISTRATOR, Role.OPERATOR}),
        Right.READ_ACCESS: frozenset({Role.AUDITOR, Role.ADMINISTRATOR, Role.OPERATOR}),
        Right.OWN_ACCOUNT: frozenset(Role),
        Right.KEEP_BODIES: frozenset({Role.OFFICE}),
        Right.HAND_OVER: frozenset({Role.OFFICE}),
        Right.APPOINT: frozenset({Role.ADMINISTRATOR, Role.OPERATOR}),
        Right.KEEP_ACCOUNTS: frozenset({Role.ADMINISTRATOR, Role.OPERATOR}),
        Right.ERASE: frozenset({Role.ADMINISTRATOR, Role.OPERATOR}),
        Right.KEEP_OUTBOX: frozenset({Role.ADMINISTRATOR, Role.OPERATOR}),
        Right.OPERATE: frozenset({Role.OPERATOR}),
    }
)
"""Right → the roles that have it. An administrator or an operator has none over a record by that role."""

RIGHT_WORDS: Mapping[Right, Text] = MappingProxyType(
    {
        Right.ENTER: text("see who the register is, and sign in"),
        Right.READ: text("read what one's posts make visible"),
        Right.READ_LETTERS: text("read the editions and what became of every letter"),
        Right.READ_RUNS: text("read what the scheduler did"),
        Right.READ_ACCESS: text("read the access log"),
        Right.OWN_ACCOUNT: text("change one's own password, sessions and tokens"),
        Right.KEEP_BODIES: text("add, rename, move and merge bodies, posts, programmes and sources"),
        Right.HAND_OVER: text("put a person in a post, or end that"),
        Right.APPOINT: text("make somebody an auditor or an administrator"),
        Right.KEEP_ACCOUNTS: text("open, disable and reset accounts"),
        Right.ERASE: text("erase a person's name and address"),
        Right.KEEP_OUTBOX: text("hold, release, retry and redirect letters"),
        Right.OPERATE: text("make, fill, run and check the register on its machine"),
    }
)
"""The rights as they stand in a sentence: “you may not …”."""


def allowed(right: Right, roles: frozenset[Role]) -> bool:
    """Whether one of these roles has the right; an auditor changes nothing, whatever other role he has."""
    having = roles & RIGHTS[right]
    if Role.AUDITOR in roles and right not in READING:
        return False
    return bool(having)


READING = frozenset(
    {Right.ENTER, Right.READ, Right.READ_LETTERS, Right.READ_RUNS, Right.READ_ACCESS, Right.OWN_ACCOUNT}
)
"""These change no record, so that an auditor has them, and a token that may only read."""


def require(right: Right, roles: frozenset[Role]) -> None:
    """Refuse whoever has not the right; raises Forbidden saying whom to ask."""
    if allowed(right, roles):
        return
    if roles == {Role.STRANGER}:
        raise Forbidden(text("You hold no post yet."), hint=text("Ask the register office to put you in one."))
    who = [ROLE_WORDS[role] for role in Role if role in RIGHTS[right]]
    raise Forbidden(
        text("None of your posts allows you to {what}.", what=RIGHT_WORDS[right]),
        hint=text("Ask one of these: {roles}.", roles=listing(who)),
    )
