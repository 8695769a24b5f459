"""What leaves the use cases of evidence: a piece, and a file that is opened."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from hashlib import sha256
from typing import Any, BinaryIO

from tracker.kit.errors import Unavailable
from tracker.kit.text import text
from tracker.store.evidence_files import CHUNK


@dataclass(frozen=True, slots=True)
class Piece:
    """A file or a link on file; ``size`` in bytes, persons as opaque ids, ``media_type`` by content, to inform only.

    ``reason`` is why it was withdrawn, or what was said when it was added.
    """

    key: str
    ref: str
    kind: str
    title: str
    filename: str
    media_type: str
    size: int | None
    sha256: str | None
    url: str
    dated: date | None
    added_by: str
    added_on: date
    withdrawn_by: str | None
    withdrawn_on: date | None
    reason: str


class Filed(str):
    """The key of a piece; ``again``: it was on file already, and nothing was added."""

    __slots__ = ("again",)
    again: bool

    @classmethod
    def of(cls, key: str, *, again: bool) -> "Filed":
        """A key, and whether it was there before."""
        filed = cls(key)
        filed.again = again
        return filed


@dataclass(frozen=True, slots=True)
class Opened:
    """A file of evidence, open; read by ``parts``, which closes it."""

    view: Piece
    stream: BinaryIO

    def parts(self) -> Iterator[bytes]:
        """The content, part by part; raises Unavailable before the last part where it is not what was handed in.

        So a reader who gets all of it has what was recorded, and one who does not sees that it is cut short.
        """
        digest, held = sha256(), b""
        with self.stream:
            while part := self.stream.read(CHUNK):
                if held:
                    yield held
                digest.update(part)
                held = part
        if digest.hexdigest() != self.view.sha256:
            raise Unavailable(
                text("The file of {key} is damaged: it is not what was handed in.", key=self.view.key),
                hint=text("Whoever looks after the machine: tracker evidence check; then restore it from a backup."),
            )
        yield held


def piece_of(row: Mapping[str, Any]) -> Piece:
    """A row of evidence as a view."""
    return Piece(ref=row["commitment"], **{each.name: row[each.name] for each in fields(Piece) if each.name != "ref"})
