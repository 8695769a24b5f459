"""Looking after the files of evidence: whether every one is there and whole, and taking away what nobody named."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from tracker.domain.rights import Right
from tracker.kit.errors import Unavailable
from tracker.services.actors import entitled
from tracker.services.context import Context
from tracker.services.evidence import files_of
from tracker.store import evidence, history
from tracker.store.database import Session
from tracker.store.evidence_files import Kept

GRACE = timedelta(days=1)
"""What lies in the folder and is named by no record may be on its way into one; after a day it is not any more."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found: how many files records name, the keys of those missing and damaged, and what nobody names.

    ``left`` are paths; a process that was killed leaves them, and they do no harm.
    """

    files: int
    missing: tuple[str, ...]
    damaged: tuple[str, ...]
    left: tuple[str, ...]

    @property
    def ok(self) -> bool:
        """Whether every file is there, and what it was."""
        return not (self.missing or self.damaged)


def check(ctx: Context) -> Checked:
    """Read every file and compare it with its hash; changes nothing. For the operator; raises Forbidden."""
    files = files_of(ctx)
    with ctx.db.read() as session:
        entitled(session, ctx, Right.OPERATE)
        named = evidence.named(session)
    missing = {digest for digest in named if not files.has(digest)}
    damaged = {digest for digest in sorted(named.keys() - missing) if not _is_sound(ctx, digest)}
    left = tuple(str(kept.path) for kept in files.all() if kept.sha256 not in named)
    return Checked(len(named), _keys(named, missing), _keys(named, damaged), left)


def lost(session: Session, ctx: Context) -> tuple[str, ...]:
    """The keys of pieces whose file is not there; reads no file, so it is quick enough for every look."""
    files = files_of(ctx)
    named = evidence.named(session)
    return _keys(named, {digest for digest in named if not files.has(digest)})


def tidy(ctx: Context) -> int:
    """Take away files that no record names and that are older than a day; returns how many. For the operator.

    Holds the lock of the history, as does whoever records a file: nothing goes that is just being recorded.
    """
    files = files_of(ctx)
    before = ctx.clock.now() - GRACE
    with ctx.db.write() as session:
        entitled(session, ctx, Right.OPERATE)
        history.lock(session)
        named = evidence.named(session)
        old = [kept for kept in files.all() if kept.sha256 not in named and _moment(kept) < before]
        for kept in old:
            kept.path.unlink(missing_ok=True)
    return len(old)


def _is_sound(ctx: Context, digest: str) -> bool:
    try:
        return files_of(ctx).is_sound(digest)
    except Unavailable:
        return False  # it cannot be read, which is as bad


def _moment(kept: Kept) -> datetime:
    return datetime.fromtimestamp(kept.changed, UTC)


def _keys(named: dict[str, str], digests: set[str]) -> tuple[str, ...]:
    return tuple(sorted(named[digest] for digest in digests))
