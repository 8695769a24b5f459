"""Measuring side by side: what competes takes turns, so that a busy moment of the machine slows all of it alike."""

import gc
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median
from time import perf_counter

ENOUGH_SECONDS = 0.05
"""A turn repeats what is quicker than this, since a single call would measure the noise."""

MOST_CALLS = 200

Run = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Figure:
    """One answer: the medians of what we do and of the limit, in seconds for the same work."""

    question: str
    database: str
    size: int
    raw: float
    ours: float
    limit: float | None = None
    remark: str = ""

    @property
    def ratio(self) -> float:
        """How many times as long as the raw limit we take."""
        return self.ours / self.raw

    @property
    def verdict(self) -> str:
        """Whether the ratio is within its limit, where it has one."""
        if self.limit is None:
            return "no limit"
        return "within" if self.ratio <= self.limit else "OVER THE LIMIT"


def taking_turns(contestants: Mapping[str, Run], rounds: int) -> dict[str, float]:
    """The median seconds of one call of each contestant; who begins changes from round to round."""
    calls = {name: _calls(run) for name, run in contestants.items()}
    taken: dict[str, list[float]] = {name: [] for name in contestants}
    order = list(contestants)
    forget_garbage()
    for number in range(rounds):
        for name in order if number % 2 == 0 else reversed(order):
            taken[name].append(timed(contestants[name], calls[name]))
    return {name: median(seconds) for name, seconds in taken.items()}


def forget_garbage() -> None:
    """Collect garbage, and look for none in what is left: generated rows are not what is measured."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()


def timed(run: Run, calls: int = 1) -> float:
    """The seconds that one call takes, over ``calls`` calls."""
    start = perf_counter()
    for _ in range(calls):
        run()
    return (perf_counter() - start) / calls


def _calls(run: Run) -> int:
    """How many calls make a turn. What is quick has been warmed up before it is looked at; the slow is slow anyway."""
    taken = timed(run)
    if taken < ENOUGH_SECONDS:
        taken = timed(run)
    return max(1, min(MOST_CALLS, int(ENOUGH_SECONDS / max(taken, 1e-6))))
