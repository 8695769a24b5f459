"""Which steps wait for whoever asks, by the rules of the weekly letter, read for a page about one person."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tracker.domain.commitment import Facts
from tracker.domain.moment import Moment
from tracker.domain.moves import RULES, Closing, Move, State
from tracker.kit.errors import Unavailable
from tracker.rules.closing import ClosingPack
from tracker.rules.engine import Packs
from tracker.services import addressees, awaiting, closings, facts, reviews
from tracker.services.actors import Acting
from tracker.services.addressees import Addressee, Answering
from tracker.services.awaiting import Awaiting, Step
from tracker.store import commitments, letters
from tracker.store.commitments import LISTED
from tracker.store.database import Session

RESPONSIBLE = ("leader", "supervisor", "acceptor")

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Waits:
    """A step that waits for one person: which move it is and on what it rests.

    ``move`` is the next one about a report, or that for which a request asks.
    """

    step: Step
    facts: Facts
    row: Row
    move: Move
    report: Row | None
    request: Row | None = None
    objections: Sequence[Row] = ()


class MySteps(Awaiting):
    """The steps that wait for ``who``, of what may be seen today; nothing for somebody who holds no post.

    ``packs``: the rules in force, so that facts are read once for whatever is judged by them besides.
    """

    def __init__(self, session: Session, moment: Moment, who: Acting, packs: Packs) -> None:
        everybody = addressees.on(session, moment, otherwise="en")
        super().__init__(session, moment, everybody)
        self.person = who.name
        self.me: Addressee | None = next((each for each in everybody if each.person == who.name), None)
        self._sight, self._packs, self._answering = who.sight, packs, Answering(everybody)
        self._packs_of: dict[str, ClosingPack | None] = {}
        self._columns = tuple(dict.fromkeys((*LISTED, *RESPONSIBLE, *facts.needs_of(packs).columns)))

    def owners(self, row: Row) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Who answers for a commitment as owner, and who only as leader."""
        owners = self._answering.owners(row["post"])
        return owners, tuple(self._answering.leaders(row["leader"], owners=owners))

    def told(self) -> Iterator[tuple[Step, Facts]]:
        """What a letter would tell of steps: returned, to accept, to review and to decide."""
        yield from self._told(self._returns.keys() | self._reports.keys() | self._requests.keys())

    def returned(self) -> Iterator[tuple[Step, Facts]]:
        """Of that, what came back."""
        yield from (each for each in self._told(self._returns) if each[0].group == awaiting.RETURNED)

    def _told(self, refs: Iterable[str]) -> Iterator[tuple[Step, Facts]]:
        for row, found in self._rows(refs):
            owners, leaders = self.owners(row)
            steps = self.of(row, found, owners=owners, leaders=leaders)
            yield from ((step, found) for step in steps if step.person == self.person)

    def to_review(self) -> Iterator[Waits]:
        """What waits for acceptance, review or a decision, each with the report or the request that it is about."""
        for row, found in self._rows(self._reports.keys() | self._requests.keys()):
            _, leaders = self.owners(row)
            state, report = State.of(found), self._reports.get(found.ref)
            if report is not None:
                yield from self._about_report(row, found, report, leaders)
            for request in self._requests.get(found.ref, ()):
                if self.person in self._deciding(request, row, state, leaders):
                    move = Move(request["move"])
                    step = Step(awaiting.TO_DECIDE, self.person, request["asked_on"], RULES[move].title)
                    yield Waits(step, found, row, move, report, request)

    def _about_report(self, row: Row, found: Facts, report: Row, leaders: Sequence[str]) -> Iterator[Waits]:
        state = State.of(found)
        for step in self._reported(row, state, report, leaders):
            closing = self._closing(row, report)
            if step.person == self.person and closing is not None:
                asked = [each for each in self._objections.get(found.ref, ()) if each["report"] == report["key"]]
                next_ = reviews.waiting(state, closing, report, asked, day=self._moment.day)
                unaccepted = next_ is None or step.why == reviews.NO_ACCEPTOR
                move = Move.ASSIGN if unaccepted or next_ is None else next_.move
                yield Waits(step, found, row, move, report, None, asked)

    def decisions(self, requests: Iterable[Row]) -> Iterator[tuple[Step, Row, Row]]:
        """Who is told of the decision on each of these requests is asked of the letter's rule: step, request, row."""
        by_ref: dict[str, list[Row]] = {}
        for request in requests:
            by_ref.setdefault(request["commitment"], []).append(request)
        for row in letters.rows_of(self._session, self._moment, self._visible(by_ref), self._columns):
            owners, leaders = self.owners(row)
            for request in by_ref[row["ref"]]:
                for step in self.decided(request, row, owners=owners, leaders=leaders):
                    if step.person == self.person:
                        yield step, request, row

    def pack_of(self, programme: str) -> ClosingPack | None:
        """How a programme closes; None where that cannot be read, of which the doctor tells."""
        if programme not in self._packs_of:
            try:
                found = closings.named(self._session, self._closings[programme], self._moment)
            except Unavailable:
                found = None
            self._packs_of[programme] = found
        return self._packs_of[programme]

    def _closing(self, row: Row, report: Row) -> Closing | None:
        pack = self.pack_of(row["programme"])
        return reviews.binding(pack.steps.closing, report) if pack else None

    def _rows(self, refs: Iterable[str]) -> list[tuple[Row, Facts]]:
        if self.me is None:
            return []
        rows = letters.rows_of(self._session, self._moment, sorted(refs), self._columns)
        mine = [row for row in rows if self._may_concern(row)]
        seen = set(self._visible(row["ref"] for row in mine))
        mine = [dict(row) for row in mine if row["ref"] in seen]
        known = facts.load(self._session, mine, self._moment, self._packs)
        return [(row, known[row["ref"]]) for row in mine]

    def _visible(self, refs: Iterable[str]) -> list[str]:
        return sorted(commitments.visible(self._session, refs, self._moment, self._sight))

    def _may_concern(self, row: Row) -> bool:
        """Leaves out, before anything is judged, what certainly waits for somebody else."""
        assert self.me is not None  # noqa: S101 - whoever holds no post was sent away before
        if self.me.is_office or {row["post"], row["leader"]} & set(self.me.slugs):
            return True
        above = {step for post in self.me.posts for step in post.path.strip("/").split("/")}
        return bool({row["supervisor"], row["acceptor"]} & above)
