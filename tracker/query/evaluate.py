"""A query judged against facts: the pure twin of the SQL in ``store.filters``, equal to it row for row.

Two-valued throughout: a comparison with nothing does not hold, so its negation does.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import TypeVar

from tracker.domain.commitment import Facts, leaf, searchable
from tracker.domain.flags import days_late
from tracker.query.bounds import days_between, numbers_between
from tracker.query.days import Relative
from tracker.query.fields import FIELDS, Type
from tracker.query.predicates import PREDICATES
from tracker.query.tree import (
    After,
    And,
    Before,
    Everything,
    Missing,
    Node,
    Not,
    Or,
    Present,
    Query,
    Sort,
    Test,
    Value,
    Where,
    Within,
    conditions,
)

DEFAULT_SORT = (Sort("due"),)
"""Where a query names no order: by deadline, undated last; the reference always decides between equals."""

_CAPITALS = {capital: capital + 32 for capital in range(ord("A"), ord("Z") + 1)}

_Scalar = TypeVar("_Scalar", int, date)

TEXTS: Mapping[str, Callable[[Facts], str]] = {
    "text": lambda facts: facts.search_text,
    "title": lambda facts: searchable(facts.title_en, facts.title_zh),
}
"""Text fields: what a normalised word must be a part of."""

WORDS: Mapping[str, Callable[[Facts], tuple[str | None, ...]]] = {
    "ref": lambda facts: (facts.ref,),
    "alias": lambda facts: facts.aliases,
    "parent": lambda facts: (facts.parent,),
    "owner": lambda facts: (facts.post,),
    "leader": lambda facts: (facts.leader,),
    "programme": lambda facts: (facts.programme,),
    "kind": lambda facts: (facts.kind,),
    "work": lambda facts: (facts.work,),
    "assurance": lambda facts: (facts.assurance,),
    "precision": lambda facts: (facts.precision,),
    "source": lambda facts: facts.sources,
    "tag": lambda facts: facts.tags,
    "mark": lambda facts: facts.marks,
}
"""Word, slug and enum fields: the values, of which one must be equal."""

PATHS: Mapping[str, Callable[[Facts], tuple[str | None, ...]]] = {
    "unit": lambda facts: (facts.body_path,),
    "co-unit": lambda facts: facts.co_paths,
    "supervisor": lambda facts: (facts.supervisor_path,),
    "acceptor": lambda facts: (facts.acceptor_path,),
    "place": lambda facts: facts.places,
}
"""Tree fields: the paths, of which one must pass through the node."""

DAYS: Mapping[str, Callable[[Facts], date | None]] = {
    "due": lambda facts: facts.last_day,
    "first-due": lambda facts: facts.first_day,
    "context": lambda facts: facts.context_day,
    "review": lambda facts: facts.review_day,
    "done": lambda facts: facts.done_on,
    "registered": lambda facts: facts.registered_on,
    "updated": lambda facts: facts.updated_on,
}
"""Date fields."""


def matches(query: Query, facts: Facts, *, day: date) -> bool:
    """Whether ``facts`` are among what ``query`` asks for; ``day`` is the local day of the moment asked about."""
    return holds(query.where, facts, day=day)


def holds(node: Node, facts: Facts, *, day: date) -> bool:
    """Whether one condition of a query holds for ``facts`` on ``day``."""
    match node:
        case Everything():
            return True
        case Where(field, tests):
            return any(_test(field, test, facts, day) for test in tests)
        case Not(part):
            return not holds(part, facts, day=day)
        case And(parts):
            return all(holds(part, facts, day=day) for part in parts)
        case Or(parts):
            return any(holds(part, facts, day=day) for part in parts)


def order(query: Query, rows: Iterable[Facts], *, day: date) -> list[Facts]:
    """``rows`` in the order that ``query`` asks for; nothing is last in either direction, the reference breaks ties."""
    ordered = sorted(rows, key=lambda facts: facts.ref)
    for sort in reversed(query.sort or DEFAULT_SORT):
        keyed = [(_sort_key(sort.field, facts, day), facts) for facts in ordered]
        present = [(key, facts) for key, facts in keyed if key is not None]
        present.sort(key=lambda pair: pair[0], reverse=sort.descending)
        ordered = [facts for _, facts in present] + [facts for key, facts in keyed if key is None]
    return ordered


def moves(node: Node) -> bool:
    """Whether the passing of days alone can change the answer, with no change to the facts.

    A condition that does not move is a static filter, as rule packs demand (docs/reference.md, Rules).
    """
    return any(_moves(condition) for condition in conditions(node))


def _moves(condition: Where) -> bool:
    if FIELDS[condition.field].type is Type.PREDICATE:
        return any(isinstance(test, Value) and PREDICATES[test.value].moves for test in condition.tests)
    return condition.field == "late" or any(_relative(test) for test in condition.tests)


def _relative(test: Test) -> bool:
    match test:
        case Before(limit) | After(limit):
            return isinstance(limit, Relative)
        case Within(low, high):
            return isinstance(low, Relative) or isinstance(high, Relative)
    return False


def _test(field: str, test: Test, facts: Facts, day: date) -> bool:
    match FIELDS[field].type:
        case Type.PREDICATE:
            return isinstance(test, Value) and PREDICATES[test.value].holds(facts, day)
        case Type.TEXT:
            return isinstance(test, Value) and searchable(test.value) in TEXTS[field](facts)
        case Type.DATE:
            return _day_test(test, DAYS[field](facts), day)
        case Type.NUMBER:
            return _passes(days_late(facts, day=day), *numbers_between(test))
        case Type.TREE:
            return _path_test(test, [path for path in PATHS[field](facts) if path])
        case Type.WORD:
            return _word_test(test, [small(word) for word in WORDS[field](facts) if word])
    return _word_test(test, [word for word in WORDS[field](facts) if word])


def _day_test(test: Test, found: date | None, day: date) -> bool:
    match test:
        case Missing():
            return found is None
        case Present():
            return found is not None
    return found is not None and _passes(found, *days_between(test, day))


def _passes(found: _Scalar, low: _Scalar | None, high: _Scalar | None) -> bool:
    return (low is None or low <= found) and (high is None or found <= high)


def _path_test(test: Test, paths: list[str]) -> bool:
    match test:
        case Value(slug, exact):
            return any(leaf(path) == slug if exact else f"/{slug}/" in path for path in paths)
        case Missing():
            return not paths
    return bool(paths)


def _word_test(test: Test, words: list[str]) -> bool:
    match test:
        case Value(value):
            return small(value) in words  # slugs and enum values are small already
        case Missing():
            return not words
    return bool(words)


def small(word: str) -> str:
    """``word`` with small letters a to z, as SQL's ``lower`` does it in SQLite and under PostgreSQL's C collation."""
    return word.translate(_CAPITALS)


def _sort_key(field: str, facts: Facts, day: date) -> str | int | None:
    match field:
        case "late":
            return days_late(facts, day=day)
        case "ref":
            return facts.ref
        case "title":
            return searchable(facts.title_en, facts.title_zh)
    found = DAYS[field](facts)
    return found.toordinal() if found else None
