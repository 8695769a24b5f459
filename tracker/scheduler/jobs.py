"""What is done on a schedule, in the order in which it is done when several are due."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tracker.domain.slots import Trigger
from tracker.services import editions, tidying
from tracker.services.context import Context
from tracker.services.runs import Claim
from tracker.services.sweeping import sweep
from tracker.services.timetable import TIMETABLE
from tracker.settings import Settings


@dataclass(frozen=True, slots=True)
class Job:
    """A kind of work: its name in the ledger, when it is due by the register's zone, and what does it.

    The function finishes the claim in the transaction that holds what it did.
    """

    name: str
    trigger: Trigger
    function: Callable[[Context, Settings, Claim], Any]


JOBS = (
    Job("check", TIMETABLE["check"], sweep),
    Job(editions.JOB, editions.TRIGGER, editions.make),
    Job("tidy", TIMETABLE["tidy"], tidying.run),
)
"""The check comes first, so that an edition tells what the day of its making found."""
