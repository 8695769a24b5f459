"""One condition of a query as SQL: the counterpart, field by field, of ``query.evaluate``.

What is compared with nothing is NULL here, which a filter takes for false; ``filters`` negates accordingly.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Integer, and_, false, func, not_, or_
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from tracker.domain.commitment import searchable
from tracker.query.bounds import days_between, numbers_between
from tracker.query.evaluate import small
from tracker.query.fields import FIELDS, Type
from tracker.query.tree import Missing, Present, Test, Value, Where
from tracker.store.filter_judgements import PREDICATES, late
from tracker.store.filter_scope import FACET, Bool, Scope
from tracker.store.records import capitals

COLUMNS: Mapping[str, str] = {
    "text": "search_text",
    "title": "title_text",
    "ref": "ref",
    "parent": "parent",
    "unit": "body",
    "supervisor": "supervisor",
    "acceptor": "acceptor",
    "owner": "post",
    "leader": "leader",
    "programme": "programme",
    "kind": "kind",
    "work": "work",
    "assurance": "assurance",
    "precision": "precision",
    "due": "last_day",
    "first-due": "first_day",
    "context": "context_day",
    "review": "review_day",
    "done": "done_on",
    "registered": "registered_on",
    "updated": "updated_on",
}
"""Field → the column that holds it; late and is are computed."""

FACETS: Mapping[str, str] = {
    "alias": "alias",
    "co-unit": "co",
    "place": "place",
    "source": "source",
    "tag": "tag",
    "mark": "mark",
}
"""Field with many values → what the table of facets calls it."""

TREES = {"unit": "body", "supervisor": "body", "acceptor": "body", "co-unit": "body", "place": "place"}
"""Tree field → the noun whose tree it is."""


_SOME_DAY = date(2000, 1, 1)


class Position(FunctionElement[int]):
    """Where one text begins in another, 0 where it does not occur."""

    type = Integer()
    inherit_cache = True


@compiles(Position, "sqlite")
def _instr(element: Position, compiler: Any, **options: Any) -> str:
    return f"instr{compiler.process(element.clauses.self_group(), **options)}"


@compiles(Position)
def _strpos(element: Position, compiler: Any, **options: Any) -> str:
    return f"strpos{compiler.process(element.clauses.self_group(), **options)}"


def condition(scope: Scope, where: Where, *, leading: bool) -> Bool:
    """A condition on one field; ``leading``: it stands at the top, so that a search may begin with it."""
    if where.field in FACETS:
        return _found(scope, where, leading=leading)
    return or_(*(_test(scope, where.field, test) for test in where.tests))


def _test(scope: Scope, field: str, test: Test) -> Bool:
    match FIELDS[field].type:
        case Type.PREDICATE:
            return PREDICATES[test.value](scope) if isinstance(test, Value) else false()
        case Type.NUMBER:
            return late(scope, *numbers_between(test))
    column = scope.commitment.c[COLUMNS[field]]
    match test:
        case Missing():
            return column.is_(None)
        case Present():
            return column.is_not(None)
        case Value(value, exact):
            return _value(scope, field, column, value, exact=exact)
    return _between(scope, column, test)


def _value(scope: Scope, field: str, column: ColumnElement[Any], value: str, *, exact: bool) -> Bool:
    match FIELDS[field].type:
        case Type.TEXT:
            return Position(column, searchable(value)) > 0
        case Type.TREE if not exact:
            return column.in_(scope.below(TREES[field], value))
        case Type.WORD if field == "tag":
            return func.lower(column) == small(value)
        case Type.WORD:
            return column == capitals(value)  # references and aliases are kept in capitals
    return column == small(value)


def _between(scope: Scope, column: ColumnElement[Any], test: Test) -> Bool:
    """Between two days; how many ends are open is the same on every day."""
    first, last = days_between(test, _SOME_DAY)
    parts = []
    if first is not None:
        parts.append(column >= scope.day(lambda day: days_between(test, day)[0] or day))
    if last is not None:
        parts.append(column <= scope.day(lambda day: days_between(test, day)[1] or day))
    return and_(*parts)


def _found(scope: Scope, where: Where, *, leading: bool) -> Bool:
    """Whether one of the facets of a commitment passes.

    Databases begin a search with the facets where it says IN. Where they cannot, EXISTS looks up one commitment at a
    time, while PostgreSQL would go through the whole of a long IN list for each.
    """
    ref = scope.commitment.c.ref
    field = FACETS[where.field]

    def any_of(*conditions: Bool) -> Bool:
        if leading and Missing() not in where.tests:
            return ref.in_(scope.facets(field, *conditions))
        return scope.facets(field, *conditions).where(FACET.c.ref == ref).exists()

    values = [test for test in where.tests if isinstance(test, Value)]
    same = [_value(scope, where.field, FACET.c.value, test.value, exact=test.exact) for test in values]
    parts = []
    if Present() in where.tests:
        parts.append(any_of())
    elif same:
        parts.append(any_of(or_(*same)))
    if Missing() in where.tests:
        parts.append(not_(any_of()))
    return or_(*parts)
