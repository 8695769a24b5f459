"""Making and finding the register: several at once, with two roles, with addresses that are wrong."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy.engine import make_url

from tests.support.registers import SEEDED_AT, settings_of
from tracker import bootstrap
from tracker.kit.clock import FrozenClock
from tracker.kit.errors import Conflict, Invalid, NotFound, Unavailable
from tracker.services import registers
from tracker.settings import Settings
from tracker.store import migrate
from tracker.store.database import Database
from tracker.store.register import NO_STARTER

TOGETHER = 4


def make(settings: Settings, **given: Any) -> bool:
    return registers.make(settings, sandbox=False, at=SEEDED_AT, **given)


def starter_of(settings: Settings) -> str:
    db, facts = registers.find(settings)
    db.close()
    return facts.starter


def test_of_several_that_start_at_once_one_makes_the_register(database_url: str) -> None:
    settings, ready = settings_of(database_url), Barrier(TOGETHER)

    def start(_: int) -> bool:
        ready.wait()
        return make(settings)

    with ThreadPoolExecutor(TOGETHER) as pool:
        assert sorted(pool.map(start, range(TOGETHER))) == [False] * (TOGETHER - 1) + [True]
    assert starter_of(settings) == ""


def test_a_register_that_cannot_be_made_is_not_half_made(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object, **__: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(registers.register, "create", fails)
    with pytest.raises(RuntimeError):
        make(settings_of(database_url))
    database = Database(database_url)
    with database.read() as session:
        assert migrate.revision(session) is None
    database.close()


def test_an_empty_register_remembers_that_it_starts_without_seeds(database_url: str) -> None:
    settings = settings_of(database_url)
    assert bootstrap.make_register(settings, sandbox=False, clock=FrozenClock(SEEDED_AT), empty=True)
    assert starter_of(settings) == NO_STARTER
    assert not make(settings)
    assert starter_of(settings) == NO_STARTER


def test_a_register_may_be_told_later_that_it_starts_without_seeds(database_url: str) -> None:
    settings = settings_of(database_url)
    assert make(settings)
    assert not make(settings, empty=True)
    assert starter_of(settings) == NO_STARTER


def test_a_register_keeps_the_mark_of_the_seeds_it_started_from(database_url: str) -> None:
    settings = settings_of(database_url)
    make(settings)
    database, _ = registers.find(settings)
    with database.write() as session:
        registers.register.set_starter(session, "a hash")
    database.close()
    make(settings, empty=True)
    assert starter_of(settings) == "a hash"


# With a role that owns the tables and another that works with them


@pytest.fixture
def two_roles(fresh_postgres: str) -> Iterator[Settings]:
    """Settings of a database that its owner has yet to fill, beside tables of somebody else."""
    role = f"role_{make_url(fresh_postgres).database}"
    owner = Database(fresh_postgres)
    with owner.write() as session:
        session.exec_driver_sql(f"CREATE ROLE {role} LOGIN")
        session.exec_driver_sql("CREATE TABLE somebody_elses (n integer)")
    yield Settings(database_url=url(fresh_postgres, username=role), database_owner_url=fresh_postgres)
    with owner.write() as session:
        session.exec_driver_sql(f"DROP OWNED BY {role}")
        session.exec_driver_sql(f"DROP ROLE {role}")
    owner.close()


def url(address: str, **changed: Any) -> str:
    return make_url(address).set(**changed).render_as_string(hide_password=False)


def test_the_role_that_works_gets_rights_on_the_tables_of_the_register_alone(two_roles: Settings) -> None:
    assert make(two_roles)
    database, _ = registers.find(two_roles)
    with database.read() as session:
        unreadable = session.exec_driver_sql(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
            " AND NOT has_table_privilege(oid, 'SELECT')"
        )
        assert list(unreadable.scalars()) == ["somebody_elses"]
    database.close()


def test_the_role_that_works_may_start_on_a_register_that_is_there(two_roles: Settings) -> None:
    make(two_roles)
    assert not make(Settings(database_url=two_roles.database_url))


def test_the_role_that_works_is_told_to_let_the_owner_make_the_register(two_roles: Settings) -> None:
    with pytest.raises(Unavailable) as caught:
        make(Settings(database_url=two_roles.database_url))
    assert "tracker init" in str(caught.value.hint)


def test_two_addresses_of_one_role_take_nothing_away_from_it(fresh_postgres: str) -> None:
    settings = Settings(
        database_url=fresh_postgres,
        database_owner_url=url(fresh_postgres, query={**make_url(fresh_postgres).query, "application_name": "owner"}),
    )
    assert make(settings)
    database, _ = registers.find(settings)
    with database.write() as session:
        assert session.exec_driver_sql("SELECT has_table_privilege('history_entry', 'DELETE')").scalar_one()
    database.close()


def test_a_migration_may_not_take_rights_from_the_role_that_runs_it(fresh_postgres: str) -> None:
    database = Database(fresh_postgres)
    migrate.migrate(database, role=make_url(fresh_postgres).username)
    with database.read() as session:
        assert session.exec_driver_sql(
            "SELECT relacl IS NULL FROM pg_class WHERE oid = 'history_entry'::regclass"
        ).scalar_one()
    database.close()


@pytest.mark.parametrize(
    ("working", "owner", "where"),
    [
        ("postgresql:///name?host=/nowhere", "postgresql://owner@/name?host=/nowhere", registers.WORKING),
        ("postgresql://worker@/name", "nonsense", registers.OWNER),
        ("postgresql://worker@/name", "mysql://owner@/name", registers.OWNER),
        ("postgresql://worker@/name", "sqlite:////nowhere/register.db", registers.OWNER),
    ],
)
def test_addresses_that_cannot_be_used_together_are_refused_by_name(working: str, owner: str, where: str) -> None:
    with pytest.raises(Invalid, match=where) as caught:
        make(Settings(database_url=working, database_owner_url=owner))
    assert caught.value.where == where
    assert caught.value.hint


# What is opened is closed again where it turns out to be of no use


@pytest.fixture
def closed(monkeypatch: pytest.MonkeyPatch) -> list[Database]:
    """The databases that were closed."""
    seen: list[Database] = []
    close = Database.close
    monkeypatch.setattr(Database, "close", lambda database: (seen.append(database), close(database))[1])
    return seen


def test_a_database_without_a_register_is_let_go(database_url: str, tmp_path: Path, closed: list[Database]) -> None:
    (tmp_path / "register.db").touch()
    with pytest.raises(NotFound):
        registers.find(settings_of(database_url))
    assert len(closed) == 1


def test_a_register_of_another_form_is_let_go(
    database_url: str, closed: list[Database], monkeypatch: pytest.MonkeyPatch
) -> None:
    make(settings_of(database_url))
    closed.clear()
    monkeypatch.setattr(migrate, "HEAD", "9999")
    with pytest.raises(Conflict):
        registers.find(settings_of(database_url))
    assert len(closed) == 1


@pytest.mark.parametrize("asked", [{"as_if": "yesterday"}, {"as_of": "9999-12-31"}])
def test_a_register_that_is_asked_about_no_moment_is_let_go(
    database_url: str, closed: list[Database], asked: dict[str, str]
) -> None:
    make(settings_of(database_url))
    closed.clear()
    with pytest.raises(Invalid):
        bootstrap.open_register(settings_of(database_url), **asked)
    assert len(closed) == 1
