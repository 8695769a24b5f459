from tracker.store.database import Database
from tracker.store.remembering import MOST, remembered


def test_on_sqlite_what_was_read_is_remembered_until_somebody_commits_a_change(database_url: str) -> None:
    db, other = Database(database_url), Database(database_url)
    with db.write() as session:
        session.exec_driver_sql("CREATE TABLE thing (words VARCHAR(20))")
    remembers = db.dialect == "sqlite"

    def asked() -> tuple[int, bool]:
        reads: list[int] = []
        with db.read() as session:

            def read() -> int:
                reads.append(1)
                return int(session.exec_driver_sql("SELECT count(*) FROM thing").scalar_one())

            return remembered(session, "how many", read), bool(reads)

    assert asked() == (0, True)
    assert asked() == (0, not remembers)
    for number, writer in enumerate((db, other, other), start=1):
        with writer.write() as session:
            session.exec_driver_sql("INSERT INTO thing VALUES ('x')")
        assert asked() == (number, True)
        assert asked() == (number, not remembers)
    db.close()
    other.close()


def test_within_a_transaction_it_holds_whatever_others_commit_meanwhile(database_url: str) -> None:
    db, other = Database(database_url), Database(database_url)
    with db.write() as session:
        session.exec_driver_sql("CREATE TABLE thing (words VARCHAR(20))")
    with db.read() as session:

        def read() -> int:
            return int(session.exec_driver_sql("SELECT count(*) FROM thing").scalar_one())

        assert remembered(session, "how many", read) == 0
        with other.write() as writing:
            writing.exec_driver_sql("INSERT INTO thing VALUES ('x')")
        assert remembered(session, "how many", read) == 0 == read()
    with db.read() as session:
        found = session.exec_driver_sql("SELECT count(*) FROM thing").scalar_one
        assert remembered(session, "how many", lambda: int(found())) == 1
    db.close()
    other.close()


def test_what_is_written_in_a_transaction_is_seen_in_it(database_url: str) -> None:
    db = Database(database_url)
    with db.write() as session:
        session.exec_driver_sql("CREATE TABLE thing (words VARCHAR(20))")

        def count() -> int:
            return int(session.exec_driver_sql("SELECT count(*) FROM thing").scalar_one())

        assert remembered(session, "how many", count) == 0
        session.exec_driver_sql("INSERT INTO thing VALUES ('x')")
        assert remembered(session, "how many", count) == 1
    db.close()


def test_no_connection_remembers_without_end(database_url: str) -> None:
    db = Database(database_url)
    with db.read() as session:
        for number in range(MOST * 2 + 1):
            assert remembered(session, number, lambda number=number: number) == number  # type: ignore[misc]
        kept = session.info.get("remembered")
        assert kept is None or len(kept[1]) <= MOST
    db.close()
