"""Commitments of a list as JSON text: worked out once for each version and day, and remembered.

What a commitment shows in a list follows from its version, the local day, the rules in force, whether it is the same
as another, and how many of its parts are there; all of these are in the key. Where rules look at trees of bodies or
places, which change beside it, nothing is remembered.
"""

import json
from collections.abc import Sequence
from typing import Any

from tracker.domain.moment import Moment
from tracker.rules.engine import Packs
from tracker.services import facts, packs
from tracker.services.commitments import items
from tracker.services.views import item_json
from tracker.store import commitments
from tracker.store import facts as store
from tracker.store.database import Database, Session

MOST = 10_000
"""So many are remembered, of a kilobyte each; then it begins anew."""

Key = tuple[Any, ...]
Memory = dict[Key, bytes]


def rendered(db: Database, session: Session, rows: Sequence[Any], moment: Moment, language: str) -> list[bytes]:
    """The items of rows with at least ``store.commitments.KEYS``, each as JSON in UTF-8, in their order."""
    memory: Memory = db.memory
    applied = packs.in_force(session, moment)
    keys = _keys(session, rows, moment, language, applied)
    found = [memory.get(key) for key in keys]
    missing = [row.ref for row, text in zip(rows, found, strict=True) if text is None]
    made = _made(session, missing, moment, language) if missing else {}
    if made and not facts.needs_of(applied).trees:
        if len(memory) + len(made) > MOST:
            memory.clear()
        memory.update((key, made[row.ref]) for row, key in zip(rows, keys, strict=True) if row.ref in made)
    return [text or made[row.ref] for row, text in zip(rows, found, strict=True)]


def _keys(session: Session, rows: Sequence[Any], moment: Moment, language: str, applied: Packs) -> list[Key]:
    needs = facts.needs_of(applied)
    refs = [row.ref for row in rows]
    same = store.duplicates(session, refs, moment) if needs.duplicates and refs else {}
    tallies = [row.ref for row in rows if row.size] if needs.entered else []
    entered = store.entered(session, tallies, moment) if tallies else {}
    common = (moment.day, language, applied.digest)
    return [(row.ref, row.version, same.get(row.ref), entered.get(row.ref), *common) for row in rows]


def _made(session: Session, refs: Sequence[str], moment: Moment, language: str) -> dict[str, bytes]:
    rows = commitments.listed(session, refs, moment)
    return {item.ref: encoded(item_json(item, language)) for item in items(session, list(rows.values()), moment)}


def encoded(content: Any) -> bytes:
    """JSON as it is sent: Chinese as it is, nothing that is not JSON."""
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
