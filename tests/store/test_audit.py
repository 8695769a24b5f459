"""Whatever is changed behind the history is found: entries, versions, facets, rows, the head and the guards."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy import text as sql

from tests.store.conftest import prepare
from tests.support.postgres import Prepare
from tests.support.rows import BY, DAY, START, change, commitment
from tracker.domain.chain import Head, leaf_hash
from tracker.store import audit, guards, history, migrate
from tracker.store.database import Database
from tracker.store.history import Change
from tracker.store.tables import HistoryEntry, HistoryHead
from tracker.store.tables.versions import table_of

ENTRY, HEAD = table_of(HistoryEntry), table_of(HistoryHead)
OPEN = guards.OPEN_TEXT
EARLIER = "2020-01-05T00:00:00.000000Z"
LATER = "2027-01-05T00:00:00.000000Z"


def prepare_changed(url: str) -> None:
    prepare(url)
    db = Database(url)
    ways = [
        [change("commitment", commitment(f"X-00{n}", aliases=[f"sf-{n}"], tags=["air"])) for n in (1, 2, 3)],
        [change("commitment", commitment("X-001", aliases=["sf-1"], tags=["water"]), "edit")],
        [Change("commitment", "X-002", "withdraw", None, DAY, "entered twice")],
        [change("commitment", commitment("X-001", aliases=["sf-1"], tags=["air"]), "edit")],
    ]
    for hours, changes in enumerate(ways):
        with db.write() as session:
            history.append(session, changes, by=BY, at=START + timedelta(hours=hours))
    assert found(db) == set()
    db.close()


@pytest.fixture
def changed(copied_database: Callable[[str, Prepare], str]) -> Iterator[Database]:
    """X-001 was changed, X-002 was withdrawn, X-003 was only registered."""
    database = Database(copied_database("changed", prepare_changed))
    yield database
    database.close()


def found(db: Database) -> set[tuple[str, str]]:
    with db.read() as session:
        return {(finding.what, finding.record) for finding in audit.findings(session)}


def attack(db: Database, *statements: str) -> None:
    """Change what the guards protect, as somebody with the rights of the owner can, and leave no other trace."""
    with db.write() as session:
        if db.dialect == "postgresql":
            session.exec_driver_sql("SET LOCAL session_replication_role = replica")
        else:
            for name in guards.expected("sqlite"):
                session.exec_driver_sql(f"DROP TRIGGER {name}")
        for statement in statements:
            session.exec_driver_sql(statement)
        if db.dialect == "sqlite":
            for statement in guards.statements("sqlite"):
                session.exec_driver_sql(statement)
    with db.read() as session:
        assert migrate.missing_guards(session) == frozenset()


def copied(table: str, where: str, **instead: str) -> str:
    """Inserts a row like another, some of its columns different."""
    from sqlmodel import SQLModel

    names = [column.name for column in SQLModel.metadata.tables[table].columns]
    into = ", ".join(f'"{name}"' for name in names)
    values = ", ".join(instead.get(name, f'"{name}"') for name in names)
    return f"INSERT INTO {table} ({into}) SELECT {values} FROM {table} WHERE {where}"


X3 = "commitment X-003"
WITHDRAWN = "(SELECT MAX(seq) - 1 FROM history_entry)"
"""The entry that took X-002 away, after which there is no version of it."""
FIRST = "ref = 'X-001' AND version = 1"


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        (copied("facet", "value = 'SF-3'", value="'SF-9'"), {("facet", X3)}),
        (copied("facet", "value = 'SF-3'", value="'SF-9'", ref="'A-000'"), {("facet", "commitment A-000")}),
        (copied("facet", "value = 'SF-3'", value="'SF-9'", ref="'Z-999'"), {("facet", "commitment Z-999")}),
        (
            f"UPDATE facet SET recorded_to = '{LATER}' WHERE recorded_to = '{OPEN}'",
            {("facet", "commitment X-001"), ("facet", X3)},
        ),
        ("DELETE FROM facet WHERE ref = 'X-002'", {("facet", "commitment X-002")}),
        ("UPDATE facet SET recorded_from = '2020-01-05T00:00:00.000000Z' WHERE ref = 'X-003'", {("facet", X3)}),
    ],
)
def test_facets_that_the_commitments_do_not_have_are_found(
    changed: Database, statement: str, expected: set[tuple[str, str]]
) -> None:
    attack(changed, statement)
    assert found(changed) == expected


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        (
            copied("commitment_version", FIRST, version="9", entry_seq="99999"),
            {"stray", "period", "facet"},
        ),
        (
            copied("commitment_version", FIRST, version="9", recorded_from=f"'{EARLIER}'"),
            {"version", "facet"},
        ),
        (copied("commitment_version", "ref = 'X-002'", version="2", entry_seq=WITHDRAWN), {"version", "period"}),
        (f"DELETE FROM commitment_version WHERE {FIRST}", {"version", "facet"}),
        ("UPDATE commitment_version SET title_en = 'forged' WHERE ref = 'X-002'", {"version"}),
        ("UPDATE commitment_version SET tags = 'no list' WHERE ref = 'X-002'", {"version", "facet"}),
        (
            f"UPDATE commitment_version SET recorded_from = '2020-01-05T00:00:00.000000Z' WHERE {FIRST}",
            {"period", "facet"},
        ),
        (f"UPDATE commitment_version SET recorded_to = '{LATER}' WHERE {FIRST}", {"period", "facet"}),
        (f"UPDATE commitment_version SET recorded_to = '{OPEN}' WHERE ref = 'X-002'", {"period", "row", "facet"}),
        (f"UPDATE commitment_version SET recorded_to = '{LATER}' WHERE ref = 'X-003'", {"period", "row", "facet"}),
        (f"UPDATE body_version SET recorded_to = '{LATER}' WHERE slug = 'c'", {"period", "row"}),
    ],
)
def test_versions_that_the_entries_do_not_say_are_found(changed: Database, statement: str, expected: set[str]) -> None:
    attack(changed, statement)
    assert {what for what, _ in found(changed)} == expected


def test_a_row_whose_lists_cannot_be_read_is_found(changed: Database) -> None:
    attack(changed, "UPDATE commitment SET tags = 'no list' WHERE ref = 'X-003'")
    assert found(changed) == {("row", X3)}


def test_a_changed_moment_of_an_entry_is_found(changed: Database) -> None:
    attack(changed, f"UPDATE history_entry SET recorded_at = '{LATER}' WHERE record_key = 'X-003'")
    assert found(changed) == {("columns", "")}


def test_a_missing_entry_is_one_gap(changed: Database) -> None:
    attack(changed, "DELETE FROM history_entry WHERE record_key = 'X-003'")
    with changed.read() as session:
        whats = [finding.what for finding in audit.findings(session)]
    assert sorted(set(whats)) == ["gap", "head", "stray"]
    assert whats.count("gap") == 1


@pytest.mark.parametrize(
    "body",
    ["no JSON", "[]", "{}", "[" * 100_000, '{"seq": 1, "record": null}'],
)
def test_a_body_that_is_no_entry_is_found(changed: Database, body: str) -> None:
    attack(changed, f"UPDATE history_entry SET body = '{body}' WHERE record_key = 'X-003'")
    assert {what for what, _ in found(changed)} == {"hash", "head", "body"}


@pytest.mark.parametrize("without", ["record", "snapshot", "version", "valid_on"])
def test_an_entry_that_lacks_a_member_is_found_even_where_every_hash_was_made_anew(
    changed: Database, without: str
) -> None:
    forge(changed, lambda entry: entry.pop(without))
    assert found(changed) == {("body", "")}


def test_a_snapshot_that_lacks_a_column_is_found_even_where_every_hash_was_made_anew(changed: Database) -> None:
    forge(changed, lambda entry: entry["snapshot"].pop("work"))
    assert found(changed) == {("body", X3)}


def test_a_snapshot_with_an_unknown_state_is_found(changed: Database) -> None:
    forge(changed, lambda entry: entry["snapshot"].update(work="sleeping"))
    assert found(changed) == {("body", X3)}


def forge(db: Database, change_of: object) -> None:
    """Change the entry of X-003 and compute the tree anew."""
    assert callable(change_of)
    with db.read() as session:
        rows = session.execute(select(ENTRY.c.record_key, ENTRY.c.body).order_by(ENTRY.c.seq)).all()
    bodies = []
    for key, body in rows:
        entry = json.loads(body)
        if key == "X-003":
            change_of(entry)
        bodies.append(json.dumps(entry, ensure_ascii=False, sort_keys=True, separators=(",", ":")))
    attack(db, "DELETE FROM history_head")
    leaves = [leaf_hash(body.encode()) for body in bodies]
    head = Head().extend(leaves)
    with db.write() as session:
        if db.dialect == "postgresql":
            session.exec_driver_sql("SET LOCAL session_replication_role = replica")
        else:
            session.exec_driver_sql("DROP TRIGGER history_entry_no_update")
        for seq, (body, leaf) in enumerate(zip(bodies, leaves, strict=True), start=1):
            session.execute(ENTRY.update().where(ENTRY.c.seq == seq).values(body=body, leaf=leaf))
        peaks = [peak.hex() for peak in head.peaks]
        session.execute(HEAD.insert().values(id=1, size=head.size, peaks=peaks, recorded_at=START + timedelta(days=1)))


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM history_head",
        "UPDATE history_head SET peaks = 'no list'",
        "UPDATE history_head SET peaks = '[\"no hash\"]'",
        "UPDATE history_head SET recorded_at = '2020-01-05T00:00:00.000000Z'",
        copied("history_head", "id = 1", id="2"),
    ],
)
def test_a_head_that_is_not_that_of_the_entries_is_found(changed: Database, statement: str) -> None:
    attack(changed, statement)
    assert found(changed) == {("head", "")}


def test_text_that_the_driver_cannot_read_is_found(changed: Database) -> None:
    if changed.dialect != "sqlite":
        return  # PostgreSQL keeps no such text
    attack(changed, "UPDATE history_entry SET body = CAST(x'ff' AS TEXT) WHERE record_key = 'X-003'")
    assert {what for what, _ in found(changed)} == {"unreadable"}


def test_a_call_that_changes_nothing_leaves_the_history_whole(changed: Database) -> None:
    with changed.write() as session:
        history.append(session, [], by=BY, at=START + timedelta(days=9))
    assert found(changed) == set()


BLIND = {
    "sqlite": [
        "DROP TRIGGER {0}",
        "CREATE TRIGGER {0} BEFORE UPDATE ON {1} WHEN 0 BEGIN SELECT RAISE(ABORT, 'the history is append-only'); END",
    ],
    "postgresql": [
        "DROP TRIGGER {0} ON {1}",
        "CREATE TRIGGER {0} BEFORE UPDATE ON {1} FOR EACH ROW WHEN (false)"
        " EXECUTE FUNCTION history_is_append_only('{1}')",
    ],
}


@pytest.mark.parametrize("table", ["history_entry", "commitment_version", "facet"])
def test_a_guard_that_never_fires_is_missed(db: Database, table: str) -> None:
    name = f"{table}_no_update"
    with db.write() as session:
        for statement in BLIND[db.dialect]:
            session.exec_driver_sql(statement.format(name, table))
    with db.read() as session:
        assert migrate.missing_guards(session) == {name}


def test_a_guard_on_another_table_of_the_same_name_is_missed(db: Database) -> None:
    if db.dialect != "postgresql":
        return
    name = "history_entry_no_delete"
    with db.write() as session:
        session.exec_driver_sql(f"DROP TRIGGER {name} ON history_entry")
        session.exec_driver_sql("CREATE SCHEMA aside CREATE TABLE history_entry (seq integer)")
        session.exec_driver_sql(
            f"CREATE TRIGGER {name} BEFORE DELETE ON aside.history_entry FOR EACH ROW"
            " EXECUTE FUNCTION history_is_append_only('history_entry')"
        )
    with db.read() as session:
        assert migrate.missing_guards(session) == {name}


def test_guards_that_call_a_function_which_does_nothing_are_missed(db: Database) -> None:
    if db.dialect != "postgresql":
        return
    with db.write() as session:
        session.exec_driver_sql(
            "CREATE OR REPLACE FUNCTION history_is_append_only() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN RETURN COALESCE(NEW, OLD); END $$"
        )
    with db.read() as session:
        assert migrate.missing_guards(session) == guards.expected("postgresql")


def test_guards_are_recognised_wherever_the_server_thinks_it_is(db: Database) -> None:
    if db.dialect != "postgresql":
        return
    with db.read() as session:
        session.execute(sql("SET LOCAL TIME ZONE 'Asia/Shanghai'"))
        session.execute(sql("SET LOCAL DateStyle = 'German'"))
        assert migrate.missing_guards(session) == frozenset()
