"""The closed loop around a commitment: reports of completion, objections, requests, and evidence."""

from datetime import date
from typing import Any

from sqlalchemy import Index
from sqlalchemy import text as sql
from sqlmodel import SQLModel

from tracker.store.tables.base import STRICT, day, listing, name, whole, words


class Report(SQLModel, table=True):
    """One report of completion and what became of it; ``key`` such as ``HLJ-2024-017.R1``.

    ``outcome``: ``standing``, ``withdrawn``, ``returned``, ``closed`` or ``reopened``. ``inside`` are the tree paths
    of the bodies that were responsible, and of those of whoever reported or applied, when they did; ``closing`` are
    the steps that its programme asked for then, which later ones do not loosen. ``depth`` is set
    by an acceptance; the notice runs to the end of ``notice_until``. Persons are opaque ids.
    """

    __tablename__ = "report"
    __table_args__ = (
        Index(
            "uq_report_standing",
            "commitment",
            unique=True,
            sqlite_where=sql("outcome = 'standing'"),
            postgresql_where=sql("outcome = 'standing'"),
        ),
        Index("ix_report_commitment", "commitment", "n"),
        STRICT,
    )
    key: str = name(key=True)
    commitment: str = name(to="commitment.ref")
    n: int = whole()
    outcome: str = name()
    true_for: date = day(null=False)
    note: str = words()
    inside: list[str] = listing()
    closing: str = name()
    reported_by: str = name()
    reported_on: date = day(null=False)
    applied_by: str | None = name(null=True)
    applied_on: date | None = day()
    accepted_by: str | None = name(null=True)
    accepted_on: date | None = day()
    depth: str | None = name(null=True)
    notice_from: date | None = day()
    notice_until: date | None = day()
    ended_by: str | None = name(null=True)
    ended_on: date | None = day()
    reason: str = words()
    version: int = whole()


class Objection(SQLModel, table=True):
    """An objection raised while a public notice ran, and the answer to it; ``key`` such as ``HLJ-2024-017.O1``.

    Where the report was returned, or its commitment cancelled or replaced, before anybody answered, the reason for that
    is the answer.
    """

    __tablename__ = "objection"
    __table_args__ = STRICT
    key: str = name(key=True)
    commitment: str = name(to="commitment.ref", index=True)
    report: str = name(to="report.key")
    said: str = words()
    entered_by: str = name()
    entered_on: date = day(null=False)
    answer: str = words()
    answered_by: str | None = name(null=True)
    answered_on: date | None = day()
    version: int = whole()


class Request(SQLModel, table=True):
    """A move that somebody asks for and another has to approve; ``key`` such as ``HLJ-2024-017.Q1``.

    ``state``: submitted, approved, refused or withdrawn. ``asker`` is who asked as he stood then: person, roles,
    paths. ``old_day`` was in force when it was asked; ``late`` is 1 where that day had passed by then.
    """

    __tablename__ = "request"
    __table_args__ = (
        Index(
            "ix_request_submitted",
            "commitment",
            sqlite_where=sql("state = 'submitted'"),
            postgresql_where=sql("state = 'submitted'"),
        ),
        Index("ix_request_commitment", "commitment"),
        STRICT,
    )
    key: str = name(key=True)
    commitment: str = name(to="commitment.ref")
    move: str = name()
    state: str = name()
    reason: str = words()
    evidence: list[str] = listing()
    old_day: date | None = day()
    new_day: date | None = day()
    successors: list[str] = listing()
    late: int = whole()
    asker: dict[str, Any] = listing()
    asked_by: str = name()
    asked_on: date = day(null=False)
    decided_by: str | None = name(null=True)
    decided_on: date | None = day()
    decision: str = words()
    version: int = whole()


class Evidence(SQLModel, table=True):
    """A file or a link that shows something about a commitment; ``key`` such as ``HLJ-2024-017.E1``.

    ``kind``: file or link. A file is kept outside the database under its SHA-256; ``dated`` is the day that it bears
    or is true for. Nothing is taken off the file: what is withdrawn stays, marked, and no longer counts.
    """

    __tablename__ = "evidence"
    __table_args__ = (Index("ix_evidence_commitment", "commitment"), Index("ix_evidence_sha256", "sha256"), STRICT)
    key: str = name(key=True)
    commitment: str = name(to="commitment.ref")
    kind: str = name()
    title: str = words()
    filename: str = words()
    media_type: str = name()
    size: int | None = whole(null=True)
    sha256: str | None = name(null=True)
    url: str = words()
    dated: date | None = day()
    added_by: str = name()
    added_on: date = day(null=False)
    withdrawn_by: str | None = name(null=True)
    withdrawn_on: date | None = day()
    reason: str = words()
    version: int = whole()
