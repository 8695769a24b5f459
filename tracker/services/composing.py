"""What one addressee answers for, counted and sorted while the open commitments pass by once. Pure.

Parts are exclusive and add up to what is open: each commitment stands in that of its worst flag. Groups are not: what
is overdue and unowned stands in both.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from tracker.domain.commitment import Facts, Work
from tracker.domain.flags import days_late
from tracker.kit.text import Text, text
from tracker.notifications.messages import STEPS, TOP, WAITING
from tracker.query.tree import Node, Sort, negate
from tracker.query.windows import Anchor, anchored
from tracker.rules.engine import Packs, stands_since
from tracker.services import questions

NEW_AT_FIRST = 7
"""In a first letter, what became overdue within so many days is new."""

TOLD_AS_NUMBER = frozenset({"unreviewed"})
"""Groups of which only the number is told: in a young register they hold nearly everything."""

ENOUGH = 4 * TOP
"""So many of a group are kept, since what a worse group tells is not told again."""

PRESSING = frozenset({"overdue", "due_soon"})
"""Groups in which the last on-time day says what is worst."""

SUSPENDED, DONE, UNDATED, ON_COURSE = "suspended", "reported_done", "undated", "on_course"
REST: Mapping[str, tuple[Text, Node | None]] = {
    SUSPENDED: (text("Suspended"), questions.SUSPENDED),
    DONE: (text("Reported done, not yet closed"), questions.DONE),
    UNDATED: (text("Without a deadline"), questions.UNDATED),
    ON_COURSE: (text("On course"), None),
}
"""The parts of what carries no flag, in the order in which they are tried → title and query."""


@dataclass(frozen=True, slots=True)
class Judged:
    """An open commitment with the flags that stand on it, worst first: rule and first day."""

    facts: Facts
    flags: tuple[tuple[str, date], ...]
    day: date

    @property
    def part(self) -> str:
        """The one part in which it is counted."""
        if self.flags:
            return self.flags[0][0]
        if self.facts.work is Work.SUSPENDED:
            return SUSPENDED
        if self.facts.done_on is not None and self.facts.done_on <= self.day:
            return DONE
        return UNDATED if self.facts.last_day is None else ON_COURSE


class Judge:
    """Finds the flags of one commitment after another: what ``rules.engine.stands_since`` finds."""

    def __init__(self, packs: Packs, *, day: date) -> None:
        self._day = day
        self._packs = packs.packs

    def judge(self, facts: Facts) -> Judged:
        """The flags that stand on the day, worst first."""
        day = self._day
        since = ((pack.slug, stands_since(pack, facts, day=day)) for pack in self._packs)
        return Judged(facts, tuple((rule, first) for rule, first in since if first is not None), day)


@dataclass(slots=True)
class Kept:
    """How many commitments belong to a group, and the worst of them."""

    total: int = 0
    unsayable: int = 0
    _worst: list[tuple[date, str, Facts, date]] = field(default_factory=list)

    def take(self, facts: Facts, since: date, *, first: date | None = None, sayable: bool = True) -> None:
        """Count one; the worst is that with the earliest day, ``first`` or else that since when its flag stands."""
        self.total += 1
        self.unsayable += not sayable
        self._worst.append((first or since, facts.ref, facts, since))
        if len(self._worst) >= 2 * ENOUGH:
            self._sort()

    def worst(self, told: set[str]) -> list[tuple[Facts, date]]:
        """The first of them that were not told yet, worst first, each with the day since when; ``told`` grows."""
        self._sort()
        new = [(facts, since) for _, ref, facts, since in self._worst if ref not in told][:TOP]
        told.update(facts.ref for facts, _ in new)
        return new

    def _sort(self) -> None:
        self._worst.sort(key=lambda each: each[:2])
        del self._worst[ENOUGH:]


@dataclass(slots=True)
class Desk:
    """Everything that one addressee answers for.

    ``known``: what stood as overdue in the last letter that came; None before the first letter. ``refs`` holds all of
    the groups ``new``, ``overdue``, ``closed`` and ``STEPS``; ``late`` the fewest and the most days late in the first
    two; ``led``: whether there is anything for which he answers only as leader, ``owns``: as owner.
    """

    known: frozenset[str] | None
    open: int = 0
    unsayable: int = 0
    parts: Counter[str] = field(default_factory=Counter)
    groups: dict[str, Kept] = field(default_factory=dict)
    refs: dict[str, list[str]] = field(default_factory=lambda: {"new": [], "overdue": [], "closed": []})
    late: dict[str, tuple[int, int]] = field(default_factory=dict)
    whys: dict[tuple[str, str], list[Text]] = field(default_factory=dict)
    due_by: date | None = None
    led: bool = False
    owns: bool = False

    def take(self, judged: Judged, unsayable: frozenset[str], *, owned: bool) -> None:
        """Count one commitment.

        ``unsayable``: the rules whose query does not find it. ``owned``: he is its owner, not only its leader.
        """
        facts = judged.facts
        self.open += 1
        self.led, self.owns = self.led or not owned, self.owns or owned
        self.unsayable += bool(unsayable)
        self.parts[judged.part] += 1
        for rule, since in judged.flags:
            group = self._overdue(facts, judged.day) if rule == "overdue" else rule
            kept = self.groups.get(group)
            if kept is None:
                kept = self.groups[group] = Kept()
            due = anchored(Anchor.DUE, facts) if rule in PRESSING else None
            if rule == "due_soon" and due is not None:
                self.due_by = max(due, self.due_by or due)
            kept.take(facts, since, first=due, sayable=rule not in unsayable)

    @property
    def obliges(self) -> bool:
        """Whether there is work in it: something of his own that is open, or a step that waits for him."""
        return self.owns or any(self.refs.get(name) for name in WAITING)

    def close(self, facts: Facts, day: date, *, owned: bool) -> None:
        """Add one that was reported done or closed; ``owned`` as in ``take``."""
        self.led = self.led or not owned
        self.refs["closed"].append(facts.ref)
        self.groups.setdefault("closed", Kept()).take(facts, day)

    def step(self, group: str, facts: Facts, since: date, why: Text) -> None:
        """Add one to a group of ``STEPS``, once however many steps there are, each with its reason."""
        self.whys.setdefault((group, facts.ref), []).append(why)
        refs = self.refs.setdefault(group, [])
        if facts.ref not in refs:
            refs.append(facts.ref)
            self.groups.setdefault(group, Kept()).take(facts, since)

    def _overdue(self, facts: Facts, day: date) -> str:
        late = days_late(facts, day=day)
        is_new = late <= NEW_AT_FIRST if self.known is None else facts.ref not in self.known
        group = "new" if is_new else "overdue"
        self.refs[group].append(facts.ref)
        least, most = self.late.get(group, (late, late))
        self.late[group] = min(least, late), max(most, late)
        return group


class Asking:
    """The queries behind the numbers of every letter of an edition, without whose they are.

    ``once``: whether duplicates must be left out by name.
    """

    def __init__(self, packs: Packs, *, once: bool) -> None:
        self._windows = packs.windows
        self._base = (questions.OPEN, questions.ONCE) if once else (questions.OPEN,)
        rules = [(pack.slug, questions.of_rule(self._windows, pack.slug)) for pack in packs.packs]
        rest = [(name, node) for name, (_, node) in REST.items()]
        self._groups = {rule: self._text(node, sort=_SORTS.get(rule)) for rule, node in rules}
        self.parts = dict(self._exclusive([*rules, *rest]))
        self._unsayable = {
            work: frozenset(rule for rule, _ in rules if not questions.can_say(self._windows, rule, work))
            for work in Work
        }

    def unsayable(self, facts: Facts) -> frozenset[str]:
        """The rules whose query does not find a commitment although their flag may stand on it."""
        return self._unsayable[facts.work]

    def group(self, desk: Desk, name: str, scope: str) -> tuple[str, bool]:
        """The query of one group of a letter, and whether it lists exactly what the group counts.

        ``scope`` says whose they are.
        """
        if name in ("new", "overdue"):
            query, exact = self._overdue(desk, name)
        elif name == "closed":
            query, exact = _closed(desk.refs[name])
        elif name in STEPS:
            refs = desk.refs[name]
            return questions.text_of(questions.named(refs[: questions.MOST_NAMED])), len(refs) <= questions.MOST_NAMED
        else:
            query, exact = self._groups[name], True
        return f"{scope} {query}", exact

    def of_body(self, body: str, lead: str | None) -> str:
        """The query of what one body supervises or accepts of what another leads."""
        return self._text(questions.supervised(body, lead))

    def _overdue(self, desk: Desk, group: str) -> tuple[str, bool]:
        other = "overdue" if group == "new" else "new"
        if other not in desk.late:
            return self._text(questions.OVERDUE, sort=_LATEST), True
        new, old = desk.late["new"], desk.late["overdue"]
        if new[1] < old[0]:
            span = questions.late(1, new[1]) if group == "new" else questions.late(new[1] + 1, None)
            return self._text(span, sort=_LATEST), True
        refs = desk.refs[group]
        if len(refs) <= questions.MOST_NAMED:
            return self._text(questions.OVERDUE, questions.named(refs), sort=_LATEST), True
        return self._text(questions.OVERDUE, sort=_LATEST), False

    def _exclusive(self, chain: Iterable[tuple[str, Node | None]]) -> Iterable[tuple[str, str]]:
        before: list[Node] = []
        for name, node in chain:
            mine = [] if node is None else [node]
            yield name, self._text(*mine, *(negate(other) for other in before))
            before += mine

    def _text(self, *nodes: Node, sort: Sort | None = None) -> str:
        return questions.text_of(*self._base, *nodes, sort=sort)


def _closed(refs: Sequence[str]) -> tuple[str, bool]:
    if len(refs) <= questions.MOST_NAMED:
        return questions.text_of(questions.named(refs)), True
    return questions.text_of(questions.ENDED, sort=Sort("updated", descending=True)), False


_LATEST = Sort("late", descending=True)
_SORTS: Mapping[str, Sort] = {"overdue": _LATEST, "silent": Sort("updated"), "due_soon": Sort("due")}


def days_of(group: str, facts: Facts, *, day: date) -> int | None:
    """The number that a line of a group tells: days late, left, or without a word."""
    match group:
        case "new" | "overdue":
            return days_late(facts, day=day)
        case "due_soon":
            due = anchored(Anchor.DUE, facts)
            return (due - day).days if due is not None else None
        case "silent":
            heard = anchored(Anchor.HEARD, facts)
            return (day - heard).days if heard is not None else None
    return None


def since_of(group: str, facts: Facts, since: date) -> date | None:
    """The day beside that number: the last word, the first day late where it does not follow the day it was due, else
    the first day of the flag.
    """
    match group:
        case "new" | "overdue":
            due = anchored(Anchor.DUE, facts)
            return None if due is None or due == facts.last_day else due + timedelta(days=1)
        case "due_soon":
            return None
        case "silent":
            return anchored(Anchor.HEARD, facts)
    return since


def in_order(groups: Mapping[str, Kept], order: Sequence[str], added: Iterable[str]) -> list[str]:
    """The names of groups in the order of a letter; those of packs that an office added follow ``silent``."""
    after = order.index("silent") + 1
    extra = [rule for rule in added if rule not in order]
    return [name for name in (*order[:after], *extra, *order[after:]) if name in groups]
