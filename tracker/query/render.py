"""From a tree to the one text that reads back as it: what is stored, linked to and used as a name of the query."""

import re

from tracker.query import days
from tracker.query.days import Point
from tracker.query.errors import fold
from tracker.query.fields import FIELDS, LISTED
from tracker.query.tokens import KEYWORDS
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
    Sort,
    Test,
    Value,
    Where,
    Within,
)
from tracker.query.vocabulary import ANY, NONE, SORT

_BARE = re.compile(r"[\w.][\w./+#%&-]*")
"""Words that need no quotation marks; more than strictly necessary is quoted."""


def render(where: Node, sort: tuple[Sort, ...] = ()) -> str:
    """The canonical text of a condition and an order; ``language.parse`` reads the same tree back from it."""
    order = ",".join(f"-{key.field}" if key.descending else key.field for key in sort)
    return " ".join(part for part in (_node(where), f"{SORT[0]}:{order}" if order else "") if part)


def _node(node: Node) -> str:
    match node:
        case Everything():
            return ""
        case Where("text", (Value(words),)):
            return _words(words)
        case Where(field, tests):
            return f"{field}:{','.join(_test(field, test) for test in tests)}"
        case Not(part):
            return f"-({_node(part)})" if isinstance(part, And | Or) else f"-{_node(part)}"
        case And(parts):
            return " ".join(f"({_node(part)})" if isinstance(part, Or) else _node(part) for part in parts)
        case Or(parts):
            return " OR ".join(_node(part) for part in parts)


def _test(field: str, test: Test) -> str:
    match test:
        case Value(value, exact):
            return f"={value}" if exact else value if FIELDS[field].type in LISTED else _words(value)
        case Within(low, high):
            return _within(low, high)
        case Before(limit):
            return f"<{_point(limit)}"
        case After(limit):
            return f">{_point(limit)}"
        case Missing():
            return "none"
        case Present():
            return "any"


def _within(low: Point | int | None, high: Point | int | None) -> str:
    if low is None or high is None:
        return f"<={_point(high)}" if high is not None else f">={_point(low)}"
    return _point(low) if low == high else f"{_point(low)}..{_point(high)}"


def _point(point: Point | int | None) -> str:
    if point is None:
        return ""
    return str(point) if isinstance(point, int) else days.write(point)


def _words(words: str) -> str:
    """``words`` as they are, or in quotation marks where they would be read as something else."""
    if _BARE.fullmatch(words) and words not in KEYWORDS and fold(words) not in NONE | ANY:
        return words
    escaped = words.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
