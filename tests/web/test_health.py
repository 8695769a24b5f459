"""What whoever watches the machine is told."""

from dataclasses import replace
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from tests.support.jobs import RECORDING
from tests.support.registers import Register
from tests.web.conftest import NOW, browse
from tests.web.html import read
from tracker import __version__
from tracker.kit.clock import FrozenClock
from tracker.services import runs
from tracker.services.context import Context
from tracker.store import history


def test_it_says_what_it_runs_on_and_how_far_the_history_goes(web: TestClient, ctx: Context) -> None:
    answer = web.get("/healthz")
    with ctx.db.read() as session:
        head = history.head(session)
    found = answer.json()
    sqlite = found.pop("sqlite")
    assert answer.status_code == 200
    assert found == {
        "status": "ok",
        "version": __version__,
        "database": ctx.db.dialect,
        "sound": True,
        "zone": "Asia/Shanghai",
        "entries": head.size,
        "head": head.root.hex(),
        "scheduler": {"last_tick": None, "seconds_ago": None, "silent": True},
        "oldest_unfinished_run_seconds": None,
        "oldest_waiting_delivery_seconds": None,
    }
    assert head.size > 500
    assert (sqlite is None) == (ctx.db.dialect == "postgresql")


@pytest.mark.parametrize(("minutes", "silent"), [(0, False), (5, False), (6, True)])
def test_it_and_the_board_say_when_the_scheduler_is_silent(empty: Register, minutes: int, silent: bool) -> None:
    then = empty.at(NOW)
    runs.beat(then)
    runs.plan(then, RECORDING)
    now = replace(then, clock=FrozenClock(NOW + timedelta(minutes=minutes)))
    found = browse(now).get("/healthz").json()
    assert found["scheduler"] == {"last_tick": NOW.isoformat(), "seconds_ago": 60 * minutes, "silent": silent}
    assert found["oldest_unfinished_run_seconds"] == minutes * 60  # since it was planned; it was due at midnight
    told = "The scheduler has been silent since 2 Mar 2026 09:30; flags and letters are not being made."
    page = read(browse(now).get("/").text).one("main").text
    assert (told in page) == silent
    assert "tracker run all" in page or not silent


def test_the_board_says_that_the_scheduler_never_ran_but_not_of_another_day(empty: Register) -> None:
    page = browse(empty.at(NOW))
    assert "The scheduler has never run" in page.get("/").text
    for moment in ("as_if", "as_of"):
        assert "scheduler" not in read(page.get("/", params={moment: "2026-01-05"}).text).one("main").text
