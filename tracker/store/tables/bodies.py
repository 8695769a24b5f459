"""Bodies, the posts in them, and who holds the posts."""

from datetime import date, datetime

from sqlmodel import SQLModel

from tracker.store.tables.base import STRICT, day, moment, name, whole, words


class Body(SQLModel, table=True):
    """A public body in the tree of bodies; ``path`` lists the slugs from the root, so a subtree is an index range.

    ``ended_on`` is the last day of a body that is no more, ``merged_into`` the one that took its place.
    """

    __tablename__ = "body"
    __table_args__ = STRICT
    slug: str = name(key=True)
    parent: str | None = name(null=True, to="body.slug")
    path: str = name(index=True)
    name_en: str = words()
    name_zh: str = words()
    ended_on: date | None = day()
    merged_into: str | None = name(null=True)
    version: int = whole()


class Post(SQLModel, table=True):
    """A post in a body; commitments are owned by posts, not by persons.

    ``duty``: empty, ``auditor`` or ``administrator``. An auditor sees the bodies below ``scope``, or all where null.
    ``ended_on`` is the last day of a post that is no more.
    """

    __tablename__ = "post"
    __table_args__ = STRICT
    slug: str = name(key=True)
    body: str = name(to="body.slug", index=True)
    title_en: str = words()
    title_zh: str = words()
    duty: str = name(default="")
    scope: str | None = name(null=True)
    ended_on: date | None = day()
    version: int = whole()


class Person(SQLModel, table=True):
    """A person's name and address: outside the history, so that they can be erased; entries carry ``id`` only.

    ``empty_week``: whether a week without news brings a ``letter`` that says so, or ``nothing``. What was erased keeps
    its id alone, and ``erased_at``.
    """

    __tablename__ = "person"
    __table_args__ = STRICT
    id: str = name(key=True)
    slug: str | None = name(null=True, index=True)
    name_en: str = words()
    name_zh: str = words()
    email: str = words()
    language: str = name()
    empty_week: str = name(default="letter")
    erased_at: datetime | None = moment(null=True)


class Holding(SQLModel, table=True):
    """Who holds which post from when to when; ``person`` is an opaque id. Days are local, both ends included."""

    __tablename__ = "holding"
    __table_args__ = STRICT
    key: str = name(key=True)
    post: str = name(to="post.slug", index=True)
    person: str = name(index=True)
    since: date = day(null=False)
    until: date | None = day()
    version: int = whole()
