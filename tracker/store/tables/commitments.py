"""Commitments, what they are found by, how they are linked, and the readings that belong to them."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Index
from sqlalchemy import text as sql
from sqlmodel import SQLModel

from tracker.store.tables.base import STRICT, day, listing, moment, name, whole, words


def _of_running(name: str, *columns: str) -> Index:
    """An index of what has a running clock and no report of completion."""
    running = sql("clock_day IS NOT NULL AND done_on IS NULL")
    return Index(name, *columns, sqlite_where=running, postgresql_where=running)


class Commitment(SQLModel, table=True):
    """A stated goal. ``clock_day`` and the ``…_text`` columns follow from the others (store.records.derived).

    ``progress`` is in hundredths of the whole, null where nobody said; ``extended`` and ``reopened`` count what the
    history tells. ``stage_day`` is the day up to which a stage closing or a suspension was approved.
    """

    __tablename__ = "commitment"
    __table_args__ = (
        # What still runs: the latest first, and in the order of a list, which is by last_day (a stage has its own day).
        # With the body, so that a walk along them reads only the rows of the unit asked for.
        _of_running("ix_commitment_clock", "clock_day", "ref", "body"),
        _of_running("ix_commitment_due", "last_day", "ref", "clock_day", "body"),
        # Inside one body; with the other day, so that only the rows that are shown are read after sorting.
        _of_running("ix_commitment_body_clock", "body", "clock_day", "ref", "last_day"),
        Index("ix_commitment_last_day", "last_day", "ref"),
        # A unit's and a programme's page: counted, and put in order, without reading the rows.
        Index("ix_commitment_body", "body", "work", "last_day", "ref"),
        Index("ix_commitment_programme", "programme", "last_day", "ref", "work"),
        STRICT,
    )
    ref: str = name(key=True)
    kind: str = name()
    programme: str = name(to="programme.slug")
    parent: str | None = name(null=True, to="commitment.ref", index=True)
    title_en: str = words()
    title_zh: str = words()
    note_en: str = words()
    note_zh: str = words()
    work: str = name()
    assurance: str = name()
    owner_words: str = words()
    body: str | None = name(null=True, to="body.slug")
    post: str | None = name(null=True, to="post.slug", index=True)
    supervisor: str | None = name(null=True, to="body.slug")
    acceptor: str | None = name(null=True, to="body.slug")
    leader: str | None = name(null=True, to="post.slug")
    co_bodies: list[str] = listing()
    due_words: str = words()
    last_day: date | None = day()
    not_before: date | None = day()
    precision: str = name()
    policy: str = name()
    due_certain: int = whole()
    due_reasons: list[dict[str, Any]] = listing()
    recurrence: dict[str, Any] | None = listing(null=True)
    event: str | None = words(null=True)
    confirmed_by: str | None = name(null=True)
    confirmed_on: date | None = day()
    context_day: date | None = day()
    context_words: str = words()
    first_day: date | None = day()
    stage_day: date | None = day()
    done_on: date | None = day()
    review_day: date | None = day()
    unowned_since: date | None = day()
    size: dict[str, Any] | None = listing(null=True)
    quantity: dict[str, Any] | None = listing(null=True)
    sources: list[dict[str, Any]] = listing()
    aliases: list[str] = listing()
    places: list[str] = listing()
    tags: list[str] = listing()
    marks: list[str] = listing()
    registered_on: date = day(null=False)
    updated_on: date = day(null=False)
    progress: int | None = whole(null=True)
    extended: int = whole(default=0)
    reopened: int = whole(default=0)
    version: int = whole()
    clock_day: date | None = day()
    title_text: str = words()
    search_text: str = words()


class Facet(SQLModel, table=True):
    """One value by which a commitment is found (alias, place, source, tag, mark, co-unit), and while it was so."""

    __tablename__ = "facet"
    __table_args__ = (
        Index(
            "uq_facet_alias",
            "value",
            unique=True,
            sqlite_where=sql("field = 'alias' AND recorded_to = '9999-12-31T00:00:00.000000Z'"),
            postgresql_where=sql("field = 'alias' AND recorded_to = '9999-12-31T00:00:00Z'::timestamptz"),
        ),
        Index("ix_facet_ref", "ref"),
        STRICT,
    )
    field: str = name(key=True)
    value: str = name(key=True)
    ref: str = name(key=True)
    recorded_from: datetime = moment(key=True)
    recorded_to: datetime = moment()


class Link(SQLModel, table=True):
    """Two commitments that say the same or belong together; linked, so that nothing is counted twice."""

    __tablename__ = "link"
    __table_args__ = STRICT
    key: str = name(key=True)
    kind: str = name()
    a: str = name(to="commitment.ref", index=True)
    b: str = name(to="commitment.ref", index=True)
    note_en: str = words()
    note_zh: str = words()
    version: int = whole()


class Reading(SQLModel, table=True):
    """A dated value or result; ``value`` keeps numbers as decimal text with comparator and unit as printed.

    ``vintage`` names the edition of the data; ``corrects`` is the reading in whose place this one stands.
    """

    __tablename__ = "reading"
    __table_args__ = STRICT
    ref: str = name(key=True)
    aliases: list[str] = listing()
    commitment: str | None = name(null=True, to="commitment.ref", index=True)
    programme: str | None = name(null=True, to="programme.slug", index=True)
    title_en: str = words()
    title_zh: str = words()
    note_en: str = words()
    note_zh: str = words()
    value: dict[str, Any] | None = listing(null=True)
    period_words: str = words()
    period_first: date | None = day()
    period_last: date | None = day()
    reported_on: date | None = day()
    source: str | None = name(null=True, to="source.slug")
    paragraph: str = words()
    vintage: str = words(default="")
    corrects: str | None = name(null=True)
    entered_by: str | None = name(null=True)
    entered_on: date | None = day()
    places: list[str] = listing()
    tags: list[str] = listing()
    marks: list[str] = listing()
    version: int = whole()
