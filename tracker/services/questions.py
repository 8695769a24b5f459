"""The queries behind the numbers of a letter: the windows of rules, and the parts of the whole, in the filter language.

Days are written as counted from the day asked about, so that a link says the same at the moment of the letter and,
without that moment, asks the same question of today. Pure.
"""

from collections.abc import Iterable, Sequence

from tracker.domain.commitment import Work
from tracker.query.days import Relative
from tracker.query.language import build
from tracker.query.tree import (
    And,
    Everything,
    Missing,
    Node,
    Or,
    Sort,
    Test,
    Value,
    Where,
    Within,
    all_of,
    any_of,
    negate,
)
from tracker.query.windows import Anchor, Edge, Window

OVERDUE = Where("is", (Value("overdue"),))
OPEN = Where("is", (Value("open"),))
DONE = Where("is", (Value("done"),))
UNDATED = Where("is", (Value("undated"),))
SUSPENDED = Where("is", (Value("suspended"),))
ENDED = Where("work", tuple(Value(work) for work in (Work.REPORTED_DONE, Work.CLOSED, Work.CANCELLED, Work.REPLACED)))
ONCE = negate(Where("is", (Value("duplicate"),)))

MOST_NAMED = 60
"""So many references are listed in a query at most; the address of a page has its limits."""

_FIELDS = {
    Anchor.DUE: ("due",),
    Anchor.FIRST_DUE: ("first-due",),
    Anchor.REGISTERED: ("registered",),
    Anchor.HEARD: ("registered", "updated"),
    Anchor.REVIEW: ("review",),
    Anchor.UNOWNED: (),
    Anchor.DONE: ("done",),
}
"""Anchor → the fields of which the latest is its day. What is unowned has been so up to the day asked about."""

_STILL = (Work.DRAFT, Work.SUSPENDED, Work.STANDING, Work.CLOSED_BY_STAGE)
"""Open, and without a clock that runs by the last on-time day."""

_RUNS = negate(Where("work", tuple(Value(work) for work in _STILL)))


def of_window(window: Window) -> Node:
    """What a window stands open for, of what is open and no duplicate: those conditions are not said again.

    The day of a stage closing or of a suspension cannot be asked for; such commitments are left out.
    """
    ends = list(window.ends)
    if window.begins == Edge(Anchor.DUE, 1) and Edge(Anchor.DONE) in ends:
        ends.remove(Edge(Anchor.DONE))
        begins: list[Node] = [OVERDUE]
    else:
        begins = [_reached(window.begins), *_running(window.begins)]
    over = (all_of([_reached(edge), *(part for part in _running(edge) if part not in begins)]) for edge in ends)
    return all_of([_shorter(window.where), *begins, *(negate(node) for node in over)])


def of_rule(windows: Iterable[Window], rule: str) -> Node:
    """What the flag of a rule stands on, on the day asked about."""
    return any_of([of_window(window) for window in windows if window.rule == rule])


def can_say(windows: Iterable[Window], rule: str, work: Work) -> bool:
    """Whether a query finds a commitment in this state of work among those on which the flag of a rule stands."""
    if work not in (Work.CLOSED_BY_STAGE, Work.SUSPENDED):
        return True
    mine = [of_window(window) for window in windows if window.rule == rule]
    return all(_RUNS not in getattr(node, "parts", (node,)) for node in mine)


def answered_by(posts: Sequence[str], *, and_nobody: bool, and_led: bool) -> Node:
    """What one of these posts owns, or also leads; ``and_nobody``: and what nobody owns."""
    tests: list[Test] = [Value(post) for post in posts]
    owned = Where("owner", (*tests, Missing())) if and_nobody else Where("owner", tuple(tests))
    return any_of([owned, Where("leader", tuple(tests))]) if and_led else owned


def supervised(body: str, lead: str | None) -> Node:
    """What a body supervises or accepts of what another leads."""
    mine = any_of([Where(field, (Value(body, exact=True),)) for field in ("supervisor", "acceptor")])
    return all_of([mine, Where("unit", (Value(lead, exact=True) if lead else Missing(),))])


def named(refs: Iterable[str]) -> Node:
    """These commitments."""
    return Where("ref", tuple(Value(ref) for ref in sorted(refs)))


def late(least: int | None, most: int | None) -> Node:
    """Overdue by so many days."""
    return Where("late", (Within(least, most),))


def text_of(*parts: Node, sort: Sort | None = None) -> str:
    """A query from its conditions, as text."""
    return build(all_of(parts), [sort] if sort else []).text


def _reached(edge: Edge) -> Node:
    """That the day of an edge has come."""
    if all(plus == edge.plus for _, plus in edge.by_precision):
        return _passed(edge.anchor, edge.plus)
    alike: dict[int, list[Test]] = {}
    for precision, plus in edge.by_precision:
        if plus != edge.plus:
            alike.setdefault(plus, []).append(Value(precision))
    told = [all_of([Where("precision", tuple(some)), _passed(edge.anchor, plus)]) for plus, some in alike.items()]
    others = negate(Where("precision", tuple(test for some in alike.values() for test in some)))
    return any_of([*told, all_of([others, _passed(edge.anchor, edge.plus)])])


def _shorter(node: Node) -> Node:
    """``node`` without the conditions that hold of everything that is open and no duplicate."""
    match node:
        case And(parts):
            return all_of(_shorter(part) for part in parts if part not in (OPEN, ONCE))
        case Or(parts):
            return any_of(_shorter(part) for part in parts)
    return Everything() if node in (OPEN, ONCE) else node


def _passed(anchor: Anchor, plus: int) -> Node:
    limit = Within(None, Relative(-plus, "d"))
    return all_of(Where(field, (limit,)) for field in _FIELDS[anchor])


def _running(edge: Edge) -> list[Node]:
    """That the clock runs, where the day of an edge is one for which it waits."""
    return [_RUNS] if edge.anchor is Anchor.DUE else []
