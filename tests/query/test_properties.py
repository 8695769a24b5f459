"""What holds of every query and every row."""

import re
from datetime import date

from hypothesis import example, given
from hypothesis import strategies as st

from tests.query.strategies import facts, moments, nodes, queries, rows
from tracker.domain.commitment import Facts
from tracker.query.complete import complete
from tracker.query.errors import QueryError
from tracker.query.evaluate import holds, matches, moves, order
from tracker.query.language import build, parse
from tracker.query.tree import Node, Query, all_of, any_of, negate

FRAGMENTS = [
    *("is:", "unit:", "due:", "late:", "kind:", "sort:", "ref:", "单位：", "期限：", "验收:", "none", "any", "overdue"),
    *(
        "-",
        "－",
        "(",
        ")",
        "（",
        "）",
        "：",
        ":",
        "，",
        ",",
        '"',
        "“",
        "”",
        "「",
        "」",
        "\\",
        "..",
        "<",
        "<=",
        ">",
        "=",
        "≥",
    ),
    *("2024", "2024-Q3", "+30d", "-1y", "today", "0", "AND", "OR", "NOT", " ", "\n", "碳达峰", "x", "\x00", "\ud800"),
]
any_text = st.text(st.characters()) | st.lists(st.sampled_from(FRAGMENTS), max_size=12).map("".join)


@given(queries())
def test_the_canonical_text_reads_back_as_the_same_query(query: Query) -> None:
    assert parse(query.text) == query
    assert hash(parse(query.text)) == hash(query)


@given(any_text)
@example("(" * 10_000)
@example("(" * 3_999)
@example("-" * 3_999 + "a")
@example("NOT " * 999 + "a")
@example("a OR " * 799 + "a")
@example("项目:a " * 500)
@example("due:+9999y due:9999 late:999999")
def test_any_text_is_a_query_or_a_query_error_that_points_into_it(typed: str) -> None:
    try:
        query = parse(typed)
    except QueryError as error:
        assert 0 <= error.position <= len(typed)
        assert 0 < error.length <= max(1, len(typed) - error.position)
        assert str(error) and (error.hint is None or str(error.hint))
    else:
        assert parse(query.text) == query


@given(any_text)
def test_a_suggestion_put_in_place_never_leaves_the_same_error(typed: str) -> None:
    try:
        parse(typed)
    except QueryError as error:
        if error.suggestion is not None:
            mended = typed[: error.position] + error.suggestion + typed[error.position + error.length :]
            try:
                parse(mended)
            except QueryError as next_error:
                assert (next_error.position, str(next_error)) != (error.position, str(error))


@given(nodes(), facts(), moments)
def test_a_negation_matches_exactly_what_is_not_matched(node: Node, row: Facts, day: date) -> None:
    assert matches(build(negate(node)), row, day=day) is not matches(build(node), row, day=day)


@given(nodes(), nodes(), facts(), moments)
def test_de_morgan_holds_also_of_what_is_missing(one: Node, other: Node, row: Facts, day: date) -> None:
    neither = all_of([negate(one), negate(other)])
    assert holds(negate(any_of([one, other])), row, day=day) is holds(neither, row, day=day)
    not_both = any_of([negate(one), negate(other)])
    assert holds(negate(all_of([one, other])), row, day=day) is holds(not_both, row, day=day)


@given(queries(), rows(), moments)
def test_an_order_keeps_every_row_and_does_not_depend_on_how_they_came(
    query: Query, found: list[Facts], day: date
) -> None:
    ordered = order(query, found, day=day)
    assert sorted(row.ref for row in ordered) == sorted(row.ref for row in found)
    assert ordered == order(query, found[::-1], day=day)


@given(nodes(), facts(), st.lists(moments, min_size=2, max_size=4))
def test_what_does_not_move_answers_the_same_on_every_day(node: Node, row: Facts, days: list[date]) -> None:
    if not moves(node):
        assert len({holds(node, row, day=day) for day in days}) == 1


@given(queries(), facts(), st.sampled_from([date.min, date.max]))
def test_no_day_is_too_early_or_too_late_to_ask(query: Query, row: Facts, day: date) -> None:
    assert matches(query, row, day=day) in {True, False}


@given(any_text)
def test_completions_leave_the_words_before_alone(typed: str) -> None:
    last = re.split(r"\s", typed)[-1]
    assert all(whole.startswith(typed.removesuffix(last)) for whole in complete(typed))
