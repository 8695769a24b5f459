"""Loading seeds: what is missing is created, what differs is reported, nothing is overwritten; a file at a time."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import ValidationError

from tracker.kit.errors import Forbidden, TrackerError
from tracker.kit.text import Text, text
from tracker.seeds.loader import Fault, SeedFile, faults_of, read_folder
from tracker.seeds.references import Held, held_by
from tracker.seeds.schema import Record, name_of
from tracker.services.actors import acting
from tracker.services.context import Context
from tracker.services.planting import NOUNS, Plant, Planting
from tracker.services.registration import NOUN_WORDS
from tracker.store import history, nouns, register
from tracker.store.register import NO_STARTER

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Difference:
    """A record of which the register says something else than the seed; the register stays as it is.

    ``fields`` is ``erased`` for a person who was erased and is not entered again.
    """

    file: str
    record: str
    fields: tuple[str, ...]


@dataclass(slots=True)
class Report:
    """What loading a folder did."""

    created: dict[str, int] = field(default_factory=dict)
    unchanged: int = 0
    differences: list[Difference] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def load(ctx: Context, folder: Path, *, progress: Progress | None = None) -> Report:
    """Load every file of ``folder``, each in one transaction: all of it, or with a fault nothing of it."""
    report = Report()
    files = list(read_folder(folder))
    if not files:
        report.faults.append(Fault(str(folder), "", "", text("there are no files of seeds here")))
    held = held_by(record for file in files for record in file.records)
    for number, file in enumerate(files, start=1):
        if progress:
            progress(file.name, number, len(files))
        if file.faults:
            report.faults.extend(file.faults)
        else:
            _load_file(ctx, file, report, held)
    return report


def _load_file(ctx: Context, file: SeedFile, report: Report, held: Held) -> None:
    with ctx.changing() as change:
        who = acting(change.session, ctx, day=change.today)
        if not who.is_office:
            raise Forbidden(
                text("Seeds are loaded by the register office."),
                hint=text("Leave out TRACKER_ACTOR, or act for somebody who holds a post in the register office."),
            )
        planting = Planting(change.session, today=change.today, held=held)
        plants, faults = _planted(planting, file)
        report.faults.extend(faults)
        if not faults:
            gone = [slug for record in file.records if (slug := planting.enter_person(record))]
            report.differences.extend(Difference(file.name, slug, ("erased",)) for slug in gone)
            changes = list(_changes(planting, file, plants, report))
            history.append(change.session, changes, by=who.by, at=change.at, new=True)


def load_starter(ctx: Context, folder: Path, *, wanted: bool, progress: Progress | None = None) -> Report | None:
    """Load the starter register where that was not done yet; None where there is nothing to do.

    Which seeds were loaded is remembered by a hash of their content, so that a second start reads them only to compare
    the hash, and an interrupted first start is finished by the next.
    """
    mark = fingerprint(folder) if wanted else NO_STARTER
    if ctx.register.starter in (mark, NO_STARTER) or (ctx.register.starter and not wanted):
        return None
    report = load(ctx, folder, progress=progress) if wanted else Report()
    if not report.faults:
        with ctx.db.write() as session:
            register.set_starter(session, mark)
    return report


def fingerprint(folder: Path) -> str:
    """A hash of every seed file and its name."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*.yaml")):
        digest.update(f"{path.relative_to(folder).as_posix()}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _planted(planting: Planting, file: SeedFile) -> tuple[list[Plant], list[Fault]]:
    """What the records of a file become, and what is wrong with them: where there is a fault, nothing is used."""
    planting.prepare(file.records)
    names = {name_of(record) for record in file.records}
    plants: list[Plant] = []
    faults: list[Fault] = []
    for record in file.records:
        name, found = name_of(record), list(_lost(planting, file, record, names))
        if not found:
            try:
                wrong = planting.complaint(record)
                found = [Fault(file.name, name, *wrong)] if wrong else []
                plants.extend([] if found else planting.plants(file.pattern, record))
            except TrackerError as error:
                found = [Fault(file.name, name, error.where or "", error.message)]
            except ValidationError as error:
                found = list(faults_of(error, file.name, name))
        faults.extend(found)
    return plants, faults


def _lost(planting: Planting, file: SeedFile, record: Record, names: set[str]) -> Iterator[Fault]:
    """References that lead nowhere."""
    for where, noun, slug in planting.references(file.pattern, record):
        own = noun == NOUNS[file.pattern] and slug in names
        if not own and not nouns.existing(planting.session, noun, [slug]):
            near = nouns.nearest(planting.session, noun, slug)
            yield Fault(file.name, name_of(record), where, _unknown(noun, slug, near))


def _unknown(noun: str, slug: str, near: str | None) -> Text:
    if near is None:
        return text("there is no {noun} “{slug}”", noun=NOUN_WORDS[noun], slug=slug)
    return text("there is no {noun} “{slug}”; did you mean {near}?", noun=NOUN_WORDS[noun], slug=slug, near=near)


def _changes(planting: Planting, file: SeedFile, plants: list[Plant], report: Report) -> Iterator[history.Change]:
    for plant in plants:
        if plant.existing is None:
            report.created[plant.record] = report.created.get(plant.record, 0) + 1
            reason = f"seeds: {file.name}"
            yield history.Change(plant.record, plant.key, "register", plant.row, planting.today, reason)
        elif differing := _differing(plant):
            report.differences.append(Difference(file.name, plant.key, differing))
        else:
            report.unchanged += 1


def _differing(plant: Plant) -> tuple[str, ...]:
    existing = plant.existing or {}
    return tuple(name for name in plant.compared if existing[name] != plant.row[name])
