"""Generated commitments that look like those of a real register; the same number always gives the same commitment."""

import calendar
from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from itertools import accumulate
from random import Random
from typing import Any

from benchmarks import ground
from tests.support import rows
from tests.support.rows import DAY
from tracker.domain.deadline import Policy
from tracker.domain.moment import Moment
from tracker.services import deadlines
from tracker.store.history import Change

MOMENT = Moment(judged=rows.START, day=DAY, today=DAY)
"""The moment at which everything is asked: the day on which the generated commitments are registered."""

VERBS = (("Complete", "完成"), ("Strengthen", "加强"), ("Publish", "公布"), ("Renovate", "改造"), ("Monitor", "监测"))
OBJECTS = (
    ("the ecological restoration of rivers and lakes in key basins", "重点流域河湖生态修复"),
    ("ultra-low emission upgrades of coal-fired boilers", "燃煤锅炉超低排放改造"),
    ("the inventory of solid waste and of historical dumping grounds", "固体废物及历史遗留堆场清查"),
    ("sewage collection networks of counties and industrial parks", "县城和工业园区污水收集管网建设"),
    ("the network of automatic stations for air quality", "环境空气质量自动监测站网"),
    ("catalogues of enterprises under mandatory clean production audits", "强制性清洁生产审核企业名录"),
)
TAGS = ("air", "water", "soil", "waste", "nature", "climate", "noise", "monitoring", "industry", "law", "planning")
MONTHS = tuple(calendar.month_name)
KINDS = ("task", "task", "task", "milestone", "milestone", "indicator", "tally", "recurring", "standing")
RUNNING = ("registered",) * 9 + ("in_progress",) * 9 + ("suspended", "closed_by_stage")


def changes(first: int, count: int) -> Iterator[Change]:
    """The registrations of commitments number ``first`` to ``first + count - 1``."""
    random = Random(first)
    bodies = [row["slug"] for row in ground.bodies()]
    chosen = random.choices(bodies, cum_weights=_sums(), k=count)
    for number, body in enumerate(chosen, start=first):
        row = commitment(random, number, body)
        yield Change("commitment", row["ref"], "register", row, DAY, "generated for a measurement")


@lru_cache(maxsize=1)
def _sums() -> list[float]:
    return list(accumulate(ground.weights()))


def commitment(random: Random, number: int, body: str) -> dict[str, Any]:
    """One commitment of a body."""
    (verb_en, verb_zh), (object_en, object_zh) = random.choice(VERBS), random.choice(OBJECTS)
    due = dict(_due(_words(random)))
    work, done = _state(random, due["last_day"])
    programme = number % ground.PROGRAMMES
    sized = random.random() < 0.3
    return rows.commitment(
        _ref(number),
        kind=random.choice(KINDS),
        programme=f"programme-{programme}",
        parent=_ref(number - ground.PROGRAMMES) if number >= ground.PROGRAMMES and random.random() < 0.15 else None,
        title_en=f"{verb_en} {object_en} in district {number}",
        title_zh=f"{verb_zh}第{number}片区{object_zh}",
        note_en="Printed in the annex; the number of sites is not stated." if sized else "",
        note_zh="见附件；未载明点位数量。" if sized else "",
        work=work,
        owner_words=f"Department {body} together with the districts concerned",
        body=body,
        post=f"{body}-head" if random.random() < 0.8 else None,
        supervisor="body" if random.random() < 0.3 else None,
        co_bodies=["body-1"] if random.random() < 0.1 else [],
        **due,
        confirmed_by="register-office" if due["last_day"] and random.random() < 0.6 else None,
        done_on=done,
        stage_day=DAY + timedelta(days=200) if work == "closed_by_stage" else None,
        review_day=DAY + timedelta(days=random.randrange(-100, 300)) if due["last_day"] is None else None,
        quantity=_quantity(random) if sized else None,
        sources=[{"source": f"source-{random.randrange(ground.SOURCES)}", "paragraph": random.randrange(1, 200)}],
        aliases=[f"SF-{number:07d}"],
        places=[f"city-{n}" for n in random.sample(range(80), 1 + (random.random() < 0.5))],
        tags=random.sample(TAGS, 2),
    )


def _ref(number: int) -> str:
    return f"P{number % ground.PROGRAMMES:02d}-{number:07d}"


def _words(random: Random) -> str:
    """Deadline words as official documents write them; a fifth of the commitments have none."""
    year, month, day = random.randrange(2022, 2029), random.randrange(1, 13), random.randrange(1, 29)
    english = (f"by the end of {year}", f"by {day} {MONTHS[month]} {year}", f"by the end of {MONTHS[month]} {year}")
    chinese = (f"{year}年底前", f"{year}年{month}月底前", f"{year}年上半年")
    return random.choice(("", "", f"Q{1 + month // 4} {year}", f"in {year}", *english, *chinese))


@lru_cache(maxsize=10_000)
def _due(words: str) -> dict[str, Any]:
    reading = deadlines.stated(words, by=Policy(), anchor=None, published=date(2022, 1, 10), registered=DAY)
    return deadlines.due_columns(reading, context=None)


def _state(random: Random, last_day: date | None) -> tuple[str, date | None]:
    """What was declared, and when it was done: not quite half of what was due is done, and little of what is not."""
    chance = random.random()
    if last_day is None:
        return ("standing" if chance < 0.3 else "registered"), None
    if chance < (0.45 if last_day < DAY else 0.05):
        done = min(last_day + timedelta(days=random.randrange(-120, 60)), DAY)
        return ("closed" if chance < 0.35 else "reported_done"), done
    return random.choice(RUNNING), None


def _quantity(random: Random) -> dict[str, Any]:
    target = str(random.randrange(1, 5_000))
    unit = {"en": "sites", "zh": "处"}
    return {"baseline": None, "comparator": "reach", "printed": target, "result": None, "target": target, "unit": unit}
