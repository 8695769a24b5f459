"""The register's own row: made once, read by everybody."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select

from tracker.store.database import Session
from tracker.store.tables import HistoryHead, Register
from tracker.store.tables.versions import table_of

_register = table_of(Register)
_head = table_of(HistoryHead)

NO_STARTER = "none"
"""The mark of a register that is to start without the starter register."""


@dataclass(frozen=True, slots=True)
class RegisterFacts:
    """Which register this is. All of its days are days of ``zone``."""

    zone: str
    sandbox: bool
    created_at: datetime
    starter: str = ""

    def day_of(self, moment: datetime) -> date:
        """The local day of an instant."""
        return moment.astimezone(ZoneInfo(self.zone)).date()


def create(session: Session, *, zone: str, sandbox: bool, at: datetime, starter: str = "") -> None:
    """Make the register's row and the empty head of its history."""
    session.execute(_register.insert().values(id=1, zone=zone, sandbox=int(sandbox), starter=starter, created_at=at))
    start = datetime(1970, 1, 1, tzinfo=UTC)
    session.execute(_head.insert().values(id=1, size=0, peaks=[], recorded_at=start))


def load(session: Session) -> RegisterFacts | None:
    """The register's row, None before it was made."""
    row = session.execute(select(_register)).one_or_none()
    return RegisterFacts(row.zone, bool(row.sandbox), row.created_at, row.starter) if row else None


def set_starter(session: Session, mark: str) -> None:
    """Remember which seeds the register started from, or that it was to start without."""
    session.execute(_register.update().values(starter=mark))
