"""Why a commitment is flagged or not: every rule in force, applied to it with its reasons."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from tracker.domain.commitment import Facts
from tracker.domain.flags import Flag
from tracker.kit.language import say
from tracker.kit.text import Text
from tracker.rules import engine
from tracker.rules.schema import Pack
from tracker.services import facts, packs
from tracker.services.actors import asking
from tracker.services.commitments import asked
from tracker.services.context import Context
from tracker.services.views import Asked, Both, asked_json, flag_json, iso
from tracker.store import commitments


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one rule says: its flag where it stands, and the next day on which time alone changes that."""

    rule: str
    title: Text
    meaning: Text
    shape: str
    flag: Flag | None
    next_change: date | None


@dataclass(frozen=True, slots=True)
class Explanation:
    """What every rule in force says about one commitment, worst first; ``packs`` is the hash of those rules."""

    asked: Asked
    ref: str
    title: Both
    packs: str
    verdicts: tuple[Verdict, ...]


def explain(ctx: Context, ref: str) -> Explanation:
    """Every rule in force at the moment, applied to one commitment.

    Raises NotFound, also for one that may not be seen.
    """
    moment = ctx.moment()
    with ctx.db.read() as session:
        row = commitments.as_of(session, ref, moment, asking(session, ctx).sight)
        applied = packs.in_force(session, moment)
        known = facts.load(session, [row], moment, applied)[row["ref"]]
    verdicts = tuple(_verdict(pack, known, moment.day) for pack in applied.packs)
    return Explanation(asked(ctx, moment), row["ref"], Both(row["title_en"], row["title_zh"]), applied.digest, verdicts)


def _verdict(pack: Pack, known: Facts, day: date) -> Verdict:
    since = engine.stands_since(pack, known, day=day)
    flag = None if since is None else engine.flag(pack, known, day=day, since=since)
    return Verdict(pack.slug, pack.title, pack.meaning, pack.shape, flag, engine.changes_next(pack, known, day=day))


def explanation_json(found: Explanation, language: str) -> dict[str, Any]:
    """An explanation as plain data, said in ``language``."""
    return {
        **asked_json(found.asked),
        "ref": found.ref,
        "title": found.title.in_(language),
        "packs": found.packs,
        "rules": [_verdict_json(verdict, language) for verdict in found.verdicts],
    }


def _verdict_json(verdict: Verdict, language: str) -> dict[str, Any]:
    lowered: dict[str, Any] = {"rule": verdict.rule, "since": None, "reasons": []}
    return {
        **(flag_json(verdict.flag, language) if verdict.flag else lowered),
        "flagged": verdict.flag is not None,
        "title": say(verdict.title, language),
        "meaning": say(verdict.meaning, language),
        "next_change": iso(verdict.next_change),
    }
