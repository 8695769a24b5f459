"""Evidence of a commitment: files and links added, shown, opened and withdrawn; nothing is ever taken off the file."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Annotated, Any, BinaryIO

from pydantic import StringConstraints

from tracker.domain.address import is_link
from tracker.domain.commitment import Assurance
from tracker.domain.filename import cleaned, disposition
from tracker.domain.moves import Given, Move
from tracker.domain.moves.roles import Role
from tracker.kit import points
from tracker.kit.errors import Conflict, Fault, Forbidden, Invalid, NotFound, Unavailable, of_faults
from tracker.kit.text import text
from tracker.kit.wording import Prose, Title
from tracker.services import moving, sniffing
from tracker.services.actors import asking
from tracker.services.context import Changing, Context
from tracker.services.evidence_views import Filed, Opened, Piece, piece_of
from tracker.services.moving import Command, Standing
from tracker.store import commitments, loop
from tracker.store.evidence_files import EvidenceFiles, in_parts
from tracker.store.history import Change

Row = dict[str, Any]


class _Addition(Command):
    """What is said of every piece: what it shows, and the day that it bears or is true for."""

    title: Title
    dated: date | None = None


class AddFile(_Addition):
    """A file; its name as it was on the machine that it comes from, which says nothing about what it is."""

    filename: Annotated[str, StringConstraints(max_length=4_096)]


class AddLink(_Addition):
    """An address at which the evidence can be looked at; it is kept as written, and never fetched."""

    url: Annotated[str, StringConstraints(strip_whitespace=True, max_length=2_000)]


class Withdraw(Command):
    """A piece that is to count no longer, and why; ``ref`` is its key."""

    reason: Prose


def require_may_add(ctx: Context, ref: str) -> None:
    """See to it that whoever asks may add evidence to a commitment, before anything of it is sent.

    Raises what ``moving`` raises, Unavailable where no files can be kept.
    """
    files_of(ctx)
    at = ctx.writing_at()
    with ctx.db.read() as session:
        _allowed(Changing(session, at, ctx.local_day(at)), ctx, ref, None)


def add_file(ctx: Context, command: AddFile, stream: Iterable[bytes] | BinaryIO) -> Filed:
    """Keep a file and add it; returns its key. Reads the stream part by part, outside of any transaction.

    What the same person put on this file under the same name already, and what counts, is not added twice. Raises what
    ``moving`` raises, before anything is read; Invalid for a program, for an empty or too large file, and for one that
    is not what its name says.
    """
    files, filename, parts = files_of(ctx), cleaned(command.filename), in_parts(stream)
    with ctx.db.read() as session:
        at = ctx.writing_at()
        change = Changing(session, at, ctx.local_day(at))
        _allowed(change, ctx, command.ref, command.version)
    wrong = [*sniffing.of_name(filename), *_of_day(command, change.today)]
    if wrong:
        # It is looked into all the same, so that nobody hears of the one only after he has mended the other.
        _refuse_for([*wrong, *sniffing.of_content(sniffing.first(parts), filename)])
    stored = files.put(sniffing.looked_into(parts, filename))
    said = {"sha256": stored.sha256, "size": stored.size, "media_type": stored.media_type}
    return _added(ctx, command, {"kind": "file", "filename": filename, "url": "", **said})


def _of_day(command: _Addition, today: date) -> Iterator[Fault]:
    if command.dated is not None and command.dated > today:
        yield Fault("dated", text("{day} has not come yet.", day=command.dated), text("Give the day it bears."))


def add_link(ctx: Context, command: AddLink) -> Filed:
    """Add an address; returns its key, of the same that is there already without adding it.

    Raises what ``moving`` raises, and Invalid for what is no address of the web.
    """
    said = {"kind": "link", "url": command.url, "filename": "", "media_type": "", "size": None, "sha256": None}
    return _added(ctx, command, said)


def _of_address(url: str) -> Iterator[Fault]:
    if not is_link(url):
        what = text("This is no address that can be shown as a link.")
        yield Fault("url", what, text("Write one that begins with https:// or http://, without a name and a password."))


def _refuse_for(wrong: Iterable[Fault]) -> None:
    if stop := of_faults(Invalid, wrong):
        raise stop


def _allowed(change: Changing, ctx: Context, ref: str, version: int | None) -> Standing:
    standing = moving.found(change, ctx, ref, version)
    moving.judged(standing, Move.ADD_EVIDENCE, Given(evidence=1))
    return standing


def _added(ctx: Context, command: _Addition, said: Mapping[str, Any]) -> Filed:
    with ctx.changing() as change:
        standing = _allowed(change, ctx, command.ref, command.version)
        address = _of_address(said["url"]) if said["kind"] == "link" else ()
        _refuse_for([*address, *_of_day(command, change.today)])
        if said["sha256"] and not files_of(ctx).has(said["sha256"]):
            # Whoever tidies holds the lock of the history too: what is in place now stays.
            raise Unavailable(
                text("The file was tidied away before it was recorded."), hint=text("Hand it in once more.")
            )
        said = {**said, "title": command.title, "dated": command.dated}
        if there := _there(standing, said):
            return Filed.of(there, again=True)
        row = {
            "key": loop.next_key(change.session, "evidence", standing.ref),
            "commitment": standing.ref,
            **said,
            "added_by": standing.who.name,
            "added_on": change.today,
            "withdrawn_by": None,
            "withdrawn_on": None,
            "reason": command.reason,
        }
        done = moving.changed(standing, "evidence", row, Move.ADD_EVIDENCE, reason=command.reason)
        moving.record(standing, Move.ADD_EVIDENCE, None, also=[done])
        points.reached("evidence.written")
    points.reached("evidence.committed")
    return Filed.of(str(row["key"]), again=False)


_SAME = ("kind", "sha256", "filename", "url", "title", "dated")


def _there(standing: Standing, said: Mapping[str, Any]) -> str | None:
    """The key of the same piece by the same person, where it counts: a form that is sent twice adds one."""
    for piece in moving.counting(standing.session, standing.ref):
        if piece["added_by"] == standing.who.name and all(piece[name] == said[name] for name in _SAME):
            return str(piece["key"])
    return None


ACCEPTED = frozenset({Assurance.ACCEPTED, Assurance.PUBLIC_NOTICE})
"""What proved it then has to stay what it was until the report is returned."""


def withdraw(ctx: Context, command: Withdraw) -> str:
    """Have a piece count no longer; it stays, marked, and keeps its file. Returns its key.

    For whoever added it and for the register office, with a reason, until what it shows is accepted. Raises NotFound,
    Forbidden, Conflict where it is accepted, has ended or the piece is withdrawn already, Invalid without a reason.
    """
    with ctx.changing() as change:
        row, standing = moving.about(change, ctx, "evidence", command.ref, command.version)
        _require_mine(standing, row)
        if standing.state.ended:
            raise Conflict(
                text("{ref} has ended, and the evidence stays as it was.", ref=standing.ref),
                hint=text("It can only be reopened, with a reason."),
            )
        if standing.state.assurance in ACCEPTED:
            raise Conflict(
                text("{ref} was accepted on this evidence, which stays as it was.", ref=standing.ref),
                hint=text("Have the report returned first."),
            )
        if row["withdrawn_on"] is not None:
            raise Conflict(text("{key} was withdrawn on {day}.", key=row["key"], day=row["withdrawn_on"]))
        if not command.reason:
            raise Invalid(text("A reason is missing."), hint=text("Say why, in words."), where="reason")
        gone = {"withdrawn_by": standing.who.name, "withdrawn_on": change.today, "reason": command.reason}
        done = Change("evidence", row["key"], "withdraw_evidence", {**row, **gone}, change.today, command.reason)
        moving.record(standing, Move.ADD_EVIDENCE, None, also=[done])
        return str(row["key"])


def _require_mine(standing: Standing, row: Row) -> None:
    if Role.OFFICE in standing.actor.powers:
        return
    if row["added_by"] == standing.who.name and standing.actor.powers:
        return
    raise Forbidden(
        text("A piece of evidence is withdrawn by whoever added it, or by the register office."),
        hint=text("Ask one of them."),
    )


def of(ctx: Context, ref: str) -> tuple[Piece, ...]:
    """The pieces of a commitment, oldest first, as known at the moment asked about; raises NotFound."""
    moment = ctx.moment()
    with ctx.db.read() as session:
        row = commitments.as_of(session, ref, moment, asking(session, ctx).sight)
        return tuple(piece_of(piece) for piece in loop.rows(session, "evidence", moment, commitment=row["ref"]))


def show(ctx: Context, key: str) -> Piece:
    """One piece, by its key; raises NotFound."""
    moment = ctx.moment()
    with ctx.db.read() as session:
        row = loop.get(session, "evidence", key, moment)
        try:
            commitments.as_of(session, row["commitment"], moment, asking(session, ctx).sight)
        except NotFound as error:
            raise loop.not_found("evidence", key) from error
        return piece_of(row)


def open_file(ctx: Context, key: str) -> Opened:
    """A file, opened for whoever may see its commitment, to be read once and closed; raises NotFound, Unavailable.

    Raises Invalid for a link, which has no file.
    """
    piece = show(ctx, key)
    if piece.sha256 is None:
        raise Invalid(text("{key} is a link and has no file.", key=piece.key), hint=text("Open {url}.", url=piece.url))
    return Opened(piece, files_of(ctx).open(piece.sha256))


def headers_for(piece: Piece) -> dict[str, str]:
    """The headers under which the file of a piece leaves: kept by the browser, never shown, never run.

    Whatever it is, it is served as bytes; nothing of it is rendered in the origin of the pages.
    """
    return {
        "Content-Type": "application/octet-stream",
        "Content-Length": str(piece.size),
        "Content-Disposition": disposition(piece.filename),
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox; default-src 'none'; frame-ancestors 'none'",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "private, no-store",
    }


def files_of(ctx: Context) -> EvidenceFiles:
    """The folder of the files; raises Unavailable where the context was made without one."""
    if ctx.files is None:
        raise Unavailable(text("This register was opened without its folder of evidence."))
    return ctx.files
