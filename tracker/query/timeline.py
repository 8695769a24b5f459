"""When flags went up and down: the versions of a commitment against the windows of the rules, to the instant.

This is the pure twin of the sweep: ``store.windows`` says the same of single versions in SQL.
"""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from tracker.domain.commitment import Facts
from tracker.domain.slots import instant
from tracker.query.windows import Window, spans

BEGINNING, END = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Known:
    """The facts of a commitment from an instant on, until the next version."""

    at: datetime
    facts: Facts


@dataclass(frozen=True, slots=True)
class FlagEvent:
    """A flag raised or lowered: the instant at which facts and clock made it so, and the day since which it stands."""

    rule: str
    raised: bool
    true_at: datetime
    since: date


@dataclass(frozen=True, slots=True)
class Stretch:
    """From one instant up to another, with the day since which the flag stands."""

    begins: datetime
    ends: datetime
    since: date


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """The instant at which a local day begins: the first of two midnights, and the end of a gap where there is none."""
    try:
        return instant(day, time(), zone)
    except OverflowError:
        return END if day.year > 1 else BEGINNING


def timeline(
    versions: Sequence[Known],
    windows: Iterable[Window],
    *,
    zone: ZoneInfo,
    until: datetime,
    standing: Mapping[str, date],
    checked_on: date | None,
    in_force: Mapping[str, datetime],
    anew: Container[str],
) -> list[FlagEvent]:
    """What went up and down since the last look at a commitment, in the order of time.

    ``versions``: the one that was looked at last, if any, and all since. ``standing``: rule → day, of the flags that
    stood then. ``checked_on``: the local day of that look, None where there was none. ``in_force``: rule → since when
    its pack is in force; before that it raises nothing. ``anew``: the rules whose pack is so since after that look.
    """
    by_rule: dict[str, list[Window]] = {rule: [] for rule in standing}
    for window in windows:
        by_rule.setdefault(window.rule, []).append(window)
    start = versions[0].at
    if checked_on is not None:
        start = min([midnight(checked_on + timedelta(days=1), zone), *(version.at for version in versions[1:])])
    events = []
    for rule, mine in by_rule.items():
        pack = in_force.get(rule, start)
        begins = pack if checked_on is not None and rule in anew else max(start, pack)
        events += _events(rule, stretches(versions, mine, zone=zone), begins, until, standing.get(rule))
    return sorted(events, key=lambda event: (event.true_at, event.rule, event.raised))


def stretches(versions: Sequence[Known], windows: Sequence[Window], *, zone: ZoneInfo) -> list[Stretch]:
    """When the flag of these windows stands, in instants; what touches or overlaps is one stretch."""
    found = []
    for version, after in zip(versions, [*(version.at for version in versions[1:]), END], strict=True):
        for span in spans(windows, version.facts):
            begins = max(version.at, midnight(span.first, zone))
            ends = min(after, midnight(span.after, zone)) if span.after else after
            if begins < ends:
                found.append(Stretch(begins, ends, span.first))
    joined: list[Stretch] = []
    for each in sorted(found, key=lambda stretch: (stretch.begins, stretch.since)):
        if joined and each.begins <= joined[-1].ends:
            last = joined[-1]
            joined[-1] = Stretch(last.begins, max(last.ends, each.ends), last.since)
        else:
            joined.append(each)
    return joined


def _events(
    rule: str, found: Sequence[Stretch], start: datetime, until: datetime, standing: date | None
) -> list[FlagEvent]:
    """The changes from ``start`` to ``until``, both included, beginning with a flag that stands or does not."""
    events, since = [], standing
    if since is not None and not any(each.begins <= start < each.ends for each in found):
        events.append(FlagEvent(rule, False, start, since))
        since = None
    for each in found:
        if each.ends <= start or each.begins > until:
            continue
        if since is None:
            events.append(FlagEvent(rule, True, max(each.begins, start), each.since))
        since = None
        if each.ends <= until:
            events.append(FlagEvent(rule, False, each.ends, each.since))
    return events


def in_turn(
    events: Iterable[tuple[str, FlagEvent]], last: Mapping[tuple[str, str], datetime]
) -> list[tuple[str, FlagEvent]]:
    """The same events (with their commitments), each later than the last of its flag: else a microsecond after it.

    That happens where the clock ran backwards, and where a commitment came back that was withdrawn.
    """
    known, found = dict(last), []
    for ref, event in events:
        before = known.get((ref, event.rule))
        if before is not None and event.true_at <= before:
            event = replace(event, true_at=before + timedelta(microseconds=1))  # noqa: PLW2901
        known[ref, event.rule] = event.true_at
        found.append((ref, event))
    return found
