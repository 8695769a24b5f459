"""What waits for a step of somebody: what came back to its owner, what is to be accepted, what is to be decided.

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
from tracker.kit.text import Text, text
from tracker.services.addressees import Addressee
from tracker.store import loop
from tracker.store.database import Session

RETURNED, TO_ACCEPT, TO_DECIDE = "returned", "to_accept", "to_decide"

TITLES: Mapping[str, Text] = MappingProxyType(
    {
        RETURNED: text("Returned"),
        TO_ACCEPT: text("Waiting for your acceptance"),
        TO_DECIDE: text("Waiting for your decision"),
    }
)
"""Groups of a letter that no rule makes, by what they are called."""


@dataclass(frozen=True, slots=True)
class Wait:
    """Since when a commitment waits in a group, for which person, and why."""

    group: str
    person: str
    since: date


class Awaiting:
    """Knows for every open commitment whose step it waits for."""

    def __init__(self, session: Session, moment: Moment, everybody: Iterable[Addressee]) -> None:
        self._returns = {row["commitment"]: row for row in loop.known(session, "report", moment, outcome="returned")}
        self._reports = {row["commitment"]: row for row in loop.known(session, "report", moment, outcome="standing")}
        self._requests: dict[str, list[dict[str, Any]]] = {}
        for row in loop.known(session, "request", moment, state="submitted"):
            self._requests.setdefault(row["commitment"], []).append(row)
        self._in_body: dict[str, list[str]] = {}
        self._office: list[str] = []
        for each in everybody:
            for body in dict.fromkeys(post.body for post in each.posts):
                self._in_body.setdefault(body, []).append(each.person)
            if each.is_office:
                self._office.append(each.person)

    def of(
        self, row: Mapping[str, Any], facts: Facts, *, owners: Sequence[str], leaders: Sequence[str]
    ) -> Iterator[Wait]:
        """Who has to make a step about the open commitment of ``row``."""
        ref = facts.ref
        if facts.assurance is Assurance.RETURNED and ref in self._returns:
            for person in (*owners, *leaders):
                yield Wait(RETURNED, person, self._returns[ref]["ended_on"])
        if facts.assurance is Assurance.UNDER_ACCEPTANCE and ref in self._reports:
            for person in self._in_body.get(row["acceptor"], ()):
                yield Wait(TO_ACCEPT, person, self._reports[ref]["applied_on"])
        for request in self._requests.get(ref, ()):
            deciding = RULES[Move(request["move"])].approvers
            persons = [
                *(self._in_body.get(row["supervisor"], ()) if Role.SUPERVISING in deciding else ()),
                *(leaders if Role.LEADER in deciding else ()),
                *(self._office if Role.OFFICE in deciding else ()),
            ]
            for person in dict.fromkeys(persons):
                if person != request["asked_by"]:
                    yield Wait(TO_DECIDE, person, request["asked_on"])

    def why(self, group: str, ref: str) -> tuple[Text, ...]:
        """What is to be known of the wait, in sentences."""
        if group == RETURNED:
            reason = self._returns[ref]["reason"]
            return (text("Returned with the reason: {reason}", reason=reason),)
        if group == TO_ACCEPT:
            return (text("Reported done for {day}.", day=self._reports[ref]["true_for"]),)
        return tuple(_asked(request) for request in self._requests[ref])


def _asked(request: Mapping[str, Any]) -> Text:
    title, reason, day = RULES[Move(request["move"])].title, request["reason"], request["new_day"]
    if day is None:
        return text("{move} ({key}): {reason}", move=title, key=request["key"], reason=reason)
    return text("{move} to {day} ({key}): {reason}", move=title, day=day, key=request["key"], reason=reason)
