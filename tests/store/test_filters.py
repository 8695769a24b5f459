"""What queries find in the register, told by examples."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from tests.support.rows import BY, START, body, change, commitment, source
from tracker.domain.moment import Moment
from tracker.domain.sight import EVERYTHING
from tracker.query.language import MAX_DEPTH, MAX_TESTS, parse
from tracker.store import commitments, filters, history
from tracker.store.database import Database
from tracker.store.history import Change

TODAY = date(2026, 1, 5)
YEAR_END = date(2025, 12, 31)
FIRST, LATER = START + timedelta(hours=1), START + timedelta(days=7)
FOUR = [f"X-{n}" for n in (1, 2, 3, 4)]


def put(db: Database, *rows: dict[str, Any], at: datetime = FIRST, action: str = "register") -> None:
    with db.write() as session:
        history.append(session, [change("commitment", row, action) for row in rows], by=BY, at=at)


def found(
    db: Database, query: str, day: date = TODAY, *, today: date = TODAY, known: datetime | None = None
) -> list[str]:
    with db.read() as session:
        rows = commitments.page(session, parse(query), Moment(START, day, today, known), EVERYTHING, limit=100)
    return [row.ref for row in rows]


def test_something_is_overdue_from_the_day_after_its_last_on_time_day(db: Database) -> None:
    put(db, commitment("X-1", last_day=YEAR_END))
    assert found(db, "is:overdue", YEAR_END, today=YEAR_END) == []
    assert found(db, "is:overdue", date(2026, 1, 1), today=date(2026, 1, 1)) == ["X-1"]


@pytest.mark.parametrize("work", ["draft", "suspended", "standing", "cancelled", "replaced"])
def test_what_has_no_running_clock_is_never_overdue(db: Database, work: str) -> None:
    put(db, commitment("X-1", last_day=YEAR_END, work=work))
    assert found(db, "is:overdue") == []
    assert found(db, "-is:overdue") == ["X-1"]
    assert found(db, "late:0") == ["X-1"]


def test_what_is_closed_by_stage_counts_by_its_own_day(db: Database) -> None:
    put(db, commitment("X-1", work="closed_by_stage", last_day=date(2024, 12, 31), stage_day=YEAR_END))
    assert found(db, "is:overdue", YEAR_END, today=YEAR_END) == []
    assert found(db, "late:5") == ["X-1"]


def test_what_was_done_late_is_overdue_until_the_day_for_which_it_is_done(db: Database) -> None:
    put(db, commitment("X-1", work="reported_done", last_day=date(2025, 12, 1), done_on=date(2025, 12, 20)))
    assert found(db, "is:overdue", date(2025, 12, 19)) == ["X-1"]
    assert found(db, "late:18 sort:-late", date(2025, 12, 19)) == ["X-1"]
    assert found(db, "is:overdue", date(2025, 12, 20)) == []
    assert found(db, "is:overdue") == []


def test_what_is_done_today_was_still_overdue_yesterday(db: Database) -> None:
    put(db, commitment("X-1", work="reported_done", last_day=YEAR_END, done_on=TODAY))
    assert found(db, "is:overdue") == []
    assert found(db, "is:overdue", TODAY - timedelta(days=1)) == ["X-1"]


def test_a_day_from_the_context_makes_nothing_overdue(db: Database) -> None:
    put(db, commitment("X-1", context_day=YEAR_END))
    assert found(db, "is:overdue") == []
    assert found(db, "is:unconfirmed is:undated") == ["X-1"]


def test_days_late_are_counted_from_the_last_on_time_day(db: Database) -> None:
    put(db, *(commitment(ref, last_day=TODAY - timedelta(days=n)) for n, ref in enumerate(FOUR)))
    assert found(db, "late:>1") == ["X-4", "X-3"]
    assert found(db, "late:1..2") == ["X-3", "X-2"]
    assert found(db, "late:<=1") == ["X-2", "X-1"]
    assert found(db, "sort:late") == FOUR
    assert found(db, "is:overdue sort:-late") == ["X-4", "X-3", "X-2"]
    assert found(db, "late:>999999") == []


def test_a_unit_includes_the_bodies_below_it_unless_it_is_asked_for_alone(db: Database) -> None:
    put(db, commitment("X-1", body="a"), commitment("X-2", body="b"), commitment("X-3", body="c"), commitment("X-4"))
    assert found(db, "unit:a") == ["X-1", "X-2"]
    assert found(db, "unit:=a") == ["X-1"]
    assert found(db, "-unit:a") == ["X-3", "X-4"]
    assert found(db, "unit:nowhere") == []
    assert found(db, "unit:b,none") == ["X-2", "X-4"]


def test_a_body_whose_name_begins_alike_is_not_below(db: Database) -> None:
    with db.write() as session:
        history.append(session, [change("body", body(slug)) for slug in ("a-1", "a0", "aa")], by=BY, at=START)
    put(db, *(commitment(ref, body=slug) for ref, slug in zip(FOUR, ("a", "a-1", "a0", "aa"), strict=True)))
    assert found(db, "unit:a") == ["X-1"]


def test_free_text_finds_any_part_of_a_chinese_title(db: Database) -> None:
    put(db, commitment("X-1", title_zh="改善水质"), commitment("X-2", note_en="WATER quality: 100%"))
    assert found(db, "水质") == found(db, "善水") == found(db, "title:改善") == ["X-1"]
    assert found(db, "Water") == found(db, "ｗater 0%") == ["X-2"]
    assert found(db, "title:water") == found(db, "水_") == []


def test_a_negated_condition_lets_pass_what_has_nothing_to_compare(db: Database) -> None:
    put(db, commitment("X-1", last_day=date(2024, 6, 30)), commitment("X-2", last_day=YEAR_END), commitment("X-3"))
    assert found(db, "-due:2024") == ["X-2", "X-3"]
    assert found(db, "-(due:2024 OR unit:a)") == ["X-2", "X-3"]
    assert found(db, "-owner:post-a -tag:air -parent:x") == ["X-1", "X-2", "X-3"]


def test_both_ends_of_a_range_belong_to_it(db: Database) -> None:
    put(db, *(commitment(ref, last_day=date(2025, 1, n)) for n, ref in enumerate(FOUR, start=1)))
    assert found(db, "due:2025-01-02..2025-01-03") == ["X-2", "X-3"]
    assert found(db, "due:<2025-01-02") == ["X-1"]
    assert found(db, "due:>2025-01-03") == ["X-4"]


def test_days_counted_from_today_move_with_the_moment(db: Database) -> None:
    put(db, commitment("X-1", last_day=date(2026, 2, 1)))
    assert found(db, "due:<+30d") == ["X-1"]
    assert found(db, "due:<+30d", date(2026, 1, 2)) == []


def test_nothing_comes_last_and_the_reference_decides_between_equals(db: Database) -> None:
    days = (None, YEAR_END, date(2024, 1, 1), YEAR_END)
    put(db, *(commitment(ref, last_day=day) for ref, day in zip(FOUR, days, strict=True)))
    assert found(db, "") == found(db, "sort:due") == ["X-3", "X-2", "X-4", "X-1"]
    assert found(db, "sort:-due") == ["X-2", "X-4", "X-3", "X-1"]
    assert found(db, "sort:-ref") == FOUR[::-1]


def test_titles_are_ordered_by_their_characters(db: Database) -> None:
    titles = ("é", "b-a", "ba", "水")
    put(db, *(commitment(ref, title_en=title) for ref, title in zip(FOUR, titles, strict=True)))
    assert found(db, "sort:title") == ["X-2", "X-3", "X-1", "X-4"]


def test_references_aliases_and_tags_are_found_in_any_case_of_letters(db: Database) -> None:
    put(db, commitment("X-1", aliases=["Sf-1"], tags=["Air"]), commitment("X-2", parent="X-1"))
    assert found(db, "ref:x-1") == found(db, "alias:sF-1") == found(db, "tag:aIR") == ["X-1"]
    assert found(db, "parent:x-1") == ["X-2"]


FACETS = ["tag:air", "place:north", "source:s", "alias:sf-1", "co-unit:a", "mark:inferred-year"]


@pytest.mark.parametrize("query", FACETS)
def test_what_something_was_found_by_is_remembered(db: Database, query: str) -> None:
    given = {
        "tags": ["air"], "places": ["town"], "sources": [{"source": "s", "paragraph": "1"}], "aliases": ["SF-1"],
        "co_bodies": ["b"], "marks": ["inferred-year"],
    }  # fmt: skip
    put(db, commitment("X-1", **given))
    put(db, commitment("X-1"), at=LATER, action="edit")
    assert found(db, query) == []
    assert found(db, f"-{query}") == ["X-1"]
    assert found(db, query, known=LATER) == []
    assert found(db, query, known=LATER - timedelta(microseconds=1)) == ["X-1"]
    assert found(db, query, known=FIRST) == ["X-1"]
    assert found(db, query, known=FIRST - timedelta(microseconds=1)) == []


def test_what_was_withdrawn_is_still_known_as_of_before(db: Database) -> None:
    put(db, commitment("X-1", tags=["air"]))
    with db.write() as session:
        history.append(session, [Change("commitment", "X-1", "withdraw", None, TODAY)], by=BY, at=LATER)
    assert found(db, "") == found(db, "tag:air") == found(db, "", known=LATER) == []
    assert found(db, "tag:air", known=FIRST) == ["X-1"]


def test_bodies_stand_where_they_stood_then(db: Database) -> None:
    put(db, commitment("X-1", body="b"), commitment("X-2", body="c"))
    with db.write() as session:
        history.append(session, [change("body", body("b", "/c/"), "move")], by=BY, at=LATER)
    assert found(db, "unit:b") == found(db, "unit:b", known=LATER) == found(db, "unit:b", known=FIRST) == ["X-1"]
    assert found(db, "unit:a") == []
    assert found(db, "unit:c") == ["X-1", "X-2"]
    assert found(db, "unit:a", known=FIRST) == ["X-1"]
    assert found(db, "unit:c", known=FIRST) == ["X-2"]


def test_the_statement_of_a_question_is_made_once_whatever_the_day() -> None:
    query = parse("is:overdue due:<+30d")
    tomorrow = TODAY + timedelta(days=1)
    first, again, past = (
        filters.prepare(query, moment)
        for moment in (
            Moment(START, TODAY, TODAY),
            Moment(START, tomorrow, tomorrow),
            Moment(START, TODAY, TODAY, START),
        )
    )
    assert first is again
    assert first is not past
    assert "known" in past.parameters(Moment(START, TODAY, TODAY, START))


def test_the_longest_queries_can_be_asked(db: Database) -> None:
    put(db, commitment("X-1", tags=["t1"]))
    each = MAX_TESTS // 4
    values = " OR ".join(f"late:>{n} OR -tag:t{n} OR place:p{n} OR unit:b{n}" for n in range(each))
    assert found(db, values) == ["X-1"]
    deep = "-(ref:x OR " * MAX_DEPTH + "is:overdue" + ")" * MAX_DEPTH
    assert found(db, deep) == []
    assert found(db, f"tag:{','.join(f't{n}' for n in range(MAX_TESTS))}") == ["X-1"]


def test_a_place_or_source_nobody_knows_is_nowhere(db: Database) -> None:
    with db.write() as session:
        history.append(session, [change("source", source("t"))], by=BY, at=START)
    put(db, commitment("X-1", sources=[{"source": "s", "paragraph": "1"}]))
    assert found(db, "source:t") == found(db, "place:any") == found(db, "place:nowhere") == []
    assert found(db, "source:any place:none") == ["X-1"]


def test_what_was_extended_is_still_found_by_its_first_deadline(db: Database) -> None:
    moved = {"first_day": date(2025, 6, 30), "last_day": date(2026, 6, 30), "extended": 1}
    done = {**moved, "work": "reported_done", "done_on": date(2025, 6, 30)}
    put(db, commitment("X-1", **moved), commitment("X-2", **done), commitment("X-3", last_day=YEAR_END))
    assert found(db, "is:overdue") == ["X-3"]
    assert found(db, "is:first-overdue") == ["X-1"]
    assert found(db, "is:按首次期限逾期", date(2025, 6, 30)) == []
    assert found(db, "is:extended sort:ref") == found(db, "is:已延期 sort:ref") == ["X-1", "X-2"]


def test_a_suspension_stops_the_first_clock_too_while_it_is_approved(db: Database) -> None:
    put(db, commitment("X-1", work="suspended", first_day=date(2025, 6, 30), stage_day=YEAR_END))
    assert found(db, "is:first-overdue", YEAR_END) == []
    assert found(db, "is:first-overdue", date(2026, 1, 1)) == ["X-1"]


def test_what_was_opened_again_is_found_by_that(db: Database) -> None:
    put(db, commitment("X-1", reopened=1), commitment("X-2"))
    assert found(db, "is:reopened") == ["X-1"]
    assert found(db, "-is:曾重开") == ["X-2"]


def test_a_commitment_is_found_by_the_post_that_leads_it(db: Database) -> None:
    put(db, commitment("X-1", leader="post-a"), commitment("X-2", post="post-a"))
    assert found(db, "leader:post-a") == ["X-1"]
    assert found(db, "责任领导:无") == ["X-2"]
