"""The sweep in the database: which flags change, set by set, and what is written of it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import and_, bindparam, case, delete, func, literal, not_, or_, select, true, union_all
from sqlalchemy.dialects import postgresql, sqlite

from tracker.query.timeline import FlagEvent
from tracker.query.windows import Window
from tracker.store import windows as spans
from tracker.store.bulk import insert_rows
from tracker.store.database import Session
from tracker.store.tables import VERSIONED, FlagChange, FlagRow, HistoryEntry, Sweep, Watch
from tracker.store.tables.versions import table_of
from tracker.store.types import Day, Name, UtcDateTime

_sweep, _watch, _flag, _change = table_of(Sweep), table_of(Watch), table_of(FlagRow), table_of(FlagChange)
_entry = table_of(HistoryEntry)
_commitment, _version = VERSIONED["commitment"]
_link = VERSIONED["link"][1]

SEVERAL = ""
"""In place of a rule: more than SQL can tell happened to this row, and its versions are to be gone through."""

Windows = tuple[Window, ...]


@dataclass(frozen=True, slots=True)
class State:
    """How far the sweep has come; ``passing`` is the last reference done of a pass over all rows, None without one."""

    seen: int
    packs: str
    passing: str | None


@dataclass(frozen=True, slots=True)
class Found:
    """A flag of a row that changes: how it was, how it is, and what is needed to tell when it changed.

    ``was`` and ``since`` are the first days of the flag before and now, None where it did not or does not stand;
    ``ended`` the last day on which it was over. ``rule`` is ``SEVERAL`` where this cannot be told from one version.
    """

    rule: str
    ref: str
    seen: int
    checked_on: date | None
    touched_at: datetime | None
    recorded_from: datetime
    was: date | None
    since: date | None
    ended: date | None


def state(session: Session) -> State | None:
    """How far the sweep has come, None before the first."""
    row = session.execute(select(_sweep.c.seen, _sweep.c.packs, _sweep.c.passing)).one_or_none()
    return State(*row) if row else None


def lock(session: Session) -> None:
    """Let no other sweep write until this transaction ends."""
    session.execute(select(_sweep.c.id).with_for_update()).all()


def put_state(session: Session, found: State) -> None:
    """Remember how far the sweep has come."""
    values = {"seen": found.seen, "packs": found.packs, "passing": found.passing}
    if session.execute(_sweep.update().values(values)).rowcount == 0:
        session.execute(_sweep.insert().values(id=1, **values))


# What happened since the last sweep


def touched(session: Session, after: int, upto: int) -> list[tuple[str, str, datetime]]:
    """Record type, key and moment of every entry in a stretch of the history, in its order."""
    stretch = _entry.c.seq > after, _entry.c.seq <= upto
    found = session.execute(
        select(_entry.c.record_type, _entry.c.record_key, _entry.c.recorded_at).where(*stretch).order_by(_entry.c.seq)
    )
    return [(row.record_type, row.record_key, row.recorded_at) for row in found]


def ends_of_links(session: Session, keys: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Link → the commitments that it ever joined."""
    ends: dict[str, tuple[str, ...]] = {}
    for row in session.execute(select(_link.c.key, _link.c.a, _link.c.b).where(_link.c.key.in_(keys))):
        ends[row.key] = (*ends.get(row.key, ()), row.a, row.b)
    return ends


def copies(session: Session, refs: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Commitment → all that ever were the same as it, for which it counts or did."""
    same = select(_link.c.a, _link.c.b).where(_link.c.kind == "same_as", _link.c.a.in_(refs)).distinct()
    rows = session.execute(same).all()
    return {ref: tuple(row.b for row in rows if row.a == ref) for ref in {row.a for row in rows}}


def parents(session: Session, refs: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Commitment → all that it ever was a part of."""
    found: dict[str, tuple[str, ...]] = {}
    known = _version.c.ref.in_(refs), _version.c.parent.is_not(None)
    for row in session.execute(select(_version.c.ref, _version.c.parent).where(*known).distinct()):
        found[row.ref] = (*found.get(row.ref, ()), row.parent)
    return found


def mark(session: Session, moments: dict[str, datetime]) -> None:
    """Have these commitments looked at, each touched at its moment."""
    rows = [
        {"ref": ref, "version": 0, "checked_on": None, "next_on": spans.LONG_AGO, "touched_at": at}
        for ref, at in moments.items()
    ]
    insert = _upsert(session)
    new = insert.excluded
    statement = insert.on_conflict_do_update(
        index_elements=["ref"], set_={"next_on": new.next_on, "touched_at": new.touched_at}
    )
    session.execute(statement, rows)


def forget_withdrawn(session: Session) -> list[tuple[str, str, date]]:
    """Take away the flags and marks of commitments that are not in the register any more; gives the flags."""
    gone = _flag.c.ref.not_in(select(_commitment.c.ref))
    flags = [(row.ref, row.rule, row.since) for row in session.execute(select(_flag).where(gone))]
    if flags:
        session.execute(delete(_flag).where(gone))
    session.execute(delete(_watch).where(_watch.c.ref.not_in(select(_commitment.c.ref))))
    return flags


def is_due(session: Session, day: date) -> bool:
    """Whether there is a row to look at on ``day``."""
    return session.execute(select(_watch.c.ref).where(_watch.c.next_on <= day).limit(1)).first() is not None


# One batch


def found(session: Session, windows: Windows, *, day: date, last: str | None, limit: int) -> list[Found]:
    """The flags that change in the next batch: of the rows after ``last``, or where None of those due on ``day``."""
    statement = _finding(windows, everything=last is not None)
    rows = session.execute(statement, {"day": day, "last": last, "limit": limit})
    return [Found(*row) for row in rows]


def advance(session: Session, windows: Windows, *, day: date, last: str | None, limit: int) -> tuple[int, str]:
    """Note that the same batch was looked at on ``day``; gives how many rows it had and the last of a pass."""
    parameters = {"day": day, "last": last, "limit": limit}
    size, end = session.execute(_extent(last is not None), parameters).one()
    if size:
        session.execute(_advancing(windows, everything=last is not None, dialect=session.dialect.name), parameters)
    return size, end or ""


def record(session: Session, events: Sequence[tuple[str, FlagEvent]], *, found_at: datetime) -> None:
    """Write what went up and down, and the flags that stand after it; ``events`` of a flag are in the order of time."""
    rows = [
        {
            "ref": ref,
            "rule": event.rule,
            "true_at": event.true_at,
            "raised": int(event.raised),
            "since": event.since,
            "found_at": found_at,
        }
        for ref, event in events
    ]
    insert_rows(session, rows, _change)
    last = {(ref, event.rule): event for ref, event in events}
    first: dict[tuple[str, str], FlagEvent] = {}
    for ref, event in events:
        first.setdefault((ref, event.rule), event)
    _lower(session, [key for key, event in first.items() if not event.raised])
    raised = [(ref, event) for (ref, _), event in last.items() if event.raised]
    insert_rows(session, [_standing(ref, event, found_at) for ref, event in raised], _flag)


def last_changes(session: Session, refs: Iterable[str]) -> dict[tuple[str, str], datetime]:
    """Commitment and rule → the last instant at which that flag is recorded to have gone up or down."""
    last: dict[tuple[str, str], datetime] = {}
    for part in _parts(sorted(refs)):
        known = select(_change.c.ref, _change.c.rule, func.max(_change.c.true_at)).where(_change.c.ref.in_(part))
        last |= {(ref, rule): at for ref, rule, at in session.execute(known.group_by(_change.c.ref, _change.c.rule))}
    return last


def move(session: Session, since: Iterable[tuple[str, str, date]]) -> None:
    """Put right since when flags stand that stand on: the commitment, the rule, and the day."""
    rows = [{"_ref": ref, "_rule": rule, "_since": day} for ref, rule, day in since]
    if rows:
        mine = _flag.c.ref == bindparam("_ref"), _flag.c.rule == bindparam("_rule")
        session.execute(_flag.update().where(*mine).values(since=bindparam("_since", type_=Day())), rows)


def standing(session: Session, refs: Sequence[str]) -> dict[str, dict[str, date]]:
    """The flags of commitments as they were announced: reference → rule → first day."""
    flags: dict[str, dict[str, date]] = {ref: {} for ref in refs}
    for part in _parts(refs):
        for row in session.execute(select(_flag.c.ref, _flag.c.rule, _flag.c.since).where(_flag.c.ref.in_(part))):
            flags[row.ref][row.rule] = row.since
    return flags


def versions(session: Session, since: Mapping[str, int]) -> dict[str, list[dict[str, Any]]]:
    """The versions of commitments, each from the given one on, in their order."""
    found: dict[str, list[dict[str, Any]]] = {ref: [] for ref in since}
    for part in _parts(list(since)):
        mine = _version.c.ref.in_(part), _version.c.version >= min(since[ref] for ref in part)
        for row in session.execute(select(_version).where(*mine).order_by(_version.c.version)).mappings():
            if row["version"] >= since[row["ref"]]:
                found[row["ref"]].append(dict(row))
    return found


def _parts(refs: Sequence[str]) -> Iterator[Sequence[str]]:
    for first in range(0, len(refs), 500):
        yield refs[first : first + 500]


def _standing(ref: str, event: FlagEvent, found_at: datetime) -> dict[str, Any]:
    return {
        "ref": ref,
        "rule": event.rule,
        "since": event.since,
        "raised_at": event.true_at,
        "found_at": found_at,
    }


def _lower(session: Session, keys: Sequence[tuple[str, str]]) -> None:
    if keys:
        mine = _flag.c.ref == bindparam("_ref"), _flag.c.rule == bindparam("_rule")
        session.execute(delete(_flag).where(*mine), [{"_ref": ref, "_rule": rule} for ref, rule in keys])


def _upsert(session: Session) -> Any:
    return (sqlite if session.dialect.name == "sqlite" else postgresql).insert(_watch)


# Building these statements takes longer than running them on a few rows.


@lru_cache(maxsize=16)
def _finding(windows: Windows, *, everything: bool) -> Any:
    rows, opened = spans.batch(windows, everything=everything)
    several = spans.several_versions(rows)
    one_version = several.is_not(true())
    common = rows.c.ref, rows.c.seen, rows.c.checked_on, rows.c.touched_at, rows.c.recorded_from
    nothing = literal(None, Day())
    parts = [select(literal(SEVERAL, Name()), *common, nothing, nothing, nothing).where(several)]
    rules = spans.of_rule(opened)
    for rule, mine in rules.items():
        was = _flag.alias()
        joined = rows.join(was, and_(was.c.ref == rows.c.ref, was.c.rule == rule), isouter=True)
        stands, since = spans.stands(mine), spans.since(mine)
        changed, crossed = stands != was.c.ref.is_not(None), spans.crossed(rows, mine)
        # It went up and down, or both in turn; a window that was open at birth and is over was crossed only once.
        often = or_(crossed > 1, and_(crossed == 1, not_(changed)))
        changes = or_(changed, and_(stands, was.c.since != since), often)
        name = case((often, literal(SEVERAL, Name())), else_=literal(rule, Name()))
        now = case((stands, since))
        told = select(name, *common, was.c.since, now, spans.ended(mine)).select_from(joined)
        parts.append(told.where(one_version, changes))
    lost = _flag.alias()
    unruled = rows.join(lost, and_(lost.c.ref == rows.c.ref, lost.c.rule.not_in(list(rules))))
    told = select(lost.c.rule, *common, lost.c.since, nothing, nothing).select_from(unruled)
    return union_all(*parts, told.where(one_version))


@lru_cache(maxsize=16)
def _advancing(windows: Windows, *, everything: bool, dialect: str) -> Any:
    rows, opened = spans.batch(windows, everything=everything)
    looked = select(rows.c.ref, rows.c.version, spans.DAY, spans.next_on(opened), literal(None, UtcDateTime()))
    insert = (sqlite if dialect == "sqlite" else postgresql).insert(_watch)
    columns = ["ref", "version", "checked_on", "next_on", "touched_at"]
    # SQLite takes ON CONFLICT for a join where a SELECT without WHERE stands before it.
    filled = insert.from_select(columns, looked.where(true()))
    new = {name: filled.excluded[name] for name in columns[1:]}
    return filled.on_conflict_do_update(index_elements=["ref"], set_=new)


@lru_cache(maxsize=2)
def _extent(everything: bool) -> Any:
    if everything:
        ref = _commitment.c.ref
        rows = select(ref).where(ref > spans.LAST).order_by(ref)
    else:
        joined = _watch.join(_commitment, _commitment.c.ref == _watch.c.ref)
        rows = select(_watch.c.ref).select_from(joined).where(_watch.c.next_on <= spans.DAY)
        rows = rows.order_by(_watch.c.next_on, _watch.c.ref)
    mine = rows.limit(spans.LIMIT).subquery()
    return select(func.count(), func.max(mine.c.ref)).select_from(mine)
