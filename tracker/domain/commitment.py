"""What a commitment is: its kinds, its states on two declared axes, and the facts that judgements rest on."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from unicodedata import normalize

from tracker.domain.deadline import Precision


class Kind(StrEnum):
    """The six kinds of stated goal."""

    MILESTONE = "milestone"
    TASK = "task"
    INDICATOR = "indicator"
    TALLY = "tally"
    RECURRING = "recurring"
    STANDING = "standing"


class Work(StrEnum):
    """The work axis: what the responsible body declares."""

    DRAFT = "draft"
    REGISTERED = "registered"
    IN_PROGRESS = "in_progress"
    REPORTED_DONE = "reported_done"
    SUSPENDED = "suspended"
    CLOSED_BY_STAGE = "closed_by_stage"
    STANDING = "standing"
    CANCELLED = "cancelled"
    REPLACED = "replaced"
    CLOSED = "closed"


class Assurance(StrEnum):
    """The assurance axis: what somebody independent verified."""

    NONE = "none"
    UNDER_ACCEPTANCE = "under_acceptance"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    PUBLIC_NOTICE = "public_notice"
    WRITTEN_OFF = "written_off"


ENDED = frozenset({Work.CANCELLED, Work.REPLACED, Work.CLOSED})
"""Nothing more is expected of these."""

OPEN = frozenset(Work) - ENDED
"""Extended, suspended and stage-closed commitments stay in open counts (docs/domain.md, 9)."""

STANDS_FOR_NOBODY = frozenset({Work.CANCELLED, Work.REPLACED})
"""What was given up does not count for its duplicates either: each of them counts for itself again.

What is closed was done, and done for both.
"""

ON_THE_CLOCK = frozenset({Work.REGISTERED, Work.IN_PROGRESS, Work.REPORTED_DONE, Work.CLOSED_BY_STAGE, Work.CLOSED})
"""Only these have a day that can pass; a closed one keeps its day, so that past moments can be judged.

A suspension stops the clock up to the day for which it was approved, and no longer.
"""


@dataclass(frozen=True, slots=True)
class Facts:
    """The stored facts of one commitment, as every pure judgement and the filter language see them.

    Days are local days of the register's zone. ``body_path`` and each of ``places`` are tree paths such as
    ``/heilongjiang/hlj-dee/``; the path of a descendant begins with that of its ancestor. ``post`` and ``leader`` are
    the posts that answer and that lead. ``duplicate_of`` is the commitment that counts for this one too, None where
    that one stands for nobody (``STANDS_FOR_NOBODY``). ``stated_size`` is how many parts the source says there are,
    ``entered`` how many the register has; ``extended`` and ``reopened`` count how often that was done.
    """

    ref: str
    kind: Kind
    work: Work
    assurance: Assurance
    programme: str
    title_en: str
    title_zh: str
    registered_on: date
    updated_on: date
    precision: Precision = Precision.NONE
    aliases: tuple[str, ...] = ()
    parent: str | None = None
    duplicate_of: str | None = None
    body_path: str | None = None
    post: str | None = None
    leader: str | None = None
    supervisor_path: str | None = None
    acceptor_path: str | None = None
    co_paths: tuple[str, ...] = ()
    owner_words: str = ""
    due_words: str = ""
    last_day: date | None = None
    first_day: date | None = None
    context_day: date | None = None
    confirmed: bool = False
    stage_day: date | None = None
    done_on: date | None = None
    review_day: date | None = None
    unowned_since: date | None = None
    stated_size: int | None = None
    entered: int = 0
    extended: int = 0
    reopened: int = 0
    places: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    search_text: str = field(default="", repr=False)

    @property
    def body(self) -> str | None:
        """The slug of the lead body."""
        return leaf(self.body_path)


def leaf(path: str | None) -> str | None:
    """The last slug of a tree path."""
    return path.rstrip("/").rsplit("/", 1)[-1] if path else None


def clock_day(work: Work, last_day: date | None, stage_day: date | None) -> date | None:
    """The day whose end the clock waits for; None where no clock runs.

    A stage closing counts by its own new day, also once what was closed by stage is reported done. A suspension stops
    the clock while it is approved: the clock waits for the original day, or for ``stage_day``, its last day, where that
    is later. Drafts, standing, cancelled and replaced commitments have no running clock (docs/reference.md, Meanings,
    Overdue).
    """
    if work is Work.SUSPENDED:
        return max(last_day, stage_day) if last_day and stage_day else None
    if work not in ON_THE_CLOCK:
        return None
    if work is Work.CLOSED_BY_STAGE:
        return stage_day
    return stage_day or last_day if work in (Work.REPORTED_DONE, Work.CLOSED) else last_day


def first_clock_day(work: Work, first_day: date | None, stage_day: date | None) -> date | None:
    """The same by the first deadline, as if it never had been extended and no stage closed; None where no clock runs.

    A suspension stops this clock too, while it is approved.
    """
    if work is Work.SUSPENDED:
        return max(first_day, stage_day) if first_day and stage_day else None
    return first_day if work in ON_THE_CLOCK else None


def searchable(*parts: str) -> str:
    """The text in which free text is looked for: one line, compatibility-normalised, caseless."""
    return normalize("NFKC", "\n".join(part for part in parts if part)).casefold()
