"""One commitment whose moves are tried at random; the invariants, written a second time without the rulebook."""

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from itertools import product
from random import Random

from tests.domain.moves_people import (
    ACCEPTOR,
    CENTRE,
    CITY,
    CITY_OFFICE,
    CITY_SOUTH,
    COLLEAGUE,
    OFFICER,
    OWNER,
    PEOPLE,
    PROVINCE,
    SECOND_OFFICER,
    SUPERVISOR,
    TODAY,
    operated,
)
from tracker.domain.commitment import ENDED, Assurance, Work
from tracker.domain.moves import (
    BEGINNINGS,
    RULES,
    STATES,
    Actor,
    Case,
    Closing,
    Depth,
    Given,
    Move,
    Role,
    State,
    apply,
    judge,
)

BODIES = (CITY, CITY_OFFICE, CITY_SOUTH, PROVINCE, CENTRE)
EVERY_STATE = tuple(State(work, assurance) for work, assurance in product(Work, Assurance))
DAYS = tuple(TODAY + timedelta(days=n) for n in (-400, -1, 0, 1, 30))
ONWARD = (
    *(Move.REGISTER, Move.RESUME, Move.END_STANDING, Move.REOPEN, Move.REPORT_DONE, Move.APPLY_FOR_ACCEPTANCE),
    *(Move.ACCEPT, Move.OBJECT, Move.ANSWER_OBJECTION, Move.WRITE_OFF, Move.OPEN_NOTICE, Move.CLOSE),
)
TELLING_WHY = (Move.RETURN, Move.WITHDRAW_REPORT, Move.OBJECT, Move.ANSWER_OBJECTION, Move.END_STANDING, Move.REOPEN)
IDS = ("p-owner", "p-colleague", "p-officer-2", "p-x")
BUSY = (OWNER, COLLEAGUE, SUPERVISOR, ACCEPTOR, OFFICER)
WELL = Case((CITY,), OWNER, COLLEAGUE, TODAY, confirmed=True, evidence=1, notice_until=DAYS[1])
WHOLE = Given("Because.", 1, TODAY, DAYS[4], Depth.ON_SITE, ("HLJ-2",), SECOND_OFFICER)
NOTHING = {field.name: getattr(Given(), field.name) for field in fields(Given)}
MAKERS = PEOPLE + tuple(operated(actor) for actor in PEOPLE if actor.person)


@dataclass(frozen=True)
class Done:
    """A move that was made: what the history says of it."""

    move: Move
    before: State
    after: State
    actor: Actor
    given: Given
    case: Case
    day: date


def who(actor: Actor | None) -> set[str]:
    """The ids of somebody, written here a second time."""
    return {name for name in (actor.person, actor.operator_for) if name} if actor else set()


def bodies(actor: Actor) -> Iterator[str]:
    if actor.body_path:
        yield actor.body_path
    yield from actor.other_paths


class Walk:
    """One commitment from its beginning, with the bookkeeping that services will do around ``judge`` and ``apply``.

    Moves are drawn so that most walks get somewhere: some go on as they should, some are all but right.
    """

    def __init__(self, chance: Random) -> None:
        self.chance, self.day = chance, TODAY
        self.state = chance.choice(sorted(BEGINNINGS, key=str))
        self.closing = chance.choice((Closing.CLOSED_LOOP, *Closing))
        self.pieces = chance.randrange(2)
        self.case = Case(responsible_paths=(CITY,), last_day=DAYS[3])
        self.history: list[Done] = []

    def take(self, steps: int) -> None:
        ways = (self.go_on, self.go_on, self.right_role, self.right_approver, self.something_missing, self.anything)
        for _ in range(steps):
            self.day += timedelta(days=self.chance.choice((0, 0, 1, 7)))
            if self.chance.random() < 0.02:
                self.closing = self.chance.choice(tuple(Closing))
            self.chance.choice(ways)()
            ends = sum(done.after.work in ENDED for done in self.history)
            assert ends == sum(done.move is Move.REOPEN for done in self.history) + (self.state.work in ENDED)
            assert self.state in STATES

    def go_on(self) -> None:
        """The next ordinary step, by whoever may take it."""
        handed = self.whole()
        legal = [move for move in ONWARD if self.state in RULES[move].froms[self.closing]]
        for move, actor in product(legal, self.chance.sample(BUSY, len(BUSY))):
            if self.chance.random() < 0.9 and self.attempt(move, actor, handed):
                return

    def right_role(self) -> None:
        """A legal move by somebody whose role is right, whatever his name and body."""
        move = self.possible()
        self.attempt(move, self.somebody(RULES[move].roles), self.whole())

    def right_approver(self) -> None:
        """A legal request, approved by somebody whose role is right, whatever his name and body."""
        move = self.possible()
        approver = self.somebody(RULES[move].approvers) if RULES[move].approvers else None
        self.attempt(move, self.chance.choice(BUSY), replace(self.whole(), approved_by=approver))

    def something_missing(self) -> None:
        """A legal move with one thing left out."""
        left_out = self.chance.choice(fields(Given)).name
        self.attempt(self.possible(), self.chance.choice(BUSY), replace(self.whole(), **{left_out: NOTHING[left_out]}))

    def anything(self) -> None:
        """Any move by anybody at all."""
        made_up = Actor(
            self.chance.choice((None, *IDS)),
            frozenset(self.chance.sample(tuple(Role), self.chance.randrange(4))),
            self.chance.choice((None, *BODIES)),
            operator_for=self.chance.choice((None, None, *IDS)),
        )
        self.attempt(self.chance.choice(tuple(Move)), self.chance.choice((made_up, *MAKERS)), self.whole())

    def somebody(self, roles: frozenset[Role]) -> Actor:
        chance, role = self.chance, self.chance.choice(sorted(roles))
        further = (chance.choice(BODIES),) if chance.random() < 0.2 else ()
        return Actor(chance.choice(IDS), frozenset({role}), chance.choice(BODIES), further)

    def possible(self) -> Move:
        legal = [move for move in Move if self.state in RULES[move].froms[self.closing]]
        return self.chance.choice(legal + 3 * [move for move in legal if RULES[move].demands])

    def whole(self) -> Given:
        return replace(WHOLE, evidence=self.pieces, true_for=self.day, new_day=self.day + timedelta(days=5))

    def attempt(self, move: Move, actor: Actor, given: Given) -> bool:
        if judge(move, self.state, actor, closing=self.closing, day=self.day, case=self.case, given=given):
            return False
        done = Done(move, self.state, apply(move, self.state), actor, given, self.case, self.day)
        self.state = done.after
        self.case = booked(self.case, done, self.chance.choice(BODIES))
        self.history.append(done)
        self.check(done)
        return True

    def check(self, done: Done) -> None:
        actor = done.actor
        assert done.before.work not in ENDED or done.move is Move.REOPEN
        assert Role.AUDITOR not in actor.roles and Role.STRANGER not in actor.roles
        assert actor.roles - {Role.ADMINISTRATOR, Role.OPERATOR}
        assert (Role.OPERATOR in actor.roles) is bool(actor.operator_for)
        judging = (Move.ACCEPT, Move.RETURN, Move.OPEN_NOTICE, Move.ANSWER_OBJECTION, Move.WRITE_OFF, Move.CLOSE)
        if done.move in judging:
            assert who(actor) and who(self.last(Move.REPORT_DONE).actor).isdisjoint(who(actor))
        if done.move in (Move.ACCEPT, Move.WRITE_OFF, Move.OPEN_NOTICE, Move.ANSWER_OBJECTION):
            self.is_from_outside(actor, done.case)
            assert done.case.evidence + done.given.evidence or done.move not in (Move.ACCEPT, Move.WRITE_OFF)
            assert who(self.last(Move.APPLY_FOR_ACCEPTANCE).actor).isdisjoint(who(actor))
        assert done.given.reason or done.move not in TELLING_WHY
        approver = done.given.approved_by
        if done.move is Move.CONFIRM_READING:
            assert not done.case.confirmed
            self.is_from_outside(actor, done.case)
        elif done.case.last_day != self.case.last_day:
            assert done.move in (Move.EXTEND, Move.CORRECT_READING) and approver
        stilled = done.after.work in (
            Work.SUSPENDED,
            Work.CLOSED_BY_STAGE,
            Work.STANDING,
            Work.CANCELLED,
            Work.REPLACED,
        )
        moved = done.move in (Move.EXTEND, Move.CORRECT_READING)
        if moved or (stilled and done.after.work is not done.before.work and done.before.work is not Work.DRAFT):
            assert approver and who(approver) and who(approver).isdisjoint(who(actor)) and done.given.reason
            self.is_from_outside(approver, done.case)
        if done.move is Move.REPLACE:
            assert done.given.successors
        if done.after.assurance is Assurance.WRITTEN_OFF:
            self.was_verified(done)

    def is_from_outside(self, actor: Actor, case: Case) -> None:
        assert Role.RESPONSIBLE not in actor.roles
        own = list(bodies(actor))
        assert own and not any(path.startswith(body) for path in own for body in case.responsible_paths)

    def was_verified(self, done: Done) -> None:
        since = self.since_last_report()
        accepted = [earlier for earlier in since if earlier.move is Move.ACCEPT]
        assert accepted and done.case.evidence + done.given.evidence > 0
        notices = [earlier for earlier in since if earlier.move is Move.OPEN_NOTICE]
        if self.closing is Closing.CLOSED_LOOP:
            assert notices
        if notices:
            assert notices[-1].given.new_day and notices[-1].given.new_day < done.day
            objections = sum(earlier.move is Move.OBJECT for earlier in since)
            assert objections == sum(earlier.move is Move.ANSWER_OBJECTION for earlier in since)

    def last(self, move: Move) -> Done:
        return next(done for done in reversed(self.history) if done.move is move)

    def since_last_report(self) -> list[Done]:
        start = max(n for n, done in enumerate(self.history) if done.move is Move.REPORT_DONE)
        return self.history[start:]


def booked(case: Case, done: Done, body: str) -> Case:
    """The case after a move, as a service will keep it."""
    handed, move = done.given, done.move
    case = replace(case, evidence=case.evidence + handed.evidence)
    if move is Move.REPORT_DONE:
        return replace(case, reported_by=done.actor, applied_by=None, open_objections=0)
    if move is Move.APPLY_FOR_ACCEPTANCE:
        return replace(case, applied_by=done.actor)
    if move in (Move.RETURN, Move.WITHDRAW_REPORT, Move.REOPEN):
        gone = replace(case, reported_by=None, applied_by=None, notice_until=None, open_objections=0)
        return replace(gone, evidence=0) if move is Move.REOPEN else gone
    if move is Move.OPEN_NOTICE:
        return replace(case, notice_until=handed.new_day)
    if move in (Move.OBJECT, Move.ANSWER_OBJECTION):
        return replace(case, open_objections=case.open_objections + (1 if move is Move.OBJECT else -1))
    if move in (Move.CONFIRM_READING, Move.CORRECT_READING):
        return replace(case, confirmed=True, last_day=handed.new_day or case.last_day)
    if move is Move.EXTEND:
        return replace(case, last_day=handed.new_day)
    return replace(case, responsible_paths=(body,)) if move is Move.ASSIGN else case
