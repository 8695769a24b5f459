"""Loading seeds: what is missing is created, what differs is reported, nothing is overwritten; a file at a time."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tracker.kit.errors import TrackerError
from tracker.kit.text import Text, text
from tracker.seeds.loader import Fault, SeedFile, read_folder
from tracker.seeds.schema import name_of
from tracker.services.actors import acting
from tracker.services.context import Context
from tracker.services.planting import NOUNS, Plant, Planting
from tracker.services.registration import NOUN_WORDS
from tracker.store import history, nouns, register

Progress = Callable[[str, int, int], None]
NO_STARTER = "none"


@dataclass(frozen=True, slots=True)
class Difference:
    """A record that is in the register and says something else than the seed; the register stays as it is."""

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
    at = ctx.writing_at()
    today = ctx.local_day(at)
    report = Report()
    files = list(read_folder(folder))
    if not files:
        report.faults.append(Fault(str(folder), "", "", text("there are no files of seeds here")))
    for number, file in enumerate(files, start=1):
        if progress:
            progress(file.name, number, len(files))
        if file.faults:
            report.faults.extend(file.faults)
            continue
        with ctx.db.write() as session:
            planting = Planting(session, today=today)
            faults = list(_faults(planting, file))
            report.faults.extend(faults)
            if not faults:
                by = acting(session, ctx, day=today).by
                changes = list(_changes(planting, file, report))
                history.append(session, changes, by=by, at=at, new=True)
    return report


def load_starter(ctx: Context, folder: Path, *, wanted: bool, progress: Progress | None = None) -> Report | None:
    """Load the starter register where that was not done yet; None where there is nothing to do.

    Which seeds were loaded is remembered by a hash of their content, so that a second start reads them only to compare
    the hash, and an interrupted first start is finished by the next.
    """
    mark = fingerprint(folder) if wanted else NO_STARTER
    if ctx.register.starter in (mark, NO_STARTER):
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


def _faults(planting: Planting, file: SeedFile) -> Iterator[Fault]:
    """References that lead nowhere, names that are taken, words that do not read as the seed says."""
    planting.prepare(file.pattern, file.records)
    names = {name_of(record) for record in file.records}
    for record in file.records:
        for where, noun, slug in planting.references(file.pattern, record):
            own = noun == NOUNS[file.pattern] and slug in names
            if not own and not nouns.existing(planting.session, noun, [slug]):
                near = nouns.nearest(planting.session, noun, slug)
                yield Fault(file.name, name_of(record), where, _unknown(noun, slug, near))
        try:
            found = planting.complaint(file.pattern, record)
        except TrackerError as error:
            found = ("", error.message)
        if found:
            yield Fault(file.name, name_of(record), *found)


def _unknown(noun: str, slug: str, near: str | None) -> Text:
    if near is None:
        return text("there is no {noun} “{slug}”", noun=NOUN_WORDS[noun], slug=slug)
    return text("there is no {noun} “{slug}”; did you mean {near}?", noun=NOUN_WORDS[noun], slug=slug, near=near)


def _changes(planting: Planting, file: SeedFile, report: Report) -> Iterator[history.Change]:
    for record in file.records:
        for plant in planting.plants(file.pattern, record):
            if plant.existing is None:
                report.created[plant.record] = report.created.get(plant.record, 0) + 1
                reason = f"seeds: {file.name}"
                yield history.Change(plant.record, plant.key, "register", plant.row, planting.today, reason)
            else:
                differing = _differing(plant)
                if differing:
                    report.differences.append(Difference(file.name, plant.key, differing))
                else:
                    report.unchanged += 1


def _differing(plant: Plant) -> tuple[str, ...]:
    existing = plant.existing or {}
    return tuple(name for name in plant.compared if existing[name] != plant.row[name])
