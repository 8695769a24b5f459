"""What waits for a step of somebody, or was decided: what came back, is to be accepted, reviewed or decided.

Everything as it was known at the moment of a letter (docs/domain.md, 6: what each weekly digest holds). Who may make a
step is judged by ``domain.moves`` as the step itself is: nobody is told of what he would be refused.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

from tracker.domain.commitment import Assurance, Facts
from tracker.domain.moment import Moment
from tracker.domain.moves import RULES, Actor, Bar, Case, Closing, Given, Move, Need, Role, State, judge
from tracker.kit.errors import Unavailable
from tracker.kit.text import Text, text
from tracker.services import actors, closings, moving, requests, reviews
from tracker.services.actors import Acting
from tracker.services.addressees import Addressee
from tracker.services.context import Principal
from tracker.store import board, letters, loop
from tracker.store import facts as store
from tracker.store.bodies import Held
from tracker.store.database import Session

RETURNED, TO_ACCEPT, TO_REVIEW, TO_DECIDE, DECIDED = "returned", "to_accept", "to_review", "to_decide", "decided"

TITLES: Mapping[str, Text] = MappingProxyType(
    {
        RETURNED: text("Returned"),
        TO_ACCEPT: text("Waiting for your acceptance"),
        TO_REVIEW: text("Waiting for your review"),
        TO_DECIDE: text("Waiting for your decision"),
        DECIDED: text("Decided"),
    }
)
"""Groups of a letter that no rule makes, by what they are called."""

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Step:
    """That a commitment stands in a group of somebody's letter: since which day, and why."""

    group: str
    person: str
    since: date
    why: Text


class Awaiting:
    """Knows for every open commitment whose step it waits for."""

    def __init__(self, session: Session, moment: Moment, everybody: Iterable[Addressee]) -> None:
        self._session, self._moment = session, moment
        self._returns = {row["commitment"]: row for row in loop.rows(session, "report", moment, outcome="returned")}
        self._reports = {row["commitment"]: row for row in loop.rows(session, "report", moment, outcome="standing")}
        self._requests = _by_commitment(loop.rows(session, "request", moment, state="submitted"))
        asked = (row for row in loop.rows(session, "objection", moment) if row["answered_on"] is None)
        self._objections = _by_commitment(asked)
        # Read apart, since every other commitment would pay for it.
        waiting = sorted(self._reports.keys() | self._requests.keys())
        self._together = store.columns(session, ["co_bodies"], waiting, moment)
        self._tree: dict[str, str] = {row.slug: row.path for row in board.whole(session, "body", moment)}
        self._closings = {row.slug: row.closing for row in board.whole(session, "programme", moment)}
        self._take(everybody)

    def _take(self, everybody: Iterable[Addressee]) -> None:
        """Who holds which posts, those of a duty too: whoever audits decides nothing, whatever else he is."""
        addressed = list(everybody)
        held = {each.person: [Held(post.slug, post.path) for post in each.posts] for each in addressed}
        for row in letters.duties(self._session, self._moment):
            held.setdefault(row.person, []).append(Held(row.slug, row.path, row.duty))
        self._people = {person: Acting(person, tuple(posts), Principal(person)) for person, posts in held.items()}
        self._office = [each.person for each in addressed if each.is_office]
        self._there: dict[str, list[str]] = {}
        self._below: dict[str, list[str]] = {}
        for each in addressed:
            steps = {step for post in each.posts for step in post.path.strip("/").split("/")}
            bodies = {post.body for post in each.posts}
            for body in bodies:
                self._there.setdefault(body, []).append(each.person)
            for body in steps - bodies:
                self._below.setdefault(body, []).append(each.person)

    def of(self, row: Row, facts: Facts, *, owners: Sequence[str], leaders: Sequence[str]) -> Iterator[Step]:
        """Who has to make a step about the open commitment of ``row``; nobody who may not."""
        ref = facts.ref
        if facts.assurance is Assurance.RETURNED and ref in self._returns:
            back = self._returns[ref]
            for person in (*owners, *leaders):
                why = text("Returned with the reason: {reason}", reason=back["reason"])
                yield Step(RETURNED, person, back["ended_on"], why)
        if ref in self._reports:
            yield from self._reported(row, State.of(facts), self._reports[ref], leaders)
        for request in self._requests.get(ref, ()):
            for person in self._deciding(request, row, State.of(facts), leaders):
                yield Step(TO_DECIDE, person, request["asked_on"], _asked(request))

    def decided(self, request: Row, row: Row, *, owners: Sequence[str], leaders: Sequence[str]) -> Iterator[Step]:
        """Who is told of a decision: the owners, the leader and whoever asked, but not whoever decided."""
        asker = request["asked_by"]
        seeing = (
            places.get(row[name], ()) for places in (self._there, self._below) for name in ("supervisor", "acceptor")
        )
        seen = asker in self._office or any(asker in people for people in seeing)
        for person in dict.fromkeys((*owners, *leaders, *([asker] if seen else ()))):
            if person != request["decided_by"]:
                yield Step(DECIDED, person, request["decided_on"], _answered(request))

    def _reported(self, row: Row, state: State, report: Row, leaders: Sequence[str]) -> Iterator[Step]:
        """Whoever has to verify or close; where nobody else may, the register office."""
        closing = self._closing(row, report)
        if closing is None:
            return
        objections = [each for each in self._objections.get(row["ref"], ()) if each["report"] == report["key"]]
        next_ = reviews.waiting(state, closing, report, objections, day=self._moment.day)
        if next_ is None:
            return
        case, roles = self._case(row, report), RULES[next_.move].roles
        bodies = [
            row[name]
            for name, role in (("acceptor", Role.ACCEPTING), ("supervisor", Role.SUPERVISING))
            if role in roles
        ]

        def may(person: str, move: Move = next_.move) -> bool:
            against = judge(
                move, state, self._actor(person, row), closing=closing, day=self._moment.day, case=case, given=Given()
            )
            return all(each.kind is not Bar.FORBIDDEN for each in against)

        near = [person for body in bodies for person in self._of_body(body, may)]
        led = [person for person in leaders if Role.LEADER in roles and may(person)]
        office = [person for person in self._office if Role.OFFICE in roles and may(person)]
        group = TO_ACCEPT if next_.move is Move.ACCEPT else TO_REVIEW
        told = near or led or office
        for person in dict.fromkeys(told):
            yield Step(group, person, next_.since, next_.why)
        if not told and next_.move is Move.ACCEPT:
            for person in self._office:
                if may(person, Move.ASSIGN):
                    yield Step(TO_REVIEW, person, next_.since, reviews.NO_ACCEPTOR)

    def _closing(self, row: Row, report: Row) -> Closing | None:
        try:
            steps = closings.named(self._session, self._closings[row["programme"]], self._moment).steps
        except Unavailable:
            return None  # the doctor tells of a closing that cannot be read; a letter goes without this group
        return reviews.binding(steps.closing, report)

    def _deciding(self, request: Row, row: Row, state: State, leaders: Sequence[str]) -> Iterator[str]:
        move, asker = Move(request["move"]), requests.asker_of(request)
        deciding = RULES[move].approvers
        case = self._case(row, self._reports.get(row["ref"]), request["asker"]["inside"])

        def may(person: str) -> bool:
            given = Given(approved_by=self._actor(person, row))
            against = judge(move, state, asker, closing=Closing.SIMPLE, day=self._moment.day, case=case, given=given)
            return all(each.unmet is not Need.APPROVAL for each in against)

        supervising = self._of_body(row["supervisor"], may) if Role.SUPERVISING in deciding else ()
        others = (*(leaders if Role.LEADER in deciding else ()), *(self._office if Role.OFFICE in deciding else ()))
        yield from dict.fromkeys((*supervising, *(person for person in others if may(person))))

    def _of_body(self, body: str | None, may: Callable[[str], bool]) -> list[str]:
        """Those in a body who may; where there is nobody, those in the bodies below it, who may as well."""
        if body is None:
            return []
        nearest_first = (places.get(body, ()) for places in (self._there, self._below))
        fit = ([each for each in people if may(each)] for people in nearest_first)
        return next((people for people in fit if people), [])

    def _actor(self, person: str, row: Row) -> Actor:
        return actors.actor_of(self._people[person], self._whole(row), self._tree)

    def _whole(self, row: Row) -> dict[str, Any]:
        return {**row, "co_bodies": self._together[row["ref"]]["co_bodies"]}

    def _case(self, row: Row, report: Row | None, inside: Iterable[str] = ()) -> Case:
        """Who is inside and who reported: all of the case that says who may not."""
        said = report or {}
        bodies = (row["body"], *self._whole(row)["co_bodies"])
        now = {self._tree[body] for body in bodies if body in self._tree}
        ever = loop.responsible_by(self._session, row["ref"], self._moment)
        return Case(
            responsible_paths=tuple(sorted({*now, *ever, *said.get("inside", ()), *inside})),
            reported_by=moving.party(said.get("reported_by"), said),
            applied_by=moving.party(said.get("applied_by"), said),
        )


def _by_commitment(rows: Iterable[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row["commitment"], []).append(row)
    return found


def _asked(request: Row) -> Text:
    return text("{what} ({key}): {reason}", what=_what(request), key=request["key"], reason=request["reason"])


def _answered(request: Row) -> Text:
    said = {"what": _what(request), "key": request["key"], "reason": request["decision"]}
    if request["state"] == "refused":
        return text("Refused: {what} ({key}), with the reason: {reason}", **said)
    if request["decision"]:
        return text("Approved: {what} ({key}), with the reason: {reason}", **said)
    return text("Approved: {what} ({key}).", **said)


def _what(request: Row) -> Text:
    title, day = RULES[Move(request["move"])].title, request["new_day"]
    return title if day is None else text("{move}, {day}", move=title, day=day)
