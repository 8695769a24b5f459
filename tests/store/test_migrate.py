"""A database is brought to the form that the code expects, and says so when it cannot be."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlmodel import SQLModel

import tracker.store.migrate
from tracker.kit.errors import Conflict
from tracker.store import migrate
from tracker.store.database import Database


@pytest.fixture
def empty(database_url: str) -> Iterator[Database]:
    database = Database(database_url)
    yield database
    database.close()


def test_an_empty_database_gets_the_tables_of_the_code(empty: Database) -> None:
    migrate.migrate(empty)
    with empty.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": empty.dialect == "postgresql"})
        assert compare_metadata(context, SQLModel.metadata) == []


def test_migrating_twice_is_migrating_once(empty: Database) -> None:
    migrate.migrate(empty)
    migrate.migrate(empty)
    with empty.read() as session:
        assert migrate.revision(session) == migrate.HEAD


def test_every_table_on_sqlite_is_strict(empty: Database) -> None:
    migrate.migrate(empty)
    if empty.dialect == "sqlite":
        with empty.read() as session:
            loose = session.execute(
                text("SELECT name FROM pragma_table_list WHERE schema='main' AND type='table' AND NOT strict")
            )
            assert set(loose.scalars()) == {"alembic_version", "sqlite_schema"}


def test_the_newest_form_is_the_one_the_code_names() -> None:
    scripts = ScriptDirectory(str(Path(tracker.store.migrate.__file__).parent / "migrations"))
    assert scripts.get_current_head() == migrate.HEAD


def test_a_register_of_a_newer_version_is_left_alone(empty: Database) -> None:
    migrate.migrate(empty)
    with empty.write() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(Conflict, match="newer version"):
        migrate.migrate(empty)


def test_a_migration_that_fails_leaves_nothing(empty: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migrate.guards, "expected", lambda _: frozenset({"a_guard_that_is_not_there"}))
    with pytest.raises(Conflict, match="lost its guards"):
        migrate.migrate(empty)
    with empty.read() as session:
        assert migrate.revision(session) is None


def test_what_follows_a_migration_is_done_with_it_or_not_at_all(empty: Database) -> None:
    def fails(_: object) -> None:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        migrate.migrate(empty, then=fails)
    with empty.read() as session:
        assert migrate.revision(session) is None


def test_a_register_whose_guard_never_fires_is_not_started(empty: Database) -> None:
    migrate.migrate(empty)
    with empty.write() as session:
        if empty.dialect == "sqlite":
            session.exec_driver_sql("DROP TRIGGER facet_no_delete")
            session.exec_driver_sql("CREATE TRIGGER facet_no_delete BEFORE DELETE ON facet WHEN 0 BEGIN SELECT 1; END")
        else:
            session.exec_driver_sql("ALTER TABLE facet DISABLE TRIGGER facet_no_delete")
    with pytest.raises(Conflict, match="facet_no_delete"):
        migrate.migrate(empty)
