"""What has to come with a move, and what has to be so when it is made; a check for every need of the rulebook."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from types import MappingProxyType

from tracker.domain.moves.case import Bar, Question, Refusal
from tracker.domain.moves.independence import approval
from tracker.domain.moves.rule import Need
from tracker.domain.moves.states import NOTICED
from tracker.kit.text import Text, text

Check = Callable[[Question], Refusal | None]


def true_for(ask: Question) -> Refusal | None:
    """Against a missing day, and against one still to come: nothing is reported ahead of its time."""
    if ask.given.true_for is None:
        message, mend = text("The day for which this is true is missing."), text("Give the day.")
    elif ask.given.true_for > ask.day:
        message = text("{day} has not come yet.", day=ask.given.true_for)
        mend = text("Give the day for which it is true, today at the latest.")
    else:
        return None
    return Refusal(Bar.INCOMPLETE, message, mend)


def day_ahead(ask: Question) -> Refusal | None:
    """Against a missing or past day, where the move ends or is looked at again on that day."""
    if ask.given.new_day is not None and ask.given.new_day > ask.day:
        return None
    message = text("This needs a day on which it ends or is looked at again.")
    return Refusal(Bar.INCOMPLETE, message, text("Give a day after {day}.", day=ask.day))


def later(ask: Question) -> Refusal | None:
    """Against an extension that gives no more time, and against one that reaches further than its programme allows."""
    new, old, furthest = ask.given.new_day, ask.case.last_day, ask.case.extend_to
    if new is None or old is None:
        return None
    if new <= old:
        message = text("{new} is not later than {old}, the day in force.", new=new, old=old)
        return Refusal(Bar.INCOMPLETE, message, text("Give a day after {day}.", day=old))
    if furthest is not None and new > furthest:
        message = text("Its programme allows an extension up to {day} at most.", day=furthest)
        return Refusal(Bar.ILLEGAL, message, text("Ask for a day that is not later."))
    return None


def misread(ask: Question) -> Refusal | None:
    """Against a correction that corrects nothing, and against one that would be an extension by another name.

    After an extension the day in force was agreed; it is no reading of the words any more.
    """
    new, old = ask.given.new_day, ask.case.last_day
    if new is None or old is None:
        return None
    if new == old:
        message = text("{day} is the day in force already.", day=old)
        return Refusal(Bar.INCOMPLETE, message, text("Give the day that the words mean."))
    if ask.case.extended and new > old:
        message = text("{day} was agreed by an extension; a later day is another extension.", day=old)
        return Refusal(Bar.ILLEGAL, message, text("Ask for an extension instead."))
    return None


def notice_length(ask: Question) -> Refusal | None:
    """Against a public notice that is shorter than the programme asks for; its last day counts, today does not."""
    last, days = ask.given.new_day, ask.case.notice_days
    if last is None or (last - ask.day).days >= days:
        return None
    message = text("The public notice runs for {n} days at least.", n=days)
    return Refusal(Bar.INCOMPLETE, message, text("Give {day} or a later day.", day=ask.day + timedelta(days=days)))


def notice_over(ask: Question) -> Refusal | None:
    """Against ending a public notice that still runs, or to which an objection is open (docs/domain.md, 9).

    The notice runs to the end of its last day. Where none was opened there is none to wait for; whether one has to be
    is a matter of the states from which the move starts.
    """
    if ask.state != NOTICED:
        return None
    until, objections = ask.case.notice_until, ask.case.open_objections
    if until is None:
        message = text("The last day of the public notice is not known.")
        return Refusal(Bar.ILLEGAL, message, text("Return the report, and have it verified again."))
    if until >= ask.day:
        message = text("The public notice has not ended yet: its last day is {day}.", day=until)
        return Refusal(Bar.ILLEGAL, message, text("Wait until it has ended."))
    if objections:
        message = text("Objections that nobody has answered: {n}.", n=objections)
        return Refusal(Bar.ILLEGAL, message, text("Answer them, or return the report."))
    return None


def _unless(kind: Bar, holds: Callable[[Question], object], message: Text, mend: Text) -> Check:
    return lambda ask: None if holds(ask) else Refusal(kind, message, mend)


NEEDS: Mapping[Need, Check] = MappingProxyType(
    {
        Need.REASON: _unless(
            Bar.INCOMPLETE,
            lambda ask: ask.given.reason.strip(),
            text("A reason is missing."),
            text("Say why, in words."),
        ),
        Need.EVIDENCE: _unless(
            Bar.INCOMPLETE,
            lambda ask: ask.given.evidence > 0,
            text("Evidence is missing."),
            text("Add a file or a link that shows it."),
        ),
        Need.TRUE_FOR: true_for,
        Need.NEW_DAY: _unless(
            Bar.INCOMPLETE, lambda ask: ask.given.new_day, text("The new day is missing."), text("Give the day.")
        ),
        Need.LATER: later,
        Need.MISREAD: misread,
        Need.DAY_AHEAD: day_ahead,
        Need.NOTICE_LENGTH: notice_length,
        Need.DEPTH: _unless(
            Bar.INCOMPLETE,
            lambda ask: ask.given.depth,
            text("How it was verified is missing."),
            text("Say whether on paper, on site or by somebody external."),
        ),
        Need.SUCCESSOR: _unless(
            Bar.INCOMPLETE,
            lambda ask: any(ask.given.successors),
            text("What takes its place is missing."),
            text("Name one or more commitments that replace it."),
        ),
        Need.APPROVAL: approval,
        Need.BODY: _unless(
            Bar.INCOMPLETE,
            lambda ask: any(ask.case.responsible_paths),
            text("No responsible body is named, so nobody is known to be independent of it."),
            text("Have the register office assign it to a body."),
        ),
        Need.ON_FILE: _unless(
            Bar.INCOMPLETE,
            lambda ask: ask.case.evidence + ask.given.evidence > 0,
            text("No evidence is on file."),
            text("Add a file or a link that shows it."),
        ),
        Need.UNCONFIRMED: _unless(
            Bar.ILLEGAL,
            lambda ask: not ask.case.confirmed,
            text("The reading of its deadline is confirmed already."),
            text("A wrong reading is corrected, with a reason and a second person."),
        ),
        Need.CONFIRMED: _unless(
            Bar.ILLEGAL,
            lambda ask: ask.case.confirmed,
            text("Nobody has confirmed the reading of its deadline yet."),
            text("Confirm the right reading instead."),
        ),
        Need.DEADLINE: _unless(
            Bar.ILLEGAL,
            lambda ask: ask.case.last_day,
            text("It has no deadline that could be extended."),
            text("Set a review day instead."),
        ),
        Need.CAP: _unless(
            Bar.ILLEGAL,
            lambda ask: ask.case.extensions_left is None or ask.case.extensions_left > 0,
            text("Its programme allows no further extension."),
            text("Ask for it to be closed by stage instead, if work goes on."),
        ),
        Need.OBJECTION: _unless(
            Bar.ILLEGAL,
            lambda ask: ask.case.open_objections,
            text("No objection waits for an answer."),
            text("Nothing needs to be done."),
        ),
        Need.NOTICE_OVER: notice_over,
    }
)
"""The check behind every need; what a person can hand in is incomplete without it, anything else is not yet legal."""
