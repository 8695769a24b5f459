"""Readings in the database: the next free reference, one by its reference, and who corrected it."""

from typing import Any

from sqlalchemy import select

from tracker.store.database import Session
from tracker.store.records import sought
from tracker.store.tables import VERSIONED

Row = dict[str, Any]

_reading, _version = VERSIONED["reading"]
_programme = VERSIONED["programme"][0]


def get(session: Session, ref: str) -> Row | None:
    """The reading of that reference, in any case of letters; None where there is none."""
    wanted = sought(ref)
    if wanted is None:
        return None
    row = session.execute(select(_reading).where(_reading.c.ref == wanted)).mappings().one_or_none()
    return dict(row) if row else None


def correction_of(session: Session, ref: str) -> str | None:
    """The reading that stands in the place of this one."""
    found: str | None = session.execute(select(_reading.c.ref).where(_reading.c.corrects == ref)).scalar_one_or_none()
    return found


def next_ref(session: Session, programme: str) -> str:
    """A reference that is free and never was taken: the code of the programme, R, and the next number."""
    code = session.execute(select(_programme.c.code).where(_programme.c.slug == programme)).scalar_one()
    begins = f"{code}-R"
    taken = session.execute(select(_version.c.ref).where(_version.c.ref.startswith(begins, autoescape=True))).scalars()
    numbers = [int(tail) for tail in (ref.removeprefix(begins) for ref in taken) if tail.isdecimal()]
    return f"{begins}{max(numbers, default=0) + 1:03d}"
