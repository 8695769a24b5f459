"""What waits for a step of somebody, or was decided: what came back, what is to be accepted, what was asked for.

Everything as it was known at the moment of a letter (docs/domain.md, 6: what each weekly digest holds).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

from tracker.domain.commitment import Assurance, Facts
from tracker.domain.moment import Moment
from tracker.domain.moves import RULES, Move, Role
from tracker.domain.moves.roles import Actor, is_outside
from tracker.kit.text import Text, text
from tracker.services.addressees import Addressee
from tracker.store import board, loop
from tracker.store import facts as store
from tracker.store.database import Session

RETURNED, TO_ACCEPT, TO_DECIDE, DECIDED = "returned", "to_accept", "to_decide", "decided"

TITLES: Mapping[str, Text] = MappingProxyType(
    {
        RETURNED: text("Returned"),
        TO_ACCEPT: text("Waiting for your acceptance"),
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
        self._returns = {row["commitment"]: row for row in loop.rows(session, "report", moment, outcome="returned")}
        self._reports = {row["commitment"]: row for row in loop.rows(session, "report", moment, outcome="standing")}
        self._requests: dict[str, list[Row]] = {}
        for row in loop.rows(session, "request", moment, state="submitted"):
            self._requests.setdefault(row["commitment"], []).append(row)
        # Read apart, since every other commitment would pay for it.
        waiting = sorted(self._reports.keys() | self._requests.keys())
        self._together = store.columns(session, ["co_bodies"], waiting, moment)
        self._tree: dict[str, str] = {row.slug: row.path for row in board.whole(session, "body", moment)}
        self._held = {each.person: each.posts for each in everybody}
        self._office = [each.person for each in everybody if each.is_office]
        self._there: dict[str, list[str]] = {}
        self._below: dict[str, list[str]] = {}
        for person, posts in self._held.items():
            steps = {step for post in posts for step in post.path.strip("/").split("/")}
            bodies = {post.body for post in posts}
            for body in bodies:
                self._there.setdefault(body, []).append(person)
            for body in steps - bodies:
                self._below.setdefault(body, []).append(person)

    def of(self, row: Row, facts: Facts, *, owners: Sequence[str], leaders: Sequence[str]) -> Iterator[Step]:
        """Who has to make a step about the open commitment of ``row``; nobody who may not, since he is not another."""
        ref = facts.ref
        if facts.assurance is Assurance.RETURNED and ref in self._returns:
            back = self._returns[ref]
            for person in (*owners, *leaders):
                why = text("Returned with the reason: {reason}", reason=back["reason"])
                yield Step(RETURNED, person, back["ended_on"], why)
        report = self._reports.get(ref)
        if facts.assurance is Assurance.UNDER_ACCEPTANCE and report is not None:
            parties = (report["reported_by"], report["applied_by"])
            for person in self._of_body(row["acceptor"], row, parties, report["inside"]):
                why = text("Reported done for {day}.", day=report["true_for"])
                yield Step(TO_ACCEPT, person, report["applied_on"], why)
        for request in self._requests.get(ref, ()):
            for person in self._deciding(request, row, leaders, report["inside"] if report else ()):
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

    def _deciding(self, request: Row, row: Row, leaders: Sequence[str], inside: Sequence[str]) -> Iterator[str]:
        deciding, asker = RULES[Move(request["move"])].approvers, (request["asked_by"],)
        supervising = self._of_body(row["supervisor"], row, asker, inside) if Role.SUPERVISING in deciding else ()
        others = (*(leaders if Role.LEADER in deciding else ()), *(self._office if Role.OFFICE in deciding else ()))
        independent = (person for person in others if self._is_another(person, row, asker, inside))
        yield from dict.fromkeys((*supervising, *independent))

    def _of_body(self, body: str | None, row: Row, parties: Sequence[str], inside: Sequence[str]) -> list[str]:
        """Those in a body who may judge; where there is nobody, those in the bodies below it, who may as well."""
        if body is None:
            return []
        nearest_first = (places.get(body, ()) for places in (self._there, self._below))
        fit = ([each for each in people if self._is_another(each, row, parties, inside)] for people in nearest_first)
        return next((people for people in fit if people), [])

    def _is_another(self, person: str, row: Row, parties: Sequence[str], inside: Sequence[str]) -> bool:
        """Whether somebody is none of the parties, and from outside the responsible bodies (domain.moves)."""
        posts = self._held[person]
        if person in parties or any(post.slug == row["post"] for post in posts):
            return False
        first, *others = (post.path for post in posts)
        together = self._together[row["ref"]]["co_bodies"]
        bodies = [self._tree[body] for body in (row["body"], *together) if body in self._tree]
        return is_outside(Actor(person, frozenset(), first, tuple(others)), (*bodies, *inside))


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
