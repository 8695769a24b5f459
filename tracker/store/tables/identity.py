"""Who may sign in, by what, and what was tried: accounts, sessions, tokens, one-time links, limits, the access log.

None of this is part of the history; all of it can be erased with the person.
"""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from tracker.store.tables.base import STRICT, listing, moment, name, whole, words
from tracker.store.types import Bytes


class Account(SQLModel, table=True):
    """That a person may sign in; ``password`` is an argon2id hash, empty where there is none (single sign-on only)."""

    __tablename__ = "account"
    __table_args__ = STRICT
    person: str = name(key=True, to="person.id")
    password: str = words()
    password_at: datetime | None = moment(null=True)
    created_at: datetime = moment()
    disabled_at: datetime | None = moment(null=True)


class Identity(SQLModel, table=True):
    """Who a person is to a provider of single sign-on: its issuer, and the subject there."""

    __tablename__ = "identity"
    __table_args__ = STRICT
    issuer: str = name(key=True)
    subject: str = name(key=True)
    person: str = name(to="person.id", index=True)
    linked_at: datetime = moment()


class Invitation(SQLModel, table=True):
    """A link that works once; ``hash`` is the SHA-256 of its secret. ``purpose``: ``first``, ``invite`` or ``reset``.

    ``person`` is null for the first administrator, who names himself.
    """

    __tablename__ = "invitation"
    __table_args__ = STRICT
    hash: bytes = Field(sa_type=Bytes, primary_key=True)
    purpose: str = name()
    person: str | None = name(null=True, index=True)
    created_at: datetime = moment()
    expires_at: datetime = moment()
    used_at: datetime | None = moment(null=True)


class SignIn(SQLModel, table=True):
    """A session in a browser; ``hash`` is the SHA-256 of the secret in its cookie. ``how``: password, link or oidc."""

    __tablename__ = "sign_in"
    __table_args__ = STRICT
    hash: bytes = Field(sa_type=Bytes, primary_key=True)
    person: str = name(to="person.id", index=True)
    how: str = name()
    began_at: datetime = moment()
    seen_at: datetime = moment()
    expires_at: datetime = moment()
    ended_at: datetime | None = moment(null=True)
    address: str = words()
    agent: str = words()


class Token(SQLModel, table=True):
    """A secret by which a program acts for a person; ``hash`` is its SHA-256. ``scopes``: read, write, admin."""

    __tablename__ = "token"
    __table_args__ = (Index("uq_token_hash", "hash", unique=True), STRICT)
    id: str = name(key=True)
    hash: bytes = Field(sa_type=Bytes)
    person: str = name(to="person.id", index=True)
    title: str = words()
    scopes: list[str] = listing()
    created_at: datetime = moment()
    expires_at: datetime = moment()
    used_at: datetime | None = moment(null=True)
    revoked_at: datetime | None = moment(null=True)


class Access(SQLModel, table=True):
    """One line of the access log: who came, by what way, and what was refused.

    ``event`` is one of ``services.access.Event``; ``way``: web, api, command. ``what`` is a path or a command, never
    a secret; ``person`` is an opaque id, null where nobody is known.
    """

    __tablename__ = "access"
    __table_args__ = (Index("ix_access_at", "at"), Index("ix_access_person", "person", "at"), STRICT)
    id: str = name(key=True)
    at: datetime = moment()
    event: str = name()
    way: str = name()
    person: str | None = name(null=True)
    token: str | None = name(null=True)
    address: str = words()
    what: str = words()
    detail: str = words()


class Bucket(SQLModel, table=True):
    """How much of an allowance is left: ``level`` in thousandths of a try, as of ``at``; ``key``: purpose and whom."""

    __tablename__ = "bucket"
    __table_args__ = STRICT
    key: str = name(key=True)
    level: int = whole()
    at: datetime = moment()


class Idempotency(SQLModel, table=True):
    """The answer to a request that a program may repeat: the same key and the same request give the same answer."""

    __tablename__ = "idempotency"
    __table_args__ = (Index("ix_idempotency_at", "at"), STRICT)
    person: str = name(key=True)
    key: str = name(key=True)
    fingerprint: str = name()
    at: datetime = moment()
    status: int | None = whole(null=True)
    headers: dict[str, str] | None = listing(null=True)
    body: str | None = words(null=True)
