"""Writing answers: sentences in the reader's language, JSON, and columns as wide as their characters."""

import os
import sys
from collections.abc import Iterable, Sequence
from typing import Any, TextIO
from unicodedata import category, combining, east_asian_width

from tracker.cli import options
from tracker.kit import language
from tracker.kit.errors import Unavailable
from tracker.kit.system import reason
from tracker.kit.text import Text, text

GAP = "  "


def speaks() -> str:
    """The language of this call."""
    return options.current().speaks


def say(message: Text | str) -> str:
    """A message in the language of this call."""
    return language.say(message, speaks())


def require_language() -> None:
    """Find out whether the language of this call can be spoken; raises Unavailable, in English."""
    wanted = speaks()
    try:
        language.catalogue(wanted)
    except OSError as error:
        options.current().speaks = language.LANGUAGES[0]
        raise Unavailable(
            text("The words for the language “{language}” are missing from this installation.", language=wanted),
            hint=text("Install it again, or leave out --language and TRACKER_LANGUAGE."),
        ) from error


def tell(*messages: Text | str) -> None:
    """Write messages, one a line."""
    write("".join(f"{say(message)}\n" for message in messages))


def tell_json(data: Any) -> None:
    """Write JSON: indented for a person who looks, on one line for a program that reads."""
    write(as_json(data, indent=2 if sys.stdout.isatty() else None) + "\n")


def as_json(data: Any, *, indent: int | None = None) -> str:
    """``data`` as JSON, Chinese as it is; signs that end a line or that a terminal would obey are escaped."""
    import json

    found = json.dumps(data, ensure_ascii=False, indent=indent)
    return found if found.isprintable() else "".join(_escaped(character) for character in found)


def _escaped(character: str) -> str:
    # JSON itself escapes the control characters below a space, and leaves these.
    return f"\\u{ord(character):04x}" if category(character) in ("Cc", "Zl", "Zp") and character != "\n" else character


def write(words: str) -> None:
    """Write to standard output; a reader who has gone away ends the program quietly."""
    try:
        sys.stdout.write(words)
        sys.stdout.flush()
    except BrokenPipeError:
        _abandon(sys.stdout)
        raise SystemExit(0) from None
    except OSError as error:
        _abandon(sys.stdout)
        raise Unavailable(text("The answer cannot be written: {reason}", reason=reason(error))) from error


def write_error(words: str) -> None:
    """Write to standard error, where anybody listens."""
    try:
        sys.stderr.write(words)
        sys.stderr.flush()
    except OSError:
        _abandon(sys.stderr)


def prepare_streams() -> None:
    """Write what the terminal's encoding lacks as escapes, and to nowhere where a stream was closed."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115, PTH123 - for the whole call
        elif hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def _abandon(stream: TextIO) -> None:
    # What is still in the buffer would be written, and fail, once more at the end of the program.
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


def one_line(words: str) -> str:
    """``words`` without anything that moves the cursor or that a terminal would obey, each character in its place."""
    return "".join(" " if category(character) in ("Cc", "Zl", "Zp") else character for character in words)


def width(words: str) -> int:
    """How many columns of a terminal ``words`` take."""
    return sum(0 if combining(c) else 2 if east_asian_width(c) in "WF" else 1 for c in words)


def columns(rows: Iterable[Sequence[str]], *, right: Iterable[int] = ()) -> str:
    """Rows as lines, their columns one below the other, those numbered in ``right`` flush right; nothing is cut."""
    cells = [[one_line(cell) for cell in row] for row in rows]
    if not cells:
        return ""
    widths = [max(map(width, column)) for column in zip(*cells, strict=True)]
    flush_right = set(right)
    lines = []
    for row in cells:
        padded = [
            _pad(cell, wanted, right=number in flush_right)
            for number, (cell, wanted) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append(GAP.join(padded).rstrip())
    return "\n".join(lines) + "\n"


def _pad(cell: str, wanted: int, *, right: bool) -> str:
    space = " " * (wanted - width(cell))
    return space + cell if right else cell + space
