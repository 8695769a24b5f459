"""Rule packs in force: records of the register, read from files, and applied as they were known at a moment."""

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import ValidationError

from tracker.domain.moment import Moment
from tracker.kit.errors import Unavailable
from tracker.kit.text import text
from tracker.rules.closing import ClosingPack
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

AnyPack = Pack | ClosingPack

REMEMBERED = 64

_read: dict[Hashes, Packs] = {}
"""Packs that were read before: every page asks for them, and their hashes say all that is in them."""


@dataclass(frozen=True, slots=True)
class Report:
    """What putting packs in force did: put in force anew, taken out of force, kept because of a fault.

    Closings are named with their folder: ``closing/verified``. One that a programme names is kept too, with a fault.
    """

    put: tuple[str, ...] = ()
    taken: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    faults: "tuple[Fault, ...]" = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be put in force, what to be taken out of it, and what is kept although its file is gone, with why."""

    put: tuple[AnyPack, ...]
    taken: tuple[str, ...] = ()
    kept: "tuple[tuple[str, Fault], ...]" = ()


@dataclass(frozen=True, slots=True)
class Checked:
    """The packs that files hold, what they switch off, and what is wrong with them."""

    packs: Packs
    closings: tuple[ClosingPack, ...]
    off: tuple[str, ...]
    faults: "tuple[Fault, ...]"


def in_force(session: Session, moment: Moment) -> Packs:
    """The rules that flag in force as known at the moment; the shipped ones where none were ever put on record.

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
    """The rules that flag that come with the product; raises Unavailable where a pack of it was damaged."""
    return Packs.of(_sound().packs)


@lru_cache(maxsize=1)
def shipped_closings() -> Mapping[str, ClosingPack]:
    """The closings that come with the product, by slug; raises as ``shipped``."""
    return {each.slug: each for each in _sound().closings}


def _sound() -> "Loaded":
    found = _load(data_folder("rules"), None)
    if found.faults:
        raise Unavailable(
            text("The rules of this installation are damaged: {fault}", fault=found.faults[0].sentence),
            hint=text("Install it again."),
        )
    return found


def check(settings: Settings, folder: Path | None = None) -> Checked:
    """Read the packs as they would be put in force, with their examples; ``folder`` in place of TRACKER_RULES."""
    found = _load(data_folder("rules"), folder or settings.rules)
    return Checked(Packs.of(found.packs), found.closings, tuple(sorted(found.off)), found.faults)


def put_in_force(ctx: Context, settings: Settings) -> Report:
    """Put the packs of the folders in force where they changed, each with one entry in the history.

    Where a file has a fault, what was in force stays so, or else the shipped pack is put in its place; a closing that
    a programme names stays too. Where nothing changed, nothing is written. Raises Forbidden where the register cannot
    be changed as asked.
    """
    found = _load(data_folder("rules"), settings.rules)
    with ctx.db.read() as session:
        plan = _plan(session, settings, found)
    if plan.put or plan.taken:
        with ctx.changing() as change:
            plan = _plan(change.session, settings, found)
            changes = [_put(each, change.today) for each in plan.put]
            changes += [history.Change("rule_pack", key, "withdraw", None, change.today) for key in plan.taken]
            history.append(change.session, changes, by=BY, at=change.at)
    kept = tuple(sorted(found.faulty | {key for key, _ in plan.kept}))
    faults = found.faults + tuple(fault for _, fault in plan.kept)
    return Report(tuple(each.key for each in plan.put), plan.taken, kept, faults)


def _load(folder: Path, override: Path | None) -> "Loaded":
    # Reading YAML takes as long to import as an answer takes to find, and few questions need it.
    from tracker.rules.loader import load  # noqa: PLC0415

    return load(folder, override)


def _plan(session: Session, settings: Settings, found: "Loaded") -> Plan:
    rules, closings = store.current(session), store.current(session, closings=True)
    if not found.readable:  # what is not on record then may have been switched off in the folder that is gone
        beginning = () if rules else shipped().packs
        return Plan((*beginning, *(() if closings else shipped_closings().values())))
    wanted: tuple[AnyPack, ...] = (*found.packs, *found.closings)
    on_record = dict(rules + closings)
    gone = {*on_record, *found.off} - {each.key for each in wanted} - found.faulty
    kept = tuple(_still_named(session, settings, found, gone))
    stays = {key for key, _ in kept}
    put = [each for each in wanted if on_record.get(each.key) != each.sha256]
    put += _shipped((found.faulty | stays) - set(on_record))
    return Plan(tuple(put), tuple(sorted((gone & set(on_record)) - stays)), kept)


def _shipped(keys: Set[str]) -> list[AnyPack]:
    """Those of ``keys`` that come with the product."""
    if not keys:
        return []
    known: tuple[AnyPack, ...] = (*shipped().packs, *shipped_closings().values())
    return [each for each in known if each.key in keys]


def _still_named(
    session: Session, settings: Settings, found: "Loaded", gone: Set[str]
) -> "Iterator[tuple[str, Fault]]":
    """The closings among what is gone by which programmes close, and what to tell of each."""
    from tracker.rules.loader import Fault, shown  # noqa: PLC0415 - as in _load

    slugs = {key.removeprefix(store.CLOSINGS): key for key in gone if key.startswith(store.CLOSINGS)}
    named = store.programmes_closing(session, slugs) if slugs else {}
    for slug, programmes in named.items():
        key, names = slugs[slug], ", ".join(programmes)
        file = shown((settings.rules or data_folder("rules")) / f"{key}.yaml")
        reason = text("programmes close by this, so that it stays in force: {names}", names=names)
        yield key, Fault(file, 1 if key in found.off else 0, reason)


def _put(each: AnyPack, today: date) -> history.Change:
    row = {"slug": each.key, "sha256": each.sha256, "content": each.content()}
    return history.Change("rule_pack", each.key, "put_in_force", row, today)
