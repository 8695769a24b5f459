"""My work: what whoever asks answers for, worst first, and what waits for him besides; by the rules of the letter."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from tracker.domain.commitment import Facts, Kind
from tracker.domain.moment import Moment
from tracker.kit.text import Text, text
from tracker.query.language import build
from tracker.query.tree import Node, Sort, Value, Where, all_of, any_of
from tracker.services import awaiting, commitments, composing, facts, names, packs, questions, telling
from tracker.services.actors import asking
from tracker.services.awaiting import RETURNED, Step
from tracker.services.composing import Judge, Judged
from tracker.services.context import Context
from tracker.services.my_steps import MySteps
from tracker.services.names import Names
from tracker.services.telling import Telling
from tracker.services.views import Both, Item
from tracker.store import commitments as store
from tracker.store import facts as rows_of
from tracker.store import queues
from tracker.store.database import Session

PAGE = 50
"""So many commitments stand on one page."""

JUDGED = 2_000
"""So many of them are judged at most, those latest and due first."""

DECIDED_DAYS, VALUE_DAYS = 14, 92
"""Decisions of so many days are told; a value is asked for when none was told for so long (calendar days)."""

REVIEW, VALUES = "review", "values"
TITLES: Mapping[str, Text] = {
    RETURNED: awaiting.TITLES[RETURNED],
    REVIEW: text("The review day has come"),
    VALUES: text("A value is to be told"),
    **{part: title for part, (title, _) in composing.REST.items()},
}
"""What groups that no rule makes are called."""

LAST = ("unowned", "unreviewed")
"""Rules that say what the office has to settle rather than what has to be done this week."""

REST = (composing.DONE, composing.UNDATED, composing.ON_COURSE, composing.SUSPENDED)
LATEST = (Sort("late", descending=True), Sort("due"))
MORE = ("version", "progress", "leader", "supervisor", "acceptor", "co_bodies")


@dataclass(frozen=True, slots=True)
class Task:
    """One commitment on the page; ``why`` is why it stands in its group where no flag says it."""

    item: Item
    why: Text | None
    telling: Telling


@dataclass(frozen=True, slots=True)
class Group:
    """Commitments for which the same is to be done; each stands in one group, that of the worst that is the matter.

    ``tasks`` are those on the page that is shown; ``page`` is the one on which the group begins.
    """

    name: str
    title: Text
    total: int
    tasks: tuple[Task, ...]
    pressing: bool
    page: int


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided on a request, as the letter says it."""

    ref: str
    title: Both
    on: date
    why: Text


@dataclass(frozen=True, slots=True)
class MyWork:
    """What one person answers for on the day asked about.

    ``numbers``: group → how many; they add up to ``judged``, of ``total`` open ones, on ``pages`` pages of which
    ``number`` is shown; ``following`` is the first reference after it. ``waiting``: how many steps wait in the review
    queue, by group, and ``waiting_since`` the oldest. ``unchanging``: why nothing can be changed now.
    """

    total: int
    judged: int
    number: int
    pages: int
    following: str | None
    query: str
    groups: tuple[Group, ...]
    names: Names
    numbers: Mapping[str, int]
    waiting: Mapping[str, int]
    waiting_since: date | None
    decisions: tuple[Decision, ...]
    next_due: date | None
    has_posts: bool
    unchanging: Text | None

    @property
    def tasks(self) -> tuple[Task, ...]:
        """Everything on the page that is shown, in its order."""
        return tuple(task for group in self.groups for task in group.tasks)

    @property
    def pressing(self) -> int:
        """How many of them want something to be done."""
        return sum(group.total for group in self.groups if group.pressing)


@dataclass(slots=True)
class _Pile:
    """What was found out about each commitment before the page is cut."""

    judged: dict[str, Judged]
    whys: dict[str, Text]
    group_of: dict[str, str] = field(default_factory=dict)


def show(ctx: Context, *, whole_body: bool = False, number: int = 1, wanted: str = "") -> MyWork:
    """What the posts of whoever asks answer for; with ``whole_body`` all that their bodies lead.

    Shown is the page on which the reference ``wanted`` stands, else page ``number``, or the nearest that there is: the
    list grows shorter while one works. Nothing is written; what may not be seen is neither told nor counted.
    """
    moment = ctx.moment()
    with ctx.db.read() as session:
        who, applied = asking(session, ctx), packs.in_force(session, moment)
        mine = MySteps(session, moment, who, applied)
        steps = list(mine.told())
        parsed = build(_scope(mine, whole_body), list(LATEST))
        total = store.count(session, parsed, moment, who.sight) if mine.me else 0
        found = store.page(session, parsed, moment, who.sight, limit=JUDGED) if total else ()
        listed = [dict(row._mapping) for row in found]
        known = facts.load(session, listed, moment, applied)
        judge = Judge(applied, day=moment.day)
        pile = _piled(session, moment, {ref: judge.judge(each) for ref, each in known.items()}, steps)
        order = _in_order(pile, applied.by_rule)
        pages = max(-(-len(order) // PAGE), 1)
        number = order.index(wanted) // PAGE + 1 if wanted in order else min(max(number, 1), pages)
        cut = set(order[(number - 1) * PAGE : number * PAGE])
        shown = [row for row in listed if row["ref"] in cut]
        titles = {**TITLES, **{rule: pack.title for rule, pack in applied.by_rule.items()}}
        groups = _groups(pile, order, titles, _tasks(session, ctx, moment, mine, shown, pile.whys))
        waiting = [step for step, _ in steps if step.group != RETURNED]
        return MyWork(
            total=total,
            judged=len(listed),
            number=number,
            pages=pages,
            following=next(iter(order[number * PAGE :]), None),
            query=questions.text_of(_scope(mine, whole_body)),
            groups=groups,
            names=names.of_items(session, moment, [task.item for group in groups for task in group.tasks]),
            numbers=Counter(pile.group_of.values()),
            waiting=Counter(step.group for step in waiting),
            waiting_since=min((step.since for step in waiting), default=None),
            decisions=tuple(_decisions(session, moment, mine)),
            next_due=_next_due(known.values(), moment.day),
            has_posts=mine.me is not None,
            unchanging=telling.unchanging(ctx),
        )


def _scope(mine: MySteps, whole_body: bool) -> Node:
    if mine.me is None:
        return questions.OPEN
    if whole_body:
        bodies = dict.fromkeys(post.body for post in mine.me.posts)
        whose = any_of([Where("unit", (Value(body),)) for body in bodies])
    else:
        whose = questions.answered_by(mine.me.slugs, and_nobody=mine.me.is_office, and_led=True)
    return all_of([whose, questions.OPEN, questions.ONCE])


def _piled(session: Session, moment: Moment, judged: dict[str, Judged], steps: Sequence[tuple[Step, Facts]]) -> _Pile:
    """The one group of each: that of the worst flag that presses, of what came back, else of what is to be done."""
    back = {found.ref: step.why for step, found in steps if step.group == RETURNED}
    indicators = [ref for ref, each in judged.items() if each.facts.kind is Kind.INDICATOR]
    values = queues.values(session, indicators, moment)
    pile = _Pile(judged, dict(back))
    for ref, each in judged.items():
        rules = [rule for rule, _ in each.flags]
        worst = next((rule for rule in rules if rule not in LAST), None)
        if ref in back and worst != "overdue":
            pile.group_of[ref] = RETURNED
        elif worst is not None:
            pile.group_of[ref] = worst
        elif each.facts.review_day is not None and each.facts.review_day <= moment.day:
            pile.group_of[ref] = REVIEW
            pile.whys.setdefault(ref, text("Review day: {day}.", day=each.facts.review_day))
        elif ref in indicators and _is_old(values.get(ref, each.facts.registered_on), moment.day):
            pile.group_of[ref] = VALUES
            pile.whys.setdefault(ref, _last_value(values.get(ref)))
        else:
            pile.group_of[ref] = rules[0] if rules else each.part
    return pile


def _is_old(last: date, day: date) -> bool:
    return last + timedelta(days=VALUE_DAYS) < day


def _last_value(day: date | None) -> Text:
    return text("No value was told yet.") if day is None else text("The last value was told on {day}.", day=day)


def _in_order(pile: _Pile, rules: Mapping[str, Any]) -> list[str]:
    """References as the page has them: group after group, in each the longest overdue or due first."""
    first, others = ["overdue", RETURNED], [rule for rule in rules if rule not in ("overdue", *LAST)]
    order = [*first, *others, REVIEW, VALUES, *(rule for rule in LAST if rule in rules), *REST]

    def place(ref: str) -> tuple[int, date, str]:
        name, judged = pile.group_of[ref], pile.judged[ref]
        since = dict(judged.flags).get(name, judged.facts.registered_on)
        day = composing.since_of(name, judged.facts, since) if name not in REST else judged.facts.last_day
        return order.index(name), day or judged.facts.last_day or date.max, ref

    return sorted(pile.judged, key=place)


def _tasks(
    session: Session,
    ctx: Context,
    moment: Moment,
    mine: MySteps,
    rows: Sequence[dict[str, Any]],
    whys: Mapping[str, Text],
) -> dict[str, Task]:
    more = rows_of.columns(session, MORE, [row["ref"] for row in rows], moment)
    tellings = telling.of(session, ctx, mine, [{**row, **more[row["ref"]]} for row in rows])
    items = commitments.items(session, rows, moment)
    return {item.ref: Task(item, whys.get(item.ref), tellings[item.ref]) for item in items}


def _groups(
    pile: _Pile, order: Sequence[str], titles: Mapping[str, Text], tasks: Mapping[str, Task]
) -> tuple[Group, ...]:
    refs: dict[str, list[str]] = {}
    for ref in order:
        refs.setdefault(pile.group_of[ref], []).append(ref)
    found, before = [], 0
    for name, mine in refs.items():
        shown = tuple(tasks[ref] for ref in mine if ref in tasks)
        found.append(Group(name, titles[name], len(mine), shown, name not in (*REST, *LAST), before // PAGE + 1))
        before += len(mine)
    return tuple(found)


def _decisions(session: Session, moment: Moment, mine: MySteps) -> list[Decision]:
    if mine.me is None:
        return []
    recent = queues.decisions(session, moment, since=moment.day - timedelta(days=DECIDED_DAYS))
    found = [
        Decision(row["ref"], Both(row["title_en"], row["title_zh"]), step.since, step.why)
        for step, _, row in mine.decisions(recent)
    ]
    return sorted(found, key=lambda each: (each.on, each.ref), reverse=True)


def _next_due(known: Any, day: date) -> date | None:
    coming = (each.last_day for each in known if each.last_day is not None and each.last_day >= day)
    return min(coming, default=None)
