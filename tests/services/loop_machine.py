"""Random people make random moves of the closed loop through the services; half of what they try is wrong on purpose.

``tests.services.loop_judge`` reads the history after each attempt and says what must not be; what is refused must leave
the history as it was, whoever sees nothing must be told of nothing, and what is said to be possible must be.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from random import Random
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests.services.loop_judge import ENDED, Cap, Judge
from tests.support.people import DUTIES, PATHS, PERSONS, POSTS, PROGRAMMES, holding
from tests.support.registers import SEEDED_AT, opened
from tests.support.rows import BY
from tracker.domain.commitment import Work
from tracker.domain.moves import Depth, Move
from tracker.kit.clock import FrozenClock
from tracker.kit.errors import Conflict, Forbidden, Invalid, NotFound, TrackerError
from tracker.services import changes, commitments, evidence, objections, possible, registration, requests, steps
from tracker.services.changes import Assign, Confirm, Review, Update
from tracker.services.context import NOBODY, Context, Principal
from tracker.services.requests import ASKED, Ask, Decide
from tracker.services.steps import STEPS, Step
from tracker.store import audit, history

CHANCES = st.randoms(use_true_random=True)
WORDS = ("2025年7月底前", "2025年6月15日前", "2026年前", "", "长期坚持", "2026年底前")
ANY_BODY = (None, *PATHS)
ANY_POST = (None, *POSTS, *DUTIES)
WORKING = ("north-water", "north-water", "north-rivers", "north-finance", "south-health", None)
FORWARD: dict[tuple[str, str], tuple[Move, ...]] = {
    ("draft", "none"): (Move.REGISTER,),
    ("registered", "none"): (Move.START, Move.REPORT_DONE, Move.REPORT_DONE),
    ("in_progress", "none"): (Move.REPORT_DONE, Move.REPORT_DONE, Move.UPDATE, Move.EXTEND),
    ("in_progress", "returned"): (Move.REPORT_DONE,),
    ("reported_done", "none"): (Move.APPLY_FOR_ACCEPTANCE, Move.APPLY_FOR_ACCEPTANCE, Move.CLOSE),
    ("reported_done", "under_acceptance"): (Move.ACCEPT, Move.ACCEPT, Move.ADD_EVIDENCE, Move.RETURN),
    ("reported_done", "accepted"): (Move.OPEN_NOTICE, Move.OPEN_NOTICE, Move.WRITE_OFF, Move.RETURN),
    ("reported_done", "public_notice"): (Move.WRITE_OFF, Move.WRITE_OFF, Move.OBJECT, Move.ANSWER_OBJECTION),
    ("suspended", "none"): (Move.RESUME,),
    ("suspended", "returned"): (Move.RESUME,),
    ("closed_by_stage", "none"): (Move.REPORT_DONE, Move.RESUME),
    ("closed_by_stage", "returned"): (Move.REPORT_DONE,),
    ("standing", "none"): (Move.END_STANDING,),
}
"""State → the moves that lead on from it, the likelier ones twice; what has ended is reopened."""

MAKERS = {
    Move.REGISTER: ("office",),
    Move.START: ("responsible", "leader"),
    Move.UPDATE: ("responsible", "leader"),
    Move.REPORT_DONE: ("responsible", "leader"),
    Move.APPLY_FOR_ACCEPTANCE: ("responsible", "leader"),
    Move.ACCEPT: ("accepting",),
    Move.ADD_EVIDENCE: ("responsible", "accepting"),
    Move.RETURN: ("accepting", "supervising", "office"),
    Move.OPEN_NOTICE: ("accepting", "office"),
    Move.OBJECT: ("accepting", "supervising", "office"),
    Move.ANSWER_OBJECTION: ("accepting", "office"),
    Move.WRITE_OFF: ("accepting", "office"),
    Move.CLOSE: ("supervising", "leader", "office"),
    Move.END_STANDING: ("supervising", "office"),
    Move.REOPEN: ("supervising", "accepting", "office"),
    Move.CONFIRM_READING: ("supervising", "office"),
}
"""Who is likely to be one who may; others are tried as well."""

Call = Callable[[Context], object]


@dataclass(frozen=True)
class Attempt:
    """Something that somebody tries; ``whole``: with all that it needs, so that only who and when can be wrong."""

    call: Call
    ref: str = ""
    move: Move | None = None
    whole: bool = False
    key: str = ""
    keyed: Callable[[str], Call] | None = None
    """Tries the same with the record of another key than ``key``."""


class LoopMachine(RuleBasedStateMachine):
    """One register and the people in it."""

    fresh: ClassVar[Callable[[], str]]
    caps: ClassVar[dict[str, Cap]] = {}
    made: ClassVar[Counter[str]] = Counter()
    """What was tried and how it ended, over all examples of a test."""

    @initialize()
    def begin(self) -> None:
        self.ctx: Context = opened(type(self).fresh())
        self.now: datetime = SEEDED_AT + timedelta(hours=1)
        self.judge = Judge(self.caps)
        self.refs: list[str] = []
        self.tried: list[str] = []
        self.handed_over = 0
        self.look()

    def teardown(self) -> None:
        if not hasattr(self, "ctx"):
            return
        try:
            with self.ctx.db.read() as session:
                assert list(audit.findings(session)) == []
        finally:
            self.ctx.db.close()

    # Looking

    @property
    def today(self) -> date:
        return self.ctx.local_day(self.now)

    def look(self) -> list[Any]:
        with self.ctx.db.read() as session:
            return self.judge.read(session)

    def context(self, who: Principal | None, acting_for: str | None = None) -> Context:
        return replace(self.ctx, clock=FrozenClock(self.now), who=who, acting_for=acting_for)

    def anybody(self, chance: Random) -> Context:
        """Somebody who came through a door, with a session or a token, or for whom the operator acts."""
        return self.through_a_door(chance, chance.choice((None, *PERSONS)))

    def through_a_door(self, chance: Random, person: str | None) -> Context:
        if person is None:
            return self.context(chance.choice((None, NOBODY)))
        way = chance.randrange(6)
        if way == 0:
            return self.context(None, acting_for=person)
        if way == 1:
            return self.context(Principal(person, "token-1", frozenset({"read", "write"})))
        return self.context(Principal(person))

    def one_of(self, chance: Random, ref: str, parts: tuple[str, ...]) -> str:
        """Somebody who is one of these to a commitment; anybody where nobody is."""
        wanted = set(parts)
        found = [person for person in PERSONS if self.judge.parts(person, ref, self.today) & wanted]
        return chance.choice(found or list(PERSONS))

    # Trying

    def attempt(self, ctx: Context, attempt: Attempt) -> None:
        """Try something, and hold what comes of it against what was to be expected."""
        self.now += timedelta(minutes=1)
        ctx = replace(ctx, clock=FrozenClock(self.now))
        told = f"{self.today} {self.expected_by(ctx)}: {attempt.move or attempt.key or 'something'} {attempt.ref}"
        self.tried.append(told)
        expected = self.said_to_be_possible(ctx, attempt)
        hidden = self.is_hidden(ctx, attempt.ref)
        refusal: TrackerError | None = None
        try:
            attempt.call(ctx)
        except TrackerError as error:
            refusal = error
        outcome = type(refusal).__name__ if refusal else "made"
        self.tried[-1] += f" -> {outcome}: {refusal or ''}"
        self.made[f"{attempt.move or 'other'} {outcome}"] += 1
        try:
            self.hold_against(ctx, attempt, refusal, expected=expected, hidden=hidden)
        except AssertionError as error:
            raise AssertionError(f"{error}\n" + "\n".join(self.tried)) from error

    def hold_against(
        self, ctx: Context, attempt: Attempt, refusal: TrackerError | None, *, expected: bool | None, hidden: bool
    ) -> None:
        events = self.look()
        if refusal is not None:
            assert not events, "what was refused left something in the history"
            assert isinstance(refusal, Forbidden | Conflict | Invalid | NotFound), repr(refusal)
        else:
            assert len(events) == 1, f"one change, {len(events)} events"
            assert events[0].by == self.expected_by(ctx), f"told as done by {events[0].by}"
        if hidden:
            assert isinstance(refusal, NotFound), f"whoever sees nothing of it was told: {refusal!r}"
            self.is_told_nothing(ctx, attempt, refusal)
        if ctx.who is not None and "write" not in ctx.who.scopes:
            assert refusal is not None, "changed with a token that may only read"
        elif expected is False:
            assert refusal is not None, "made, and was said to be impossible"
        elif expected and attempt.whole and not self.is_asked_already(attempt):
            fine = refusal is None or isinstance(refusal, Invalid)
            assert fine, f"said to be possible, and refused: {refusal!r}"

    def is_told_nothing(self, ctx: Context, attempt: Attempt, refusal: NotFound) -> None:
        """What is there and not seen reads like what is not there."""
        if attempt.keyed is None:
            return
        made_up = f"{attempt.key}999"
        try:
            attempt.keyed(made_up)(ctx)
        except NotFound as error:
            there, nowhere = str(refusal).replace(attempt.key, "…"), str(error).replace(made_up, "…")
            assert there == nowhere, f"“{there}” is said of what is there, “{nowhere}” of what is not"

    def expected_by(self, ctx: Context) -> dict[str, Any]:
        if ctx.who is None:
            return {"as": "operator", "for": ctx.acting_for or "register-office"}
        if ctx.who.token:
            return {"as": "token", "for": ctx.who.person, "token": ctx.who.token}
        return {"as": "person", "for": ctx.who.person}

    def is_hidden(self, ctx: Context, ref: str) -> bool:
        person = ctx.who.person if ctx.who else ctx.acting_for
        operator = ctx.who is None and ctx.acting_for is None
        return bool(ref) and not operator and not self.judge.sees(person, ref, self.today)

    def said_to_be_possible(self, ctx: Context, attempt: Attempt) -> bool | None:
        """Whether the register says that whoever asks can make the move; None where it shows nothing of it."""
        if attempt.move is None:
            return None
        try:
            found = {each.move: each for each in possible.moves(ctx, attempt.ref)}
        except NotFound:
            return None
        return found[attempt.move].allowed

    def is_asked_already(self, attempt: Attempt) -> bool:
        asked = self.judge.of("request", attempt.ref)
        return any((row["move"], row["state"]) == (str(attempt.move), "submitted") for row in asked)

    # What can be tried

    def whole(self, chance: Random, move: Move, ref: str) -> Attempt | None:
        """The move with everything that it needs; None where the register lacks what it needs."""
        call = self.call_of(chance, move, ref)
        return call and Attempt(call, ref, move, whole=True)

    def call_of(self, chance: Random, move: Move, ref: str) -> Call | None:
        row, soon = self.judge.commitment(ref), self.today + timedelta(days=chance.choice((30, 60)))
        why = {"ref": ref, "reason": "Because it is so."}
        if move in ASKED:
            return self.asking(chance, move, ref)
        if move in STEPS:
            until = self.today + timedelta(days=chance.choice((10, 12)))
            step = Step(**why, move=move, until=until, on=self.today, depth=chance.choice(list(Depth)))
            return lambda ctx: steps.take(ctx, step)
        if move is Move.EDIT:
            title = Update(ref=ref, title_en=f"Title {len(self.tried)}")
            return lambda ctx: changes.update(ctx, title)
        if move is Move.ASSIGN:
            return lambda ctx: changes.assign(ctx, Assign(**why, leader=row["leader"]))
        if move is Move.SET_REVIEW_DAY:
            return lambda ctx: changes.review(ctx, Review(**why, day=soon))
        if move is Move.CONFIRM_READING:
            if row["precision"] in ("long_term", "recurring"):
                return None
            named = None if row["due_certain"] and row["last_day"] else soon
            return lambda ctx: changes.confirm(ctx, Confirm(**why, day=named))
        if move is Move.UPDATE:
            return lambda ctx: changes.update(ctx, Update(**why, progress=chance.randrange(101)))
        if move is Move.ADD_EVIDENCE:
            link = evidence.AddLink(ref=ref, title="What shows it", url=f"https://example.org/{len(self.tried)}")
            return lambda ctx: evidence.add_link(ctx, link)
        if move is Move.OBJECT:
            return lambda ctx: objections.enter(ctx, objections.Enter(**why))
        if move is Move.ANSWER_OBJECTION:
            return self.answering(chance, ref)
        return None  # a value is entered by a service of its own, which has its own tests

    def answering(self, chance: Random, ref: str) -> Call | None:
        keys = [row["key"] for row in self.judge.of("objection", ref) if row["answered_by"] is None]
        if not keys:
            return None
        said = objections.Answer(ref=chance.choice(keys), reason="It was looked into.")
        return lambda ctx: objections.answer(ctx, said)

    def asking(self, chance: Random, move: Move, ref: str) -> Call | None:
        row, pieces = self.judge.commitment(ref), self.judge.counting(ref)
        others = [other for other in self.refs if other != ref and self.judge.commitment(other)["work"] not in ENDED]
        day = self.today + timedelta(days=chance.choice((20, 90)))
        if move is Move.EXTEND:
            if not pieces or row["last_day"] is None:
                return None
            day = date.fromisoformat(row["last_day"]) + timedelta(days=chance.choice((1, 30, 60)))
        if move is Move.REPLACE and not others:
            return None
        asked = Ask(
            ref=ref,
            move=move,
            reason="Because it is so.",
            new_day=day,
            evidence=tuple(pieces[:1]) if move is Move.EXTEND else (),
            successors=(chance.choice(others),) if move is Move.REPLACE else (),
        )
        return lambda ctx: requests.ask(ctx, asked)

    def odd(self, chance: Random, ref: str) -> Attempt:
        """Something that lacks what it needs, or has it wrong, or goes another way than the one that is meant."""
        days = [self.today + timedelta(days=n) for n in (-400, -1, 0, 1, 400)]
        version = chance.choice((None, None, None, 1))
        said: dict[str, Any] = {"ref": ref, "version": version, "reason": chance.choice(("", "Because."))}
        match chance.randrange(8):
            case 0 | 7:
                row = self.judge.commitment(ref)
                near = FORWARD.get((row["work"], row["assurance"]), (Move.REOPEN,))
                move = chance.choice([move for move in near if move in STEPS] or sorted(STEPS))
                move = chance.choice((move, move, chance.choice(sorted(STEPS))))
                day, until = chance.choice((None, *days)), chance.choice((None, *days))
                step = Step(**said, move=move, on=day, until=until, depth=chance.choice((None, *Depth)))
                return Attempt(lambda ctx: steps.take(ctx, step), ref, move)
            case 1:
                work, progress = chance.choice((None, *Work)), chance.choice((None, 0, 50, 100))
                told = Update(**said, work=work, progress=progress, on=chance.choice((None, *days)))
                return Attempt(lambda ctx: changes.update(ctx, told), ref)
            case 2:
                move = chance.choice(sorted(ASKED))
                asked = Ask(
                    **said,
                    move=move,
                    new_day=chance.choice((None, *days)),
                    evidence=tuple(self.judge.counting(ref)[: chance.randrange(2)]),
                    successors=tuple(chance.sample(self.refs, chance.randrange(2))),
                )
                return Attempt(lambda ctx: requests.ask(ctx, asked), ref, move)
            case 3:
                confirmed = Confirm(**said, day=chance.choice((None, *days)))
                return Attempt(lambda ctx: changes.confirm(ctx, confirmed), ref, Move.CONFIRM_READING)
            case 4:
                review = Review(**said, day=chance.choice((None, *days)))
                return Attempt(lambda ctx: changes.review(ctx, review), ref)
            case 5:
                return self.assigning(chance, ref)
            case _:
                return self.withdrawing_evidence(chance, ref)

    def assigning(self, chance: Random, ref: str) -> Attempt:
        every: dict[str, Any] = {
            "post": chance.choice(ANY_POST),
            "body": chance.choice(ANY_BODY),
            "co_bodies": chance.choice(((), ("south-health",), ("ministry", "inspection"))),
            "supervisor": chance.choice(ANY_BODY),
            "acceptor": chance.choice(ANY_BODY),
            "leader": chance.choice(ANY_POST),
        }
        if chance.random() < 0.5:  # to a body that can do something about it, and to one that can look at it
            working = chance.choice(("north-water", "south-health", "north-rivers"))
            every.update(body=working, acceptor="inspection", supervisor="ministry", co_bodies=())
        assign = Assign(ref=ref, **{name: every[name] for name in chance.sample(sorted(every), chance.randrange(4))})
        return Attempt(lambda ctx: changes.assign(ctx, assign), ref, Move.ASSIGN)

    def withdrawing_evidence(self, chance: Random, ref: str) -> Attempt:
        pieces = self.judge.of("evidence", ref)
        key = chance.choice(pieces)["key"] if pieces else f"{ref}.E9"

        def keyed(key: str) -> Call:
            return lambda ctx: evidence.withdraw(ctx, evidence.Withdraw(ref=key, reason="It does not show it."))

        return Attempt(keyed(key), ref, key=key, keyed=keyed)

    # The rules

    @rule(chance=CHANCES)
    def register(self, chance: Random) -> None:
        """Enter something; by the office most of the time, and with parts that fit most of the time."""
        person = chance.choice((*["p-office-head"] * 3, None, chance.choice(list(PERSONS))))
        fits = chance.random() < 0.8
        body = chance.choice(WORKING if fits else ANY_BODY)
        command = registration.NewCommitment(
            programme=chance.choice(("looped", *PROGRAMMES)),
            title_en=f"Commitment {len(self.refs)}",
            body=body,
            supervisor=chance.choice(("ministry", "ministry", "state", "north") if fits else ANY_BODY),
            acceptor="inspection" if fits else chance.choice(ANY_BODY),
            leader=chance.choice((None, "north-leader", "state-leader", "water-head") if fits else ANY_POST),
            co_bodies=chance.choice(((), (), ("north-finance",))),
            due_words=chance.choice(WORDS),
            work=chance.choice(
                (*[Work.REGISTERED] * 4, Work.IN_PROGRESS, Work.DRAFT, Work.STANDING, chance.choice(list(Work)))
            ),
        )
        found: list[str] = []
        self.attempt(
            self.through_a_door(chance, person), Attempt(lambda ctx: found.append(registration.add(ctx, command)))
        )
        self.refs += found

    def go_on(self, chance: Random) -> None:
        """Those who are likely to may make the moves that are likely to be next, a few in a row."""
        if not self.refs:
            return self.register(chance)
        ref = chance.choice(self.refs[-3:])
        for _ in range(3):
            row = self.judge.commitment(ref)
            move = chance.choice(FORWARD.get((row["work"], row["assurance"]), (Move.REOPEN,)))
            if move is Move.ACCEPT and not self.judge.counting(ref):
                move = Move.ADD_EVIDENCE
            if move is Move.WRITE_OFF and row["assurance"] == "public_notice":
                self.now += timedelta(days=chance.choice((1, 13)))
            if attempt := self.whole(chance, move, ref):
                self.attempt(self.through_a_door(chance, self.likely(chance, move, ref)), attempt)
        return None

    def likely(self, chance: Random, move: Move, ref: str) -> str:
        """Somebody who may make a move, or who would like to: the reporter, or who has a foot on either side."""
        makers = MAKERS.get(move, ("responsible",))
        if chance.random() < 0.25:
            report = self.judge.report(ref)
            both = [each for each in PERSONS if self.judge.parts(each, ref, self.today) >= {"responsible", makers[0]}]
            tempted = [*both, *([str(report["reported_by"])] if report else [])]
            return chance.choice(tempted or list(PERSONS))
        return self.one_of(chance, ref, makers)

    work_goes_on = rule(chance=CHANCES)(go_on)
    work_goes_on_and_on = rule(chance=CHANCES)(go_on)

    @rule(chance=CHANCES)
    def somebody_asks_and_another_decides(self, chance: Random) -> None:
        """An owner asks for something, with evidence, and somebody who may have a say decides at once."""
        if not self.refs:
            return
        ref = chance.choice(self.refs)
        move = chance.choice((Move.EXTEND, Move.EXTEND, Move.SUSPEND, Move.CLOSE_BY_STAGE, Move.CORRECT_READING))
        evidence_first = (Move.ADD_EVIDENCE,) if move is Move.EXTEND and not self.judge.counting(ref) else ()
        for each in (*evidence_first, move):
            if attempt := self.whole(chance, each, ref):
                self.attempt(self.through_a_door(chance, self.one_of(chance, ref, ("responsible", "leader"))), attempt)
        self.decide(chance, [row for row in self.judge.of("request", ref) if row["state"] == "submitted"])

    @rule(chance=CHANCES)
    def anybody_tries_anything(self, chance: Random) -> None:
        """Anybody makes any move, well prepared, so that only who and when can be wrong."""
        if self.refs and (attempt := self.whole(chance, chance.choice(list(Move)), chance.choice(self.refs))):
            self.attempt(self.anybody(chance), attempt)

    @rule(chance=CHANCES)
    def something_is_wrong(self, chance: Random) -> None:
        """Somebody who may have a say makes a move that lacks something, or has it wrong."""
        if self.refs:
            ref = chance.choice(self.refs)
            person = self.one_of(chance, ref, ("responsible", "supervising", "accepting", "office", "leader"))
            self.attempt(self.through_a_door(chance, person), self.odd(chance, ref))

    @rule(chance=CHANCES)
    def owners_ask(self, chance: Random) -> None:
        """Somebody asks for what needs an approval."""
        if self.refs:
            ref = chance.choice(self.refs)
            if attempt := self.whole(chance, chance.choice((Move.EXTEND, *sorted(ASKED))), ref):
                person = self.one_of(chance, ref, ("responsible", "supervising"))
                self.attempt(self.through_a_door(chance, person), attempt)

    @rule(chance=CHANCES)
    def somebody_decides(self, chance: Random) -> None:
        """Somebody decides on a request, or takes it back; sometimes on one that is decided."""
        asked = [row for ref in self.refs for row in self.judge.of("request", ref)]
        self.decide(chance, [row for row in asked if row["state"] == "submitted"] or asked)

    def decide(self, chance: Random, asked: list[Any]) -> None:
        """Somebody decides on one of these requests, often one who may."""
        if not asked:
            return
        row = chance.choice(asked)
        decide = chance.choice(
            (requests.approve, requests.approve, requests.approve, requests.refuse, requests.withdraw)
        )
        ref = row["commitment"]
        likely = [self.one_of(chance, ref, ("supervising", "office", "leader")) for _ in range(2)]
        person = chance.choice((*likely, *likely, row["asked_by"], chance.choice(list(PERSONS))))
        person = None if person == "register-office" else person
        why = chance.choice(("", "So be it.", "So be it."))

        def keyed(key: str) -> Call:
            return lambda ctx: decide(ctx, Decide(ref=key, reason=why))

        attempt = Attempt(keyed(row["key"]), ref, key=row["key"], keyed=keyed)
        self.attempt(self.through_a_door(chance, person), attempt)
        self.made[f"{decide.__name__} {row['move']}: {self.tried[-1].partition(' -> ')[2].partition(':')[0]}"] += 1

    @rule(chance=CHANCES)
    def office_assigns(self, chance: Random) -> None:
        """The office moves a commitment to other bodies, and back."""
        if self.refs:
            person = self.one_of(chance, self.refs[-1], ("office",))
            self.attempt(self.through_a_door(chance, person), self.assigning(chance, chance.choice(self.refs)))

    @rule(chance=CHANCES)
    def days_pass(self, chance: Random) -> None:
        """The clock goes on."""
        self.now += timedelta(days=chance.choice((1, 7, 15, 15, 40, 120)), hours=chance.randrange(24))

    @rule(chance=CHANCES)
    def a_post_is_handed_over(self, chance: Random) -> None:
        """A post, or the duty of an auditor, passes to another person, as a change of the history."""
        post = chance.choice((*POSTS, *DUTIES))
        held = [
            (key, row)
            for (kind, key), row in self.judge.records.items()
            if kind == "holding" and row["post"] == post and row["until"] is None
        ]
        person, self.handed_over = chance.choice(list(PERSONS)), self.handed_over + 1
        fresh = holding(post, person, since=self.today, n=self.handed_over)
        told = [history.Change("holding", fresh["key"], "hold", fresh, self.today)]
        for key, row in held[:1]:
            ended = {**row, "since": date.fromisoformat(row["since"]), "until": self.today - timedelta(days=1)}
            told.append(history.Change("holding", key, "end", ended, self.today))
        self.now += timedelta(minutes=1)
        with self.ctx.db.write() as session:
            history.append(session, told, by=BY, at=self.now)
        self.tried.append(f"{self.today} {post} passes to {person}")
        self.look()

    @rule(chance=CHANCES)
    def a_token_for_reading_tries(self, chance: Random) -> None:
        """Somebody who may make a move tries it with a token that was made for reading."""
        if self.refs:
            ref = chance.choice(self.refs)
            reader = Principal(self.one_of(chance, ref, ("office", "responsible")), "token-2", frozenset({"read"}))
            self.attempt(self.context(reader), self.odd(chance, ref))

    @rule(chance=CHANCES)
    def a_stranger_tries(self, chance: Random) -> None:
        """Somebody without a post that concerns anything tries whatever there is."""
        person = chance.choice(("p-nobody", "p-administrator", "p-elsewhere", None))
        if self.refs:
            ref = chance.choice(self.refs)
            scopes = chance.choice((frozenset({"read", "write"}), frozenset({"read"})))
            who = chance.choice((Principal(person), Principal(person, "token-3", scopes)))
            attempt = self.whole(chance, chance.choice(list(Move)), ref) or self.odd(chance, ref)
            self.attempt(self.context(who), attempt)

    @invariant()
    def the_clock_agrees(self) -> None:
        """What the register calls overdue is what the entries say is overdue, today and later."""
        if not self.refs:
            return
        for days in (0, 45):
            at = self.now + timedelta(days=days)
            ctx = replace(self.context(None), as_if=at if days else None)
            found = {item.ref for item in commitments.list_(ctx, "is:overdue", limit=0).items}
            expected = {ref for ref in self.refs if self.judge.is_overdue(ref, self.ctx.local_day(at))}
            assert found == expected, f"overdue on {at}: {found ^ expected}\n" + "\n".join(self.tried)
