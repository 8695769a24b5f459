"""Rule packs in force: records of the register, read from files, and applied as they were known at a moment."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import ValidationError

from tracker.domain.moment import Moment
from tracker.kit.errors import Unavailable
from tracker.kit.text import text
from tracker.rules.engine import Packs
from tracker.rules.schema import Pack, pack
from tracker.services.actors import OFFICE
from tracker.services.context import Context
from tracker.settings import Settings, data_folder
from tracker.store import history
from tracker.store import packs as store
from tracker.store.database import Session
from tracker.store.packs import Hashes

if TYPE_CHECKING:
    from tracker.rules.loader import Fault, Loaded

BY = {"as": "operator", "for": OFFICE}
"""The files are the operator's; who changes them changes the rules on behalf of the office."""

REMEMBERED = 64

_read: dict[Hashes, Packs] = {}
"""Packs that were read before: every page asks for them, and their hashes say all that is in them."""


@dataclass(frozen=True, slots=True)
class Report:
    """What putting packs in force did: rules put in force anew, taken out of force, kept because of a fault."""

    put: tuple[str, ...] = ()
    taken: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    faults: "tuple[Fault, ...]" = ()


@dataclass(frozen=True, slots=True)
class Checked:
    """The packs that files hold, the rules they switch off, and what is wrong with them."""

    packs: Packs
    off: tuple[str, ...]
    faults: "tuple[Fault, ...]"


def in_force(session: Session, moment: Moment) -> Packs:
    """The packs in force as known at the moment; the shipped ones where none were ever put on record.

    Before the first were on record, those first ones. Raises Unavailable where one on record cannot be read.
    """
    hashes = store.in_force(session, moment)
    if not hashes:
        return shipped()
    found = _read.get(hashes)
    if found is None:
        found = Packs.of(_unpacked(content) for content in store.contents(session, hashes))
        if len(_read) >= REMEMBERED:
            _read.clear()
        _read[hashes] = found
    return found


def _unpacked(content: Mapping[str, object]) -> Pack:
    try:
        return pack(content)
    except ValidationError as error:
        raise Unavailable(
            text("The rule “{name}” in force cannot be read by this version.", name=str(content.get("rule"))),
            hint=text("Run tracker init once to put the rules of this version in force."),
        ) from error


@lru_cache(maxsize=1)
def shipped() -> Packs:
    """The packs that come with the product; raises Unavailable where one of them was damaged."""
    found = _load(data_folder("rules"), None)
    if found.faults:
        raise Unavailable(
            text("The rules of this installation are damaged: {fault}", fault=found.faults[0].sentence),
            hint=text("Install it again."),
        )
    return Packs.of(found.packs)


def check(settings: Settings, folder: Path | None = None) -> Checked:
    """Read the packs as they would be put in force, with their examples; ``folder`` in place of TRACKER_RULES."""
    found = _load(data_folder("rules"), folder or settings.rules)
    return Checked(Packs.of(found.packs), tuple(sorted(found.off)), found.faults)


def put_in_force(ctx: Context, settings: Settings) -> Report:
    """Put the packs of the folders in force where they changed, each with one entry in the history.

    Where a file has a fault, what was in force stays so, or else the shipped pack is put in its place. Where nothing
    changed, nothing is written. Raises Forbidden where the register cannot be changed as asked.
    """
    found = _load(data_folder("rules"), settings.rules)
    wanted = {each.slug: each for each in found.packs}
    with ctx.db.read() as session:
        put, taken = _differing(session, wanted, found)
    if put or taken:
        with ctx.changing() as change:
            put, taken = _differing(change.session, wanted, found)
            changes = [_put(each, change.today) for each in put]
            changes += [history.Change("rule_pack", slug, "withdraw", None, change.today) for slug in taken]
            history.append(change.session, changes, by=BY, at=change.at)
    kept = tuple(sorted(found.faulty))
    return Report(tuple(each.slug for each in put), tuple(taken), kept, found.faults)


def _load(folder: Path, override: Path | None) -> "Loaded":
    # Reading YAML takes as long to import as an answer takes to find, and few questions need it.
    from tracker.rules.loader import load  # noqa: PLC0415

    return load(folder, override)


def _differing(session: Session, wanted: Mapping[str, Pack], found: "Loaded") -> tuple[list[Pack], list[str]]:
    """The packs to be put in force, and the rules to be taken out of force."""
    on_record = dict(store.current(session))
    lacking = found.faulty - set(on_record)
    if not found.readable:  # what is not on record then may have been switched off in the folder that is gone
        lacking = frozenset() if on_record else frozenset(shipped().by_rule)
    instead = [shipped().by_rule[slug] for slug in sorted(lacking) if slug in shipped().by_rule] if lacking else []
    put = [each for each in wanted.values() if on_record.get(each.slug) != each.sha256]
    gone = sorted(set(on_record) - set(wanted) - found.faulty) if found.readable else []
    return put + instead, gone


def _put(each: Pack, today: date) -> history.Change:
    content = each.content()
    row = {"slug": each.slug, "sha256": each.sha256, "content": content}
    return history.Change("rule_pack", each.slug, "put_in_force", row, today)
