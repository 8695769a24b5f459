"""A condition that was made ready answers as the condition itself."""

from datetime import date

from hypothesis import given

from tests.query import strategies
from tracker.domain.commitment import Facts
from tracker.query.compiled import compiled
from tracker.query.evaluate import holds
from tracker.query.tree import Node


@given(strategies.nodes(), strategies.facts(), strategies.moments)
def test_a_compiled_condition_answers_as_the_condition_itself(node: Node, facts: Facts, day: date) -> None:
    assert compiled(node)(facts, day) == holds(node, facts, day=day)
