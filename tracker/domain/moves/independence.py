"""Who may make a move, and who may agree to one: role first, then being another person, from outside."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from tracker.domain.commitment import ENDED
from tracker.domain.moves.case import Bar, Question, Refusal
from tracker.domain.moves.roles import ROLE_WORDS, Actor, Role, is_another, is_outside
from tracker.domain.moves.rule import Demand
from tracker.domain.moves.states import DECLARED, DRAFT, listing
from tracker.kit.text import Text, text


def by_proxy(actor: Actor) -> Refusal | None:
    """Against an operator who acts for nobody, and against anybody else who acts for another."""
    if Role.OPERATOR in actor.roles and not actor.operator_for:
        message = text("The operator of the machine has no rights of his own over a record.")
        return Refusal(Bar.FORBIDDEN, message, text("Say for whom you act."))
    if actor.operator_for and Role.OPERATOR not in actor.roles:
        message = text("Only the operator of the machine acts for somebody else.")
        return Refusal(Bar.FORBIDDEN, message, text("Act for yourself, or ask the operator."))
    return None


def by_role(actor: Actor, roles: frozenset[Role], title: Text) -> Refusal | None:
    """Against an actor who has none of the roles, or who may only read."""
    if actor.powers & roles:
        return None
    if Role.AUDITOR in actor.roles:
        message = text("Whoever audits the register changes nothing in it.")
    else:
        message = text("“{move}” is not for you: none of your posts makes you one of those who may.", move=title)
    return Refusal(Bar.FORBIDDEN, message, text("Ask one of these: {roles}.", roles=_words(roles)))


def not_reporter(ask: Question) -> Refusal | None:
    """Against whoever reported it done; where no reporter is known, nobody is known to be another."""
    reporter = ask.case.reported_by
    if reporter is None and ask.state not in DECLARED:
        return None  # nothing is reported, which is what stands against it
    if reporter is not None and is_another(ask.actor, reporter):
        return None
    return Refusal(
        Bar.FORBIDDEN,
        text("Whoever reported it done cannot judge the report as well, nor can somebody unknown."),
        text("Ask another person, who is known to the register."),
    )


def not_applicant(ask: Question) -> Refusal | None:
    """Against whoever applied for acceptance; where nobody applied, there is nobody to differ from."""
    applicant = ask.case.applied_by
    if applicant is None or is_another(ask.actor, applicant):
        return None
    return Refusal(
        Bar.FORBIDDEN,
        text("Whoever applied for acceptance cannot decide on it, nor can somebody unknown."),
        text("Ask another person, who is known to the register."),
    )


def outside(ask: Question) -> Refusal | None:
    """Against whoever has a post in a responsible body or below one (docs/reference.md, Meanings, Responsibility)."""
    if is_outside(ask.actor, ask.case.inside):
        return None
    return Refusal(
        Bar.FORBIDDEN,
        text("This needs somebody who is neither of a responsible body nor of one below it."),
        text("Ask somebody from another body."),
    )


def approval(ask: Question) -> Refusal | None:
    """Against a request that nobody approved, or that was approved by somebody who may not.

    A draft is no commitment yet, so the office alone may cancel or replace it; not so correct its reading.
    """
    approver, title = ask.given.approved_by, ask.rule.title
    if approver is None:
        if ask.state == DRAFT and ask.rule.work in ENDED and Role.OFFICE in ask.actor.powers:
            return None
        message = text("“{move}” needs the approval of another person, from outside.", move=title)
        mend = text("Ask one of these to approve it: {roles}.", roles=_words(ask.rule.approvers))
        return Refusal(Bar.INCOMPLETE, message, mend)
    if refused := by_proxy(approver) or by_role(approver, ask.rule.approvers, title):
        return refused
    if is_another(approver, ask.actor) and is_outside(approver, ask.case.inside):
        return None
    return Refusal(
        Bar.FORBIDDEN,
        text("Whoever approves is another person than who asks, and neither of a responsible body nor below one."),
        text("Ask another person, from another body, to approve it."),
    )


def _words(roles: frozenset[Role]) -> Text:
    return listing(ROLE_WORDS[role] for role in Role if role in roles)


DEMANDS: Mapping[Demand, Callable[[Question], Refusal | None]] = MappingProxyType(
    {Demand.NOT_REPORTER: not_reporter, Demand.NOT_APPLICANT: not_applicant, Demand.OUTSIDE: outside}
)
"""The check behind every demand of independence (docs/domain.md, 9)."""
