"""One week of a register under three schedulers that die at random: a process that ticks until all of it is done."""

import os
import signal
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random
from threading import Event

from sqlalchemy import func, select

from tests.chaos.sender import HURRY, HurriedClock, drain_unguarded
from tests.support.letters import MONDAY
from tests.support.registers import settings_of
from tests.support.rows import BY, body, change, commitment, post, programme
from tracker import bootstrap
from tracker.kit import points
from tracker.notifications.channels.smtp import Patience
from tracker.scheduler import tick as ticking
from tracker.services import deliveries, leases, mailing, runs
from tracker.services.context import Context
from tracker.services.deliveries import Drained
from tracker.settings import Settings
from tracker.store import bodies, history
from tracker.store.tables import JobRun
from tracker.store.tables.versions import table_of

PERSONS = 5
RUN = table_of(JobRun)
EARLIER = MONDAY - timedelta(days=30)


class WeeklyClock(HurriedClock):
    """Hurried time that begins on the Monday of a week; the first is number 0."""

    def __init__(self, began: float, week: int) -> None:
        super().__init__(began)
        object.__setattr__(self, "_later", timedelta(weeks=week))

    def now(self) -> datetime:
        later: timedelta = self._later  # type: ignore[attr-defined]
        return super().now() + later


def opened(url: str, began: float, week: int) -> Context:
    """The register at ``url`` in the hurried time of a week."""
    return bootstrap.open_register(settings_of(url), clock=WeeklyClock(began, week))


def fill(ctx: Context) -> None:
    """Persons with a post each, and commitments that become due week by week."""
    with ctx.db.write() as session:
        history.append(session, [change("programme", programme())], by=BY, at=EARLIER)
        for n in range(PERSONS):
            slug, held = f"office-{n}", {"since": date(2024, 1, 1), "until": None, "person": f"p{n}"}
            ground = [change("body", body(slug)), change("post", post(slug, slug))]
            ground.append(change("holding", {"key": f"{slug}:1", "post": slug, **held}))
            mine = [
                commitment(f"C{n}-{k}", body=slug, post=slug, last_day=MONDAY.date() + timedelta(days=3 + 7 * k))
                for k in range(4)
            ]
            history.append(session, [*ground, *(change("commitment", row) for row in mine)], by=BY, at=EARLIER)
            names = {"name_en": f"Holder {n}", "name_zh": "", "email": f"p{n}@office.test"}
            bodies.put_person(session, {"id": f"p{n}", "slug": f"p{n}", "language": "en", **names})


def is_done(ctx: Context) -> bool:
    """Whether nothing is left of the week: its slots are planned, no run is unfinished and no letter waits."""
    if runs.look(ctx, ticking.JOBS).missing or deliveries.next_due(ctx) is not None:
        return False
    with ctx.db.read() as session:
        open_ = select(func.count()).select_from(RUN).where(RUN.c.state.in_(("due", "running")))
        return bool(session.execute(open_).scalar_one() == 0)


def work(url: str, home: str, began: str, week: str, seed: str, deaths: str, guard: str) -> None:
    """Tick until the week is done; die at a point with the probability ``deaths``."""
    random, likely = Random(int(seed)), float(deaths)

    def listener(_: str) -> None:
        if random.random() < likely:
            os.kill(os.getpid(), signal.SIGKILL)

    points.listen(listener)
    mailing.PAUSES = mailing.PAUSES[:1]
    leases.kept = partial(leases.kept, every=leases.RENEWAL / HURRY)  # renewing is hurried, as leases are
    patient = partial(deliveries.drain, patience=Patience(step=2, answer=0.3))
    ticking.drain = patient if guard == "guarded" else unguarded
    settings = Settings(database_url=url, home=Path(home))
    ctx, owner = opened(url, float(began), int(week)), leases.new_owner()
    while not is_done(ctx):
        ticking.tick(ctx, settings, owner)
        Event().wait(0.01)
    ctx.db.close()


def unguarded(ctx: Context, settings: Settings, *, owner: str, limit: int | None = None) -> Drained:
    """Sending without a claim."""
    drain_unguarded(ctx, settings, owner)
    return Drained(held=0 * (limit or 0))
