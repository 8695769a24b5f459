"""A register of the form before the closed loop comes to the present one whole: rows, history, guards."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from sqlalchemy.exc import DBAPIError

import tracker.store.migrate
from tests.support.rows import BY, DAY, START, body, change, commitment, ground
from tracker.domain.chain import Head, canonical, leaf_hash
from tracker.store import audit, history, migrate, records, register
from tracker.store.database import Database
from tracker.store.history import Change
from tracker.store.tables import VERSIONED, Delivery, Facet, HistoryEntry, HistoryHead, Person
from tracker.store.tables.versions import table_of
from tracker.store.types import FOREVER, moment_text

OLD = "0002"
LOOP = ("report", "objection", "request", "evidence")
HOLDING = {"key": "post-a:p1:0", "post": "post-a", "person": "p1", "since": DAY, "until": None}
LINK = {"key": "related_to:X-001:X-003", "kind": "related_to", "a": "X-001", "b": "X-003", "note_en": "", "note_zh": ""}
READING = {
    "ref": "R-001", "aliases": [], "commitment": "X-001", "programme": None, "title_en": "r", "title_zh": "r",
    "note_en": "", "note_zh": "", "value": {"result": "85"}, "period_words": "", "period_first": None,
    "period_last": None, "reported_on": DAY, "source": "s", "paragraph": "", "places": [], "tags": [], "marks": [],
}  # fmt: skip
CALLS: tuple[list[Change], ...] = (
    ground(),
    [change("commitment", commitment(f"X-00{n}", aliases=[f"sf-{n}"], tags=["air"], body="a")) for n in (1, 2, 3)],
    [change("holding", HOLDING), change("reading", READING), change("link", LINK)],
    [change("commitment", commitment("X-001", aliases=["sf-1"], tags=["water"], work="in_progress"), "start")],
    [Change("commitment", "X-002", "withdraw", None, DAY, "entered twice")],
    [change("body", body("c", name_zh="丙厅"), "rename")],
)
"""What the version before had recorded, each call at an hour of its own."""


@pytest.fixture
def old(database_url: str) -> Iterator[Database]:
    database = Database(database_url)
    config = Config()
    config.set_main_option("script_location", str(Path(tracker.store.migrate.__file__).parent / "migrations"))
    with database.write() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, OLD)
        fill(connection)
    yield database
    database.close()


def fill(connection: sa.Connection) -> None:
    """Write what the version before wrote, in its columns and in its form of the entries."""
    register.create(connection, zone="Asia/Shanghai", sandbox=False, at=START)
    put(
        connection,
        table_of(Person),
        id="p1",
        slug="li",
        name_en="Li",
        name_zh="李",
        email="li@x.example",
        language="zh",
    )
    delivery = {"key": "weekly:1", "message_id": "<1@x>", "edition": None, "person": "p1", "address": "li@x.example"}
    left = {"sender": "", "subject": "s", "state": "sent", "fence": 1, "attempts": 1, "ambiguous": 0}
    put(connection, table_of(Delivery), **delivery, **left, not_before=START, created_at=START)
    head, rows, seen = Head(), dict[tuple[str, str], dict[str, Any]](), dict[tuple[str, str], int]()
    for hours, changes in enumerate(CALLS, start=1):
        moment = START + timedelta(hours=hours)
        for each in changes:
            name = each.record, each.key
            seen[name] = seen.get(name, 0) + 1
            head = head.extend([entry(connection, each, head.size + 1, seen[name], moment)])
            close(connection, each, moment)
            if each.record == "commitment":
                find(connection, each.key, rows.get(name), each.row, moment)
            if each.row is not None:
                row = {**records.derived(each.record, dict(each.row)), "version": seen[name]}
                rows[name] = row
                period = {"recorded_from": moment, "recorded_to": FOREVER, "entry_seq": head.size}
                put(connection, VERSIONED[each.record][1], **row, **period)
            else:
                del rows[name]
    for (record, _), row in rows.items():
        put(connection, VERSIONED[record][0], **row)
    at_head = {"size": head.size, "peaks": [peak.hex() for peak in head.peaks]}
    connection.execute(table_of(HistoryHead).update().values(**at_head, recorded_at=moment))


def entry(connection: sa.Connection, each: Change, seq: int, version: int, moment: Any) -> bytes:
    """Write an entry whose snapshot says nothing of what came later; gives its leaf."""
    later = records.ADDED.get(each.record, {})
    snapshot = None
    if each.row is not None:
        told = records.snapshot_of(each.record, each.row)
        snapshot = {name: value for name, value in told.items() if name not in later}
    written = canonical(
        {
            "v": history.FORMAT, "seq": seq, "recorded_at": moment_text(moment), "by": BY,
            "record": {"type": each.record, "key": each.key}, "action": each.action,
            "valid_on": each.valid_on.isoformat(), "reason": each.reason, "version": version, "snapshot": snapshot,
        }
    )  # fmt: skip
    values = {"seq": seq, "recorded_at": moment, "record_type": each.record, "record_key": each.key}
    leaf = leaf_hash(written)
    put(connection, table_of(HistoryEntry), **values, action=each.action, body=written.decode(), leaf=leaf)
    return leaf


def close(connection: sa.Connection, each: Change, moment: Any) -> None:
    """End the version that was open."""
    versions = VERSIONED[each.record][1]
    mine = versions.c[records.key_column(each.record)] == each.key, versions.c.recorded_to == FOREVER
    connection.execute(versions.update().where(*mine).values(recorded_to=moment))


def find(connection: sa.Connection, ref: str, old: Any, new: Any, moment: Any) -> None:
    """End the facets that a commitment has no more, and begin those that it has now."""
    facet = table_of(Facet)
    before, after = (records.facets_of(row) if row else set() for row in (old, new))
    for field, value in before - after:
        mine = facet.c.ref == ref, facet.c.field == field, facet.c.value == value, facet.c.recorded_to == FOREVER
        connection.execute(facet.update().where(*mine).values(recorded_to=moment))
    for field, value in after - before:
        put(connection, facet, field=field, value=value, ref=ref, recorded_from=moment, recorded_to=FOREVER)


def columns_of(connection: sa.Connection, table: sa.Table) -> list[str]:
    return [column["name"] for column in sa.inspect(connection).get_columns(table.name)]


def put(connection: sa.Connection, table: sa.Table, **values: Any) -> None:
    """Insert a row in the columns that the table has now; defaults that only the code knows are left to it."""
    there = set(columns_of(connection, table))
    kept = {name: value for name, value in values.items() if name in there}
    light = sa.table(table.name, *(sa.column(name, table.c[name].type) for name in kept))
    connection.execute(light.insert().values(kept))


def contents(db: Database) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table as it is stored, in the columns that the form before had."""
    with db.read() as session:
        found = {}
        for name in sorted(set(sa.inspect(session).get_table_names()) - {"alembic_version"}):
            names = sorted(set(columns_of(session, sa.table(name))) - added(name))
            said = sa.text(f'SELECT {", ".join(names)} FROM "{name}"')
            found[name] = sorted((tuple(row) for row in session.execute(said)), key=repr)
        return found


def added(name: str) -> set[str]:
    return {*records.ADDED.get(name.removesuffix("_version"), {}), *({"erased_at"} if name == "person" else set())}


def test_every_row_of_the_form_before_is_there_afterwards_and_the_history_is_whole(old: Database) -> None:
    before = contents(old)
    migrate.migrate(old)
    after = contents(old)
    assert {name: after[name] for name in before} == before
    assert all(before[name] for name in ("commitment_version", "history_entry", "person", "reading", "delivery"))
    assert all(not after[name] for name in after.keys() - before.keys())
    with old.read() as session:
        assert migrate.revision(session) == migrate.HEAD
        assert list(audit.findings(session)) == []
        assert migrate.missing_guards(session) == frozenset()


def test_what_came_later_has_its_default_in_rows_and_in_past_versions(old: Database) -> None:
    migrate.migrate(old)
    with old.read() as session:
        for record, defaults in records.ADDED.items():
            for table in VERSIONED[record]:
                rows = session.execute(sa.select(*(table.c[name] for name in defaults))).all()
                assert rows
                assert {tuple(row) for row in rows} == {tuple(defaults.values())}


def test_a_record_of_the_form_before_is_changed_like_any_other(old: Database) -> None:
    migrate.migrate(old)
    later = START + timedelta(days=1)
    edited = commitment("X-001", aliases=["sf-1"], tags=["water"], work="in_progress", progress=40)
    with old.write() as session:
        history.append(session, [change("commitment", edited, "update")], by=BY, at=later)
        history.append(session, [change("body", body("c", ended_on=DAY), "end")], by=BY, at=later)
    with old.read() as session:
        assert list(audit.findings(session)) == []
        found = VERSIONED["commitment"][1]
        rows = session.execute(sa.select(found.c.version, found.c.progress).where(found.c.ref == "X-001")).all()
    assert sorted(map(tuple, rows), key=lambda row: row[0]) == [(1, None), (2, None), (3, 40)]


@pytest.mark.parametrize("record", [*records.ADDED, *LOOP])
def test_the_guards_of_changed_and_of_new_tables_hold(old: Database, record: str) -> None:
    migrate.migrate(old)
    versions = VERSIONED[record][1]
    if record in LOOP:
        with old.read() as session:
            assert f"{versions.name}_no_update" not in migrate.missing_guards(session)
        return
    # Columns that came later are guarded as well.
    name = next(iter(records.ADDED[record]))
    with pytest.raises(DBAPIError, match="append-only"), old.write() as session:
        value = {"ended_on": DAY, "duty": "auditor", "progress": 1, "vintage": "2"}[name]
        session.execute(versions.update().values({name: value}))


def test_a_migration_that_is_interrupted_leaves_the_form_before_whole(old: Database) -> None:
    before = contents(old)

    def fails(_: object) -> None:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        migrate.migrate(old, then=fails)
    with old.read() as session:
        assert migrate.revision(session) == OLD
        there = set(sa.inspect(session).get_table_names())
        assert not there & {"report", "account", "evidence_version"}
        assert "ended_on" not in columns_of(session, VERSIONED["body"][1])
    assert contents(old) == before
    migrate.migrate(old)
    with old.read() as session:
        assert list(audit.findings(session)) == []
