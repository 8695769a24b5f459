"""What commitments refer to by slug: whether it exists, what it is called, what was probably meant."""

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any

from sqlalchemy import Row, select

from tracker.store.database import Session
from tracker.store.records import key_column
from tracker.store.tables import VERSIONED


def existing(session: Session, noun: str, slugs: Iterable[str]) -> set[str]:
    """Those of ``slugs`` that the register has."""
    key = VERSIONED[noun][0].c[key_column(noun)]
    return set(session.execute(select(key).where(key.in_(set(slugs)))).scalars())


def nearest(session: Session, noun: str, slug: str) -> str | None:
    """The slug that was probably meant."""
    key = VERSIONED[noun][0].c[key_column(noun)]
    known = session.execute(select(key).limit(5_000)).scalars()
    return next(iter(get_close_matches(slug, list(known), 1)), None)


def source(session: Session, slug: str) -> Row[Any] | None:
    """A source, None where there is none of this slug."""
    table = VERSIONED["source"][0]
    return session.execute(select(table).where(table.c.slug == slug)).one_or_none()


def all_rows(session: Session, noun: str) -> list[dict[str, Any]]:
    """Every current record of a noun, by its key."""
    table = VERSIONED[noun][0]
    key = table.c[key_column(noun)]
    return [dict(row) for row in session.execute(select(table).order_by(key)).mappings()]


def path(session: Session, noun: str, slug: str) -> str:
    """The tree path of a body or a place, which must exist."""
    table = VERSIONED[noun][0]
    found: str = session.execute(select(table.c.path).where(table.c.slug == slug)).scalar_one()
    return found


def current(session: Session, noun: str, slug: str) -> dict[str, Any] | None:
    """The record of a noun with this slug as it is now, None where there is none."""
    table = VERSIONED[noun][0]
    row = session.execute(select(table).where(table.c[key_column(noun)] == slug)).mappings().one_or_none()
    return dict(row) if row else None
