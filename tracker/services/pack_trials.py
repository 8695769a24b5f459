"""What changed rule packs would flag, before they are in force: over what is open, and seen by whoever asks."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from tracker.domain.commitment import Facts
from tracker.domain.rights import Right
from tracker.kit.errors import Invalid
from tracker.kit.text import Text, text
from tracker.rules.engine import Packs, flag, stands_since
from tracker.rules.schema import Pack
from tracker.services import facts, packs
from tracker.services.actors import entitled
from tracker.services.context import Context
from tracker.services.views import Both
from tracker.settings import Settings
from tracker.store import pack_trials as rows

if TYPE_CHECKING:
    from tracker.rules.loader import Fault

MOST = 50
"""So many flags of a rule that go up or down are told one by one."""

_NAMED = re.compile(r"^rule:[ \t]*[\"']?([a-z][a-z0-9_-]{0,60})", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Difference:
    """A flag that would go up (``raised``) or down, since when it stands, and why."""

    ref: str
    title: Both
    raised: bool
    since: date
    reasons: tuple[Text, ...]


@dataclass(slots=True)
class Rule:
    """One rule in force, or to be: what happens to its pack, and to its flags.

    ``change``: same, new, changed or gone. ``now`` and ``then``: how many commitments it flags today, and would.
    ``moved``: how many flags would stand since another day.
    """

    slug: str
    title: Text
    shape: str
    change: str
    now: int = 0
    then: int = 0
    up: int = 0
    down: int = 0
    moved: int = 0
    told: list[Difference] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Trial:
    """What came out: over how many open commitments, as of which day; ``faults`` of packs that stay as they are."""

    day: date
    looked_at: int
    rules: tuple[Rule, ...]
    faults: "tuple[Fault, ...]"

    @property
    def up(self) -> int:
        """How many flags would go up."""
        return sum(rule.up for rule in self.rules)

    @property
    def down(self) -> int:
        """How many flags would go down."""
        return sum(rule.down for rule in self.rules)

    @property
    def changed(self) -> bool:
        """Whether any pack differs from what is in force."""
        return any(rule.change != "same" for rule in self.rules)


def of_files(ctx: Context, settings: Settings) -> Trial:
    """What the packs on disk would change, which the next check puts in force; raises Forbidden."""
    found = packs.check(settings)
    faulty = {Path(fault.file).stem for fault in found.faults}
    return _tried(ctx, found.packs.packs, faults=found.faults, stays=faulty)


def of_words(ctx: Context, words: str) -> Trial:
    """What one pack, as YAML, would change if it took the place of the rule of its name, or were added.

    Raises Invalid with the line of the first fault, and Forbidden.
    """
    pack = _read(words)
    return _tried(ctx, (pack,), faults=(), stays=None)


def differences(
    before: Packs, after: Packs, known: Iterable[Facts], *, day: date
) -> Iterator[tuple[str, Facts, date | None, date | None]]:
    """(rule, facts, first day of its flag before, and after) for each rule and each of these facts. Pure."""
    both = tuple(dict.fromkeys((*before.by_rule, *after.by_rule)))
    for each in known:
        for rule in both:
            was, will = before.by_rule.get(rule), after.by_rule.get(rule)
            now = stands_since(was, each, day=day) if was else None
            same = was is not None and will is not None and was.sha256 == will.sha256
            then = now if same else stands_since(will, each, day=day) if will else None
            if now or then:
                yield rule, each, now, then


def _read(words: str) -> Pack:
    # Reading YAML takes long to import: as in services.packs.
    from tracker.rules.loader import RULE, judged  # noqa: PLC0415

    named = _NAMED.search(words)
    if named is None:
        raise Invalid(text("A pack of a rule begins with its name, such as “rule: overdue”."), where="words")
    found = judged(Path(f"{named[1]}.yaml"), words, RULE)
    if found.faults:
        raise Invalid(found.faults[0].sentence, where="words")
    if not found.packs:
        raise Invalid(text("This pack only switches a rule off."), where="words")
    return found.packs[0]


def _tried(ctx: Context, given: Iterable[Pack], *, faults: "tuple[Fault, ...]", stays: set[str] | None) -> Trial:
    """``stays``: the rules whose files have a fault, so that they stay as they are; None: all that are not given do."""
    moment = ctx.moment()
    with ctx.db.read() as session:
        seen = entitled(session, ctx, Right.READ_RUNS).sight
        before = packs.in_force(session, moment)
        new = {pack.slug: pack for pack in given}
        kept = [each for each in before.packs if each.slug not in new and (stays is None or each.slug in stays)]
        after = Packs.of((*new.values(), *kept))
        rules = {rule.slug: rule for rule in _rules(before, after)}
        together, looked_at = Packs.of((*before.packs, *after.packs)), Counter[str]()
        for some in rows.open_rows(session, moment, seen):
            known = facts.load(session, some, moment, together)
            looked_at["open"] += len(known)
            for slug, found, now, then in differences(before, after, known.values(), day=moment.day):
                _count(rules[slug], found, now, then, before=before, after=after, day=moment.day)
    return Trial(moment.day, looked_at["open"], tuple(rules.values()), faults)


def _rules(before: Packs, after: Packs) -> Iterator[Rule]:
    for slug, pack in Packs.of({**before.by_rule, **after.by_rule}.values()).by_rule.items():
        was, will = before.by_rule.get(slug), after.by_rule.get(slug)
        if was is None:
            change = "new"
        elif will is None:
            change = "gone"
        else:
            change = "same" if was.sha256 == will.sha256 else "changed"
        yield Rule(slug, pack.title, pack.shape, change)


def _count(
    rule: Rule, found: Facts, now: date | None, then: date | None, *, before: Packs, after: Packs, day: date
) -> None:
    rule.now += now is not None
    rule.then += then is not None
    rule.moved += now is not None and then is not None and now != then
    if (now is None) == (then is None):
        return
    rule.up += then is not None
    rule.down += now is not None
    if len(rule.told) < MOST:
        pack = (before if then is None else after).by_rule[rule.slug]
        since = then or now or day
        reasons = flag(pack, found, day=day, since=since).reasons
        rule.told.append(Difference(found.ref, Both(found.title_en, found.title_zh), then is not None, since, reasons))
