"""The language by example: what a text reads as, and what an error says and marks."""

from datetime import date

import pytest

from tracker.kit.errors import Invalid
from tracker.query.days import Period, Relative
from tracker.query.errors import QueryError
from tracker.query.language import MAX_DEPTH, MAX_TESTS, parse
from tracker.query.tokens import MAX_LENGTH
from tracker.query.tree import (
    After,
    And,
    Before,
    Everything,
    Missing,
    Not,
    Or,
    Present,
    Sort,
    Value,
    Where,
    Within,
    all_of,
    conditions,
)

YEAR_2024 = Period(date(2024, 1, 1), date(2024, 12, 31))
YEAR_2025 = Period(date(2025, 1, 1), date(2025, 12, 31))


def words(*found: str) -> Where:
    return Where("text", tuple(Value(word) for word in found))


OVERDUE = Where("is", (Value("overdue"),))


@pytest.mark.parametrize(
    ("typed", "tree"),
    [
        ("", Everything()),
        ("  \n ", Everything()),
        ("river", words("river")),
        ("waste-free", words("waste-free")),
        ('"waste free"', words("waste free")),
        ("“无废城市”", words("无废城市")),
        ("「无废城市」", words("无废城市")),
        (r'"a \"b\" \\ c"', words(r'a "b" \ c')),
        ("text:river", words("river")),
        ("text:river,lake", words("river", "lake")),
        ("and or not", And((words("and"), words("or"), words("not")))),
        ('"AND"', words("AND")),
        ("a b", And((words("a"), words("b")))),
        ("a AND b", And((words("a"), words("b")))),
        ("a OR b c", Or((words("a"), And((words("b"), words("c")))))),
        ("(a OR b) c", And((Or((words("a"), words("b"))), words("c")))),
        ("a (b c)", And((words("a"), words("b"), words("c")))),
        ("a OR (b OR c)", Or((words("a"), words("b"), words("c")))),
        ("a a", words("a")),
        ("-a", Not(words("a"))),
        ("NOT a", Not(words("a"))),
        ("NOT -a", words("a")),
        ('-"a b"', Not(words("a b"))),
        ("-(a OR b)", Not(Or((words("a"), words("b"))))),
        ("NOT a b", And((Not(words("a")), words("b")))),
        ("is:overdue", OVERDUE),
        ("IS:Overdue", OVERDUE),
        ("状态：逾期", OVERDUE),
        ("is:open,overdue", Where("is", (Value("open"), Value("overdue")))),
        ("（is:overdue）", OVERDUE),
        ("kind:tally,milestone", Where("kind", (Value("tally"), Value("milestone")))),
        ("类型：计数，里程碑", Where("kind", (Value("tally"), Value("milestone")))),
        ("kind:tally,tally", Where("kind", (Value("tally"),))),
        ("kind:indicator_target", Where("kind", (Value("indicator"),))),
        ("kind:recurring_duty", Where("kind", (Value("recurring"),))),
        ("kind:standing-practice", Where("kind", (Value("standing"),))),
        ("work:in-progress", Where("work", (Value("in_progress"),))),
        ("work:=closed", Where("work", (Value("closed"),))),
        ("assurance:none", Where("assurance", (Value("none"),))),
        ("unit:heilongjiang", Where("unit", (Value("heilongjiang"),))),
        ("unit:=Heilongjiang", Where("unit", (Value("heilongjiang", exact=True),))),
        ("单位：ｈｌｊ", Where("unit", (Value("hlj"),))),
        ("co_unit:mee", Where("co-unit", (Value("mee"),))),
        ("plan:hlj-2024", Where("programme", (Value("hlj-2024"),))),
        ("项目：hlj-2024", Where("programme", (Value("hlj-2024"),))),
        ("owner:none", Where("owner", (Missing(),))),
        ("负责：无", Where("owner", (Missing(),))),
        ("owner:any", Where("owner", (Present(),))),
        ("owner:none,head", Where("owner", (Missing(), Value("head")))),
        ('owner:"none"', Where("owner", (Value("none"),))),
        ("owner:=none", Where("owner", (Value("none"),))),
        ("ref:none", Where("ref", (Value("none"),))),
        ("alias:SF-001-003", Where("alias", (Value("SF-001-003"),))),
        ('ref:"a b:c"', Where("ref", (Value("a b:c"),))),
        ("ref:a..b", Where("ref", (Value("a..b"),))),
        ("due:2024", Where("due", (Within(YEAR_2024, YEAR_2024),))),
        ("due:=2024", Where("due", (Within(YEAR_2024, YEAR_2024),))),
        ("期限：2024年", Where("due", (Within(YEAR_2024, YEAR_2024),))),
        ("due:2024..2025", Where("due", (Within(YEAR_2024, YEAR_2025),))),
        ("due:2024..", Where("due", (Within(YEAR_2024, None),))),
        ("due:>=2024", Where("due", (Within(YEAR_2024, None),))),
        ("due:≥2024", Where("due", (Within(YEAR_2024, None),))),
        ("due:..2024", Where("due", (Within(None, YEAR_2024),))),
        ("due:<=2024", Where("due", (Within(None, YEAR_2024),))),
        ("due:<2024", Where("due", (Before(YEAR_2024),))),
        ("due:＜2024", Where("due", (Before(YEAR_2024),))),
        ("due:>2024", Where("due", (After(YEAR_2024),))),
        ("due:none,<2024", Where("due", (Missing(), Before(YEAR_2024)))),
        ("due:<+30d", Where("due", (Before(Relative(30, "d")),))),
        ("due:-2w..today", Where("due", (Within(Relative(-2, "w"), Relative(0, "d")),))),
        ("late:>30", Where("late", (After(30),))),
        ("late:10..30", Where("late", (Within(10, 30),))),
        ("late:0", Where("late", (Within(0, 0),))),
    ],
)
def test_a_text_reads_as_its_tree(typed: str, tree: object) -> None:
    assert parse(typed).where == tree


def test_any_verified_state_is_every_one_but_none() -> None:
    (condition,) = conditions(parse("assurance:any").where)
    found = {test.value for test in condition.tests if isinstance(test, Value)}
    assert found == {"under_acceptance", "returned", "accepted", "public_notice", "written_off"}


@pytest.mark.parametrize(
    ("typed", "canonical"),
    [
        ("单位：heilongjiang 期限：2024年..2025年 -负责：none “无废城市” 排序：-逾期天数", None),
        ("due:2024-01-01..2024-12-31", "due:2024-01-01..2024-12-31"),
        ("due:2024-1", "due:2024-01"),
        ("due:>=2024-h1 due:..2024-q3", "due:>=2024-H1 due:<=2024-Q3"),
        ("due:+0m", "due:today"),
        ("NOT (a OR b) AND (c OR d)", "-(a OR b) (c OR d)"),
        ('"plain" "two words" "-minus" "a:b" "OR"', 'plain "two words" "-minus" "a:b" "OR"'),
        ("sort:due a sort:-late", "a sort:due,-late"),
    ],
)
def test_the_canonical_text_is_the_shortest_usual_way_to_write_it(typed: str, canonical: str | None) -> None:
    expected = canonical or "unit:heilongjiang due:2024..2025 -owner:none 无废城市 sort:-late"
    assert parse(typed).text == expected


def test_an_order_stands_anywhere_at_the_top_and_is_no_condition() -> None:
    query = parse("sort:-late,due is:overdue")
    assert query.where == OVERDUE
    assert query.sort == (Sort("late", descending=True), Sort("due"))


def test_an_order_alone_asks_for_everything() -> None:
    query = parse("排序：期限")
    assert (query.where, query.sort) == (Everything(), (Sort("due"),))


def test_a_joined_part_that_asks_for_everything_changes_nothing() -> None:
    assert all_of([Everything(), OVERDUE]) == OVERDUE


@pytest.mark.parametrize(
    ("typed", "marked", "message", "hint"),
    [
        ("is:overdue unti:mee", "unti", "There is no field “unti”.", "Did you mean “unit”?"),
        ("时线：2024", "时线", "There is no field “时线”.", "Did you mean “时限”?"),
        (
            "xyzzy:1",
            "xyzzy",
            "There is no field “xyzzy”.",
            "Words with a colon can be searched for in quotation marks.",
        ),
        ("a is:overdeu", "overdeu", "“is” has no value “overdeu”.", "Did you mean “overdue”?"),
        ("kind:task,taly", "taly", "“kind” has no value “taly”.", "Did you mean “tally”?"),
        ("is:in_progress", "in_progress", "“is” has no value “in_progress”.", "Did you mean “work:in_progress”?"),
        ("状态：在办", "在办", "“is” has no value “在办”.", "Did you mean “work:in_progress”?"),
        (
            "kind:x",
            "x",
            "“kind” has no value “x”.",
            "It is one of: milestone, task, indicator, tally, recurring, standing.",
        ),
        ("kind:any", "any", "“kind” is never empty, so it cannot be “any”.", "It is one of: milestone, task"),
        ("programme:none", "none", "“programme” is never empty, so it cannot be “none”.", None),
        ("unit:黑龙江", "黑龙江", "“黑龙江” is not a short name.", "Short names are made of the letters a to z"),
        ("unit:>mee", "mee", "“>” cannot be used with “unit”.", None),
        ("title:=x", "x", "“=” cannot be used with “title”.", None),
        ("due:2024-13", "2024-13", "“2024-13” is not a day or period.", "Write 2024, 2024-06, 2024-Q3"),
        ("due:2023-02-29", "2023-02-29", "“2023-02-29” is not a day or period.", "Write 2024"),
        ("due:20240", "20240", "“20240” is not a day or period.", "Write 2024"),
        ("due:0204", "0204", "“0204” is not a day or period.", "Write 2024"),
        ("due:30d", "30d", "“30d” is not a day or period.", "Write 2024"),
        ("due:2024..soon", "soon", "“soon” is not a day or period.", "Write 2024"),
        ('due:"2024..2025"', '"2024..2025"', "“2024..2025” is not a day or period.", "Write 2024"),
        ("due:2025..2024", "2025..2024", "This range ends before it starts.", "Did you mean “2024..2025”?"),
        ("due:..", "..", "A range needs at least one end.", "Write 2024"),
        ("due:<2024..2025", "2024..2025", "“<” cannot be used with “due”.", None),
        ("late:many", "many", "“many” is not a whole number.", "Write 30, >30, <=30 or 10..30."),
        ("late:30..10", "30..10", "This range ends before it starts.", "Did you mean “10..30”?"),
        ("late:none", "none", "“late” is never empty, so it cannot be “none”.", None),
        ("kind: tally", ":", "A value for “kind” is missing here.", "Write it directly after the sign"),
        ("kind:tally,", ",", "A value for “kind” is missing here.", "Write it directly after the sign"),
        ("due:<", "<", "A value for “due” is missing here.", "Write it directly after the sign"),
        (
            "unit:(a OR b)",
            ":",
            "A value for “unit” is missing here.",
            "Write it directly after the sign; several values",
        ),
        (":x", ":", "A field name is missing before the colon.", "To search for a colon, put it in quotation marks."),
        ('a "b c', '"', 'This quotation is not closed; “"” is missing.', None),
        (r'"b\"', '"', "This quotation is not closed", None),
        ('""', '""', "There is nothing between these quotation marks.", None),
        ("a ”", "”", "This quotation mark closes nothing.", None),
        ('title:"a"b', "b", "A space is missing after the quotation.", None),
        ("a (b", "(", "This bracket is not closed.", None),
        ("a b）", "）", "This bracket closes nothing.", None),
        ("a ()", "(", "There is nothing between these brackets.", None),
        ("a - b", "-", "Nothing stands after “-” that could be left out.", "Put the sign itself in quotation marks"),
        ("a OR", "OR", "A condition is missing after “OR”.", None),
        ("OR a", "OR", "A condition is missing before “OR”.", None),
        ("a AND OR b", "AND", "A condition is missing after “AND”.", None),
        ("(AND a)", "AND", "A condition is missing before “AND”.", None),
        ("a NOT", "NOT", "A condition is missing after “NOT”.", None),
        ("a OR sort:due", "OR", "A condition is missing after “OR”.", None),
        ("-sort:due", "sort", "“sort” orders the whole list: not in brackets, not negated.", None),
        ("(a sort:due)", "sort", "“sort” orders the whole list: not in brackets, not negated.", None),
        ("sort:kind", "kind", "The list cannot be ordered by “kind”.", "It is one of: title, ref, due, first-due"),
        ("sort:>due", "due", "The list cannot be ordered by “due”.", None),
        ("sort:due,-due", "-due", "The list is ordered by “due” already.", None),
        ("a\x00b", "\x00", "The character U+0000 cannot be searched for.", None),
        ("a\udcffb", "\udcff", "The character U+DCFF cannot be searched for.", None),
        ('"a\nb"', "\n", "The character U+000A cannot be searched for.", None),
    ],
)
def test_an_error_marks_the_place_and_says_how_to_mend_it(
    typed: str, marked: str, message: str, hint: str | None
) -> None:
    with pytest.raises(QueryError) as caught:
        parse(typed)
    error = caught.value
    assert isinstance(error, Invalid)
    assert typed[error.position : error.position + error.length] == marked
    assert str(error).startswith(message)
    if hint is not None:
        assert str(error.hint).startswith(hint)


def test_a_suggestion_replaces_exactly_the_marked_part() -> None:
    with pytest.raises(QueryError) as caught:
        parse("is:open unti:mee")
    error = caught.value
    assert error.suggestion == "unit"
    assert (error.position, error.length) == (8, 4)


def test_brackets_nest_to_a_limit_and_no_deeper() -> None:
    assert parse("(" * MAX_DEPTH + "a" + ")" * MAX_DEPTH).where == words("a")
    with pytest.raises(QueryError, match="50 deep") as caught:
        parse("(" * (MAX_DEPTH + 1) + "a" + ")" * (MAX_DEPTH + 1))
    assert caught.value.position == MAX_DEPTH


def test_a_query_is_long_but_not_endless() -> None:
    assert parse("a" * MAX_LENGTH).where == words("a" * MAX_LENGTH)
    with pytest.raises(QueryError, match="at most 4000 characters; this one has 10000") as caught:
        parse("(" * 10_000)
    assert (caught.value.position, caught.value.length) == (MAX_LENGTH, 6_000)


def test_a_query_that_grows_when_written_out_is_refused_rather_than_unreadable_later() -> None:
    with pytest.raises(QueryError, match="Written out in full"):
        parse("“" + '"' * 3_000 + "”")
    with pytest.raises(QueryError, match="Written out in full"):
        parse(" ".join(f"项目:programme-{n:04}" for n in range(MAX_TESTS)))


def test_a_query_asks_for_many_values_but_not_for_more_than_databases_take() -> None:
    assert len(list(conditions(parse(" ".join(f"w{n}" for n in range(MAX_TESTS))).where))) == MAX_TESTS
    with pytest.raises(QueryError, match="200 values at most"):
        parse("ref:" + ",".join(f"w{n}" for n in range(MAX_TESTS + 1)))


def test_a_query_is_read_once() -> None:
    assert parse("is:overdue unit:mee") is parse("is:overdue unit:mee")


def test_a_long_wrong_value_is_cut_in_the_message() -> None:
    with pytest.raises(QueryError) as caught:
        parse("kind:" + "x" * 500)
    assert str(caught.value) == "“kind” has no value “" + "x" * 39 + "…”."
