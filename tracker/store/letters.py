"""Editions and letters in the database, and what a letter is made of: the open rows, who holds posts, what closed."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Text, and_, case, func, or_, select, type_coerce

from tracker.domain.chain import Head
from tracker.domain.moment import Moment
from tracker.query.language import parse
from tracker.store import filters, history
from tracker.store.bulk import insert_rows
from tracker.store.database import Session
from tracker.store.tables import VERSIONED, Attempt, Delivery, Edition, HistoryEntry, JobRun, Letter, Person
from tracker.store.tables.versions import known_rows, table_of

_edition, _letter = table_of(Edition), table_of(Letter)
_delivery, _attempt = table_of(Delivery), table_of(Attempt)
_entry, _person, _run = table_of(HistoryEntry), table_of(Person), table_of(JobRun)
_version = VERSIONED["commitment"][1]

NEVER_CAME = ("refused", "dead", "withdrawn")
"""Deliveries in these states have ended without reaching anybody."""

DECLINED = "unsubscribed"
"""What the payload of a letter says that was not sent, since its reader wants none that only inform."""

CHUNK = 1_000


def edition_of(session: Session, slot: str) -> Row[Any] | None:
    """The edition of a week, None where it was not made."""
    return session.execute(select(_edition).where(_edition.c.slot == slot)).one_or_none()


def edition(session: Session, number: int) -> Row[Any]:
    """An edition that exists."""
    return session.execute(select(_edition).where(_edition.c.number == number)).one()


def last_edition(session: Session, *, before: datetime | None = None) -> Row[Any] | None:
    """The newest edition; with ``before``, the newest that speaks of an earlier moment."""
    earlier = [] if before is None else [_edition.c.as_of < before]
    newest_first = select(_edition).where(*earlier).order_by(_edition.c.number.desc())
    return session.execute(newest_first.limit(1)).one_or_none()


def editions(session: Session) -> Sequence[Row[Any]]:
    """Every edition with its ``letters`` and those of them that are ``silent``, the newest first, as numbers.

    Of the silent, ``declined`` were not wanted.
    """
    letters = select(func.count()).where(_letter.c.edition == _edition.c.number)
    silent = letters.where(_letter.c.delivery.is_(None))
    counted = [
        numbered.scalar_subquery().label(name)
        for name, numbered in (("letters", letters), ("silent", silent), ("declined", letters.where(_declined())))
    ]
    return session.execute(select(_edition, *counted).order_by(_edition.c.number.desc())).all()


def ways(session: Session) -> Sequence[Any]:
    """Of each edition, by which channel letters were sent: edition, channel, ``redirected``, and how many."""
    last = (_attempt.c.delivery == _delivery.c.key) & (_attempt.c.n == _delivery.c.fence)
    elsewhere = case((_attempt.c.recipient != _delivery.c.address, 1), else_=0).label("redirected")
    query = select(_delivery.c.edition, _attempt.c.channel, elsewhere, func.count().label("letters"))
    query = query.join(_attempt, last).where(_delivery.c.state == "sent")
    return session.execute(query.group_by(_delivery.c.edition, _attempt.c.channel, elsewhere)).all()


def previous(session: Session, as_of: datetime, *, person: str | None = None) -> Iterator[Any]:
    """For each person, or for one, the last letter before ``as_of`` that was not known to be lost by then.

    Lost is what was refused or given up, what is held, and what went to another address only. Each with person,
    payload, and number, as_of and size of its edition.
    """
    last_attempt = and_(_attempt.c.delivery == _delivery.c.key, _attempt.c.n == _delivery.c.fence)
    came = select(_letter.c.person, func.max(_letter.c.edition).label("edition")).select_from(
        _letter.join(_edition, _edition.c.number == _letter.c.edition)
        .outerjoin(_delivery, _delivery.c.key == _letter.c.delivery)
        .outerjoin(_attempt, last_attempt)
    )
    mine = [] if person is None else [_letter.c.person == person]
    known = _edition.c.as_of < as_of, _lost(as_of).is_not(True)
    last = came.where(*known, *mine).group_by(_letter.c.person).subquery()
    statement = (
        select(_letter.c.person, _letter.c.payload, _edition.c.number, _edition.c.as_of, _edition.c.size)
        .join(last, and_(last.c.person == _letter.c.person, last.c.edition == _letter.c.edition))
        .join(_edition, _edition.c.number == _letter.c.edition)
    )
    yield from session.execute(statement)


def _lost(by: datetime) -> ColumnElement[bool]:
    ended = and_(_delivery.c.state.in_(NEVER_CAME), _delivery.c.ended_at <= by)
    elsewhere = and_(_delivery.c.state == "sent", _attempt.c.recipient != _delivery.c.address)
    return or_(ended, elsewhere, _delivery.c.state == "held", _declined())


def _declined() -> ColumnElement[bool]:
    """Whether a letter was not wanted; in what it says, quotation marks are written otherwise."""
    said = type_coerce(_letter.c.payload, Text()).contains(f'"{DECLINED}":true', autoescape=True)
    return and_(_letter.c.delivery.is_(None), said)


def add(session: Session, edition: dict[str, Any], letters: Sequence[dict[str, Any]]) -> None:
    """Keep an edition and its letters."""
    session.execute(_edition.insert().values(edition))
    insert_rows(session, letters, _letter)


def replace(session: Session, edition: int, person: str, row: dict[str, Any]) -> None:
    """Keep another letter in the place of one that was withdrawn."""
    same = _letter.c.edition == edition, _letter.c.person == person
    session.execute(_letter.update().where(*same).values(row))


def kept(session: Session, *, edition: int | None = None, limit: int | None = None) -> Sequence[Row[Any]]:
    """Letters as they were kept, the newest edition first."""
    mine = [] if edition is None else [_letter.c.edition == edition]
    newest_first = select(_letter).where(*mine).order_by(_letter.c.edition.desc(), _letter.c.person)
    return session.execute(newest_first.limit(limit)).all()


def head_at(session: Session, moment: datetime) -> Head:
    """The head of the history over all entries recorded up to a moment.

    The entries are numbered without gaps in the order of their moments, so that the last is found by halving.
    """
    now = history.head(session)
    if history.last_moment(session) <= moment:
        return now
    low, high = 0, now.size
    while low < high:
        middle = (low + high + 1) // 2
        recorded: datetime = session.execute(_recorded_at(middle)).scalar_one()
        low, high = (middle, high) if recorded <= moment else (low, middle - 1)
    leaves = select(_entry.c.leaf).where(_entry.c.seq <= low).order_by(_entry.c.seq)
    return Head().extend(session.execute(leaves.execution_options(yield_per=CHUNK)).scalars())


def _recorded_at(seq: int) -> Any:
    return select(_entry.c.recorded_at).where(_entry.c.seq == seq)


def began_by(session: Session, moment: datetime) -> bool:
    """Whether the register knew anything at a moment."""
    first = session.execute(_recorded_at(1)).scalar_one_or_none()
    return first is not None and first <= moment


def open_rows(session: Session, moment: Moment, columns: Sequence[str]) -> Iterator[list[dict[str, Any]]]:
    """What is open at a moment and no duplicate, as mappings of ``columns``, a thousand at a time."""
    prepared = filters.prepare(parse("is:open -is:duplicate"), moment)
    chosen = select(*(prepared.table.c[name] for name in columns)).where(prepared.where)
    found = session.execute(chosen.execution_options(yield_per=CHUNK), prepared.parameters(moment))
    for rows in found.partitions(CHUNK):
        yield [dict(zip(columns, row, strict=True)) for row in rows]


def rows_of(session: Session, moment: Moment, refs: Sequence[str], columns: Sequence[str]) -> list[Any]:
    """Commitments by reference that are no duplicates, as known at a moment, as mappings of ``columns``."""
    prepared = filters.prepare(parse("-is:duplicate"), moment)
    chosen = select(*(prepared.table.c[name] for name in columns)).where(prepared.where)
    found: list[Any] = []
    for first in range(0, len(refs), CHUNK // 2):
        some = prepared.table.c.ref.in_(refs[first : first + CHUNK // 2])
        found.extend(session.execute(chosen.where(some), prepared.parameters(moment)).mappings())
    return found


def moves(session: Session, *, after: int, upto: int) -> Iterator[tuple[str, str, int]]:
    """(reference, state of work, entry) of each change of a commitment between two heads, in the order of entries."""
    # Entries are found by their number, and versions by their reference; neither has to be searched.
    theirs = and_(_version.c.ref == _entry.c.record_key, _version.c.entry_seq == _entry.c.seq)
    between = _entry.c.seq > after, _entry.c.seq <= upto, _entry.c.record_type == "commitment"
    statement = select(_version.c.ref, _version.c.work, _entry.c.seq).join(_entry, theirs).where(*between)
    for row in session.execute(statement.order_by(_entry.c.seq)):
        yield row[0], row[1], row[2]


def work_at(session: Session, refs: Sequence[str], *, seq: int) -> dict[str, str]:
    """Reference → its state of work when the history had ``seq`` entries; nothing for those that were not known."""
    found: dict[str, str] = {}
    for first in range(0, len(refs), CHUNK // 2):
        some = _version.c.ref.in_(refs[first : first + CHUNK // 2]), _version.c.entry_seq <= seq
        statement = select(_version.c.ref, _version.c.work).where(*some).order_by(_version.c.entry_seq)
        found.update((ref, work) for ref, work in session.execute(statement))
    return found


def decided(session: Session, moment: Moment, *, after: int) -> list[tuple[dict[str, Any], int]]:
    """The requests known at a moment that were approved or refused after an entry, each with the entry of that."""
    table, known = known_rows("request", moment)
    versions, settled = VERSIONED["request"][1].alias(), ("approved", "refused")
    first = select(versions.c.key, func.min(versions.c.entry_seq).label("seq")).where(versions.c.state.in_(settled))
    since = first.group_by(versions.c.key).having(func.min(versions.c.entry_seq) > after).subquery()
    query = select(table, since.c.seq).join(since, since.c.key == table.c.key).where(table.c.state.in_(settled), *known)
    rows = session.execute(query.order_by(since.c.seq)).mappings()
    return [(dict(row), row["seq"]) for row in rows]


def duties(session: Session, moment: Moment) -> Sequence[Any]:
    """Who holds which post with a duty, such as that of an auditor: person, post, duty, and the path of its body."""
    holding, holding_known = known_rows("holding", moment)
    post, post_known = known_rows("post", moment)
    body, body_known = known_rows("body", moment)
    in_force = holding.c.since <= moment.day, or_(holding.c.until.is_(None), holding.c.until >= moment.day)
    statement = (
        select(holding.c.person, post.c.slug, post.c.duty, body.c.path)
        .join(post, post.c.slug == holding.c.post)
        .join(body, body.c.slug == post.c.body)
        .where(post.c.duty != "", *in_force, *holding_known, *post_known, *body_known)
    )
    return session.execute(statement.order_by(holding.c.person, post.c.slug)).all()


def holders(session: Session, moment: Moment) -> Sequence[Row[Any]]:
    """Who holds which post at a moment: holding, post and body as known then, the person's address as it is now.

    A post with a duty, such as that of an auditor, answers for nothing and is left out. The columns of a person are
    null where that person was erased.
    """
    holding, holding_known = known_rows("holding", moment)
    post, post_known = known_rows("post", moment)
    body, body_known = known_rows("body", moment)
    in_force = holding.c.since <= moment.day, or_(holding.c.until.is_(None), holding.c.until >= moment.day)
    statement = (
        select(
            holding.c.person,
            post.c.slug,
            post.c.title_en,
            post.c.title_zh,
            post.c.body,
            body.c.path,
            *(_person.c[name] for name in ("email", "language", "empty_week")),
        )
        .join(post, post.c.slug == holding.c.post)
        .join(body, body.c.slug == post.c.body)
        .outerjoin(_person, _person.c.id == holding.c.person)
        .where(post.c.duty == "", *in_force, *holding_known, *post_known, *body_known)
        .order_by(holding.c.person, post.c.slug)
    )
    return session.execute(statement).all()


def skipped(session: Session, *, after: datetime, upto: datetime) -> list[tuple[str, int]]:
    """(job, how many) of the slots due between two moments that were skipped."""
    between = _run.c.due_at > after, _run.c.due_at <= upto, _run.c.state == "skipped"
    statement = select(_run.c.job, func.count()).where(*between).group_by(_run.c.job).order_by(_run.c.job)
    return [(job, count) for job, count in session.execute(statement)]


def run_of(session: Session, job: str, slot: str) -> Row[Any] | None:
    """The run of a slot of a job; None where it was not planned."""
    return session.execute(select(_run).where(_run.c.job == job, _run.c.slot == slot)).one_or_none()


def told_by_last(session: Session, job: str, *, upto: datetime) -> dict[str, Any] | None:
    """What there was to say (kit.text) of the last finished run of a job that was due by a moment."""
    done = _run.c.job == job, _run.c.state == "done", _run.c.due_at <= upto
    newest = select(_run.c.reason).where(*done).order_by(_run.c.due_at.desc()).limit(1)
    found: dict[str, Any] | None = session.execute(newest).scalar_one_or_none()
    return found
