"""The outbox: letters that wait, who is sending them, and every attempt with what came back.

``fence`` counts the claims of a letter and numbers its attempts: whoever holds an older fence has lost the letter.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import Executable, bindparam, func, select
from sqlalchemy import text as sql
from sqlalchemy.dialects import postgresql, sqlite

from tracker.store.database import Session
from tracker.store.tables.letters import Attempt, Delivery, DeliveryBody
from tracker.store.tables.versions import table_of

WAITING = ("ready", "ambiguous")
"""The states from which a letter is sent; ``ambiguous``: once more, since the answer of the server was lost."""

_delivery, _body, _attempt = table_of(Delivery), table_of(DeliveryBody), table_of(Attempt)
# Word for word the condition of the index, which SQLite uses only then.
_indexed = sql("state IN ('ready', 'sending', 'ambiguous')")
_unsettled = sql("state IN ('sending', 'ambiguous')")


@dataclass(frozen=True, slots=True)
class Message:
    """A letter to be put in the outbox; ``body`` is what will be handed over, byte for byte."""

    key: str
    message_id: str
    edition: int | None
    person: str
    address: str
    sender: str
    subject: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Claimed:
    """A letter that is ours until the lease ends; ``fence`` is the number of this attempt."""

    key: str
    message_id: str
    edition: int | None
    address: str
    sender: str
    body: bytes
    fence: int
    attempts: int
    ambiguous: int


_CLAIMED = tuple(name for name in Claimed.__dataclass_fields__ if name != "body")


def add(session: Session, messages: Iterable[Message], *, at: datetime) -> int:
    """Put letters in the outbox, ready to be sent; those whose key is there already are left as they are.

    Gives how many were put in.
    """
    new = 0
    for message in messages:
        row = {**asdict(message), **_fresh(at)}
        body = row.pop("body")
        if session.execute(_adding(session.dialect.name), row).first() is not None:
            session.execute(_body.insert(), {"key": message.key, "body": body})
            new += 1
    return new


def claim(
    session: Session, owner: str, *, at: datetime, lease: timedelta, to_nobody: bool | None = None
) -> Claimed | None:
    """Take the letter that has waited longest, for ``lease``; None where nothing is due.

    ``to_nobody``: only among those to addresses under ``.example``, or only among the others.
    """
    found = session.execute(_claiming(to_nobody), {"me": owner, "at": at, "until": at + lease}).first()
    if found is None:
        return None
    return Claimed(**found._mapping, body=body_of(session, found.key) or b"")


def begin(session: Session, claimed: Claimed, *, channel: str, recipient: str, at: datetime) -> None:
    """Write down that an attempt begins, before anything is handed over."""
    session.execute(
        _beginning(),
        {
            "delivery": claimed.key,
            "n": claimed.fence,
            "channel": channel,
            "recipient": recipient,
            "began_at": at,
            "ended_at": None,
            "outcome": "unfinished",
            "code": None,
            "reply": "",
        },
    )


def give_back(session: Session, claimed: Claimed) -> None:
    """Undo a claim in the transaction in which it was made, so that nothing is seen of it."""
    as_before = {"state": "ambiguous" if claimed.ambiguous else "ready", "owner": None, "lease_until": None}
    before = {"fence": claimed.fence - 1, "attempts": claimed.attempts - 1, **as_before}
    mine = _delivery.c.key == claimed.key, _delivery.c.fence == claimed.fence
    session.execute(_delivery.update().where(*mine).values(before))


def withdraw(session: Session, key: str, *, at: datetime, reason: Mapping[str, Any]) -> bool:
    """End a letter that waits, so that it is never sent, and drop its bytes; False where it does not wait any more."""
    into = {"state": "withdrawn", "ended_at": at, "reason": reason}
    if not put(session, [key], into=into, among=WAITING):
        return False
    session.execute(_body.update().where(_body.c.key == key).values(body=b""))
    return True


def settle(
    session: Session,
    claimed: Claimed,
    *,
    state: str,
    not_before: datetime,
    reason: Mapping[str, Any] | None,
    ambiguous: int,
    ended_at: datetime | None,
) -> bool:
    """Say what became of a letter; False, with nothing changed, where somebody else has claimed it in the meantime."""
    values = {"state": state, "not_before": not_before, "reason": reason, "ambiguous": ambiguous, "ended_at": ended_at}
    return session.execute(_settling(), {"at_key": claimed.key, "mine": claimed.fence, **values}).rowcount == 1


def end(session: Session, claimed: Claimed, *, outcome: str, code: int | None, reply: str, at: datetime) -> None:
    """Write down how our attempt ended; also where the letter is no longer ours, since the attempt still is."""
    values = {"outcome": outcome, "code": code, "reply": reply, "ended_at": at}
    session.execute(_ending(), {"at_key": claimed.key, "mine": claimed.fence, **values})


def tried_since(session: Session, claimed: Claimed) -> datetime | None:
    """When the first attempt began that is counted in ``attempts``; what a person tries again is counted anew."""
    first = _attempt.c.delivery == claimed.key, _attempt.c.n == claimed.fence - claimed.attempts + 1
    began: datetime | None = session.execute(select(_attempt.c.began_at).where(*first)).scalar_one_or_none()
    return began


def abandoned(session: Session, *, at: datetime) -> list[tuple[Claimed, str]]:
    """Letters whose sender let the lease run out, with the channel of that attempt; locked for this transaction.

    Their bytes are not read.
    """
    found = session.execute(_abandoned(), {"at": at})
    return [(Claimed(**dict(zip(_CLAIMED, row, strict=False)), body=b""), row.channel) for row in found]


def hold_due(session: Session, *, at: datetime, reason: Mapping[str, Any]) -> int:
    """Hold every letter that waits; gives how many."""
    waiting = _indexed & _delivery.c.state.in_(WAITING)
    held = _delivery.update().where(waiting, _delivery.c.not_before <= at).values(state="held", reason=reason)
    return session.execute(held).rowcount


def put(session: Session, keys: Sequence[str] | None, *, into: Mapping[str, Any], among: Sequence[str]) -> list[str]:
    """Give letters another state, where theirs is one of ``among``; None means all of these. Gives their keys."""
    changing = _delivery.update().where(_delivery.c.state.in_(among)).values(**into)
    if keys is not None:
        changing = changing.where(_delivery.c.key.in_(keys))
    return sorted(session.execute(changing.returning(_delivery.c.key)).scalars())


def state_of(session: Session, key: str) -> str | None:
    """The state of a letter, None where there is none with this key."""
    state: str | None = session.execute(select(_delivery.c.state).where(_delivery.c.key == key)).scalar_one_or_none()
    return state


def body_of(session: Session, key: str) -> bytes | None:
    """The frozen bytes of a letter, None where there is none with this key."""
    body: bytes | None = session.execute(_reading(), {"of": key}).scalar_one_or_none()
    return body


def next_due(session: Session) -> datetime | None:
    """The first instant at which there is a letter to send, or a lease to look after; None where nothing waits."""
    waits = select(func.min(_delivery.c.not_before)).where(_indexed & _delivery.c.state.in_(WAITING))
    leased = select(func.min(_delivery.c.lease_until)).where(_indexed & (_delivery.c.state == "sending"))
    found = [session.execute(query).scalar_one() for query in (waits, leased)]
    return min((moment for moment in found if moment is not None), default=None)


def _fresh(at: datetime) -> dict[str, Any]:
    counted = {"fence": 0, "attempts": 0, "ambiguous": 0}
    empty = {"owner": None, "lease_until": None, "ended_at": None, "reason": None}
    return {"state": "ready", **counted, **empty, "not_before": at, "created_at": at}


@lru_cache(maxsize=2)
def _adding(dialect: str) -> Executable:
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    return insert(_delivery).on_conflict_do_nothing(index_elements=[_delivery.c.key]).returning(_delivery.c.key)


@lru_cache(maxsize=3)
def _claiming(to_nobody: bool | None) -> Executable:
    address = func.lower(_delivery.c.address)
    nobody = address.like("%.example") | address.like("%@example")
    among = [] if to_nobody is None else [nobody if to_nobody else ~nobody]
    first = (
        select(_delivery.c.key)
        .where(_indexed, _delivery.c.state != "sending", _delivery.c.not_before <= bindparam("at"), *among)
        .order_by(_delivery.c.not_before, _delivery.c.key)
        .limit(1)
        .with_for_update(skip_locked=True)  # SQLite has no such words: there the transaction itself is the lock
    )
    return (
        _delivery.update()
        .where(_delivery.c.key == first.scalar_subquery())
        .values(
            state="sending",
            owner=bindparam("me"),
            lease_until=bindparam("until"),
            fence=_delivery.c.fence + 1,
            attempts=_delivery.c.attempts + 1,
        )
        .returning(*(_delivery.c[name] for name in _CLAIMED))
    )


@lru_cache(maxsize=1)
def _reading() -> Executable:
    return select(_body.c.body).where(_body.c.key == bindparam("of"))


@lru_cache(maxsize=1)
def _beginning() -> Executable:
    return _attempt.insert()


@lru_cache(maxsize=1)
def _settling() -> Executable:
    names = ("state", "not_before", "reason", "ambiguous", "ended_at")
    return (
        _delivery.update()
        .where(
            _delivery.c.key == bindparam("at_key"),
            _delivery.c.fence == bindparam("mine"),
            # Ambiguous: the lease ran out, but nobody has sent it again, and now the answer is known.
            _unsettled,
        )
        .values({name: bindparam(name, type_=_delivery.c[name].type) for name in names})
    )


@lru_cache(maxsize=1)
def _ending() -> Executable:
    names = ("outcome", "code", "reply", "ended_at")
    return (
        _attempt.update()
        .where(_attempt.c.delivery == bindparam("at_key"), _attempt.c.n == bindparam("mine"))
        .values({name: bindparam(name, type_=_attempt.c[name].type) for name in names})
    )


@lru_cache(maxsize=1)
def _abandoned() -> Executable:
    given = tuple(_delivery.c[name] for name in _CLAIMED)
    return (
        select(*given, _attempt.c.channel)
        .join(_attempt, (_attempt.c.delivery == _delivery.c.key) & (_attempt.c.n == _delivery.c.fence))
        .where(_indexed, _delivery.c.state == "sending", _delivery.c.lease_until <= bindparam("at"))
        .with_for_update(skip_locked=True, of=_delivery)
    )
