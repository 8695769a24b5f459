"""What a file that is handed in is, by how it begins: no program, and what its name says that it is."""

from collections.abc import Iterable, Iterator

from tracker.domain.filename import ending, is_program
from tracker.kit.errors import Fault, Invalid, of_faults
from tracker.kit.text import text
from tracker.store import evidence_types

_OTHERWISE = text("Hand in a document, a picture or a table.")


def first(parts: Iterator[bytes]) -> list[bytes]:
    """The parts from which it can be seen what a file is."""
    found, size = [], 0
    for part in parts:
        found.append(part)
        size += len(part)
        if size >= evidence_types.HEAD:
            break
    return found


def looked_into(parts: Iterator[bytes], filename: str) -> Iterator[bytes]:
    """The parts of a file that is what its name says; raises Invalid in place of the first of another."""
    begins = first(parts)
    if stop := of_faults(Invalid, of_content(begins, filename)):
        raise stop
    yield from begins
    yield from parts


def of_name(filename: str) -> Iterator[Fault]:
    """What is wrong with the name of a file."""
    if is_program(filename):
        what = text("“{name}” would be run where it is opened, and programs are not kept as evidence.", name=filename)
        yield Fault("file", what, _OTHERWISE)


def of_content(begins: Iterable[bytes], filename: str) -> Iterator[Fault]:
    """What is wrong with a file that begins so, as far as that can be seen."""
    head, kind = b"".join(begins)[: evidence_types.HEAD], ending(filename)
    if not head:
        yield Fault("file", text("The file is empty."), text("Choose the file that shows it."))
    elif evidence_types.is_program(head):
        yield Fault("file", text("This file is a program, and programs are not kept as evidence."), _OTHERWISE)
    elif not evidence_types.is_named_truly(kind, head):
        what = text(
            "By its name “{name}” is a {kind} file, and by its content it is not.", name=filename, kind=kind.upper()
        )
        yield Fault("file", what, text("Hand it in as its program saved it, or under the name of what it is."))
