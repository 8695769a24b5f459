"""Persons: name and address beside the history, and everything of theirs that goes when they are erased."""

import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Table, Text, false, or_, select, type_coerce

from tracker.store.database import Session
from tracker.store.tables import (
    Access,
    Account,
    Attempt,
    Bucket,
    Delivery,
    DeliveryBody,
    Idempotency,
    Identity,
    Invitation,
    Letter,
    Person,
    Preference,
    SavedView,
    SignIn,
    Token,
    Unsubscription,
)
from tracker.store.tables.versions import table_of

_person, _account = table_of(Person), table_of(Account)
_delivery, _body, _attempt = table_of(Delivery), table_of(DeliveryBody), table_of(Attempt)
_letter, _access, _bucket = table_of(Letter), table_of(Access), table_of(Bucket)
_idempotency = table_of(Idempotency)

Row = dict[str, Any]

OWN: tuple[Table, ...] = tuple(
    table_of(model)
    for model in (
        Account,
        Identity,
        Invitation,
        SignIn,
        Token,
        Idempotency,
        Preference,
        SavedView,
        Unsubscription,
    )
)
"""The tables whose rows belong to one person and go with him."""

GONE = "…"
"""What stands where a name or an address was."""

Words = Collection[str]


@dataclass(frozen=True, slots=True)
class Posted:
    """A letter in the outbox, without its bytes."""

    key: str
    message_id: str
    edition: int | None
    person: str
    address: str
    sender: str
    state: str


@dataclass(frozen=True, slots=True)
class Telling:
    """A letter that tells the office of somebody, what it says, and its way; no way where nothing was to be sent."""

    edition: int
    person: str
    language: str
    payload: Row
    way: Posted | None


def get(session: Session, person: str) -> Row | None:
    """The row of a person by the opaque id."""
    row = session.execute(select(_person).where(_person.c.id == person)).mappings().one_or_none()
    return dict(row) if row else None


def everybody(session: Session) -> list[Row]:
    """All who were not erased, by their short names."""
    there = select(_person).where(_person.c.erased_at.is_(None)).order_by(_person.c.slug, _person.c.id)
    return [dict(row) for row in session.execute(there).mappings()]


def ids_of_slug(session: Session, slug: str) -> list[str]:
    """The persons who have this short name, an id or an address that reads the same included."""
    same = or_(_person.c.slug == slug, _person.c.id == slug, _person.c.email == slug)
    return list(session.execute(select(_person.c.id).where(same)).scalars())


def has_account(session: Session, person: str) -> bool:
    """Whether a person may sign in, or might again."""
    found = session.execute(select(_account.c.person).where(_account.c.person == person))
    return found.first() is not None


def put(session: Session, person: str, values: Mapping[str, Any]) -> None:
    """Change a person's row."""
    session.execute(_person.update().where(_person.c.id == person).values(values))


def letters_to(session: Session, person: str) -> list[Posted]:
    """Every letter to a person."""
    return _posted(session, _delivery.c.person == person)


def letters_telling_of(session: Session, words: Words) -> list[Telling]:
    """The letters that name somebody by one of ``words``, such as one that says whom a letter did not reach."""
    payload = type_coerce(_letter.c.payload, Text())
    query = select(_letter).where(_containing(payload, [json.dumps(word, ensure_ascii=False)[1:-1] for word in words]))
    found = [row for row in session.execute(query) if any(word in told for word in words for told in news(row.payload))]
    ways = {way.key: way for way in _posted(session, _delivery.c.key.in_([row.delivery or "" for row in found]))}
    return [Telling(row.edition, row.person, row.language, row.payload, ways.get(row.delivery)) for row in found]


def news(payload: Mapping[str, Any]) -> list[str]:
    """What a letter tells the office alone, the one part in which persons are named."""
    return list(payload["letter"].get("news", {}).get("sentences", ()))


def forget_letters(session: Session, person: str, words: Words, *, reason: Mapping[str, Any], at: datetime) -> None:
    """Blank the letters to a person: those that wait are refused, of the others it is left that there was one."""
    own = _delivery.c.person == person
    mine = select(_delivery.c.key).where(own)
    session.execute(_body.update().where(_body.c.key.in_(mine)).values(body=b""))
    # A letter that was redirected stays one: its recipient was somebody else.
    direct = select(_delivery.c.address).where(_delivery.c.key == _attempt.c.delivery).scalar_subquery()
    tries = _attempt.c.delivery.in_(mine)
    session.execute(_attempt.update().where(tries, _attempt.c.recipient == direct).values(recipient=""))
    session.execute(_attempt.update().where(tries).values(reply=""))
    refused = {"state": "refused", "ended_at": at, "reason": reason}
    session.execute(
        _delivery.update().where(own, _delivery.c.state.in_(("ready", "ambiguous", "held"))).values(refused)
    )
    session.execute(_delivery.update().where(own, _delivery.c.reason.is_not(None)).values(reason=reason))
    session.execute(_delivery.update().where(own).values(address=""))
    for column in ("recipient", "reply"):
        _forget_in(session, _attempt, column, words)
    _forget_in(session, _delivery, "reason", words)


def rewrite(session: Session, letter: Telling, payload: Row, body: bytes) -> None:
    """Put other content and other bytes in the place of what a letter said."""
    same = _letter.c.edition == letter.edition, _letter.c.person == letter.person
    session.execute(_letter.update().where(*same).values(payload=payload))
    if letter.way is not None:
        session.execute(_body.update().where(_body.c.key == letter.way.key).values(body=body))


def forget_visits(session: Session, person: str, words: Words) -> None:
    """Take address and detail out of the lines of the access log, and the names out of what others' lines say."""
    session.execute(_access.update().where(_access.c.person == person).values(address="", detail=""))
    for column in ("what", "detail"):
        _forget_in(session, _access, column, words)
    # What is kept only for a while is forgotten whole.
    for table, column in ((_idempotency, "body"), (_idempotency, "key"), (_bucket, "key")):
        session.execute(table.delete().where(_containing(table.c[column], words)))


def forget_account(session: Session, person: str) -> None:
    """Take away the account with all that belongs to it, so that nobody can sign in as this person."""
    for table in OWN:
        session.execute(table.delete().where(table.c.person == person))


def _containing(column: ColumnElement[Any], words: Words) -> ColumnElement[bool]:
    return or_(false(), *(column.contains(word, autoescape=True) for word in words))


def _forget_in(session: Session, table: Table, name: str, words: Words) -> None:
    """Put ``GONE`` in place of every one of ``words`` in a column of text or of JSON; never inside another word."""
    column = type_coerce(table.c[name], Text())
    named = re.compile("|".join(_whole(word) for word in sorted(words, key=len, reverse=True)) or "(?!)")
    keys = list(table.primary_key.columns)
    for *key, said in session.execute(select(*keys, column).where(_containing(column, words))).all():
        written = named.sub(GONE, said)
        same = [column == value for column, value in zip(keys, key, strict=True)]
        value = written if isinstance(table.c[name].type, Text) else json.loads(written)
        session.execute(table.update().where(*same).values({name: value}))


def _whole(word: str) -> str:
    """The pattern of a word; one in Latin letters does not begin or end inside another."""
    pattern = re.escape(word)
    return rf"(?<![A-Za-z0-9_-]){pattern}(?![A-Za-z0-9_-])" if word.isascii() else pattern


def _posted(session: Session, *conditions: Any) -> list[Posted]:
    columns = (_delivery.c[name] for name in Posted.__dataclass_fields__)
    found = select(*columns).where(*conditions).order_by(_delivery.c.key)
    return [Posted(*row) for row in session.execute(found)]
