"""The sweep: finding every flag that went up or down since the last one, whatever happened in between."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from tracker.kit.points import reached
from tracker.kit.text import Text
from tracker.query.timeline import FlagEvent, Known, in_turn, midnight, timeline
from tracker.query.windows import standing
from tracker.rules.engine import Packs
from tracker.services import facts, packs, runs
from tracker.services.context import Context
from tracker.services.runs import Claim
from tracker.settings import Settings
from tracker.store import history, sweeps
from tracker.store import packs as stored_packs
from tracker.store.database import Session
from tracker.store.sweeps import SEVERAL, Found, State

BATCH = 5_000
"""So many commitments are looked at in one transaction: others who write wait a fraction of a second at most."""

FEW = 20_000
"""After more entries than these all rows are gone through, which is then less work than looking up which."""

TREES = frozenset({"body", "place"})
"""Records whose change may move any number of commitments into or out of a filter."""

Events = list[tuple[str, FlagEvent]]


@dataclass(slots=True)
class Swept:
    """What a sweep did: rows looked at, flags raised and lowered by rule, and what was wrong with rule packs."""

    at: datetime
    looked_at: int = 0
    raised: dict[str, int] = field(default_factory=dict)
    lowered: dict[str, int] = field(default_factory=dict)
    faults: tuple[Text, ...] = ()

    def count(self, events: Iterable[tuple[str, FlagEvent]]) -> None:
        """Add what went up and down."""
        for _, event in events:
            tally = self.raised if event.raised else self.lowered
            tally[event.rule] = tally.get(event.rule, 0) + 1

    def outcome(self) -> dict[str, Any]:
        """The numbers, for the ledger."""
        return {"looked_at": self.looked_at, "raised": self.raised, "lowered": self.lowered}


@dataclass(frozen=True, slots=True)
class Sweeper:
    """One sweep under way: the moment it is judged at, and the packs it applies.

    ``anew``: the rules whose pack changed after the rows of a batch were looked at last, None where that is not known.
    """

    ctx: Context
    claim: Claim
    at: datetime
    day: date
    packs: Packs
    in_force: Mapping[str, datetime]
    swept: Swept
    anew: frozenset[str] | None = frozenset()

    def anew_since(self, checked_on: date | None) -> frozenset[str]:
        """The rules whose pack changed after a look on a day; those of that day too where no more is known."""
        if self.anew is not None or checked_on is None:
            return self.anew or frozenset()
        start = midnight(checked_on, self.ctx.zone)
        return frozenset(rule for rule, at in self.in_force.items() if at >= start)


def sweep(ctx: Context, settings: Settings, claim: Claim) -> Swept:
    """Put changed rule packs in force, find every flag that changed, and record each change once.

    Where nothing is new, nothing is written but the run. May be interrupted anywhere: the next sweep goes on from the
    last batch. Raises Lost where the run was taken over, Forbidden under ``--as-if`` in a register that is no sandbox.
    """
    at = ctx.writing_at()
    report = packs.put_in_force(ctx, settings)
    swept = Swept(at, faults=tuple(fault.sentence for fault in report.faults))
    with ctx.db.read() as session:
        applied, day = packs.in_force(session, ctx.moment()), ctx.local_day(at)
        seen = State(history.head(session).size, applied.digest, None)
        new = sweeps.state(session) != seen or sweeps.is_due(session, day)
        in_force = stored_packs.in_force_since(session) if new else {}
    if new:
        _go(Sweeper(ctx, claim, at, day, applied, in_force, swept))
    with ctx.db.write() as session:
        runs.finish(session, claim, at=ctx.clock.now(), outcome=swept.outcome(), reason=_told(swept.faults))
    return swept


def _told(faults: tuple[Text, ...]) -> Text | None:
    """The first fault, for the ledger; the others are told where packs are checked."""
    return faults[0] if faults else None


def _go(sweeper: Sweeper) -> None:
    """Take note of what happened, then look at what is to be looked at, a batch at a time."""
    with sweeper.ctx.db.write() as session:
        runs.hold(session, sweeper.claim, at=sweeper.ctx.clock.now())
        passing, anew = _prepare(session, sweeper)
    while passing is not None:
        passing = _batch(replace(sweeper, anew=anew), passing)
    while _batch(sweeper, None) == "":
        pass


def _prepare(session: Session, sweeper: Sweeper) -> tuple[str | None, frozenset[str] | None]:
    """Note which rows happened to change; gives where a pass over all rows is to go on, None where none is needed.

    With it: the rules whose pack changed since the last pass; None where that one was not finished.
    """
    sweeps.lock(session)
    state, size = sweeps.state(session), history.head(session).size
    if state is None:
        return _pass(session, sweeper, size), frozenset()
    anew = stored_packs.put_after(session, state.seen) if state.passing is None else None
    if state.packs != sweeper.packs.digest or size - state.seen > FEW:
        return _pass(session, sweeper, size), anew
    entries = sweeps.touched(session, state.seen, size)
    if any(record in TREES for record, _, _ in entries):
        return _pass(session, sweeper, size), anew
    _mark(session, sweeper, entries)
    sweeps.put_state(session, State(size, state.packs, state.passing))
    return state.passing, anew


def _pass(session: Session, sweeper: Sweeper, size: int) -> str:
    _lower_withdrawn(session, sweeper, {})
    sweeps.put_state(session, State(size, sweeper.packs.digest, ""))
    return ""


def _mark(session: Session, sweeper: Sweeper, entries: list[tuple[str, str, datetime]]) -> None:
    moments = {key: at for record, key, at in entries if record == "commitment"}
    changed = dict(moments)
    for also in (sweeps.parents, sweeps.copies):  # what these count follows from what became of others
        for ref, others in also(session, list(changed)).items():
            moments.update((other, max(changed[ref], changed.get(other, changed[ref]))) for other in others)
    links = {key: at for record, key, at in entries if record == "link"}
    for key, refs in sweeps.ends_of_links(session, list(links)).items():
        moments.update((ref, max(links[key], moments.get(ref, links[key]))) for ref in refs)
    if moments:
        sweeps.mark(session, moments)
        _lower_withdrawn(session, sweeper, changed)


def _lower_withdrawn(session: Session, sweeper: Sweeper, moments: Mapping[str, datetime]) -> None:
    gone = sweeps.forget_withdrawn(session)
    events = [(ref, FlagEvent(rule, False, moments.get(ref, sweeper.at), since)) for ref, rule, since in gone]
    events = in_turn(events, sweeps.last_changes(session, {ref for ref, _ in events}))
    sweeps.record(session, events, found_at=sweeper.at)
    sweeper.swept.count(events)


def _batch(sweeper: Sweeper, last: str | None) -> str | None:
    """Look at the next rows; gives where to go on: after a reference in a pass over all, "" where more may be due.

    None at the end. What is found and how far it came are written together.
    """
    windows = sweeper.packs.windows
    with sweeper.ctx.db.write() as session:
        history.lock(session)  # else what is found and what is noted as looked at could be two states of the register
        sweeps.lock(session)
        runs.hold(session, sweeper.claim, at=sweeper.ctx.clock.now())
        found = sweeps.found(session, windows, day=sweeper.day, last=last, limit=BATCH)
        several = {each.ref: each for each in found if each.rule == SEVERAL}
        simple = [each for each in found if each.ref not in several]
        events = [(each.ref, _event(sweeper, each)) for each in simple if (each.was is None) != (each.since is None)]
        events += _of_several(session, sweeper, several)
        seen = several.keys() | {each.ref for each in simple if each.checked_on}
        events = in_turn(events, sweeps.last_changes(session, seen & {ref for ref, _ in events}))
        sweeps.record(session, events, found_at=sweeper.at)
        sweeps.move(session, [(each.ref, each.rule, each.since) for each in simple if each.since and each.was])
        size, end = sweeps.advance(session, windows, day=sweeper.day, last=last, limit=BATCH)
        state = sweeps.state(session)
        if last is not None and state is not None:
            sweeps.put_state(session, State(state.seen, state.packs, end if size == BATCH else None))
        reached("check.written")
    reached("check.committed")
    sweeper.swept.count(events)
    sweeper.swept.looked_at += size
    if size < BATCH:
        return None
    return "" if last is None else end


def _event(sweeper: Sweeper, found: Found) -> FlagEvent:
    """What happened to a flag of a row with one version: ``query.timeline`` tells the same from the facts."""
    zone = sweeper.ctx.zone
    pack = sweeper.in_force.get(found.rule)
    causes = [pack] if pack else []
    seen_on = found.checked_on
    day = found.since or found.ended
    if day is not None and (found.since is not None or seen_on is None or day > seen_on):
        causes.append(midnight(day, zone))
    if found.since is not None:
        causes.append(found.recorded_from)
    if seen_on is not None and (day is None or day <= seen_on):
        # A pass over all rows that no pack explains: a body or a place was moved, or very much else happened.
        unknown = found.rule not in sweeper.anew_since(seen_on)
        causes += [found.touched_at] if found.touched_at else [sweeper.at] if unknown else []
    true_at = max(causes, default=sweeper.at)
    return FlagEvent(found.rule, found.since is not None, true_at, found.since or found.was or sweeper.day)


def _of_several(session: Session, sweeper: Sweeper, found: Mapping[str, Found]) -> Events:
    """What happened to rows with several new versions, or with windows that opened and closed in between."""
    events: Events = []
    if not found:
        return events
    known = _known(session, sweeper, {ref: max(each.seen, 1) for ref, each in found.items()})
    before = sweeps.standing(session, list(found))
    stay = []
    for ref, each in found.items():
        mine = timeline(
            known[ref],
            sweeper.packs.windows,
            zone=sweeper.ctx.zone,
            until=sweeper.at,
            standing=before[ref],
            checked_on=each.checked_on,
            in_force=sweeper.in_force,
            anew=sweeper.anew_since(each.checked_on),
        )
        events += [(ref, event) for event in mine]
        now = standing(sweeper.packs.windows, known[ref][-1].facts, day=sweeper.day)
        kept = now.keys() - {event.rule for event in mine}
        stay += [(ref, rule, now[rule]) for rule in kept if before[ref].get(rule, now[rule]) != now[rule]]
    sweeps.move(session, stay)
    return events


def _known(session: Session, sweeper: Sweeper, since: Mapping[str, int]) -> dict[str, list[Known]]:
    """The facts of commitments, version by version."""
    rows = sweeps.versions(session, since)
    known: dict[str, list[Known]] = {ref: [] for ref in since}
    moment = sweeper.ctx.moment()
    for turn in range(max(len(mine) for mine in rows.values())):
        present = [mine[turn] for mine in rows.values() if turn < len(mine)]
        found = facts.load(session, present, moment, sweeper.packs)
        for row in present:
            known[row["ref"]].append(Known(row["recorded_from"], found[row["ref"]]))
    return known
