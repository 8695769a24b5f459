"""What is common to the letters of an edition, a letter as it was composed, and the one that came before it."""

from dataclasses import dataclass
from datetime import date, datetime

from tracker.domain.chain import Head
from tracker.notifications.messages import Weekly
from tracker.services.addressees import Addressee


@dataclass(frozen=True, slots=True)
class Issue:
    """What is common to all letters of an edition; ``week`` names its slot, ``as_of`` is the moment it speaks of.

    ``missed``: the weeks since the edition before for which none was made, ``since`` its moment. ``head``: that of the
    history at ``as_of``.
    """

    number: int
    week: str
    as_of: datetime
    missed: tuple[str, ...]
    head: Head
    since: datetime | None

    @property
    def days(self) -> tuple[date, date]:
        """The first and the last day of the week."""
        year, week = self.week.split("-W")
        return date.fromisocalendar(int(year), int(week), 1), date.fromisocalendar(int(year), int(week), 7)


@dataclass(frozen=True, slots=True)
class Composed:
    """A letter and to whom it goes; ``overdue``: all that stands in it as overdue, to tell what is new next time.

    ``named``: what else its reader must be allowed to see; ``bodies``: those for which it tells what they supervise.
    ``left_out``: how much is not in it since it may not be seen, commitments and sentences for the office.
    """

    to: Addressee
    letter: Weekly
    overdue: tuple[str, ...]
    named: tuple[str, ...] = ()
    bodies: tuple[str, ...] = ()
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class Last:
    """The last letter of somebody that came: its edition's number, moment and size of the history."""

    number: int
    as_of: datetime
    size: int
    overdue: frozenset[str]
