"""History stays as it was written: no statement of the working role changes or removes it."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from tests.support.rows import BY, START, change, commitment
from tracker.kit.errors import Unavailable
from tracker.store import guards, history, migrate
from tracker.store.database import Database

ATTACKS = [
    "UPDATE history_entry SET body = 'forged' WHERE seq = 1",
    "DELETE FROM history_entry",
    "UPDATE history_entry SET recorded_at = recorded_at",
    "DELETE FROM commitment_version",
    "UPDATE commitment_version SET title_en = 'forged'",
    "UPDATE commitment_version SET recorded_from = recorded_to WHERE version = 1",
    "UPDATE commitment_version SET recorded_to = '2026-01-05T00:00:01.000000Z' WHERE version = 1",
    "UPDATE commitment_version SET recorded_to = '2020-01-05T00:00:01.000000Z' WHERE version = 2",
    "DELETE FROM facet",
    "UPDATE facet SET value = 'forged'",
]
ONLY = {
    "sqlite": [
        "INSERT OR REPLACE INTO history_entry SELECT * FROM history_entry WHERE seq = 1",
        "UPDATE OR IGNORE history_entry SET body = 'forged' WHERE seq = 1",
        "INSERT OR REPLACE INTO commitment_version SELECT * FROM commitment_version",
    ],
    "postgresql": [
        "TRUNCATE history_entry",
        "TRUNCATE commitment_version",
        "INSERT INTO history_entry SELECT * FROM history_entry ON CONFLICT (seq) DO UPDATE SET body = 'forged'",
    ],
}


@pytest.fixture
def changed(db: Database) -> Database:
    with db.write() as session:
        history.append(session, [change("commitment", commitment(tags=["air"]))], by=BY, at=START)
        history.append(
            session, [change("commitment", commitment(tags=[]), "edit")], by=BY, at=START + timedelta(hours=1)
        )
    return db


def everything(db: Database) -> list[object]:
    with db.read() as session:
        return [
            session.execute(text(f"SELECT * FROM {table} ORDER BY 1, 2, 3")).all()
            for table in ("history_entry", "commitment_version", "facet")
        ]


@pytest.mark.parametrize("attack", ATTACKS)
def test_both_databases_refuse(changed: Database, attack: str) -> None:
    before = everything(changed)
    with pytest.raises(DBAPIError, match="append-only"), changed.write() as session:
        session.exec_driver_sql(attack)
    assert everything(changed) == before


def test_each_database_refuses_its_own_ways_round(changed: Database) -> None:
    for attack in ONLY[changed.dialect]:
        with pytest.raises(DBAPIError, match="append-only"), changed.write() as session:
            session.exec_driver_sql(attack)


def test_without_the_setting_for_triggers_a_replacing_insert_is_still_refused(changed: Database) -> None:
    if changed.dialect != "sqlite":
        return
    with changed.engine.connect() as connection:
        connection.exec_driver_sql("ROLLBACK")
        connection.exec_driver_sql("PRAGMA recursive_triggers=OFF")
        with pytest.raises(DBAPIError, match="append-only"):
            connection.exec_driver_sql("INSERT OR REPLACE INTO history_entry SELECT * FROM history_entry WHERE seq = 1")


def test_a_guard_that_somebody_took_away_is_missed(db: Database) -> None:
    drop = "DROP TRIGGER history_entry_no_update"
    with db.write() as session:
        session.exec_driver_sql(drop if db.dialect == "sqlite" else f"{drop} ON history_entry")
    with db.read() as session:
        assert migrate.missing_guards(session) == {"history_entry_no_update"}


def test_a_reader_cannot_write(db: Database) -> None:
    with pytest.raises((DBAPIError, Unavailable), match="read"), db.read() as session:
        session.exec_driver_sql("DELETE FROM place")


@pytest.fixture
def worker(fresh_postgres: str) -> Iterator[Database]:
    """A register on PostgreSQL whose tables belong to another role than the one that works."""
    owner = Database(fresh_postgres)
    role = f"worker_{make_url(fresh_postgres).database}"
    with owner.write() as session:
        session.exec_driver_sql(f"CREATE ROLE {role} LOGIN")
    migrate.migrate(owner, role=role)
    owner.close()
    from tracker.store import register

    database = Database(make_url(fresh_postgres).set(username=role).render_as_string(hide_password=False))
    with database.write() as session:
        register.create(session, zone="Asia/Shanghai", sandbox=False, at=START)
    yield database
    database.close()


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE history_entry SET body = 'forged'",
        "DELETE FROM history_entry",
        "TRUNCATE history_entry",
        "ALTER TABLE history_entry DISABLE TRIGGER ALL",
        "DROP TRIGGER history_entry_no_update ON history_entry",
        "SET session_replication_role = replica",
        "UPDATE commitment_version SET title_en = 'forged'",
        "DELETE FROM facet",
    ],
)
def test_the_working_role_of_postgresql_has_not_even_the_right_to_try(worker: Database, attack: str) -> None:
    with pytest.raises(DBAPIError, match=r"permission denied|must be owner"), worker.write() as session:
        session.exec_driver_sql(attack)


def test_the_working_role_of_postgresql_can_do_its_work(worker: Database) -> None:
    from tests.support.rows import ground

    with worker.write() as session:
        history.append(session, ground(), by=BY, at=START)
        history.append(session, [change("commitment", commitment(tags=["air"]))], by=BY, at=START)
    with worker.write() as session:
        history.append(session, [change("commitment", commitment(), "edit")], by=BY, at=START + timedelta(hours=1))


def test_guards_are_named_alike_for_every_table() -> None:
    assert {name.removesuffix("_no_replace") for name in guards.expected("sqlite") if name.endswith("_no_replace")} == {
        name.removesuffix("_no_truncate") for name in guards.expected("postgresql") if name.endswith("_no_truncate")
    }
