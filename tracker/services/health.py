"""Whether the register answers, for whoever watches the machine."""

from dataclasses import dataclass

from tracker import __version__
from tracker.services.context import Context
from tracker.store import history
from tracker.store.database import sqlite_is_sound, sqlite_module


@dataclass(frozen=True, slots=True)
class Health:
    """What the register runs on, and how far its history goes; ``sound`` is False for a SQLite that can corrupt."""

    version: str
    database: str
    sqlite: str | None
    sound: bool
    zone: str
    entries: int
    head: str


def health(ctx: Context) -> Health:
    """Ask the database for the head of the history; raises Unavailable where it does not answer."""
    with ctx.db.read() as session:
        head = history.head(session)
    on_sqlite = ctx.db.dialect == "sqlite"
    return Health(
        version=__version__,
        database=ctx.db.dialect,
        sqlite=sqlite_module().sqlite_version if on_sqlite else None,
        sound=not on_sqlite or sqlite_is_sound(),
        zone=ctx.register.zone,
        entries=head.size,
        head=head.root.hex(),
    )
