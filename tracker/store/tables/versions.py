"""Row versions: beside each table of records one of all its past states, with half-open recorded-from and -to."""

from typing import Any, cast

from sqlalchemy import Column, ColumnElement, Index, Integer, Table
from sqlalchemy import text as sql
from sqlmodel import SQLModel

from tracker.domain.moment import Moment
from tracker.store.tables.bodies import Body, Holding, Post
from tracker.store.tables.commitments import Commitment, Link, Reading
from tracker.store.tables.loop import Evidence, Objection, Report, Request
from tracker.store.tables.register import Place, Programme, Source
from tracker.store.tables.rules import RulePack
from tracker.store.types import UtcDateTime


def table_of(model: type[SQLModel]) -> Table:
    """The Core table behind a model."""
    return cast("Table", cast("Any", model).__table__)


def _versions(model: type[SQLModel]) -> Table:
    current = table_of(model)
    (key,) = current.primary_key.columns
    columns = [Column(c.name, c.type, primary_key=c is key, nullable=c.nullable) for c in current.columns]
    for column in columns:
        if column.name == "version":
            column.primary_key = True
    return Table(
        f"{current.name}_version",
        SQLModel.metadata,
        *columns,
        Column("recorded_from", UtcDateTime(), nullable=False),
        Column("recorded_to", UtcDateTime(), nullable=False),
        Column("entry_seq", Integer(), nullable=False),
        sqlite_strict=True,
    )


VERSIONED: dict[str, tuple[Table, Table]] = {
    table_of(model).name: (table_of(model), _versions(model))
    for model in (
        Body,
        Place,
        Programme,
        Post,
        Holding,
        Source,
        Commitment,
        Reading,
        Link,
        RulePack,
        Report,
        Objection,
        Request,
        Evidence,
    )
}
"""Record type → its table and its table of versions, in an order in which they can be filled."""

_commitments = VERSIONED["commitment"][1]
Index(
    "ix_commitment_version_clock",
    _commitments.c.clock_day,
    _commitments.c.recorded_from,
    _commitments.c.recorded_to,
    _commitments.c.ref,
    sqlite_where=sql("clock_day IS NOT NULL"),
    postgresql_where=sql("clock_day IS NOT NULL"),
)


def known_rows(record: str, moment: Moment) -> tuple[Table, list[ColumnElement[bool]]]:
    """The table in which to look for records of a type, and the conditions that its rows were known at the moment."""
    current, versions = VERSIONED[record]
    if moment.known is None:
        return current, []
    return versions, [versions.c.recorded_from <= moment.known, versions.c.recorded_to > moment.known]
