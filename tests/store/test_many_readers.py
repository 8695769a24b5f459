"""More readers at once than there are connections: each gets its turn, and who waits too long is told so."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier, Event

import pytest
from sqlalchemy.exc import TimeoutError as PoolTimeout

from tracker.kit.errors import Unavailable
from tracker.store.database import SEATS, Database
from tracker.store.gate import Gate


def test_who_finds_every_connection_taken_reads_as_soon_as_one_is_free(database_url: str) -> None:
    db, all_seated, free = Database(database_url), Barrier(SEATS + 1), Event()

    def sit() -> int:
        with db.read() as session:
            all_seated.wait()
            free.wait()
            return int(session.exec_driver_sql("SELECT 1").scalar_one())

    def come_later(number: int) -> int:
        with db.read() as session:
            return int(session.exec_driver_sql(f"SELECT {number}").scalar_one())

    with ThreadPoolExecutor(SEATS + 40) as pool:
        seated = [pool.submit(sit) for _ in range(SEATS)]
        all_seated.wait()
        waiting = [pool.submit(come_later, number) for number in range(40)]
        free.set()
        assert [each.result() for each in seated] == [1] * SEATS
        assert [each.result() for each in waiting] == list(range(40))
    db.close()


def test_many_readers_who_come_again_and_again_all_get_through(database_url: str) -> None:
    db, start = Database(database_url), Barrier(50)

    def come(_: int) -> int:
        start.wait()
        return sum(again() for _ in range(30))

    def again() -> int:
        with db.read() as session:
            return int(session.exec_driver_sql("SELECT 1").scalar_one())

    with ThreadPoolExecutor(50) as pool:
        assert list(pool.map(come, range(50))) == [30] * 50
    db.close()


def test_who_waits_longer_than_is_allowed_is_told_and_takes_nobodys_place() -> None:
    gate = Gate(1, seconds=0.01)
    with gate, ThreadPoolExecutor(1) as pool, pytest.raises(PoolTimeout):
        pool.submit(gate.__enter__).result()
    with gate:
        pass


def test_a_register_whose_readers_never_leave_says_that_too_many_ask(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tracker.store.database.WAIT_SECONDS", 0.01)
    monkeypatch.setattr("tracker.store.database.SEATS", 1)
    db = Database(f"sqlite:///{tmp_path}/register.db")
    with db.read(), ThreadPoolExecutor(1) as pool:
        refused = pool.submit(db.read().__enter__).exception()
    assert isinstance(refused, Unavailable)
    assert "Too many ask" in str(refused)
    db.close()
