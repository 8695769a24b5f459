"""Rule packs in force, and what the sweep remembers: which rows to look at when, and which flags it announced."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Index
from sqlalchemy import text as sql
from sqlmodel import SQLModel

from tracker.store.tables.base import STRICT, day, listing, moment, name, whole


class RulePack(SQLModel, table=True):
    """A rule in force: its whole content, and the SHA-256 of that content in hexadecimal."""

    __tablename__ = "rule_pack"
    __table_args__ = STRICT
    slug: str = name(key=True)
    sha256: str = name()
    content: dict[str, Any] = listing()
    version: int = whole()


class Sweep(SQLModel, table=True):
    """The one row of how far the sweep has come: the entries it has seen, and the packs it applies (their hash).

    ``passing`` is the last reference done of a pass over all rows that is under way, null where none is.
    """

    __tablename__ = "sweep"
    __table_args__ = STRICT
    id: int = whole(key=True)
    seen: int = whole()
    packs: str = name()
    passing: str | None = name(null=True)


class Watch(SQLModel, table=True):
    """When to look at a commitment again; ``version`` and ``checked_on``: what was looked at last, and on which day.

    ``next_on`` is the first local day on which time alone can change a flag, null where none can; the beginning of
    time where something changed and it must be looked at in any case: at ``touched_at``.
    """

    __tablename__ = "watch"
    __table_args__ = (
        Index(
            "ix_watch_next_on",
            "next_on",
            "ref",
            sqlite_where=sql("next_on IS NOT NULL"),
            postgresql_where=sql("next_on IS NOT NULL"),
        ),
        STRICT,
    )
    ref: str = name(key=True)
    version: int = whole()
    checked_on: date | None = day()
    next_on: date | None = day()
    touched_at: datetime | None = moment(null=True)


class FlagRow(SQLModel, table=True):
    """A flag that stands, as it was announced; questions are answered from the facts, never from here."""

    __tablename__ = "flag"
    __table_args__ = STRICT
    ref: str = name(key=True)
    rule: str = name(key=True)
    since: date = day(null=False)
    raised_at: datetime = moment()
    found_at: datetime = moment()


class FlagChange(SQLModel, table=True):
    """One flag raised (1) or lowered (0): the instant it became true in this register, and when the sweep found it."""

    __tablename__ = "flag_change"
    __table_args__ = (Index("ix_flag_change_found_at", "found_at"), STRICT)
    ref: str = name(key=True)
    rule: str = name(key=True)
    true_at: datetime = moment(key=True)
    raised: int = whole(key=True)
    since: date = day(null=False)
    found_at: datetime = moment()
