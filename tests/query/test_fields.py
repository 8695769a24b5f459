"""The catalogue of fields and what is offered while somebody types."""

import pytest

from tracker.domain.commitment import Assurance, Kind, Work
from tracker.domain.deadline import Precision
from tracker.query import evaluate
from tracker.query.complete import complete
from tracker.query.errors import fold
from tracker.query.fields import FIELDS, Field, Type, catalogue, find
from tracker.query.language import parse
from tracker.query.predicates import PREDICATES
from tracker.query.tree import conditions
from tracker.query.vocabulary import ANY, FIELD_NAMES, NONE, SORT


@pytest.mark.parametrize("field", catalogue(), ids=lambda field: field.name)
def test_every_example_is_a_query_on_its_field(field: Field) -> None:
    assert [condition.field for condition in conditions(parse(field.example).where)] == [field.name]


def test_every_field_can_be_asked_for_by_each_of_its_names() -> None:
    for field in catalogue():
        for name in field.names:
            assert find(name) is field
            assert find(name.upper()) is field


def test_no_name_means_two_fields() -> None:
    names = [fold(name) for field in catalogue() for name in field.names] + list(SORT)
    assert len(names) == len(set(names))
    assert set(FIELD_NAMES) == set(FIELDS)


def test_no_value_means_two_things_within_a_field() -> None:
    for field, known in {"kind": Kind, "work": Work, "assurance": Assurance, "precision": Precision}.items():
        assert set(FIELDS[field].allowed) == {value.value for value in known}
    words = [fold(word) for name, predicate in PREDICATES.items() for word in (name, *predicate.names)]
    assert len(words) == len(set(words)) == len(FIELDS["is"].values)


def test_what_means_empty_is_no_other_value() -> None:
    for field in catalogue():
        listed = (NONE | ANY) & set(field.values)
        assert not listed or {field.values[word] for word in listed} == {"none"}


def test_every_field_has_exactly_one_way_to_be_judged() -> None:
    tables = [evaluate.TEXTS, evaluate.WORDS, evaluate.PATHS, evaluate.DAYS, dict.fromkeys(["late", "is"])]
    judged = [name for table in tables for name in table]
    assert sorted(judged) == sorted(FIELDS)
    assert {name for name, field in FIELDS.items() if field.type is Type.DATE} == set(evaluate.DAYS)
    assert {name for name, field in FIELDS.items() if field.type is Type.TREE} == set(evaluate.PATHS)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("u", ["unit:", "updated:"]),
        ("is:overdue -ki", ["is:overdue -kind:"]),
        ("(so", ["(source:", "(sort:"]),
        ("督", ["督办单位:", "督办:"]),
        ("kind:t", ["kind:task", "kind:tally"]),
        ("kind:tally,mil", ["kind:tally,milestone"]),
        ("类型：里", ["类型：里程碑"]),
        ("work:in-p", ["work:in_progress"]),
        ("owner:n", ["owner:none"]),
        ("sort:-la", ["sort:-late"]),
        ("nothing:x", []),
        ("unit:hei", []),
    ],
)
def test_completions_continue_the_last_word(typed: str, expected: list[str]) -> None:
    assert complete(typed) == expected
