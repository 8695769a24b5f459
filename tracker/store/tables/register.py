"""The register itself, and what commitments are grouped and sourced by."""

from datetime import date, datetime

from sqlmodel import SQLModel

from tracker.store.tables.base import STRICT, day, listing, moment, name, whole, words


class Register(SQLModel, table=True):
    """The one row that says which register this is: zone, sandbox or not, and the seeds it started from."""

    __tablename__ = "register"
    __table_args__ = STRICT
    id: int = whole(key=True)
    zone: str = words()
    sandbox: int = whole()
    starter: str = words()
    created_at: datetime = moment()


class Place(SQLModel, table=True):
    """A place in the tree of places; ``path`` lists the slugs from the root."""

    __tablename__ = "place"
    __table_args__ = STRICT
    slug: str = name(key=True)
    parent: str | None = name(null=True, to="place.slug")
    path: str = name(index=True)
    name_en: str = words()
    name_zh: str = words()
    version: int = whole()


class Programme(SQLModel, table=True):
    """What commitments are grouped by, and which steps they need to close."""

    __tablename__ = "programme"
    __table_args__ = STRICT
    slug: str = name(key=True)
    code: str = name()
    title_en: str = words()
    title_zh: str = words()
    closing: str = name()
    example: int = whole()
    note_en: str = words()
    note_zh: str = words()
    version: int = whole()


class Source(SQLModel, table=True):
    """A document in which commitments were stated, and the policy by which its doubtful dates are read."""

    __tablename__ = "source"
    __table_args__ = STRICT
    slug: str = name(key=True)
    title_en: str = words()
    title_zh: str = words()
    publisher: str | None = name(null=True, to="body.slug")
    published_on: date | None = day()
    language: str = name()
    policy: str = name()
    marks: list[str] = listing()
    note_en: str = words()
    note_zh: str = words()
    version: int = whole()
