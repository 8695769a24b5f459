"""Files of evidence: kept beside the database under the hash of their content, put in place by one rename.

A file is in place before a record names it. What nobody named, because the process died in between, is tidied later.
"""

import os
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import BinaryIO

from tracker.kit import points
from tracker.kit.durable import make_durable
from tracker.kit.errors import Invalid, Unavailable
from tracker.kit.system import reason
from tracker.kit.text import text
from tracker.store import evidence_types

CHUNK = 256 * 1024
PART = ".part"
MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Stored:
    """A file that is in place: the hash of its content, its size in bytes, and what it is by its content."""

    sha256: str
    size: int
    media_type: str


@dataclass(frozen=True, slots=True)
class Kept:
    """A file found in the folder; ``sha256`` None: no piece of evidence. ``changed`` is in seconds since 1970."""

    path: Path
    sha256: str | None
    changed: float


@dataclass(frozen=True, slots=True)
class EvidenceFiles:
    """The folder of the files, and how many bytes one of them may have."""

    folder: Path
    limit: int

    def put(self, parts: Iterable[bytes]) -> Stored:
        """Keep a file, part by part, and put it in place durably; the same content again takes its own place.

        Raises Invalid for an empty file, one over the limit and a program, Unavailable where it cannot be written.
        What goes wrong leaves nothing behind.
        """
        with ExitStack() as otherwise:
            with self._writing() as written:
                part = Path(written.name)
                otherwise.callback(part.unlink, missing_ok=True)
                stored = self._copied(parts, written)
            points.reached("evidence.stored")
            try:
                self._put_in_place(part, stored.sha256)
            except OSError as error:
                raise _cannot_write(error) from error
            otherwise.pop_all()
        points.reached("evidence.renamed")
        return stored

    def open(self, digest: str) -> BinaryIO:
        """The file of that hash, to be closed by whoever asked; raises Unavailable where it is missing."""
        try:
            return self.path(digest).open("rb")
        except OSError as error:
            raise Unavailable(
                text("The file of this piece of evidence is missing, or cannot be read."),
                hint=text("Whoever looks after the machine: tracker evidence check; then restore it from a backup."),
            ) from error

    def path(self, digest: str) -> Path:
        """Where the file of that hash lies."""
        return self.folder / digest[:2] / digest[2:4] / digest

    def has(self, digest: str) -> bool:
        """Whether a file of that hash is in place."""
        return self.path(digest).is_file()

    def is_sound(self, digest: str) -> bool:
        """Whether the content of the file still has its hash; reads it whole."""
        found = sha256()
        with self.open(digest) as opened:
            while part := opened.read(CHUNK):
                found.update(part)
        return found.hexdigest() == digest

    def all(self) -> Iterator[Kept]:
        """Every file in the folder, what was left half written too."""
        for path in sorted(self.folder.rglob("*")) if self.folder.is_dir() else ():
            try:
                if path.is_file():
                    yield Kept(path, path.name if path == self.path(path.name) else None, path.stat().st_mtime)
            except FileNotFoundError:
                continue  # another process has just put it in place, or tidied

    def _writing(self) -> BinaryIO:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            return NamedTemporaryFile(dir=self.folder, prefix=".", suffix=PART, delete=False)  # type: ignore[return-value]
        except OSError as error:
            raise _cannot_write(error) from error

    def _copied(self, parts: Iterable[bytes], file: BinaryIO) -> Stored:
        digest, size, head, tail = sha256(), 0, b"", b""
        for part in parts:
            size += len(part)
            if size > self.limit:
                raise too_large(self.limit)
            if len(head) < evidence_types.HEAD:
                head = (head + part)[: evidence_types.HEAD]
            tail = (tail + part)[-evidence_types.TAIL :]
            digest.update(part)
            _write(part, file)
        if not size:
            raise Invalid(text("The file is empty."), hint=text("Choose the file that shows it."), where="file")
        if evidence_types.is_program(head):
            raise Invalid(
                text("This file is a program, and programs are not kept as evidence."),
                hint=text("Hand in a document, a picture or a table."),
                where="file",
            )
        try:
            file.flush()
            os.fsync(file.fileno())
        except OSError as error:
            raise _cannot_write(error) from error
        return Stored(digest.hexdigest(), size, evidence_types.media_type(head, tail))

    def _put_in_place(self, part: Path, digest: str) -> None:
        place = self.path(digest)
        made = [folder for folder in (place.parent.parent, place.parent) if not folder.is_dir()]
        place.parent.mkdir(parents=True, exist_ok=True)
        # Also over a file that is there: the content is the same, or what lay there was damaged.
        part.replace(place)
        for folder in (place.parent, *(folder.parent for folder in reversed(made))):
            make_durable(folder)


def in_parts(stream: Iterable[bytes] | BinaryIO) -> Iterator[bytes]:
    """What is handed in, part by part: from something that is read, or from something that yields."""
    if hasattr(stream, "read"):
        return iter(lambda: stream.read(CHUNK), b"")
    return iter(stream)


def too_large(limit: int) -> Invalid:
    """The answer to a file that is over the limit."""
    return Invalid(
        text("The file is larger than {n} MiB, the most that one may have here.", n=f"{limit / MIB:.4g}"),
        hint=text("Hand in a smaller one, or a link to where it lies."),
        where="file",
    )


def _write(part: bytes, file: BinaryIO) -> None:
    try:
        file.write(part)
    except OSError as error:
        raise _cannot_write(error) from error


def _cannot_write(error: OSError) -> Unavailable:
    return Unavailable(
        text("The file cannot be kept: {reason}.", reason=reason(error)),
        hint=text("Nothing was recorded. Look whether the folder of evidence can be written to, and has room."),
    )
