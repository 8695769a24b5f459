"""A condition made ready to be put to many facts in a row: answers as ``evaluate.holds``, several times sooner."""

from collections.abc import Callable
from datetime import date
from operator import attrgetter

from tracker.domain.commitment import Facts
from tracker.query.evaluate import holds
from tracker.query.fields import FIELDS, Type
from tracker.query.predicates import PREDICATES
from tracker.query.tree import And, Everything, Node, Not, Or, Value, Where

Check = Callable[[Facts, date], bool]
"""Whether a condition holds for facts, as seen from a local day."""

_ATTRIBUTES = {name: attrgetter(name) for name in ("work", "kind", "assurance", "precision")}
"""Fields with one value of a few."""


def compiled(node: Node) -> Check:
    """The check that a condition means."""
    match node:
        case Everything():
            return lambda facts, day: True  # noqa: ARG005
        case Not(part):
            inner = compiled(part)
            return lambda facts, day: not inner(facts, day)
        case And(parts):
            every = tuple(compiled(part) for part in parts)
            return lambda facts, day: all(check(facts, day) for check in every)
        case Or(parts):
            some = tuple(compiled(part) for part in parts)
            return lambda facts, day: any(check(facts, day) for check in some)
    return _where(node)


def _where(where: Where) -> Check:
    values = [test.value for test in where.tests if isinstance(test, Value)]
    if len(values) == len(where.tests):
        if FIELDS[where.field].type is Type.PREDICATE:
            if len(values) == 1:
                return PREDICATES[values[0]].holds
            judged = tuple(PREDICATES[value].holds for value in values)
            return lambda facts, day: any(check(facts, day) for check in judged)
        if where.field in _ATTRIBUTES:
            attribute, wanted = _ATTRIBUTES[where.field], frozenset(values)
            return lambda facts, day: attribute(facts) in wanted  # noqa: ARG005
    return lambda facts, day: holds(where, facts, day=day)
