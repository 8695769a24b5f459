"""Every change of a record leaves an entry and a version; entries rebuild the rows."""

import json
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from tests.support.rows import BY, DAY, START, change, commitment
from tracker.domain.chain import Head, leaf_hash
from tracker.kit.errors import Conflict
from tracker.store import audit, history
from tracker.store.database import Database
from tracker.store.history import Change
from tracker.store.tables import VERSIONED, Facet, HistoryEntry
from tracker.store.tables.versions import table_of
from tracker.store.types import FOREVER

ENTRY, FACET = table_of(HistoryEntry), table_of(Facet)
COMMITMENT, VERSION = VERSIONED["commitment"]


def append(db: Database, *changes: Change, at: datetime = START, new: bool = False) -> Head:
    with db.write() as session:
        return history.append(session, changes, by=BY, at=at, new=new)


def versions(db: Database, ref: str) -> list[Any]:
    with db.read() as session:
        return list(session.execute(select(VERSION).where(VERSION.c.ref == ref).order_by(VERSION.c.version)))


def test_a_new_record_leaves_one_entry_one_row_and_one_open_version(db: Database) -> None:
    before = history_size(db)
    append(db, change("commitment", commitment(aliases=["SF-1"], tags=["air"])))
    with db.read() as session:
        row = session.execute(select(COMMITMENT).where(COMMITMENT.c.ref == "X-001")).one()
        entry = session.execute(select(ENTRY).where(ENTRY.c.record_key == "X-001")).one()
        facets = set(session.execute(select(FACET.c.field, FACET.c.value).where(FACET.c.ref == "X-001")))
    assert row.version == 1
    assert history_size(db) == before + 1
    assert [v.recorded_to for v in versions(db, "X-001")] == [FOREVER]
    assert json.loads(entry.body)["snapshot"]["aliases"] == ["SF-1"]
    assert entry.leaf == leaf_hash(entry.body.encode())
    assert facets == {("alias", "SF-1"), ("tag", "air")}


def history_size(db: Database) -> int:
    with db.read() as session:
        return history.head(session).size


def test_a_change_closes_the_version_before_it_at_its_own_moment(db: Database) -> None:
    append(db, change("commitment", commitment(tags=["air"])))
    later = START + timedelta(days=3)
    append(db, change("commitment", commitment(tags=["water"], work="in_progress"), "start"), at=later)
    first, second = versions(db, "X-001")
    assert (first.recorded_to, second.recorded_from, second.recorded_to) == (later, later, FOREVER)
    assert (first.work, second.work) == ("registered", "in_progress")
    with db.read() as session:
        now = session.execute(select(FACET.c.value).where(FACET.c.ref == "X-001", FACET.c.recorded_to == FOREVER))
        assert list(now.scalars()) == ["water"]


def test_a_withdrawn_record_is_gone_from_the_rows_and_stays_in_its_versions(db: Database) -> None:
    append(db, change("commitment", commitment(aliases=["SF-1"])))
    append(db, Change("commitment", "X-001", "withdraw", None, DAY, "entered twice"))
    with db.read() as session:
        assert session.execute(select(COMMITMENT)).one_or_none() is None
        assert audit_findings(db) == []
    assert [v.recorded_to == FOREVER for v in versions(db, "X-001")] == [False]


def audit_findings(db: Database) -> list[audit.Finding]:
    with db.read() as session:
        return list(audit.findings(session))


def test_a_withdrawn_record_that_comes_back_goes_on_counting_its_versions(db: Database) -> None:
    append(db, change("commitment", commitment()))
    append(db, Change("commitment", "X-001", "withdraw", None, DAY, "entered by mistake"))
    append(db, change("commitment", commitment()))
    assert [v.version for v in versions(db, "X-001")] == [1, 3]
    assert audit_findings(db) == []


def test_changing_nothing_writes_nothing(db: Database) -> None:
    with db.read() as session:
        before = (history.head(session), history.last_moment(session))
    append(db, at=START + timedelta(days=9))
    with db.read() as session:
        assert (history.head(session), history.last_moment(session)) == before


def test_moments_always_move_on_even_when_the_clock_runs_backwards(db: Database) -> None:
    append(db, change("commitment", commitment()), at=START + timedelta(hours=1))
    append(db, change("commitment", commitment(work="in_progress"), "start"), at=START - timedelta(days=9))
    with db.read() as session:
        moments = list(session.execute(select(ENTRY.c.recorded_at).order_by(ENTRY.c.seq)).scalars())
    assert moments == sorted(moments)
    assert moments[-1] == START + timedelta(hours=1, microseconds=1)


def test_a_tag_may_be_taken_away_and_given_again_while_the_clock_stands_still(db: Database) -> None:
    for tags in (["air"], [], ["air"], [], ["air"]):
        append(db, change("commitment", commitment(tags=tags), "edit"))
    with db.read() as session:
        assert len(session.execute(select(FACET.c.value).where(FACET.c.ref == "X-001")).all()) == 3


def test_a_failed_change_leaves_nothing_behind(db: Database) -> None:
    size = history_size(db)
    with pytest.raises(RuntimeError), db.write() as session:
        history.append(session, [change("commitment", commitment())], by=BY, at=START)
        raise RuntimeError
    assert history_size(db) == size
    assert versions(db, "X-001") == []


def test_a_record_that_was_promised_to_be_new_and_is_not_is_a_conflict(db: Database) -> None:
    append(db, change("commitment", commitment()))
    size = history_size(db)
    with pytest.raises(Conflict):
        append(db, change("commitment", commitment()), new=True)
    assert history_size(db) == size


def test_an_alias_belongs_to_one_commitment_at_a_time(db: Database) -> None:
    append(db, change("commitment", commitment("X-001", aliases=["SF-1"])))
    with pytest.raises(Conflict):
        append(db, change("commitment", commitment("X-002", aliases=["SF-1"])))
    append(db, change("commitment", commitment("X-001", aliases=[]), "edit"), at=START + timedelta(seconds=1))
    append(db, change("commitment", commitment("X-002", aliases=["SF-1"])), at=START + timedelta(seconds=2))


def test_thousands_of_records_go_in_at_once_and_the_history_is_whole(db: Database) -> None:
    rows = [commitment(f"B-{number:05d}", tags=["air"], last_day=date(2025, 12, 31)) for number in range(6_000)]
    append(db, *(change("commitment", row) for row in rows), new=True)
    assert audit_findings(db) == []
    with db.read() as session:
        assert len(session.execute(select(COMMITMENT.c.ref)).all()) == 6_000


def test_the_head_is_that_of_all_leaves_in_order(db: Database) -> None:
    append(db, *(change("commitment", commitment(f"B-{number}")) for number in range(40)), new=True)
    with db.read() as session:
        leaves = session.execute(select(ENTRY.c.leaf).order_by(ENTRY.c.seq)).scalars()
        assert history.head(session) == Head().extend(leaves)


@pytest.mark.parametrize(
    ("wrong", "what"),
    [
        ("UPDATE commitment SET title_en = 'forged' WHERE ref = 'X-001'", "row"),
        ("DELETE FROM commitment WHERE ref = 'X-001'", "row"),
        ("UPDATE history_head SET size = size - 1", "head"),
    ],
)
def test_what_was_changed_behind_the_history_is_found(db: Database, wrong: str, what: str) -> None:
    append(db, change("commitment", commitment()))
    with db.write() as session:
        session.exec_driver_sql(wrong)
    assert [finding.what for finding in audit_findings(db)] == [what]


TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=20)
EDITS = st.fixed_dictionaries(
    {},
    optional={
        "title_en": TEXT,
        "work": st.sampled_from(["registered", "in_progress", "suspended", "closed_by_stage"]),
        "last_day": st.none() | st.dates(date(2020, 1, 1), date(2040, 1, 1)),
        "stage_day": st.none() | st.dates(date(2020, 1, 1), date(2040, 1, 1)),
        "tags": st.lists(st.sampled_from(["air", "water", "soil"]), unique=True),
        "places": st.lists(st.sampled_from(["north", "town"]), unique=True),
        "size": st.none()
        | st.builds(lambda n, u: {"stated": n, "unit": {"en": u, "zh": u}}, st.integers(0, 2**53 - 1), TEXT),
        "body": st.sampled_from([None, "a", "b", "c"]),
    },
)


# Shrinking a history that fails would take minutes; the examples are small as they are.
@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    max_examples=25,
    phases=[Phase.explicit, Phase.generate],
)
@given(
    history_of=st.lists(
        st.tuples(st.integers(0, 2), EDITS, st.timedeltas(timedelta(0), timedelta(days=400))), max_size=12
    )
)
def test_replaying_the_entries_rebuilds_the_rows_for_any_history(
    db: Database, history_of: list[tuple[int, dict[str, Any], timedelta]]
) -> None:
    rows: dict[str, dict[str, Any]] = {}
    base = history_size(db)
    for number, edit, later in history_of:
        ref = f"H{base}-{number}"
        rows[ref] = {**rows.get(ref, commitment(ref)), **edit}
        append(db, change("commitment", rows[ref]), at=START + later)
    with db.read() as session:
        replayed: dict[str, Any] = {}
        for text in session.execute(select(ENTRY.c.body).where(ENTRY.c.seq > base).order_by(ENTRY.c.seq)).scalars():
            entry = json.loads(text)
            replayed[entry["record"]["key"]] = audit.rebuilt(entry)
        found = session.execute(select(COMMITMENT).where(COMMITMENT.c.ref.startswith(f"H{base}-"))).mappings()
        assert {row["ref"]: dict(row) for row in found} == replayed
    assert audit_findings(db) == []
    assert all(replayed[ref]["title_en"] == row["title_en"] for ref, row in rows.items())


def test_an_entry_says_who_for_whom_why_and_for_which_day(db: Database) -> None:
    moment = START + timedelta(hours=1)
    append(db, change("commitment", commitment(), "update", reason="visited on site"), at=moment)
    with db.read() as session:
        entry = json.loads(session.execute(select(ENTRY.c.body).where(ENTRY.c.record_key == "X-001")).scalar_one())
    assert entry["by"] == BY
    assert (entry["action"], entry["reason"], entry["valid_on"], entry["version"]) == (
        "update",
        "visited on site",
        "2026-01-05",
        1,
    )
    assert entry["recorded_at"] == "2026-01-05T01:00:00.000000Z"
