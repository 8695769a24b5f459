"""The order of a query as SQL: nothing comes last in either direction, and the reference decides between equals."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, Text, case
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from tracker.query.bounds import numbers_between
from tracker.query.evaluate import DEFAULT_SORT
from tracker.query.fields import FIELDS, Type
from tracker.query.tree import And, Missing, Node, Query, Sort, Value, Where
from tracker.store.filter_fields import COLUMNS
from tracker.store.filter_judgements import overdue
from tracker.store.filter_scope import Scope


class Bytewise(FunctionElement[str]):
    """Text ordered by its bytes, whatever the server's locale."""

    type = Text()
    inherit_cache = True


@compiles(Bytewise, "sqlite")
def _as_it_is(element: Bytewise, compiler: Any, **options: Any) -> str:
    return str(compiler.process(element.clauses, **options))


@compiles(Bytewise)
def _collated(element: Bytewise, compiler: Any, **options: Any) -> str:
    return f'{compiler.process(element.clauses, **options)} COLLATE "C"'


def order(scope: Scope, query: Query) -> tuple[ColumnElement[Any], ...]:
    """What a statement is ordered by."""
    filled = {"registered", "updated", "ref", "title", *_filled(query.where)}
    sorts = query.sort or DEFAULT_SORT
    keys = [_key(scope, sort, filled=sort.field in filled) for sort in sorts]
    return (*keys, scope.commitment.c.ref) if all(sort.field != "ref" for sort in sorts) else tuple(keys)


def _key(scope: Scope, sort: Sort, *, filled: bool) -> ColumnElement[Any]:
    """One key; where it is known to be ``filled``, nothing is said of nulls, so that an index can give the order."""
    if sort.field == "late":
        return _late(scope, descending=sort.descending, filled=filled)
    column: ColumnElement[Any] = scope.commitment.c[COLUMNS[sort.field]]
    if sort.field == "title":
        column = Bytewise(column)
    key = column.desc() if sort.descending else column.asc()
    return key if filled else key.nulls_last()


def _late(scope: Scope, *, descending: bool, filled: bool) -> ColumnElement[Any]:
    """The latest is what was due first; what is not overdue is not late at all."""
    clock = scope.commitment.c.clock_day
    if filled:
        return clock.asc() if descending else clock.desc()
    running = case((overdue(scope), clock))
    return running.asc().nulls_last() if descending else running.desc().nulls_first()


def _filled(node: Node) -> Iterator[str]:
    """The sort fields that are never empty in what ``node`` lets pass; of late: nothing that is not overdue passes."""
    for part in node.parts if isinstance(node, And) else (node,):
        match part:
            case Where("is", (Value("overdue"),)):
                yield "late"
            case Where("is", (Value("dated"),)):
                yield "due"
            case Where("late", tests) if all((numbers_between(test)[0] or 0) >= 1 for test in tests):
                yield "late"
            case Where(field, tests) if FIELDS[field].type is Type.DATE and Missing() not in tests:
                yield field
