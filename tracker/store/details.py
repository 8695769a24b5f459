"""What stands around one commitment: names, sources, relatives, readings, entries; as known at the moment."""

from typing import Any

from sqlalchemy import ColumnElement, Row, and_, case, or_, select, union_all
from sqlalchemy import literal_column as literal

from tracker.domain.moment import Moment
from tracker.store.database import Session
from tracker.store.loop import LETTERS, SUCCESSION
from tracker.store.tables import HistoryEntry
from tracker.store.tables.versions import known_rows, table_of

_entry = table_of(HistoryEntry)


def names(session: Session, row: dict[str, Any], moment: Moment) -> dict[tuple[str, str | None], tuple[str, str]]:
    """(noun, slug) → its name in both languages, for what a row refers to."""
    found: dict[tuple[str, str | None], tuple[str, str]] = {}
    for noun, column in (("body", "name"), ("post", "title"), ("programme", "title")):
        table, alive = known_rows(noun, moment)
        pair = select(table.c[f"{column}_en"], table.c[f"{column}_zh"]).where(table.c.slug == row[noun], *alive)
        for en, zh in session.execute(pair):
            found[noun, row[noun]] = (en, zh)
    return found


def source(session: Session, slug: str, moment: Moment) -> Row[Any] | None:
    """A source of commitments."""
    table, alive = known_rows("source", moment)
    return session.execute(select(table).where(table.c.slug == slug, *alive)).one_or_none()


def related(session: Session, ref: str, moment: Moment) -> list[tuple[str, str, str, str, str, str]]:
    """(relation, ref, titles, notes) of parent, children and linked commitments, by relation and reference."""
    c, alive = known_rows("commitment", moment)
    k, linked = known_rows("link", moment)
    none: ColumnElement[str] = literal("''")
    own = select(c.c.parent).where(c.c.ref == ref, *alive)
    parts = [
        select(literal("'parent'").label("relation"), c.c.ref, c.c.title_en, c.c.title_zh, none, none).where(
            c.c.ref.in_(own), *alive
        ),
        select(literal("'child'"), c.c.ref, c.c.title_en, c.c.title_zh, none, none).where(c.c.parent == ref, *alive),
    ]
    # Seen from the other end, what is replaced by one takes the place of the other.
    seen_from_b = case((k.c.kind == SUCCESSION, "replaces"), else_=k.c.kind)
    for relation, here, there in ((k.c.kind, k.c.a, k.c.b), (seen_from_b, k.c.b, k.c.a)):
        parts.append(
            select(relation, c.c.ref, c.c.title_en, c.c.title_zh, k.c.note_en, k.c.note_zh)
            .join(k, there == c.c.ref)
            .where(here == ref, *alive, *linked)
        )
    found = (tuple(row) for row in session.execute(union_all(*parts)))
    return sorted(found, key=lambda row: (row[0], row[1]))


def readings(session: Session, ref: str, moment: Moment) -> list[dict[str, Any]]:
    """The readings and results that belong to a commitment."""
    table, alive = known_rows("reading", moment)
    found = session.execute(select(table).where(table.c.commitment == ref, *alive).order_by(table.c.ref))
    return [dict(row) for row in found.mappings()]


def entries(session: Session, ref: str, moment: Moment) -> list[str]:
    """The bodies of the entries about a commitment and the records of its closed loop, oldest first."""
    of_loop = _entry.c.record_type.in_(LETTERS), _entry.c.record_key > f"{ref}.", _entry.c.record_key < f"{ref}/"
    itself = and_(_entry.c.record_type == "commitment", _entry.c.record_key == ref)
    mine = select(_entry.c.body).where(or_(itself, and_(*of_loop)))
    if moment.known is not None:
        mine = mine.where(_entry.c.recorded_at <= moment.known)
    return list(session.execute(mine.order_by(_entry.c.seq)).scalars())
