"""Whatever anybody tries, in whatever order: the closed loop keeps what docs/domain.md, 9, promises."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.conftest import copied_sqlite
from tests.services.loop_judge import Cap
from tests.services.loop_machine import LoopMachine
from tests.support.people import make_people
from tests.support.postgres import Prepare
from tracker.domain.moves import RULES, Demand, Move, Need, Steps, judgement, needs
from tracker.services import closings, reports, requests

CAPS = {
    "simple": Cap(),
    "verified": Cap(extensions=1, extension_days=60),
    "closed_loop": Cap(extensions=2, extension_days=100, notice_days=5),
}
"""What the programmes of this register allow."""

FEW, MANY = 6, 60
STEPS = 60
REACHED = {"accept made", "close made", "extend made", "open_notice made", "reopen made"}


@pytest.fixture(autouse=True)
def _bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let programmes allow little, so that what is too much is tried."""
    of = closings.of

    def with_caps(session: Any, programme: str) -> Steps:
        found = of(session, programme)
        cap = CAPS[found.closing]
        return replace(found, extensions=cap.extensions, extension_days=cap.extension_days, notice_days=cap.notice_days)

    monkeypatch.setattr(closings, "of", with_caps)


def run(make: Callable[[], str], **given: Any) -> Counter[str]:
    """Run the machine on registers of people; gives what was tried and how it ended."""

    class Machine(LoopMachine):
        fresh = staticmethod(make)
        caps = CAPS
        made: ClassVar[Counter[str]] = Counter()

    quiet = {"suppress_health_check": list(HealthCheck), "deadline": None, "stateful_step_count": STEPS, **given}
    run_state_machine_as_test(Machine, settings=settings(**quiet))
    return Machine.made


@pytest.mark.hypothesis
def test_whatever_anybody_tries_the_loop_keeps_its_promises(copied_database: Callable[[str, Prepare], str]) -> None:
    fuzzing = settings().max_examples > 1_000
    made = run(lambda: copied_database("people", make_people), max_examples=MANY if fuzzing else FEW)
    wanted = REACHED if fuzzing else REACHED - {"close made"}
    assert set(made) >= wanted, "the walk did not come far enough to show anything"


def without_outside(patch: pytest.MonkeyPatch) -> None:
    accept = RULES[Move.ACCEPT]
    demands = tuple(demand for demand in accept.demands if demand is not Demand.OUTSIDE)
    rules = MappingProxyType({**RULES, Move.ACCEPT: replace(accept, demands=demands)})
    patch.setattr(judgement, "RULES", rules)


def without_approval(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(judgement, "NEEDS", MappingProxyType({**needs.NEEDS, Need.APPROVAL: lambda ask: None}))


def moving_the_first_day(patch: pytest.MonkeyPatch) -> None:
    effect = requests._effect

    def moved(standing: Any, move: Move, request: Any) -> dict[str, Any]:
        found = effect(standing, move, request)
        return {**found, "first_day": request["new_day"]} if move is Move.EXTEND else found

    patch.setattr(requests, "_effect", moved)


def keeping_the_report(patch: pytest.MonkeyPatch) -> None:
    patch.delitem(reports.ENDS, Move.RETURN)


def without_a_reporter(patch: pytest.MonkeyPatch) -> None:
    demands = {
        demand: (lambda ask: None) if demand is Demand.NOT_REPORTER else check
        for demand, check in judgement.DEMANDS.items()
    }
    patch.setattr(judgement, "DEMANDS", demands)


CONTROLS = {
    without_outside: "accepted from inside",
    without_approval: "without an approved request|by whoever asked|from inside|by somebody who has no say",
    moving_the_first_day: "the first day was moved",
    keeping_the_report: "standing reports",
    without_a_reporter: "by whoever reported it|who reported it",
}


@pytest.mark.parametrize("control", CONTROLS)
def test_a_guard_that_is_taken_away_is_missed(
    control: Callable[[pytest.MonkeyPatch], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    control(monkeypatch)
    with pytest.raises(AssertionError, match=CONTROLS[control]):
        run(
            lambda: copied_sqlite("people", make_people, tmp_path),
            max_examples=60,
            phases=[Phase.generate],
            report_multiple_bugs=False,
        )
