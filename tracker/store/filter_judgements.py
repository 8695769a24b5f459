"""Judgements on a row as SQL: the counterpart of ``query.predicates`` and of ``domain.flags``."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial

from sqlalchemy import and_, false, or_, true

from tracker.domain.commitment import ENDED, ON_THE_CLOCK, Work
from tracker.domain.deadline import Precision
from tracker.query.days import shift
from tracker.store.filter_scope import Bool, Scope, StatedSize, the_same
from tracker.store.filter_sight import duplicates


def overdue(scope: Scope, by: int = 1) -> Bool:
    """Whether the last on-time day passed ``by`` days ago or more, and no report of completion stands."""
    row = scope.commitment.c
    passed = row.clock_day < scope.day(partial(_earlier, by - 1) if by > 1 else the_same)
    return and_(passed, _is_unreported(scope))


def _is_unreported(scope: Scope) -> Bool:
    done_on = scope.commitment.c.done_on
    missing = done_on.is_(None)
    return missing if scope.settled else or_(missing, done_on > scope.day())


def _is_first_overdue(scope: Scope) -> Bool:
    row = scope.commitment.c
    runs = row.work.in_([str(work) for work in sorted(ON_THE_CLOCK)])
    no_longer_suspended = and_(row.work == str(Work.SUSPENDED), row.stage_day < scope.day())
    return and_(row.first_day < scope.day(), or_(runs, no_longer_suspended), _is_unreported(scope))


def late(scope: Scope, least: int | None, most: int | None) -> Bool:
    """Whether the days late lie between two numbers; they are 0 where nothing is overdue."""
    parts: list[Bool] = []
    if most is None or most >= 1:
        most_days = [] if most is None else [scope.commitment.c.clock_day >= scope.day(partial(_earlier, most))]
        parts.append(and_(overdue(scope, max(least or 1, 1)), *most_days))
    if (least is None or least <= 0) and (most is None or most >= 0):
        parts.append(overdue(scope).is_not(true()))
    return or_(false(), *parts)


def _earlier(days: int, day: date) -> date:
    return shift(day, -days)


def _is_open(scope: Scope) -> Bool:
    return and_(*(scope.commitment.c.work != str(work) for work in sorted(ENDED)))


def _is_undated(scope: Scope) -> Bool:
    return and_(_is_open(scope), scope.commitment.c.last_day.is_(None))


def _is_unreviewed(scope: Scope) -> Bool:
    row = scope.commitment.c
    endless = or_(row.last_day.is_(None), row.work == str(Work.STANDING), row.precision == str(Precision.LONG_TERM))
    return and_(_is_open(scope), endless, or_(row.review_day.is_(None), row.review_day < scope.day()))


def _is_unconfirmed(scope: Scope) -> Bool:
    row = scope.commitment.c
    return and_(_is_open(scope), row.confirmed_by.is_(None), or_(row.due_words != "", row.context_day.is_not(None)))


def _is_incomplete(scope: Scope) -> Bool:
    stated = StatedSize(scope.commitment.c.size)
    return and_(_is_open(scope), scope.commitment.c.size.is_not(None), stated > scope.entered())


PREDICATES: Mapping[str, Callable[[Scope], Bool]] = {
    "overdue": overdue,
    "first-overdue": _is_first_overdue,
    "extended": lambda scope: scope.commitment.c.extended > 0,
    "reopened": lambda scope: scope.commitment.c.reopened > 0,
    "open": _is_open,
    "ended": lambda scope: or_(*(scope.commitment.c.work == str(work) for work in sorted(ENDED))),
    "dated": lambda scope: scope.commitment.c.last_day.is_not(None),
    "undated": _is_undated,
    "unowned": lambda scope: and_(_is_open(scope), scope.commitment.c.post.is_(None)),
    "unreviewed": _is_unreviewed,
    "confirmed": lambda scope: scope.commitment.c.confirmed_by.is_not(None),
    "unconfirmed": _is_unconfirmed,
    "done": lambda scope: scope.commitment.c.done_on <= scope.day(),
    "suspended": lambda scope: scope.commitment.c.work == str(Work.SUSPENDED),
    "standing": lambda scope: scope.commitment.c.work == str(Work.STANDING),
    "incomplete": _is_incomplete,
    "duplicate": lambda scope: scope.commitment.c.ref.in_(duplicates(scope)),
}
"""What ``is:`` asks, as ``query.predicates`` judges it."""
