"""Years of sweeps and editions at one tick an hour, with outages: each lateness is announced once, to its owner.

The twin keeps no books: for every edition it works out from the days alone what is overdue, and what the last letter of
the same person said.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from tests.support.rows import BY, body, change, commitment, post, programme
from tests.support.simulation import DAY, HOUR, awake, hurry, simulate
from tracker.notifications import messages
from tracker.scheduler import tick
from tracker.scheduler.jobs import JOBS
from tracker.services import deliveries
from tracker.services.context import Context
from tracker.settings import Settings
from tracker.store import bodies, history
from tracker.store.tables import Edition, FlagChange, Letter
from tracker.store.tables.versions import table_of

Span = tuple[datetime, datetime]
TWO_YEARS = (datetime(2025, 6, 9, 0, 17, tzinfo=UTC), datetime(2027, 6, 9, tzinfo=UTC))
OVER_EVERY_OUTAGE = (datetime(2025, 9, 8, 0, 17, tzinfo=UTC), datetime(2026, 8, 19, tzinfo=UTC))
"""What is quick enough to be gone through each time."""

# Over the changes of the clock in Europe (26 October) and on Lord Howe (5 October, 5 April), and over a Monday morning.
OUTAGES = (
    (datetime(2025, 10, 4, 12, tzinfo=UTC), DAY),
    (datetime(2025, 10, 23, 3, tzinfo=UTC), 7 * DAY),
    (datetime(2026, 3, 6, 5, tzinfo=UTC), 31 * DAY),
    (datetime(2026, 8, 2, 23, tzinfo=UTC), 12 * HOUR),
)

PERSONS = ("ai", "bo", "cy")
EDITION, LETTER, FLAG = table_of(Edition), table_of(Letter), table_of(FlagChange)


@dataclass(frozen=True)
class Life:
    """A commitment: whose it is, when it is due, and the tick at which it is reported done, if ever."""

    ref: str
    person: str
    due: date
    done_at: datetime | None

    def is_overdue(self, at: datetime, zone: ZoneInfo) -> bool:
        """Whether it is late at a moment, as the register knew it then."""
        return self.due < at.astimezone(zone).date() and not (self.done_at and self.done_at <= at)


def lives(span: Span) -> list[Life]:
    (start, end), random, found = span, Random(7), []
    for n in range(36):
        due = start.date() + timedelta(days=random.randrange(20, (end - start).days - 30))
        late = timedelta(days=random.choice((-9, 2, 6, 20, 45, 80)), hours=random.randrange(24), minutes=0)
        done_at = datetime(due.year, due.month, due.day, 0, 17, tzinfo=UTC) + late
        found.append(Life(f"C-{n:02}", PERSONS[n % 3], due, done_at if n % 12 else None))
    return found


def register(ctx: Context, known: list[Life], start: datetime) -> None:
    with ctx.db.write() as session:
        history.append(session, [change("programme", programme()), change("body", body("b"))], by=BY, at=start)
        for person in PERSONS:
            held = {"key": f"{person}:1", "post": person, "person": person, "since": date(2024, 1, 1), "until": None}
            history.append(session, [change("post", post(person, "b")), change("holding", held)], by=BY, at=start)
            names = {"name_en": person, "name_zh": person, "email": f"{person}@office.example", "language": "zh"}
            bodies.put_person(session, {"id": person, "slug": person, **names})
        rows = [row_of(life, start, done=False) for life in known]
        history.append(session, [change("commitment", row) for row in rows], by=BY, at=start)


def row_of(life: Life, start: datetime, *, done: bool) -> dict[str, object]:
    day = start.date()
    work = {"work": "reported_done", "done_on": life.due} if done else {"work": "in_progress"}
    return commitment(
        life.ref,
        body="b",
        post=life.person,
        last_day=life.due,
        precision="day",
        registered_on=day,
        updated_on=day,
        **work,
    )


@pytest.mark.parametrize(
    ("database_kind", "zone", "span"),
    [
        ("sqlite", "Europe/Berlin", OVER_EVERY_OUTAGE),
        pytest.param("sqlite", "Europe/Berlin", TWO_YEARS, marks=pytest.mark.chaos),
        pytest.param("postgresql", "Australia/Lord_Howe", TWO_YEARS, marks=[pytest.mark.postgres, pytest.mark.chaos]),
    ],
    indirect=["database_kind"],
)
def test_each_lateness_is_new_in_one_letter_and_one_letter_makes_up_for_an_outage(
    ctx: Context, zone: str, span: Span, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tick, "BEATS", 30 * DAY)
    hurry(ctx)
    ctx = replace(ctx, register=replace(ctx.register, zone=zone))
    start, end = span
    known, settings = lives(span), Settings(home=tmp_path)
    register(ctx, known, start)
    waiting = sorted((life for life in known if life.done_at), key=lambda life: life.done_at or end)

    def people_at_work(now: Context) -> None:
        while waiting and waiting[0].done_at and waiting[0].done_at <= now.clock.now():
            life = waiting.pop(0)
            done = change("commitment", row_of(life, start, done=True), "report_done")
            with now.db.write() as session:
                history.append(session, [done], by=BY, at=life.done_at or end)

    moments = list(awake(start, end, OUTAGES))
    for _, ticked in simulate(ctx, settings, JOBS, moments, before=people_at_work):
        assert [ran.error for ran in ticked.ran if ran.error] == []
    with ctx.db.read() as session:
        # The first speaks of a Monday on which nobody held a post yet.
        editions = session.execute(select(EDITION).where(EDITION.c.number > 1).order_by(EDITION.c.number)).all()
        letters = {(row.edition, row.person): row for row in session.execute(select(LETTER))}
        flags = session.execute(select(FLAG).where(FLAG.c.rule == "overdue")).all()
    assert len(letters) == len(editions) * len(PERSONS)
    for person in PERSONS:
        mine = [life for life in known if life.person == person]
        said = [messages.from_data(letters[each.number, person].payload["letter"]) for each in editions]
        assert [told(letter) for letter in said] == list(wanted(mine, editions, ZoneInfo(zone)))
    assert {(flag.ref, flag.raised) for flag in flags} == changes_of(known, ZoneInfo(zone), end)
    assert len(flags) == len({(flag.ref, flag.raised) for flag in flags})
    files = list((tmp_path / "mail").rglob("*.eml"))
    assert len(files) == len(letters)
    assert {view.state for view in deliveries.listing(ctx, limit=10_000)} == {"sent"}
    assert max(len(each.missed) for each in editions) >= 3, "the weeks of a month, but for the one that makes up"


Told = tuple[set[str], int, tuple[str, ...]]


def told(letter: messages.Weekly) -> Told:
    """What a letter says: newly overdue, all overdue, and the weeks without an edition."""
    new = letter.group("new")
    return {line.ref for line in new.lines} if new else set(), letter.overdue, letter.missed


def wanted(mine: list[Life], editions: list[object], zone: ZoneInfo) -> Iterator[Told]:
    """What the letters of a person have to say, one after the other."""
    before: set[str] | None = None
    last: datetime | None = None
    for edition in editions:
        at: datetime = edition.as_of  # type: ignore[attr-defined]
        late = {life.ref for life in mine if life.is_overdue(at, zone)}
        day = at.astimezone(zone).date()
        fresh = {life.ref for life in mine if life.ref in late and (day - life.due).days <= 7}
        yield (fresh if before is None else late - before), len(late), tuple(weeks_between(last, at, zone))
        before, last = late, at


def weeks_between(last: datetime | None, at: datetime, zone: ZoneInfo) -> Iterator[str]:
    """The names of the weeks that lie whole between two Mondays."""
    monday = (last or at).astimezone(zone).date() + timedelta(weeks=1)
    while monday < at.astimezone(zone).date():
        year, week, _ = monday.isocalendar()
        yield f"{year}-W{week:02}"
        monday += timedelta(weeks=1)


def changes_of(known: list[Life], zone: ZoneInfo, end: datetime) -> set[tuple[str, int]]:
    """Every flag that goes up, and down, in the span."""
    found = set()
    end -= timedelta(days=2)
    for life in known:
        begins = datetime.combine(life.due + timedelta(days=1), datetime.min.time(), zone)
        if begins < end and not (life.done_at and life.done_at <= begins):
            found.add((life.ref, 1))
            found |= {(life.ref, 0)} if life.done_at and life.done_at < end else set()
    return found
