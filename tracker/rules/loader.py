"""Files → rule packs; a file with a fault gives the fault with its line, and no pack."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from tracker.kit.system import reason
from tracker.kit.text import Text, text
from tracker.rules import closing, engine
from tracker.rules.closing import FOLDER, ClosingOffText, ClosingPack, closing_pack, key_of
from tracker.rules.lines import MOST_SIGNS, Read, Unreadable, read
from tracker.rules.refusal import LONGEST, reason_of
from tracker.rules.schema import OffText, Pack, pack

PATTERN = "*.yaml"

Failures = Iterator[tuple[tuple[str | int, ...], Text]]
"""Where in a pack an example is not as it says, and what came out instead."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: in which file, on which line (0: the folder as a whole), and why."""

    file: str
    line: int
    reason: Text

    @property
    def sentence(self) -> Text:
        """All of it in one sentence."""
        return text("{file}, line {line}: {reason}", file=self.file, line=str(self.line), reason=self.reason)


@dataclass(frozen=True, slots=True)
class Loaded:
    """What folders hold: sound packs of rules that flag and of closings, what is switched off, faults.

    ``off`` and ``faulty`` are keys, as packs are called on record: ``silent``, ``closing/verified``. Nothing is known
    of what is faulty. ``readable`` is false where a folder could not be read as a whole, so that nothing can be
    concluded from what is not there.
    """

    packs: tuple[Pack, ...] = ()
    closings: tuple[ClosingPack, ...] = ()
    off: frozenset[str] = frozenset()
    faulty: frozenset[str] = frozenset()
    faults: tuple[Fault, ...] = ()
    readable: bool = True


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of pack: the name with which its file begins, an example of that, and what is made of the data.

    ``off`` checks data that switch off.
    """

    name: str
    example: str
    off: Callable[[Any], object]
    made: Callable[[Mapping[str, Any]], tuple[Loaded, Failures]]


def _flagging(data: Mapping[str, Any]) -> tuple[Loaded, Failures]:
    made = pack(data)
    return Loaded(packs=(made,)), engine.failures(made)


def _closing(data: Mapping[str, Any]) -> tuple[Loaded, Failures]:
    made = closing_pack(data)
    return Loaded(closings=(made,)), closing.failures(made)


RULE = Kind("rule", "rule: overdue", OffText.model_validate, _flagging)
CLOSING = Kind("closing", "closing: simple", ClosingOffText.model_validate, _closing)


def load(folder: Path, override: Path | None = None) -> Loaded:
    """The packs of ``folder``; a file of the same name in ``override`` takes the place of one there, and others add."""
    files = dict(_files(folder))
    own = dict(_files(override)) if override is not None else {}
    for place, found in ((folder, files), (override, own)):
        if place is not None and not found:
            reason = text("there are no rule packs here (files {pattern})", pattern=PATTERN)
            return Loaded(faults=(Fault(shown(place), 0, reason),), readable=False)
    read_files = {key: _read(path, _kind(key)) for key, path in sorted({**files, **own}.items())}
    return Loaded(
        packs=tuple(made for each in read_files.values() for made in each.packs),
        closings=tuple(made for each in read_files.values() for made in each.closings),
        off=frozenset(key for key, each in read_files.items() if each.off),
        faulty=frozenset(key for key, each in read_files.items() if each.faults),
        faults=tuple(fault for each in read_files.values() for fault in each.faults),
    )


def _files(folder: Path) -> Iterator[tuple[str, Path]]:
    """(key, file) of every pack: rules that flag in the folder itself, closings in a folder inside it."""
    for path in sorted([*folder.glob(PATTERN), *folder.glob(f"{FOLDER}/{PATTERN}")]):
        if not path.name.startswith("."):
            yield (path.stem if path.parent == folder else key_of(path.stem)), path


def _kind(key: str) -> Kind:
    return CLOSING if key.startswith(key_of("")) else RULE


def _read(path: Path, kind: Kind) -> Loaded:
    """One file: its pack, or what it switches off, or its faults."""
    if path.exists() and not path.is_file():
        return _refused(path, 1, text("this is no file with words"))  # reading a device or a pipe might never end
    try:
        with path.open(encoding="utf-8-sig") as file:
            return judged(path, file.read(MOST_SIGNS + 1), kind)
    except (OSError, ValueError) as error:
        return _refused(path, 1, text("the file cannot be read: {why}", why=reason(error)))


@lru_cache(maxsize=64)
def judged(path: Path, words: str, kind: Kind) -> Loaded:
    """What a file says; every sweep reads the files, and they hardly ever change."""
    try:
        found = read(words)
    except Unreadable as error:
        return _refused(path, error.line, error.reason)
    if not isinstance(found.data, dict):
        reason = text("a pack begins with names and colons, such as {example}", example=kind.example)
        return _refused(path, found.line(()), reason)
    if found.data.get(kind.name, path.stem) != path.stem:
        name = str(found.data[kind.name])[:LONGEST]
        reason = text("the file of this rule must be called {name}.yaml", name=name)
        return _refused(path, found.line((kind.name,)), reason)
    try:
        if "off" in found.data:
            kind.off(found.data)
            return Loaded(off=frozenset({path.stem}))
        made, failures = kind.made(found.data)
    except ValidationError as error:
        return Loaded(faults=tuple(_faults(path, found, error)))
    wrong = tuple(Fault(shown(path), found.line(where), reason) for where, reason in failures)
    return Loaded(faults=wrong) if wrong else made


def _refused(path: Path, line: int, reason: Text) -> Loaded:
    return Loaded(faults=(Fault(shown(path), line, reason),))


def _faults(path: Path, found: Read, error: ValidationError) -> Iterator[Fault]:
    for item in error.errors():
        yield Fault(shown(path), found.line(item["loc"]), reason_of(item))


def shown(path: Path) -> str:
    """A path in signs that can be kept, also where the name of the file is in no encoding that is known."""
    return str(path).encode(errors="backslashreplace").decode()
