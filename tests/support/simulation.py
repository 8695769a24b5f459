"""Years in seconds: a scheduler that ticks once an hour by a clock that the test moves, and is off now and then."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from tests.support.jobs import at
from tracker.scheduler.jobs import Job
from tracker.scheduler.tick import Ticked, tick
from tracker.services.context import Context
from tracker.settings import Settings

HOUR, QUARTER, DAY = timedelta(hours=1), timedelta(minutes=15), timedelta(days=1)

Outage = tuple[datetime, timedelta]
Done = tuple[datetime, str, str]
"""The moment of a tick, the job, and the slot."""


def awake(start: datetime, end: datetime, outages: Sequence[Outage]) -> Iterator[datetime]:
    """The moments of the ticks: every hour but in the outages."""
    now = start
    while now < end:
        if not any(begin <= now < begin + length for begin, length in outages):
            yield now
        now += HOUR


def simulate(
    ctx: Context,
    settings: Settings,
    jobs: Sequence[Job],
    moments: Iterable[datetime],
    *,
    before: Callable[[Context], None] = lambda ctx: None,
) -> Iterator[tuple[datetime, Ticked]]:
    """Tick at each moment, and give what came of it; ``before`` changes the register, as people do."""
    for moment in moments:
        now = at(ctx, moment)
        before(now)
        yield moment, tick(now, settings, "the only one", jobs)


def hurry(ctx: Context) -> None:
    """Let SQLite not wait for the disk on this connection: nobody cuts the power in a simulation."""
    if ctx.db.dialect == "sqlite":
        connection = ctx.db.engine.raw_connection()  # the only one of the writing engine
        connection.cursor().execute("PRAGMA synchronous=OFF")
        connection.close()


@dataclass
class Clockwork:
    """A slow and obvious twin of one job: it looks at the wall clock every quarter of an hour, year in, year out.

    A turn comes when the clock on the wall first shows the time, or a later one, on a date or in a week that is new.
    """

    job: str
    zone: ZoneInfo
    wall: time
    weekly: bool

    def turns(self, start: datetime, end: datetime) -> list[tuple[datetime, str]]:
        """Every turn with its moment; the time of the wall clock is one of full quarters of an hour."""
        found: dict[str, datetime] = {}
        moment = start
        while moment < end:
            shown = moment.astimezone(self.zone)
            if shown.time() >= self.wall and (not self.weekly or shown.weekday() == 0):
                found.setdefault(self._name(shown), moment)
            moment += QUARTER
        return sorted((moment, name) for name, moment in found.items())

    def _name(self, shown: datetime) -> str:
        year, week, _ = shown.isocalendar()
        return f"{year}-W{week:02}" if self.weekly else shown.date().isoformat()


def expected(clockwork: Clockwork, moments: Sequence[datetime], end: datetime) -> tuple[list[Done], set[str]]:
    """What a scheduler awake at these moments does, at each the newest turn since the last, and what it passes over."""
    done: list[Done] = []
    passed_over: set[str] = set()
    turns = deque(clockwork.turns(moments[0].replace(minute=0) - 8 * DAY, end))
    for moment in moments:
        due = []
        while turns and turns[0][0] <= moment:
            due.append(turns.popleft()[1])
        if not due:
            continue
        if done:
            passed_over.update(due[:-1])
        done.append((moment, clockwork.job, due[-1]))
    return done, passed_over
