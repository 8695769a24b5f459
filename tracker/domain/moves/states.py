"""The states of a commitment: what is declared and what is verified, side by side, and the words for both."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from tracker.domain.commitment import ENDED, Assurance, Facts, Work
from tracker.kit.text import Text, text


@dataclass(frozen=True, slots=True)
class State:
    """Where a commitment stands on the two declared axes (docs/reference.md, Meanings, Work and Assurance)."""

    work: Work
    assurance: Assurance = Assurance.NONE

    @classmethod
    def of(cls, facts: Facts) -> "State":
        """The state that the stored facts of a commitment say."""
        return cls(facts.work, facts.assurance)

    @property
    def ended(self) -> bool:
        """Whether nothing more is expected, so that only reopening is left (docs/domain.md, 9)."""
        return self.work in ENDED

    def __str__(self) -> str:
        """``in_progress/returned``, for logs and tables."""
        return f"{self.work}/{self.assurance}"


DRAFT = State(Work.DRAFT)
REGISTERED = State(Work.REGISTERED)
IN_PROGRESS = State(Work.IN_PROGRESS)
RETURNED = State(Work.IN_PROGRESS, Assurance.RETURNED)
REPORTED = State(Work.REPORTED_DONE)
APPLIED = State(Work.REPORTED_DONE, Assurance.UNDER_ACCEPTANCE)
ACCEPTED = State(Work.REPORTED_DONE, Assurance.ACCEPTED)
NOTICED = State(Work.REPORTED_DONE, Assurance.PUBLIC_NOTICE)
STANDING = State(Work.STANDING)

# What was returned stays marked as returned through a suspension or a stage closing: neither mends what was found.
SUSPENDED = frozenset({State(Work.SUSPENDED), State(Work.SUSPENDED, Assurance.RETURNED)})
STAGED = frozenset({State(Work.CLOSED_BY_STAGE), State(Work.CLOSED_BY_STAGE, Assurance.RETURNED)})
TO_DO = frozenset({REGISTERED, IN_PROGRESS, RETURNED})
DECLARED = frozenset({REPORTED, APPLIED, ACCEPTED, NOTICED})
OVER = frozenset(
    {State(Work.CANCELLED), State(Work.REPLACED), State(Work.CLOSED), State(Work.CLOSED, Assurance.WRITTEN_OFF)}
)
OPEN = frozenset({DRAFT, STANDING}) | TO_DO | DECLARED | SUSPENDED | STAGED

STATES = OPEN | OVER
"""Every state that the moves can lead to; the other pairs contradict themselves (docs/domain.md, 1 and 8)."""

BEGINNINGS = frozenset({DRAFT, REGISTERED, IN_PROGRESS, STANDING})
"""The states in which a record may enter the register, whichever door it comes by.

An import or a seed that could enter something as accepted or closed would go round whoever has to verify it
(docs/domain.md, 9: import and admin rights do not bypass this).
"""

WORK_WORDS: Mapping[Work, Text] = MappingProxyType(
    {
        Work.DRAFT: text("a draft"),
        Work.REGISTERED: text("registered"),
        Work.IN_PROGRESS: text("in progress"),
        Work.REPORTED_DONE: text("reported done"),
        Work.SUSPENDED: text("suspended"),
        Work.CLOSED_BY_STAGE: text("closed by stage"),
        Work.STANDING: text("a standing practice"),
        Work.CANCELLED: text("cancelled"),
        Work.REPLACED: text("replaced"),
        Work.CLOSED: text("closed"),
    }
)
"""The declared states as they stand in a sentence: “while this is …”."""

ASSURANCE_WORDS: Mapping[Assurance, Text] = MappingProxyType(
    {
        Assurance.NONE: text("not verified"),
        Assurance.UNDER_ACCEPTANCE: text("under acceptance"),
        Assurance.RETURNED: text("returned"),
        Assurance.ACCEPTED: text("accepted"),
        Assurance.PUBLIC_NOTICE: text("in public notice"),
        Assurance.WRITTEN_OFF: text("written off"),
    }
)
"""The verified states as they stand in a sentence."""


def listing(words: Iterable[Text]) -> Text:
    """Words in a row, joined as the reader's language joins them."""
    first, *rest = words
    for word in rest:
        first = text("{words}, {word}", words=first, word=word)
    return first
