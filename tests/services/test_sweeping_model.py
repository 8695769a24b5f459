"""Whatever changes and whenever the sweep wakes, it records what an obvious model finds by looking at every moment."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from operator import itemgetter
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text as sql

from tests.services.test_sweeping import moment, swept
from tests.support.inventions import invented, known_on, row_of
from tests.support.registers import SEEDED_AT, Register
from tests.support.rows import BY, body, change, post, programme
from tracker.domain.commitment import Facts
from tracker.query.windows import standing
from tracker.services import packs
from tracker.store import history

ZONE = ZoneInfo("Asia/Shanghai")
START = SEEDED_AT + timedelta(days=1)
DAYS = 150
MANY = 8

Happened = tuple[str, str, int, datetime]


def lives(random: Random) -> dict[str, list[tuple[datetime, Facts]]]:
    """What becomes of some commitments: each with the moments at which its facts change."""
    found = {}
    for n in range(MANY):
        at, versions = START + timedelta(hours=random.randrange(24 * DAYS)), []
        for _ in range(random.choice((1, 1, 2, 3, 5))):
            (facts,) = known_on(date(2024, 1, 1), [near(random, invented(random, f"R-{n}"))])
            versions.append((at, facts))
            at += timedelta(minutes=random.randrange(1, 60 * 24 * 40))
        found[f"R-{n}"] = [each for each in versions if each[0] < START + timedelta(days=DAYS)]
    return {ref: versions for ref, versions in found.items() if versions}


def near(random: Random, facts: Facts) -> Facts:
    """The same facts with days around the time that is looked at, and nothing that other commitments change."""

    def some() -> date | None:
        return START.date() + timedelta(days=random.randrange(-60, DAYS)) if random.random() < 0.8 else None

    day = some() or START.date()
    return replace(
        facts, programme="p", body_path=None, supervisor_path=None, acceptor_path=None, co_paths=(), places=(),
        post=facts.post and "post", leader=None, parent=None, duplicate_of=None, stated_size=None, aliases=(),
        last_day=some(), stage_day=some(), done_on=some(), review_day=some(), unowned_since=some(), registered_on=day,
        updated_on=some() or day,
    )  # fmt: skip


def model(lives: dict[str, list[tuple[datetime, Facts]]], until: datetime) -> set[Happened]:
    """Every change of a flag, found by looking at each midnight and at each moment of a change."""
    found = set()
    windows = packs.shipped().windows
    days = [START.date() + timedelta(days=n) for n in range(DAYS + 60)]
    midnights = [datetime.combine(day, time(), ZONE) for day in days]
    for ref, versions in lives.items():
        moments = sorted({*(at for at, _ in versions), *(each.astimezone(UTC) for each in midnights)})
        before: set[str] = set()
        for at in moments:
            if not versions[0][0] <= at <= until:
                continue
            facts = [facts for since, facts in versions if since <= at][-1]
            now = set(standing(windows, facts, day=at.astimezone(ZONE).date()))
            found |= {(ref, rule, 1, at) for rule in now - before} | {(ref, rule, 0, at) for rule in before - now}
            before = now
    return found


@pytest.mark.parametrize("seed", range(12))
def test_the_sweep_records_what_an_obvious_model_finds(empty: Register, seed: int) -> None:
    random = Random(seed)
    known = lives(random)
    with empty.at().db.write() as session:
        nouns = [change("programme", programme()), change("body", body("b")), change("post", post("post", "b"))]
        history.append(session, nouns, by=BY, at=SEEDED_AT)
    changes = sorted(((at, facts) for versions in known.values() for at, facts in versions), key=itemgetter(0))
    wakings = sorted({*random.choices(range(24 * DAYS), k=random.randint(0, 8)), 24 * DAYS + 24})
    for hour in wakings:
        at = START + timedelta(hours=hour, seconds=1)
        put(empty, [each for each in changes if each[0] <= at])
        changes = [each for each in changes if each[0] > at]
        swept(empty, at)
        assert recorded(empty) == model(known, at)


def put(register: Register, due: Sequence[tuple[datetime, Facts]]) -> None:
    with register.at().db.write() as session:
        for at, facts in due:
            history.append(session, [change("commitment", row_of(facts), "edit")], by=BY, at=at)


def recorded(register: Register) -> set[Happened]:
    with register.at().db.read() as session:
        found = session.execute(sql("SELECT ref, rule, raised, true_at FROM flag_change")).all()
    rows: list[Any] = [(row.ref, row.rule, row.raised, moment(row.true_at)) for row in found]
    assert len(rows) == len(set(rows))
    return set(rows)
