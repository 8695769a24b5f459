"""Files → rule packs; a file with a fault gives the fault with its line, and no pack."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from pydantic import ValidationError

from tracker.kit.text import Text, text
from tracker.rules import engine
from tracker.rules.lines import MOST_SIGNS, Read, Unreadable, read
from tracker.rules.refusal import LONGEST, reason_of
from tracker.rules.schema import OffText, Pack, pack

PATTERN = "*.yaml"


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
    """What folders hold: sound packs, rules that are switched off, faults.

    ``faulty`` are the rules whose file has a fault; nothing is known of them. ``readable`` is false where a folder
    could not be read as a whole, so that nothing can be concluded from what is not there.
    """

    packs: tuple[Pack, ...] = ()
    off: frozenset[str] = frozenset()
    faulty: frozenset[str] = frozenset()
    faults: tuple[Fault, ...] = ()
    readable: bool = True


def load(folder: Path, override: Path | None = None) -> Loaded:
    """The packs of ``folder``; a file of the same name in ``override`` takes the place of one there, and others add."""
    files = dict(_files(folder))
    own = dict(_files(override)) if override is not None else {}
    for place, found in ((folder, files), (override, own)):
        if place is not None and not found:
            reason = text("there are no rule packs here (files {pattern})", pattern=PATTERN)
            return Loaded(faults=(Fault(_shown(place), 0, reason),), readable=False)
    packs: list[Pack] = []
    off: set[str] = set()
    faulty: set[str] = set()
    faults: list[Fault] = []
    for name, path in sorted({**files, **own}.items()):
        read_file = _read(path)
        faults.extend(read_file.faults)
        packs.extend(read_file.packs)
        off |= read_file.off
        if read_file.faults:
            faulty.add(name)
    return Loaded(tuple(packs), frozenset(off), frozenset(faulty), tuple(faults))


def _files(folder: Path) -> Iterator[tuple[str, Path]]:
    for path in sorted(folder.glob(PATTERN)):
        if not path.name.startswith("."):
            yield path.stem, path


def _read(path: Path) -> Loaded:
    """One file: its pack, or the rule it switches off, or its faults."""
    if path.exists() and not path.is_file():
        return _refused(path, 1, text("this is no file with words"))  # reading a device or a pipe might never end
    try:
        with path.open(encoding="utf-8-sig") as file:
            return _judged(path, file.read(MOST_SIGNS + 1))
    except (OSError, ValueError) as error:
        return _refused(path, 1, text("the file cannot be read: {why}", why=str(error)))


@lru_cache(maxsize=64)
def _judged(path: Path, words: str) -> Loaded:
    """What a file says; every sweep reads the files, and they hardly ever change."""
    try:
        found = read(words)
    except Unreadable as error:
        return _refused(path, error.line, error.reason)
    if not isinstance(found.data, dict):
        return _refused(
            path,
            found.line(()),
            text("a pack begins with names and colons, such as {example}", example="rule: overdue"),
        )
    if found.data.get("rule", path.stem) != path.stem:
        return _refused(
            path,
            found.line(("rule",)),
            text("the file of this rule must be called {name}.yaml", name=str(found.data["rule"])[:LONGEST]),
        )
    try:
        if "off" in found.data:
            return Loaded(off=frozenset({OffText.model_validate(found.data).rule}))
        made = pack(found.data)
    except ValidationError as error:
        return Loaded(faults=tuple(_faults(path, found, error)))
    wrong = tuple(Fault(_shown(path), found.line(where), reason) for where, reason in engine.failures(made))
    return Loaded(faults=wrong) if wrong else Loaded(packs=(made,))


def _refused(path: Path, line: int, reason: Text) -> Loaded:
    return Loaded(faults=(Fault(_shown(path), line, reason),))


def _faults(path: Path, found: Read, error: ValidationError) -> Iterator[Fault]:
    for item in error.errors():
        yield Fault(_shown(path), found.line(item["loc"]), reason_of(item))


def _shown(path: Path) -> str:
    """A path in signs that can be kept, also where the name of the file is in no encoding that is known."""
    return str(path).encode(errors="backslashreplace").decode()
