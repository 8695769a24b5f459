"""What a query matches and how it orders, row by row."""

from dataclasses import replace
from datetime import date

import pytest

from tracker.domain.commitment import Assurance, Facts, Kind, Work, searchable
from tracker.domain.deadline import Precision
from tracker.query.evaluate import matches, moves, order
from tracker.query.language import parse

DAY = date(2026, 1, 5)

FULL = Facts(
    ref="HLJ-2024-017",
    kind=Kind.TALLY,
    work=Work.IN_PROGRESS,
    assurance=Assurance.RETURNED,
    programme="hlj-2024",
    title_en="Waste-free city",
    title_zh="“无废城市”建设",
    registered_on=date(2024, 2, 1),
    updated_on=date(2024, 6, 30),
    precision=Precision.YEAR,
    aliases=("SF-002-017", "黑-17"),
    parent="HLJ-2024-003",
    body_path="/heilongjiang/hlj-dee/",
    post="hlj-dee-head",
    supervisor_path="/mee/",
    acceptor_path="/mee/mee-science/",
    co_paths=("/heilongjiang/hlj-water/", "/harbin/"),
    due_words="in 2024",
    last_day=date(2024, 12, 31),
    first_day=date(2024, 6, 30),
    context_day=date(2024, 3, 1),
    confirmed=True,
    review_day=date(2026, 1, 31),
    places=("/national/hlj/", "/national/hlj/harbin-city/"),
    tags=("Inspection", "固废"),
    marks=("inferred-year",),
    sources=("hlj-column-2024-02",),
    search_text=searchable("Waste-free city", "“无废城市”建设", "HLJ-2024-017", "Straße 100% a_b"),
)
BARE = Facts(
    ref="MEE-2024-001",
    kind=Kind.TASK,
    work=Work.REGISTERED,
    assurance=Assurance.NONE,
    programme="mee-2024",
    title_en="",
    title_zh="",
    registered_on=date(2025, 1, 1),
    updated_on=date(2025, 1, 1),
)


@pytest.mark.parametrize(
    "query",
    [
        "",
        "waste-free",
        "WASTE-free CITY",
        "ｗａｓｔｅ",
        "无废",
        "“无废城市”",
        "STRASSE",
        "100%",
        "a_b",
        "waste 无废",
        "absent OR 无废",
        "title:无废,absent",
        "ref:hlj-2024-017",
        "alias:sf-002-017",
        "alias:黑-17",
        "parent:hlj-2024-003",
        "unit:heilongjiang",
        "unit:hlj-dee",
        "unit:=hlj-dee",
        "co-unit:heilongjiang",
        "co-unit:harbin",
        "supervisor:mee",
        "acceptor:mee",
        "owner:hlj-dee-head",
        "owner:any",
        "programme:HLJ-2024",
        "kind:task,tally",
        "work:in_progress",
        "assurance:returned",
        "assurance:any",
        "is:overdue",
        "is:open",
        "is:dated",
        "is:confirmed",
        "is:undated,overdue",
        "due:2024",
        "due:2024-12",
        "due:2024-12-31",
        "due:2024-12-31..2024-12-31",
        "due:2023..2024",
        "due:<2025",
        "due:<=2024",
        "due:>2023",
        "due:>=2024-12-31",
        "due:>2024-11",
        "due:-2y..today",
        "due:<-2y,2024",
        "first-due:2024-H1",
        "context:2024-Q1",
        "review:<+30d",
        "registered:2024-02-01",
        "updated:<-30d",
        "late:370",
        "late:>369",
        "late:>=370",
        "late:300..400",
        "precision:year",
        "place:national",
        "place:harbin-city",
        "place:=hlj",
        "source:hlj-column-2024-02",
        "tag:inspection,none",
        "tag:固废",
        "mark:inferred-year",
    ],
)
def test_a_row_with_everything_is_found_by_each_of_its_facts(query: str) -> None:
    assert matches(parse(query), FULL, day=DAY)
    assert not matches(parse(f"-({query})" if query else "-(is:open OR is:ended)"), FULL, day=DAY)


@pytest.mark.parametrize(
    "query",
    [
        "absent",
        "waste absent",
        "freewaste",
        "title:straße",
        "ref:hlj-2024",
        "alias:hlj-2024-017",
        "unit:=heilongjiang",
        "unit:hlj",
        "unit:mee",
        "acceptor:=mee",
        "place:harbin",
        "owner:none",
        "assurance:none",
        "is:ended",
        "is:undated",
        "is:unowned",
        "is:unconfirmed",
        "is:unreviewed",
        "is:done",
        "is:suspended",
        "is:standing",
        "due:2025",
        "due:<2024-12-31",
        "due:>2024",
        "due:<-2y",
        "due:none",
        "done:any",
        "late:371",
        "late:<370",
        "tag:inspect",
        "source:none",
    ],
)
def test_a_row_is_not_found_by_what_is_not_so(query: str) -> None:
    assert not matches(parse(query), FULL, day=DAY)


@pytest.mark.parametrize("field", ["due", "first-due", "context", "review", "done"])
def test_a_comparison_with_a_missing_day_is_false_and_its_negation_true(field: str) -> None:
    for test in ("2024", "<2030", ">2000", "2000..", "any"):
        assert not matches(parse(f"{field}:{test}"), BARE, day=DAY)
        assert matches(parse(f"-{field}:{test}"), BARE, day=DAY)
    assert matches(parse(f"{field}:none"), BARE, day=DAY)


@pytest.mark.parametrize(
    "field", ["alias", "parent", "unit", "co-unit", "supervisor", "acceptor", "owner", "place", "source", "tag", "mark"]
)
def test_what_is_not_recorded_is_none_and_equal_to_nothing(field: str) -> None:
    assert matches(parse(f"{field}:none -{field}:any -{field}:x {field}:none,x"), BARE, day=DAY)


def test_free_text_is_not_found_where_there_is_no_text() -> None:
    assert not matches(parse("a"), BARE, day=DAY)
    assert matches(parse("-a -title:a"), BARE, day=DAY)


def test_an_open_row_without_date_post_and_review_is_found_by_each_gap() -> None:
    assert matches(parse("is:undated is:unowned is:unreviewed -is:dated late:0"), BARE, day=DAY)


def test_completion_counts_from_its_day_on() -> None:
    done = replace(FULL, work=Work.REPORTED_DONE, done_on=date(2025, 3, 1))
    query = parse("is:done -is:overdue late:0")
    assert not matches(query, done, day=date(2025, 2, 28))
    assert matches(query, done, day=date(2025, 3, 1))


def test_suspended_and_standing_are_states_and_not_overdue() -> None:
    assert matches(parse("is:suspended is:open -is:overdue"), replace(FULL, work=Work.SUSPENDED), day=DAY)
    assert matches(parse("is:standing -is:overdue"), replace(FULL, work=Work.STANDING), day=DAY)
    assert matches(parse("is:ended -is:open"), replace(FULL, work=Work.CANCELLED), day=DAY)


def test_the_same_query_moves_with_the_day_asked_about() -> None:
    query = parse("due:today..+30d")
    assert matches(query, FULL, day=date(2024, 12, 1))
    assert not matches(query, FULL, day=date(2024, 11, 30))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("is:overdue", True),
        ("is:unreviewed,open", True),
        ("is:open unit:mee due:2024", False),
        ("late:0", True),
        ("due:<+30d", True),
        ("due:2024..today", True),
        ("a OR -(b due:>-1y)", True),
        ("", False),
    ],
)
def test_a_query_moves_when_the_passing_of_days_can_change_its_answer(query: str, expected: bool) -> None:
    assert moves(parse(query).where) is expected


def refs(query: str) -> list[str]:
    late = replace(FULL, ref="B", last_day=date(2025, 12, 31), title_en="beta")
    later = replace(FULL, ref="A", last_day=date(2025, 12, 1), title_en="Alpha")
    future = replace(FULL, ref="C", last_day=date(2026, 12, 31), title_en="gamma")
    undated = replace(FULL, ref="D", last_day=None, title_en="delta")
    twin = replace(late, ref="AB")
    return [row.ref for row in order(parse(query), [undated, future, late, twin, later], day=DAY)]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["A", "AB", "B", "C", "D"]),
        ("sort:due", ["A", "AB", "B", "C", "D"]),
        ("sort:-due", ["C", "AB", "B", "A", "D"]),
        ("sort:late", ["C", "D", "AB", "B", "A"]),
        ("sort:-late", ["A", "AB", "B", "C", "D"]),
        ("sort:late,-due", ["C", "D", "AB", "B", "A"]),
        ("sort:late,-ref", ["D", "C", "B", "AB", "A"]),
        ("sort:-ref", ["D", "C", "B", "AB", "A"]),
        ("sort:title", ["A", "AB", "B", "D", "C"]),
        ("sort:registered,updated,review,first-due", ["A", "AB", "B", "C", "D"]),
    ],
)
def test_rows_are_ordered_with_nothing_last_and_by_reference_between_equals(query: str, expected: list[str]) -> None:
    assert refs(query) == expected
