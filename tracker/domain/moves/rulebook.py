"""The moves of a commitment, stated once for every door: from which state, by whom, with what, leading where."""

from collections.abc import Mapping
from types import MappingProxyType

from tracker.domain.commitment import Assurance, Work
from tracker.domain.moves.roles import Role
from tracker.domain.moves.rule import Closing, Demand, Move, Need, Rule
from tracker.domain.moves.states import (
    ACCEPTED,
    APPLIED,
    DECLARED,
    DRAFT,
    NOTICED,
    OPEN,
    OVER,
    REGISTERED,
    REPORTED,
    STAGED,
    STANDING,
    SUSPENDED,
    TO_DO,
    State,
)
from tracker.kit.text import text


def _always(states: frozenset[State]) -> Mapping[Closing, frozenset[State]]:
    return _only(states, *Closing)


def _only(states: frozenset[State], *closings: Closing) -> Mapping[Closing, frozenset[State]]:
    return MappingProxyType({closing: states if closing in closings else frozenset() for closing in Closing})


_ON_REGISTER = OPEN - {DRAFT}
_OWNERS = frozenset({Role.RESPONSIBLE, Role.LEADER})
_OFFICE = frozenset({Role.OFFICE})
_OVERSEERS = frozenset({Role.SUPERVISING, Role.OFFICE})
_VERIFIERS = frozenset({Role.ACCEPTING, Role.OFFICE})
_ALL = _OWNERS | _OVERSEERS
_INDEPENDENT = (Demand.NOT_REPORTER, Demand.NOT_APPLICANT, Demand.OUTSIDE)

# Describing, answering for, dating. Titles and sources belong to the office: a body that could reword what it
# promised would need no extension.
_RECORD: dict[Move, Rule] = {
    Move.REGISTER: Rule(text("Enter in the register"), _always(frozenset({DRAFT})), _OFFICE, work=Work.REGISTERED),
    Move.EDIT: Rule(text("Edit the description"), _always(OPEN), _OFFICE),
    Move.ASSIGN: Rule(text("Assign"), _always(OPEN), _OFFICE),
    Move.SET_REVIEW_DAY: Rule(
        text("Set the review day"), _always(OPEN), _OVERSEERS | {Role.LEADER}, needs=(Need.DAY_AHEAD,)
    ),
    Move.CONFIRM_READING: Rule(
        text("Confirm the reading of the deadline"),
        _always(OPEN),
        _OVERSEERS,
        needs=(Need.UNCONFIRMED,),
        demands=(Demand.OUTSIDE,),
    ),
    Move.CORRECT_READING: Rule(
        text("Correct the reading of the deadline"),
        _always(OPEN),
        _ALL,
        needs=(Need.CONFIRMED, Need.REASON, Need.NEW_DAY, Need.MISREAD, Need.APPROVAL),
        approvers=_OVERSEERS,
    ),
    Move.EXTEND: Rule(
        text("Extend the deadline"),
        _always(TO_DO | SUSPENDED),
        _ALL,
        needs=(Need.DEADLINE, Need.CAP, Need.REASON, Need.EVIDENCE, Need.NEW_DAY, Need.LATER, Need.APPROVAL),
        approvers=_OVERSEERS | {Role.LEADER},
    ),
}

# Doing and telling. A report that is made again starts unverified; that it was returned before is in the history.
_WORK: dict[Move, Rule] = {
    Move.START: Rule(text("Start work"), _always(frozenset({REGISTERED})), _OWNERS | _OFFICE, work=Work.IN_PROGRESS),
    Move.UPDATE: Rule(text("Tell the progress"), _always(_ON_REGISTER), _OWNERS | _OFFICE, needs=(Need.TRUE_FOR,)),
    Move.ADD_EVIDENCE: Rule(
        text("Add evidence"), _always(_ON_REGISTER), _ALL | {Role.ACCEPTING}, needs=(Need.EVIDENCE,)
    ),
    Move.RECORD_VALUE: Rule(text("Enter a value"), _always(_ON_REGISTER), _ALL, needs=(Need.TRUE_FOR,)),
    Move.REPORT_DONE: Rule(
        text("Report done"),
        _always(TO_DO | STAGED),
        _OWNERS,
        work=Work.REPORTED_DONE,
        assurance=Assurance.NONE,
        needs=(Need.BODY, Need.TRUE_FOR),
    ),
    Move.WITHDRAW_REPORT: Rule(
        text("Withdraw the report"),
        _always(frozenset({REPORTED, APPLIED})),
        _OWNERS,
        work=Work.IN_PROGRESS,
        assurance=Assurance.NONE,
        needs=(Need.REASON,),
    ),
}

# Verifying. What was accepted can be returned until it is written off, whatever its programme asks for by then.
_VERIFY: dict[Move, Rule] = {
    Move.APPLY_FOR_ACCEPTANCE: Rule(
        text("Apply for acceptance"),
        _only(frozenset({REPORTED}), Closing.VERIFIED, Closing.CLOSED_LOOP),
        _OWNERS,
        assurance=Assurance.UNDER_ACCEPTANCE,
    ),
    Move.ACCEPT: Rule(
        text("Accept"),
        _always(frozenset({APPLIED})),
        frozenset({Role.ACCEPTING}),
        assurance=Assurance.ACCEPTED,
        needs=(Need.BODY, Need.ON_FILE, Need.TRUE_FOR, Need.DEPTH),
        demands=_INDEPENDENT,
    ),
    Move.RETURN: Rule(
        text("Return"),
        _always(DECLARED),
        _VERIFIERS | _OVERSEERS,
        work=Work.IN_PROGRESS,
        assurance=Assurance.RETURNED,
        needs=(Need.REASON,),
        demands=(Demand.NOT_REPORTER,),
    ),
    Move.OPEN_NOTICE: Rule(
        text("Open the public notice"),
        _only(frozenset({ACCEPTED}), Closing.CLOSED_LOOP),
        _VERIFIERS,
        assurance=Assurance.PUBLIC_NOTICE,
        needs=(Need.DAY_AHEAD, Need.NOTICE_LENGTH),
        demands=_INDEPENDENT,
    ),
    Move.OBJECT: Rule(
        text("Enter an objection"),
        _always(frozenset({NOTICED})),
        _VERIFIERS | _OVERSEERS,
        needs=(Need.REASON,),
    ),
    Move.ANSWER_OBJECTION: Rule(
        text("Answer an objection"),
        _always(frozenset({NOTICED})),
        _VERIFIERS,
        needs=(Need.OBJECTION, Need.REASON),
        demands=_INDEPENDENT,
    ),
    Move.WRITE_OFF: Rule(
        text("Write off"),
        MappingProxyType(
            {
                Closing.SIMPLE: frozenset({ACCEPTED, NOTICED}),
                Closing.VERIFIED: frozenset({ACCEPTED, NOTICED}),
                Closing.CLOSED_LOOP: frozenset({NOTICED}),
            }
        ),
        _VERIFIERS,
        work=Work.CLOSED,
        assurance=Assurance.WRITTEN_OFF,
        needs=(Need.BODY, Need.ON_FILE, Need.NOTICE_OVER),
        demands=_INDEPENDENT,
    ),
    Move.CLOSE: Rule(
        text("Close"),
        _only(frozenset({REPORTED}), Closing.SIMPLE),
        _OVERSEERS | {Role.LEADER},
        work=Work.CLOSED,
        demands=(Demand.NOT_REPORTER,),
    ),
}

# Setting aside. Each of these stills the alarm, so somebody from outside has to agree; taking it up again needs nobody.
_ASIDE: dict[Move, Rule] = {
    Move.SUSPEND: Rule(
        text("Suspend"),
        _always(TO_DO | STAGED),
        _ALL,
        work=Work.SUSPENDED,
        needs=(Need.REASON, Need.DAY_AHEAD, Need.APPROVAL),
        approvers=_OVERSEERS | {Role.LEADER},
    ),
    Move.CLOSE_BY_STAGE: Rule(
        text("Close by stage"),
        _always(TO_DO | STAGED),
        _ALL,
        work=Work.CLOSED_BY_STAGE,
        needs=(Need.REASON, Need.DAY_AHEAD, Need.APPROVAL),
        approvers=_OVERSEERS | {Role.LEADER},
    ),
    Move.RESUME: Rule(text("Resume"), _always(SUSPENDED | STAGED), _ALL, work=Work.IN_PROGRESS),
    Move.MAKE_STANDING: Rule(
        text("Make a standing practice"),
        _always(TO_DO),
        _ALL,
        work=Work.STANDING,
        assurance=Assurance.NONE,
        needs=(Need.REASON, Need.DAY_AHEAD, Need.APPROVAL),
        approvers=_OVERSEERS,
    ),
    Move.END_STANDING: Rule(
        text("End the standing practice"),
        _always(frozenset({STANDING})),
        _OVERSEERS,
        work=Work.IN_PROGRESS,
        needs=(Need.REASON,),
    ),
    Move.CANCEL: Rule(
        text("Cancel"),
        _always(OPEN),
        _ALL,
        work=Work.CANCELLED,
        assurance=Assurance.NONE,
        needs=(Need.REASON, Need.APPROVAL),
        approvers=_OVERSEERS | {Role.LEADER},
    ),
    Move.REPLACE: Rule(
        text("Replace"),
        _always(OPEN),
        _ALL,
        work=Work.REPLACED,
        assurance=Assurance.NONE,
        needs=(Need.REASON, Need.SUCCESSOR, Need.APPROVAL),
        approvers=_OVERSEERS,
    ),
    Move.REOPEN: Rule(
        text("Reopen"),
        _always(OVER),
        _VERIFIERS | _OVERSEERS,
        work=Work.IN_PROGRESS,
        assurance=Assurance.NONE,
        needs=(Need.REASON,),
    ),
}

RULES: Mapping[Move, Rule] = MappingProxyType(_RECORD | _WORK | _VERIFY | _ASIDE)
"""The rule of every move (docs/domain.md, 8 and 9); docs/moves.md prints it."""

MOVES_A_DATE = frozenset({Move.CONFIRM_READING, Move.CORRECT_READING, Move.EXTEND})
"""The only moves that may change the last on-time day (docs/reference.md, Meanings, Responsibility).

Confirming does so only while nobody has confirmed yet, correcting and extending only with another person's approval.
None of them touches the first day once there is one. A suspension, a stage closing and a public notice have days of
their own beside it.
"""

STEPS: Mapping[Closing, tuple[Move, ...]] = MappingProxyType(
    {
        Closing.SIMPLE: (Move.REPORT_DONE, Move.CLOSE),
        Closing.VERIFIED: (Move.REPORT_DONE, Move.APPLY_FOR_ACCEPTANCE, Move.ACCEPT, Move.WRITE_OFF),
        Closing.CLOSED_LOOP: (
            Move.REPORT_DONE,
            Move.APPLY_FOR_ACCEPTANCE,
            Move.ACCEPT,
            Move.OPEN_NOTICE,
            Move.WRITE_OFF,
        ),
    }
)
"""The way from work to a closed commitment, for each kind of closing."""


LEADS_BACK = frozenset({Move.WITHDRAW_REPORT, Move.REOPEN})
"""The moves after which a commitment stands as it did before, so far as its case says how that was."""


def apply(move: Move, state: State, back_to: State | None = None) -> State:
    """The state after a move that was judged to be allowed; reopening leaves the first closing to the history.

    ``back_to``: as in ``Case``; without it, what leads back leads to work in progress.
    """
    if back_to is not None and move in LEADS_BACK:
        return back_to
    rule = RULES[move]
    return State(
        state.work if rule.work is None else rule.work, state.assurance if rule.assurance is None else rule.assurance
    )
