"""Whether a move may be made: every reason against it, in words, and how to mend each; none when it is allowed."""

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from functools import lru_cache
from types import MappingProxyType

from tracker.domain.moves.case import Bar, Case, Given, Question, Refusal
from tracker.domain.moves.independence import DEMANDS, by_proxy, by_role
from tracker.domain.moves.needs import NEEDS
from tracker.domain.moves.roles import Actor
from tracker.domain.moves.rule import Closing, Demand, Move, Need
from tracker.domain.moves.rulebook import RULES, STEPS, apply
from tracker.domain.moves.states import ASSURANCE_WORDS, WORK_WORDS, State, listing
from tracker.kit.errors import Conflict, Fault, Forbidden, Invalid, TrackerError, of_faults
from tracker.kit.text import Text, text

NOTHING_KNOWN, NOTHING_GIVEN = Case(), Given()


def judge(
    move: Move,
    state: State,
    actor: Actor,
    *,
    closing: Closing,
    day: date,
    case: Case = NOTHING_KNOWN,
    given: Given = NOTHING_GIVEN,
) -> tuple[Refusal, ...]:
    """Everything that stands against ``actor`` making ``move`` on the local day ``day``; empty when it is allowed.

    The same for every door and for everybody: an import, an administrator and the operator of the machine are judged
    as whom they act for (docs/domain.md, 9). For a stranger the record is "not found" before this is asked.
    """
    ask = Question(move, RULES[move], state, actor, closing, day, case, given)
    found = [by_proxy(actor), by_role(actor, ask.rule.roles, ask.rule.title), _by_state(ask)]
    found += [_unmet(demand, DEMANDS[demand](ask)) for demand in ask.rule.demands]
    found += [_unmet(need, NEEDS[need](ask)) for need in ask.rule.needs]
    return tuple(refusal for refusal in found if refusal)


def _unmet(what: Need | Demand, refusal: Refusal | None) -> Refusal | None:
    return refusal and replace(refusal, unmet=what)


OF_GIVEN = frozenset({Need.LATER, Need.MISREAD})
"""Needs that are not met for what was given: something else might be."""


def failure(refusals: Iterable[Refusal], wrong: Iterable[Fault] = ()) -> TrackerError | None:
    """What a service raises for these refusals: the wrong person before the wrong state before what is missing.

    What can be given otherwise is told all at once, with what else is ``wrong`` with it.
    """
    ranked = sorted(refusals, key=lambda refusal: tuple(Bar).index(refusal.kind))
    bars = [each for each in ranked if each.kind is not Bar.INCOMPLETE and each.unmet not in OF_GIVEN]
    faults = [Fault(str(each.unmet) if each.unmet else "", each.message, each.mend) for each in (bars[:1] or ranked)]
    kind = _ERRORS[ranked[0].kind] if ranked else Invalid
    return of_faults(kind, faults if bars else [*wrong, *faults])


_ERRORS: Mapping[Bar, type[TrackerError]] = MappingProxyType(
    {Bar.FORBIDDEN: Forbidden, Bar.ILLEGAL: Conflict, Bar.INCOMPLETE: Invalid}
)


def _by_state(ask: Question) -> Refusal | None:
    """Against a move from a state outside its list, or one that is no step of this programme."""
    froms = ask.rule.froms[ask.closing]
    if ask.state in froms:
        return None
    if not froms:
        message = text("“{move}” is not a step of this programme.", move=ask.rule.title)
        return Refusal(Bar.ILLEGAL, message, text("Its steps are: {moves}.", moves=_titles(STEPS[ask.closing])))
    message = text(
        "“{move}” is not possible while this is {work} ({assurance}).",
        move=ask.rule.title,
        work=WORK_WORDS[ask.state.work],
        assurance=ASSURANCE_WORDS[ask.state.assurance],
    )
    return Refusal(Bar.ILLEGAL, message, _mend(ask, froms))


def _mend(ask: Question, froms: frozenset[State]) -> Text:
    if ask.state.ended:
        return text("It has ended and is left as it is; it can only be reopened, with a reason.")
    if steps := way(ask.state, froms, ask.closing):
        return text("First: {moves}.", moves=_titles(steps))
    works = dict.fromkeys(WORK_WORDS[state.work].msgid for state in froms)
    words = [word for word in WORK_WORDS.values() if word.msgid in works]
    return text("It can be done while a commitment is: {states}.", states=listing(words))


def _titles(moves: Iterable[Move]) -> Text:
    return listing(RULES[move].title for move in moves)


FORWARD = (
    Move.REGISTER,
    Move.REPORT_DONE,
    Move.WITHDRAW_REPORT,
    Move.APPLY_FOR_ACCEPTANCE,
    Move.ACCEPT,
    Move.RETURN,
    Move.OPEN_NOTICE,
    Move.RESUME,
    Move.END_STANDING,
)
"""The moves that advice may name: nobody is told to suspend or close something so that he may take it up again."""


@lru_cache(maxsize=1024)
def way(state: State, goals: frozenset[State], closing: Closing) -> tuple[Move, ...]:
    """The shortest row of ordinary moves from a state to one of the goals; empty where there is none."""
    queue: deque[tuple[State, tuple[Move, ...]]] = deque([(state, ())])
    seen = {state}
    while queue:
        here, steps = queue.popleft()
        if here in goals:
            return steps
        for move in FORWARD:
            there = apply(move, here)
            if here in RULES[move].froms[closing] and there not in seen:
                seen.add(there)
                queue.append((there, (*steps, move)))
    return ()
