"""A query as SQL, over the present rows or those of a moment: row for row what ``query.evaluate`` finds in facts."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, or_, true

from tracker.domain.moment import Moment
from tracker.query.tree import And, Everything, Node, Not, Or, Query, Where
from tracker.store.filter_fields import condition
from tracker.store.filter_order import order
from tracker.store.filter_scope import Bool, OfDay, Scope


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """What a statement about commitments is made of; one object for one question, so it is compared by identity."""

    table: Table
    where: Bool
    order_by: tuple[ColumnElement[Any], ...]
    past: bool
    days: tuple[tuple[str, OfDay], ...]

    def parameters(self, moment: Moment) -> dict[str, Any]:
        """The values that the statement must be given when it is asked of ``moment``."""
        given: dict[str, Any] = {name: of(moment.day) for name, of in self.days}
        if self.past:
            given["known"] = moment.known
        return given


def prepare(query: Query, moment: Moment) -> Prepared:
    """The parts of a statement that finds what ``query`` asks for as of ``moment``; made once for moments alike."""
    return _prepare(query, past=moment.known is not None, settled=moment.day >= moment.today)


@lru_cache(maxsize=512)
def _prepare(query: Query, *, past: bool, settled: bool) -> Prepared:
    scope = Scope(past=past, settled=settled)
    where = and_(*scope.alive(scope.commitment), _node(scope, query.where, leading=True))
    order_by = order(scope, query)
    return Prepared(scope.commitment, where, order_by, past, tuple((name, of) for of, name in scope.days.items()))


def holding(scope: Scope, node: Node) -> Bool:
    """Whether a condition holds for a row of ``scope``; NULL stands for false."""
    return _node(scope, node, leading=False)


def _node(scope: Scope, node: Node, *, leading: bool) -> Bool:
    """NULL stands for false as long as nothing negates it; a negation asks whether its part is true or not."""
    match node:
        case Everything():
            return true()
        case Where():
            return condition(scope, node, leading=leading)
        case Not(part):
            return _node(scope, part, leading=False).is_not(true())
        case And(parts):
            return and_(*(_node(scope, part, leading=leading) for part in parts))
        case Or(parts):
            return or_(*(_node(scope, part, leading=False) for part in parts))
