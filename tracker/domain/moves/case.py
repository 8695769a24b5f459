"""What a judgement about a move rests on, and what it says: the case, what is given, and the reasons against it."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tracker.domain.commitment import Facts
from tracker.domain.moves.roles import Actor
from tracker.domain.moves.rule import Closing, Demand, Depth, Move, Need, Rule
from tracker.domain.moves.states import State
from tracker.kit.text import Text


@dataclass(frozen=True, slots=True)
class Case:
    """What the register knows about the commitment besides its state.

    ``responsible_paths`` are the lead and co-responsible bodies now *and* when it was reported done, so that assigning
    it to others does not turn an insider into an acceptor. ``reported_by`` and ``applied_by`` belong to the report that
    stands; ``evidence`` counts the pieces on file since the last reopening, for what proved the first closing does not
    prove a second. ``back_to`` is the state to which the withdrawal of a report or a reopening leads back where that is
    not work in progress: returned, where the last report that was judged was returned, and a draft, where it had been
    no more than that. ``last_day`` is the last on-time day in force; ``extensions_left`` is None where there is no cap,
    and so is ``extend_to``, the last day that an extension may reach. A notice has ``notice_days`` days at least.
    """

    responsible_paths: tuple[str, ...] = ()
    reported_by: Actor | None = None
    applied_by: Actor | None = None
    last_day: date | None = None
    confirmed: bool = False
    evidence: int = 0
    notice_until: date | None = None
    open_objections: int = 0
    extended: int = 0
    extensions_left: int | None = None
    extend_to: date | None = None
    notice_days: int = 1
    back_to: State | None = None

    @classmethod
    def of(cls, facts: Facts) -> "Case":
        """What the stored facts say; who reported, evidence and notice are added by whoever has loaded them."""
        paths = ((facts.body_path,) if facts.body_path else ()) + facts.co_paths
        return cls(responsible_paths=paths, last_day=facts.last_day, confirmed=facts.confirmed)

    @property
    def inside(self) -> tuple[str, ...]:
        """The bodies from which nobody can verify or approve: the responsible ones, and those that reported."""
        declared = (actor.body_path for actor in (self.reported_by, self.applied_by) if actor)
        return self.responsible_paths + tuple(path for path in declared if path)


@dataclass(frozen=True, slots=True)
class Given:
    """What comes with the move; ``evidence`` counts the pieces, ``approved_by`` is who agreed to a request."""

    reason: str = ""
    evidence: int = 0
    true_for: date | None = None
    new_day: date | None = None
    depth: Depth | None = None
    successors: tuple[str, ...] = ()
    approved_by: Actor | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: may this actor make this move on this local day."""

    move: Move
    rule: Rule
    state: State
    actor: Actor
    closing: Closing
    day: date
    case: Case
    given: Given


class Bar(StrEnum):
    """What stands in the way: the wrong person, the wrong state of things, or something that is still missing."""

    FORBIDDEN = "forbidden"
    ILLEGAL = "illegal"
    INCOMPLETE = "incomplete"


@dataclass(frozen=True, slots=True)
class Refusal:
    """One reason against a move: what is wrong, how to mend it, and the need or demand that is not met."""

    kind: Bar
    message: Text
    mend: Text
    unmet: Need | Demand | None = None
