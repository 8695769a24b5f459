"""What pages of waiting work ask of several commitments at once: values, decisions, reports and evidence."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import func, select

from tracker.domain.moment import Moment
from tracker.store.database import Session
from tracker.store.loop import number
from tracker.store.tables.versions import known_rows

TOGETHER = 500
"""So many references are asked for in one statement."""


def values(session: Session, refs: Iterable[str], moment: Moment) -> dict[str, date]:
    """Reference → the local day on which a value of it was last told; those without any are left out."""
    table, known = known_rows("reading", moment)
    last = func.max(func.coalesce(table.c.reported_on, table.c.entered_on))
    told = select(table.c.commitment, last).where(*known).group_by(table.c.commitment)
    wanted, found = sorted(refs), dict[str, date]()
    for first in range(0, len(wanted), TOGETHER):
        some = told.where(table.c.commitment.in_(wanted[first : first + TOGETHER]))
        found.update({ref: _day(day) for ref, day in session.execute(some) if day is not None})
    return found


def records(session: Session, record: str, refs: Iterable[str], moment: Moment) -> dict[str, list[dict[str, Any]]]:
    """Reference → its records of a type (report, evidence), oldest first."""
    table, known = known_rows(record, moment)
    wanted = sorted(set(refs))
    found: dict[str, list[dict[str, Any]]] = {ref: [] for ref in wanted}
    for first in range(0, len(wanted), TOGETHER):
        some = select(table).where(table.c.commitment.in_(wanted[first : first + TOGETHER]), *known)
        for row in session.execute(some).mappings():
            found[row["commitment"]].append(dict(row))
    for rows in found.values():
        rows.sort(key=lambda row: number(row["key"]))
    return found


def decisions(session: Session, moment: Moment, *, since: date) -> list[dict[str, Any]]:
    """The requests that were approved or refused on a local day or later, the newest first."""
    table, known = known_rows("request", moment)
    decided = table.c.state.in_(("approved", "refused")), table.c.decided_on >= since
    found = session.execute(select(table).where(*decided, *known).order_by(table.c.decided_on.desc(), table.c.key))
    return [dict(row) for row in found.mappings()]


def _day(value: date | str) -> date:
    """SQLite gives the largest of several days as the text it keeps."""
    return value if isinstance(value, date) else date.fromisoformat(value)
