"""``tracker evidence``: files and links that show something about a commitment."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, BinaryIO

import typer

from tracker.cli import given, opening, options, output
from tracker.cli.changes import Ref, Version
from tracker.cli.failures import Usage
from tracker.cli.options import _
from tracker.kit.errors import Invalid, Unavailable
from tracker.kit.system import reason
from tracker.kit.text import Text, text

if TYPE_CHECKING:
    from tracker.services.evidence_views import Opened, Piece

EVIDENCE = _("Files and links that show something about a commitment.")
ADD = _("Add a file or a link as evidence.")
LIST = _("List the evidence of a commitment, withdrawn pieces too.")
SHOW = _("Show one piece of evidence.")
SAVE = _("Save the file of a piece of evidence, checked against its hash.")
WITHDRAW = _("Have a piece of evidence count no longer; it stays, marked.")
CHECK = _("Look whether every file of evidence is there, and is what was handed in.")

Key = Annotated[str, typer.Argument(metavar="KEY", help=_("The key of the piece, such as HLJ-2024-017.E1."))]

NAMES = {
    "ref": "REF",
    "reason": "--reason",
    "title": "--title",
    "dated": "--dated",
    "url": "--url",
    "filename": "FILE",
}
STATES = {False: text("on file"), True: text("withdrawn")}


def add(
    ref: Ref,
    file: Annotated[str | None, typer.Argument(metavar="FILE", help=_("The file."), show_default=False)] = None,
    url: Annotated[str | None, typer.Option("--url", metavar="URL", help=_("An address instead of a file."))] = None,
    title: Annotated[str | None, typer.Option("--title", metavar="TEXT", help=_("What it shows."))] = None,
    dated: Annotated[
        str | None, typer.Option("--dated", metavar="DAY", help=_("The day that it bears or is true for."))
    ] = None,
    reason: Annotated[str | None, typer.Option("--reason", metavar="TEXT", help=_("Why, for the history."))] = None,
    version: Version = None,
) -> None:
    """Add a file or a link as evidence."""
    from tracker.services import evidence

    given.one_of({"FILE": file, "--url": url}, missing=text("Neither a file nor a link was given."))
    said: dict[str, Any] = {
        "ref": ref,
        "reason": reason,
        "dated": given.day(dated, "--dated"),
        "version": given.number(version, "--version"),
    }
    if url is not None:
        link = given.made(evidence.AddLink, NAMES, url=url, title=title or url, **said)
        with opening.register() as ctx:
            key = evidence.add_link(ctx, link)
    else:
        path = Path(file or "")
        command = given.made(evidence.AddFile, NAMES, filename=path.name, title=title or path.name, **said)
        with _opened(path) as stream, opening.register() as ctx:
            key = evidence.add_file(ctx, command, stream)
    again = text("{key}: on file already; it was not added twice.", key=key)
    _tell_key(key, again if key.again else text("{key}: added.", key=key))


def list_(ref: Ref) -> None:
    """List the evidence of a commitment."""
    from tracker.services import evidence
    from tracker.services.views import plain

    with opening.register() as ctx:
        pieces = evidence.of(ctx, ref)
    if options.current().json:
        output.tell_json({"items": [plain(piece) for piece in pieces]})
    elif pieces:
        output.write(output.columns([_row(piece) for piece in pieces]))
    else:
        output.tell(text("No evidence is on file."))


def show(key: Key) -> None:
    """Show one piece of evidence."""
    from tracker.services import evidence
    from tracker.services.views import plain

    with opening.register() as ctx:
        piece = evidence.show(ctx, key)
    if options.current().json:
        output.tell_json(plain(piece))
    else:
        output.write(output.columns([(output.say(name), value) for name, value in _facts(piece)]))


def save(
    key: Key,
    to: Annotated[str, typer.Argument(metavar="TO", help=_("The file to write, or the folder to put it in."))],
) -> None:
    """Save the file of a piece of evidence."""
    from tracker.services import evidence

    with opening.register() as ctx:
        opened = evidence.open_file(ctx, key)
        place = _place(opened, Path(to))
        _write(opened, place)
    if options.current().json:
        output.tell_json({"key": opened.view.key, "file": str(place)})
    else:
        output.tell(text("{key}: saved as {file}.", key=opened.view.key, file=str(place)))


def withdraw(
    key: Key,
    reason: Annotated[str | None, typer.Option("--reason", metavar="TEXT", help=_("Why, for the history."))] = None,
) -> None:
    """Have a piece of evidence count no longer."""
    from tracker.services import evidence

    command = given.made(evidence.Withdraw, {**NAMES, "ref": "KEY"}, ref=key, reason=reason or "")
    with opening.register() as ctx:
        done = evidence.withdraw(ctx, command)
    _tell_key(done, text("{key}: withdrawn.", key=done))


def check(
    tidy: Annotated[
        bool, typer.Option("--tidy", help=_("Also remove what no record has named for more than a day."))
    ] = False,
) -> None:
    """Look whether every file of evidence is there, and is what was handed in."""
    from tracker.services import evidence_keeping

    with opening.register() as ctx:
        removed = evidence_keeping.tidy(ctx) if tidy else 0
        found = evidence_keeping.check(ctx)
    if options.current().json:
        lists = {"missing": list(found.missing), "damaged": list(found.damaged), "left": list(found.left)}
        output.tell_json({"ok": found.ok, "files": found.files, **lists, "removed": removed})
    else:
        output.tell(*_findings(found, removed))
    if not found.ok:
        raise SystemExit(1)


def _findings(found: Any, removed: int) -> list[Text]:
    said = [text("{key}: its file is missing.", key=key) for key in found.missing]
    said += [text("{key}: its file is not what was handed in.", key=key) for key in found.damaged]
    said += [
        text("No record names {file}; it was left by a process that ended early.", file=file) for file in found.left
    ]
    if removed:
        said.append(text("Removed: {n}.", n=removed))
    bad = len(found.missing) + len(found.damaged)
    return [*said, text("{n} files looked at, {bad} missing or damaged.", n=found.files, bad=bad)]


def _opened(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except (OSError, ValueError) as error:
        told = text("{file} cannot be read: {reason}.", file=str(path), reason=reason(error))
        raise Invalid(told, where="FILE") from error


def _place(opened: "Opened", to: Path) -> Path:
    place = to / opened.view.filename if to.is_dir() else to
    if place.exists():
        opened.stream.close()
        raise Usage(text("{file} is there already.", file=str(place)), hint=text("Name another file, or a folder."))
    return place


def _write(opened: "Opened", place: Path) -> None:
    """Write the file whole or not at all; raises Unavailable."""
    try:
        with place.open("xb") as written:
            for part in opened.parts():
                written.write(part)
    except OSError as error:
        place.unlink(missing_ok=True)
        told = text("{file} cannot be written: {reason}.", file=str(place), reason=reason(error))
        raise Unavailable(told) from error
    except Unavailable:
        place.unlink(missing_ok=True)
        raise


def _row(piece: "Piece") -> tuple[str, ...]:
    bears = piece.dated.isoformat() if piece.dated else ""
    state = output.say(STATES[piece.withdrawn_on is not None])
    return piece.key, bears, piece.title, piece.filename or piece.url, _size(piece), state


def _facts(piece: "Piece") -> list[tuple[Text, str]]:
    found = [
        (text("Key"), piece.key),
        (text("Commitment"), piece.ref),
        (text("What it shows"), piece.title),
        (text("File"), piece.filename),
        (text("Address"), piece.url),
        (text("Kind of content"), piece.media_type),
        (text("Size"), _size(piece)),
        (text("SHA-256"), piece.sha256 or ""),
        (text("Bears the day"), piece.dated.isoformat() if piece.dated else ""),
        (text("Added"), f"{piece.added_on.isoformat()} {piece.added_by}"),
        (text("Withdrawn"), f"{piece.withdrawn_on.isoformat()} {piece.withdrawn_by}" if piece.withdrawn_on else ""),
        (text("Reason"), piece.reason),
    ]
    return [(name, value) for name, value in found if value]


def _size(piece: "Piece") -> str:
    return "" if piece.size is None else output.say(text("{n} bytes", n=piece.size))


def _tell_key(key: str, done: Text) -> None:
    if options.current().json:
        output.tell_json({"key": key})
    else:
        output.tell(done)


GROUPS = (
    (
        "evidence",
        EVIDENCE,
        (
            ("add", add, ADD),
            ("list", list_, LIST),
            ("show", show, SHOW),
            ("save", save, SAVE),
            ("withdraw", withdraw, WITHDRAW),
            ("check", check, CHECK),
        ),
    ),
)
"""Group → its help, and its commands with theirs."""
