"""What the phrases found in the words add up to: one reading, never more certain than its parts."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from tracker.domain.deadline.grammar import Finding, Kind, Scene
from tracker.domain.deadline.reading import Precision, Reading
from tracker.kit.text import Text, text

_ORDER = list(Kind)
_HARMLESS = {Kind.VAGUE, Kind.NEUTRAL}
_FINEST = list(Precision)
MOST, LONGEST_QUOTE = 6, 200


def weigh(scene: Scene, findings: Sequence[Finding], leftovers: Sequence[str]) -> Reading:
    """One reading: two different dates are never chosen between; a doubt anywhere makes the day a proposal."""
    words = scene.line.source
    findings = sorted((each for each in findings if each.kind is not Kind.NEUTRAL), key=lambda each: each.at)
    if _several(findings):
        return _reading(
            scene, None, "several-dates", (*_several_reasons(findings, words), *_rest(leftovers)), ("several-dates",)
        )
    if all(each.kind is Kind.SOFT for each in findings):
        if leftovers:
            return _reading(scene, None, "not-understood", _rest(leftovers))
        return _reading(scene, None, "no-time-words", (_nothing(scene),))
    main = _leading(findings)
    others = [each for each in findings if each is not main and each.last_day != (main.last_day or date.min)]
    if main.kind is Kind.RECURRING and any(each.kind is Kind.RECURRING or each.dated for each in others):
        several = text("Other days stand beside “{words}”, so none is kept for each time.", words=_short(words))
        main = replace(main, recurrence=None, certain=False, reasons=(main.reasons[0], several))
    if main.kind is Kind.DATE and any(each.kind is Kind.CONTEXT for each in findings):
        main = replace(
            main, rule="context", precision=Precision.NONE, last_day=None, not_before=None, context_day=main.last_day
        )
    reasons = [*main.reasons, *(reason for each in others for reason in each.reasons)]
    if scene.line.struck:
        reasons.append(text("Some of the words are struck through; a person must say which hold."))
    certain = not (scene.line.struck or leftovers or any(_doubtful(each, main) for each in findings))
    marks = dict.fromkeys(mark for each in findings for mark in each.marks)
    return _reading(scene, main, main.rule, (*reasons[:MOST], *_rest(leftovers)), tuple(marks), certain=certain)


def _leading(findings: Sequence[Finding]) -> Finding:
    """The phrase that leads; a day without its year beside words of repetition is a part of them."""
    repeated = any(each.kind is Kind.RECURRING for each in findings)
    if repeated and not any(_with_year(each) for each in findings):
        findings = [each for each in findings if not each.dated]
    return min(findings, key=lambda each: (_ORDER.index(each.kind), _FINEST.index(each.precision), each.at))


def _with_year(each: Finding) -> bool:
    """Whether a phrase looks like a date of one year."""
    return each.dated and "inferred-year" not in each.marks and each.rule != "year-missing"


def _several(findings: Sequence[Finding]) -> bool:
    """Whether more than one date is stated: several days, or a day beside something else that looks like a date."""
    repeated = any(each.kind is Kind.RECURRING for each in findings)
    dated = [each for each in findings if (_with_year(each) if repeated else each.dated)]
    days = {each.last_day for each in dated}
    plans = {each.context_day for each in findings if each.kind is Kind.PLAN}
    moved = any(each.kind is Kind.MOVED for each in findings) and any(each.rule == "span" for each in dated)
    return moved or len(days) > 1 or len(plans) > 1 or (days == {None} and len(dated) > 1)


def _several_reasons(findings: Sequence[Finding], words: str) -> tuple[Text, ...]:
    first = text("There are several dates in “{words}”; split it into one commitment for each.", words=_short(words))
    return (
        first,
        *[reason for each in findings if each.dated or each.kind is Kind.PLAN for reason in each.reasons[:1]][:MOST],
    )


def _nothing(scene: Scene) -> Text:
    if not scene.line.source.strip():
        return text("No words were given.")
    return text("There are no time words in “{words}”, so no day is read.", words=_short(scene.line.source))


def _short(words: str) -> str:
    return words if len(words) <= LONGEST_QUOTE else words[:LONGEST_QUOTE] + "…"


def _rest(leftovers: Sequence[str]) -> tuple[Text, ...]:
    return tuple(text("“{words}” was not understood.", words=words) for words in dict.fromkeys(leftovers[:3]))


def _doubtful(each: Finding, main: Finding) -> bool:
    """Whether a phrase leaves the reading to a person: doubtful itself, or something else beside the leading one."""
    if each is main or (each.kind is main.kind and each.kind is not Kind.RECURRING):
        return not each.certain
    return each.kind not in _HARMLESS


def _reading(
    scene: Scene, main: Finding | None, name: str, reasons: tuple[Text, ...], marks: tuple[str, ...] = (),
    *, certain: bool = False,
) -> Reading:  # fmt: skip
    policy = f"{scene.policy.slug}/{name}"
    if main is None:
        return Reading(scene.line.source, Precision.NONE, None, None, None, policy, False, reasons, marks=marks)
    return Reading(
        scene.line.source, main.precision, main.last_day, main.not_before, main.context_day, policy, certain, reasons,
        main.recurrence, main.event, marks,
    )  # fmt: skip
