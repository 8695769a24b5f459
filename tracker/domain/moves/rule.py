"""What can be done to a commitment, and the words in which a rule about it is stated; the rules are in ``rulebook``."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tracker.domain.commitment import Assurance, Work
from tracker.domain.moves.roles import Role
from tracker.domain.moves.states import State
from tracker.kit.text import Text


class Move(StrEnum):
    """Everything that can be done to a commitment; what is not here cannot be done (docs/domain.md, 8)."""

    REGISTER = "register"
    EDIT = "edit"
    ASSIGN = "assign"
    SET_REVIEW_DAY = "set_review_day"
    CONFIRM_READING = "confirm_reading"
    CORRECT_READING = "correct_reading"
    EXTEND = "extend"
    START = "start"
    UPDATE = "update"
    ADD_EVIDENCE = "add_evidence"
    RECORD_VALUE = "record_value"
    REPORT_DONE = "report_done"
    WITHDRAW_REPORT = "withdraw_report"
    APPLY_FOR_ACCEPTANCE = "apply_for_acceptance"
    ACCEPT = "accept"
    RETURN = "return"
    OPEN_NOTICE = "open_notice"
    OBJECT = "object"
    ANSWER_OBJECTION = "answer_objection"
    WRITE_OFF = "write_off"
    CLOSE = "close"
    SUSPEND = "suspend"
    CLOSE_BY_STAGE = "close_by_stage"
    RESUME = "resume"
    MAKE_STANDING = "make_standing"
    END_STANDING = "end_standing"
    CANCEL = "cancel"
    REPLACE = "replace"
    REOPEN = "reopen"


class Closing(StrEnum):
    """Which steps a programme asks for before something counts as closed, the least demanding first.

    Its rule pack says so.
    """

    SIMPLE = "simple"
    VERIFIED = "verified"
    CLOSED_LOOP = "closed_loop"


@dataclass(frozen=True, slots=True)
class Steps:
    """What a programme asks for before something counts as closed, and how far a deadline may be extended.

    ``slug`` names the rule pack that says so. ``extensions`` is how many there may be, ``extension_days`` how many
    calendar days one may add; None: no limit. ``notice_days``: how many calendar days a public notice has at least.
    """

    slug: str
    closing: Closing
    extensions: int | None = None
    extension_days: int | None = None
    notice_days: int = 1

    def left(self, extended: int) -> int | None:
        """How many extensions there may still be after ``extended`` of them, None where there is no limit."""
        return None if self.extensions is None else max(0, self.extensions - extended)

    def furthest(self, last_day: date | None) -> date | None:
        """The last day that an extension from ``last_day`` may reach, None where there is no limit."""
        if last_day is None or self.extension_days is None:
            return None
        return date.fromordinal(min(last_day.toordinal() + self.extension_days, date.max.toordinal()))


class Depth(StrEnum):
    """How deeply an acceptance looked; recorded with each one (docs/domain.md, 8)."""

    ON_PAPER = "on_paper"
    ON_SITE = "on_site"
    EXTERNAL = "external"


class Need(StrEnum):
    """What a move asks for: first what comes with it, then what must be so when it is made."""

    REASON = "reason"
    EVIDENCE = "evidence"
    TRUE_FOR = "true_for"
    NEW_DAY = "new_day"
    LATER = "later_day"
    MISREAD = "a_misreading"
    DAY_AHEAD = "day_ahead"
    NOTICE_LENGTH = "notice_length"
    DEPTH = "depth"
    SUCCESSOR = "successor"
    APPROVAL = "approval"
    BODY = "body"
    ON_FILE = "evidence_on_file"
    UNCONFIRMED = "unconfirmed"
    CONFIRMED = "confirmed"
    DEADLINE = "deadline"
    CAP = "cap"
    OBJECTION = "objection"
    NOTICE_OVER = "notice_over"


class Demand(StrEnum):
    """The independence a move demands of whoever makes it (docs/domain.md, 9)."""

    NOT_REPORTER = "not_reporter"
    NOT_APPLICANT = "not_applicant"
    OUTSIDE = "outside"


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the table: ``roles`` make the move, or ask for it where ``approvers`` have to agree.

    An approver is always another person than the one who asks, and outside the responsible bodies. ``froms`` depends
    on the closing, since a step of one programme is none of another; ``work`` and ``assurance`` are left as they are
    where None.
    """

    title: Text
    froms: Mapping[Closing, frozenset[State]]
    roles: frozenset[Role]
    work: Work | None = None
    assurance: Assurance | None = None
    needs: tuple[Need, ...] = ()
    demands: tuple[Demand, ...] = ()
    approvers: frozenset[Role] = frozenset()
