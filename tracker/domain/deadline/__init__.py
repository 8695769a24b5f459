"""The grammar of stated deadlines: words in, a reading out; pure, and told every day it needs.

It reads in three steps. ``line`` folds the words to one spelling; the terms (``numeric_terms``, ``chinese_terms``,
``english_terms``) put one sign in the place of each calendar expression; the rules of both languages then say what
the words around these signs mean. ``weighing`` makes one reading of what was found, never more certain than its parts.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial

from tracker.domain.deadline.chinese_rules import CHINESE_LEFTOVERS, CHINESE_NAMES, CHINESE_PLAIN, CHINESE_RULES
from tracker.domain.deadline.chinese_terms import CHINESE_TERMS
from tracker.domain.deadline.english_plain import ALONE, ENGLISH_LEFTOVERS, ENGLISH_PLAIN
from tracker.domain.deadline.english_rules import ENGLISH_NAMES, ENGLISH_RULES
from tracker.domain.deadline.english_terms import ENGLISH_TERMS, FINANCIAL_TERMS
from tracker.domain.deadline.grammar import Rule, Scene, Term, compiled, scan
from tracker.domain.deadline.joins import JOINS
from tracker.domain.deadline.line import Line, fold
from tracker.domain.deadline.numeric_terms import NUMERIC_TERMS
from tracker.domain.deadline.reading import Policy, Precision, Reading
from tracker.domain.deadline.recurrence import Recurrence
from tracker.domain.deadline.weighing import weigh
from tracker.kit.text import text

LONGEST = 2000
END_OF_PERIOD = Policy()


@dataclass(frozen=True, slots=True)
class Grammar:
    """Names looked for first, calendar expressions, and the rules around them, each in its order."""

    names: tuple[Rule, ...]
    terms: tuple[Term, ...]
    rules: tuple[Rule, ...]


EVERY_LANGUAGE = Grammar(
    CHINESE_NAMES + ENGLISH_NAMES,
    FINANCIAL_TERMS + NUMERIC_TERMS + CHINESE_TERMS + ENGLISH_TERMS,
    CHINESE_RULES + ENGLISH_RULES + CHINESE_PLAIN + ENGLISH_PLAIN + ALONE,
)
WITHOUT_CHINESE = Grammar(
    ENGLISH_NAMES, FINANCIAL_TERMS + NUMERIC_TERMS + ENGLISH_TERMS, ENGLISH_RULES + ENGLISH_PLAIN + ALONE
)
_HAN = compiled("[\u3400-\u9fff]")
_LEFT = compiled(f"{CHINESE_LEFTOVERS}|{ENGLISH_LEFTOVERS}")

__all__ = ["Policy", "Precision", "Reading", "Recurrence", "read"]


def read(
    words: str,
    *,
    policy: Policy = END_OF_PERIOD,
    anchor: date | None = None,
    published: date | None = None,
    registered: date | None = None,
) -> Reading:
    """What the stated words mean (FOUNDATIONS.md 2.2: a silent wrong date is worse than none).

    ``anchor`` is the day a term counts from, ``published`` the day of the source, ``registered`` that of registration.
    """
    if len(words) > LONGEST:
        reason = text("These words are too long to be a deadline; state the phrase that holds it.")
        return Reading(words, Precision.NONE, None, None, None, f"{policy.slug}/too-long", False, (reason,))
    scene = Scene(fold(words), policy, anchor, published, registered)
    grammar = EVERY_LANGUAGE if _HAN.search(scene.line.text) else WITHOUT_CHINESE
    findings = list(scan(scene, grammar.names))
    for term in grammar.terms:
        scene.line.swap(term.pattern, term.make)
    for join in JOINS:
        scene.line.swap(join.pattern, partial(join.make, scene.line))
    findings += scan(scene, grammar.rules)
    return weigh(scene, findings, list(_leftovers(scene.line)))


def _leftovers(line: Line) -> Iterator[str]:
    """Words of time that no rule has taken."""
    for match in _LEFT.finditer(line.text):
        yield line.quote(*match.span())
