"""Letters as files: written under another name, made durable, then put in place by one rename."""

import os
from pathlib import Path

from tracker.kit import points
from tracker.kit.durable import make_durable
from tracker.kit.system import reason
from tracker.kit.text import text
from tracker.notifications.channels import Handed, Letter, Outcome


class FileChannel:
    """Writes each letter to ``<folder>/<edition>/<message-id>.eml``; the same letter again replaces itself."""

    name = "file"

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def send(self, letter: Letter) -> Handed:
        """Write a letter; what an attempt that was killed left behind goes away."""
        name = letter.message_id.strip("<>")
        folder = self._folder / letter.folder
        file = folder / f"{name}.eml"
        # One name for each attempt: two that overlap, after a lost lease, must not write into each other's file.
        parts = [folder / f".{name}.{number}.part" for number in range(1, letter.attempt + 1)]
        try:
            folder.mkdir(parents=True, exist_ok=True)
            _write(parts[-1], letter.content)
            points.reached("file.written")
            parts[-1].replace(file)
            make_durable(folder)
            points.reached("file.renamed")
            for left in parts[:-1]:
                left.unlink(missing_ok=True)
        except OSError as error:
            told = text("The letter could not be written to {file}: {reason}.", file=str(file), reason=reason(error))
            return Handed(Outcome.DEFERRED, told, unreachable=True)
        return Handed(Outcome.SENT)

    def close(self) -> None:
        """Nothing is kept between letters."""


def _write(file: Path, content: bytes) -> None:
    with file.open("wb") as written:
        written.write(content)
        written.flush()
        os.fsync(written.fileno())


def take_away(folder: Path, edition: str, message_id: str) -> bool:
    """Remove the file of a letter, and what attempts to write it left behind; whether there was one."""
    name, lies_in = message_id.strip("<>"), folder / edition
    file = lies_in / f"{name}.eml"
    left = [each for each in (lies_in.iterdir() if lies_in.is_dir() else ()) if each.name.startswith(f".{name}.")]
    found = file.exists()
    for each in (file, *left):
        each.unlink(missing_ok=True)
    if found or left:
        make_durable(lies_in)
    return found
