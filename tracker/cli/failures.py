"""What went wrong, in one line or as JSON, and the exit code that stands for it."""

import os
import sys
import tempfile
from pathlib import Path
from typing import Any

from tracker.cli import options
from tracker.cli.output import as_json, one_line, say, width, write_error
from tracker.kit.errors import (
    Conflict,
    Forbidden,
    Invalid,
    NotFound,
    TooMany,
    TrackerError,
    Unauthenticated,
    Unavailable,
)
from tracker.kit.system import reason
from tracker.kit.text import Text, text

AROUND = 60
"""So many characters of a long query are shown on either side of what is wrong in it."""


class Usage(TrackerError):  # noqa: N818 - as in kit.errors
    """A command line that cannot be followed (exit 2)."""


class Unexpected(TrackerError):  # noqa: N818
    """A fault of the program (exit 7)."""


EXITS: dict[type[TrackerError], tuple[str, int]] = {
    Usage: ("usage", 2),
    NotFound: ("not_found", 3),
    Forbidden: ("forbidden", 4),
    Unauthenticated: ("unauthenticated", 4),
    Conflict: ("conflict", 5),
    Invalid: ("invalid", 6),
    Unavailable: ("unavailable", 7),
    TooMany: ("too_many", 7),
    Unexpected: ("unexpected", 7),
}


def report(error: TrackerError) -> int:
    """Tell an error on standard error; returns the exit code."""
    kind, code = next(found for cls, found in EXITS.items() if isinstance(error, cls))
    if options.current().json:
        write_error(as_json({"error": _as_json(error, kind)}) + "\n")
    else:
        write_error(_as_words(error))
    return code


def _as_json(error: TrackerError, kind: str) -> dict[str, Any]:
    found: dict[str, Any] = {
        "kind": kind,
        "message": say(error.message),
        "hint": say(error.hint) if error.hint else None,
        "where": error.where,
    }
    if error.faults:
        found["faults"] = [
            {"where": each.where, "what": say(each.what), "how": say(each.how) if each.how else None}
            for each in error.faults
        ]
    position = getattr(error, "position", None)
    return found if position is None else {**found, "position": position}


def _as_words(error: TrackerError) -> str:
    if error.hint:
        line = say(text("Error: {message} {hint}", message=_closed(error.message), hint=error.hint))
    else:
        line = say(text("Error: {message}", message=error.message))
    return f"{one_line(line)}\n{_pointer(error)}"


def _closed(message: Text) -> Text | str:
    """A message to which another sentence can be added."""
    words = say(message)
    return words if words.endswith((".", "。", "?", "？", "”")) else f"{words}."


def _pointer(error: TrackerError) -> str:
    """The query, and carets under what is wrong in it."""
    query, position = one_line(options.current().query), getattr(error, "position", None)
    if position is None or not query:
        return ""
    start = max(0, position - AROUND)
    wrong = query[position : position + getattr(error, "length", 1)]
    shown = query[start : position + len(wrong) + AROUND]
    return f"  {shown}\n  {' ' * width(query[start:position])}{'^' * max(1, min(width(wrong), AROUND))}\n"


def refused(error: Exception) -> Unavailable:
    """An answer for what the system does not allow: a folder that cannot be written, a disk that is full."""
    name = getattr(error, "filename", None)
    if name is None:
        return Unavailable(text("The system refuses: {reason}.", reason=reason(error)))
    return Unavailable(
        text(
            "{name} cannot be used: {reason}.",
            name=os.fsdecode(name) if isinstance(name, bytes) else str(name),
            reason=reason(error),
        ),
        hint=text("Check that the place exists and that you may write there, or name another with --home."),
    )


def unexpected(error: Exception) -> Unexpected:
    """An answer for a fault of the program; the traceback goes to a file that the answer names."""
    from traceback import format_exception

    from tracker import __version__
    from tracker.kit.clock import SystemClock

    at = f"{SystemClock().now():%Y%m%dT%H%M%S.%fZ}"
    lines = [f"tracker {__version__}\n", f"{at}\n", f"{sys.argv!r}\n", *format_exception(error)]
    place = _keep(f"tracker-{at}-{os.getpid()}.txt", "".join(lines))
    return Unexpected(
        text("Something went wrong in the program itself; nothing was half done."),
        hint=text("What happened stands in {place}; please send it to whoever looks after the register.", place=place),
        where=place,
    )


def _keep(name: str, words: str) -> str:
    home = Path(options.current().home or os.environ.get("TRACKER_HOME") or "var")
    for folder in ([home / "log"] if home.is_dir() else []) + [Path(tempfile.gettempdir())]:
        try:
            folder.mkdir(exist_ok=True)
            (folder / name).write_text(words, encoding="utf-8", errors="backslashreplace")
        except OSError:
            continue
        return str(folder / name)
    return os.devnull
