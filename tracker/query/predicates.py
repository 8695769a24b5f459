"""What ``is:`` can ask: each a judgement on the stored facts on a day, never the table of announced flags."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from tracker.domain import flags
from tracker.domain.commitment import Facts, Work
from tracker.kit.text import Text, text


@dataclass(frozen=True, slots=True)
class Predicate:
    """One word after ``is:``: its meaning, other names for it, and whether it can change by the passing of days."""

    holds: Callable[[Facts, date], bool]
    meaning: Text
    names: tuple[str, ...] = ()
    moves: bool = False


def is_done(facts: Facts, *, day: date) -> bool:
    """Whether completion is reported for ``day`` or an earlier day."""
    return facts.done_on is not None and facts.done_on <= day


PREDICATES: Mapping[str, Predicate] = MappingProxyType(
    {
        "overdue": Predicate(
            lambda facts, day: flags.is_overdue(facts, day=day),
            text("The last on-time day has passed and no completion is reported for a day up to now."),
            ("逾期", "超期", "late"),
            moves=True,
        ),
        "first-overdue": Predicate(
            lambda facts, day: flags.is_first_overdue(facts, day=day),
            text("It would be overdue had its first deadline never been moved."),
            ("按首次期限逾期",),
            moves=True,
        ),
        "open": Predicate(
            lambda facts, _: flags.is_open(facts),
            text("Something is still expected: neither closed, cancelled nor replaced."),
            ("未办结", "未结"),
        ),
        "ended": Predicate(
            lambda facts, _: not flags.is_open(facts), text("Closed, cancelled or replaced."), ("已结", "已终结")
        ),
        "dated": Predicate(
            lambda facts, _: facts.last_day is not None, text("It has a last on-time day."), ("有期限",)
        ),
        "undated": Predicate(
            lambda facts, _: flags.is_undated(facts), text("Open and without a last on-time day."), ("无期限",)
        ),
        "unowned": Predicate(
            lambda facts, _: flags.is_unowned(facts),
            text("Open and without a post that answers for it."),
            ("无责任岗位", "无责任人", "无人负责"),
        ),
        "unreviewed": Predicate(
            lambda facts, day: flags.is_unreviewed(facts, day=day),
            text("Open, without a deadline, and without a review day that is still to come."),
            ("未安排复核", "无人复查", "未复查"),
            moves=True,
        ),
        "confirmed": Predicate(
            lambda facts, _: facts.confirmed, text("Somebody has confirmed how its deadline is read."), ("已确认",)
        ),
        "unconfirmed": Predicate(
            lambda facts, _: flags.is_unconfirmed(facts),
            text("Open, with deadline words or a context day whose reading nobody has confirmed."),
            ("未确认", "待确认"),
        ),
        "done": Predicate(
            lambda facts, day: is_done(facts, day=day),
            text("Completion is reported for a day up to now."),
            ("已完成", "完成"),
            moves=True,
        ),
        "extended": Predicate(
            lambda facts, _: facts.extended > 0, text("Its deadline was extended at least once."), ("已延期", "延期")
        ),
        "reopened": Predicate(
            lambda facts, _: facts.reopened > 0,
            text("It was closed before, and opened again."),
            ("曾重新开启", "曾重开", "重开"),
        ),
        "suspended": Predicate(
            lambda facts, _: facts.work is Work.SUSPENDED, text("Suspended with approval."), ("暂停", "中止")
        ),
        "standing": Predicate(
            lambda facts, _: facts.work is Work.STANDING,
            text("Kept up for good, without an end."),
            ("长期坚持", "长期"),
        ),
        "incomplete": Predicate(
            lambda facts, _: flags.is_incomplete(facts),
            text("Open, and fewer parts are entered than its stated size."),
            ("未录全", "清单缺口"),
        ),
        "duplicate": Predicate(
            lambda facts, _: facts.duplicate_of is not None,
            text("The same as another commitment, which counts for both."),
            ("重复", "重复项"),
        ),
    }
)
"""Name to judgement; the SQL of ``store.filters`` mirrors each."""
