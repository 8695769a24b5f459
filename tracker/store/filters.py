"""A query as SQL, over the present rows or those of a moment: row for row what ``query.evaluate`` finds in facts."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, or_, true

from tracker.domain.moment import Moment
from tracker.domain.sight import EVERYTHING, Sight
from tracker.query.tree import And, Everything, Node, Not, Or, Query, Where
from tracker.store.filter_fields import condition
from tracker.store.filter_order import order
from tracker.store.filter_scope import Bool, OfDay, Scope, Shape
from tracker.store.filter_sight import shape_of, values_of, visible


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """What a statement about commitments is made of; one object for one question, so it is compared by identity."""

    table: Table
    where: Bool
    order_by: tuple[ColumnElement[Any], ...]
    past: bool
    days: tuple[tuple[str, OfDay], ...]
    scope: Scope

    def parameters(self, moment: Moment, seen: Sight = EVERYTHING) -> dict[str, Any]:
        """The values that the statement must be given when it is asked of ``moment`` by whoever sees ``seen``."""
        given: dict[str, Any] = {name: of(moment.day) for name, of in self.days}
        if self.past:
            given["known"] = moment.known
        return given | values_of(seen)


def prepare(query: Query, moment: Moment, seen: Sight = EVERYTHING) -> Prepared:
    """The parts of a statement that finds what ``query`` asks for, as of ``moment``, among what is ``seen``.

    Made once for moments and sights alike.
    """
    settled = moment.day >= moment.today
    return _prepare(query, past=moment.known is not None, settled=settled, sight=shape_of(seen))


@lru_cache(maxsize=512)
def _prepare(query: Query, *, past: bool, settled: bool, sight: Shape | None) -> Prepared:
    scope = Scope(past=past, settled=settled, sight=sight)
    asked = _node(scope, query.where, leading=True)
    where = and_(*scope.alive(scope.commitment), asked, visible(scope, scope.commitment))
    order_by = order(scope, query)
    return Prepared(
        scope.commitment, where, order_by, past, tuple((name, of) for of, name in scope.days.items()), scope
    )


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
