"""Which files the records of evidence name; the records are in ``loop``, the files in ``evidence_files``."""

from sqlalchemy import select

from tracker.store.database import Session
from tracker.store.tables import VERSIONED

_evidence = VERSIONED["evidence"][0]


def named(session: Session) -> dict[str, str]:
    """The hash of every file that a record names → the first key that names it."""
    files = select(_evidence.c.sha256, _evidence.c.key).where(_evidence.c.sha256.is_not(None))
    found: dict[str, str] = {}
    for digest, key in session.execute(files.order_by(_evidence.c.added_on, _evidence.c.key)):
        found.setdefault(digest, key)
    return found
