"""The register as a whole: making it, finding it."""

from datetime import datetime

from tracker.kit.errors import Conflict, NotFound
from tracker.kit.text import text
from tracker.settings import Settings
from tracker.store import migrate, register
from tracker.store.database import Database, role_of, sqlite_path
from tracker.store.register import RegisterFacts


def make(settings: Settings, *, sandbox: bool, at: datetime) -> bool:
    """Make the register, or bring an existing one to the form of this version; returns whether it was made.

    ``at`` is the instant of creation. Nothing that is in a register is touched, so this may be repeated.
    """
    path = sqlite_path(settings.url)
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
    db = Database(settings.owner_url)
    try:
        migrate.migrate(db, role=role_of(settings.url) if settings.owner_url != settings.url else None)
        with db.write() as session:
            if register.load(session) is not None:
                return False
            register.create(session, zone=settings.zone, sandbox=sandbox, at=at)
            return True
    finally:
        db.close()


def find(settings: Settings) -> tuple[Database, RegisterFacts]:
    """The register that the settings name; raises NotFound where there is none, Conflict where it needs a migration."""
    path = sqlite_path(settings.url)
    if path is not None and not path.exists():
        raise _none(str(path))
    db = Database(settings.url)
    with db.read() as session:
        revision = migrate.revision(session)
        facts = register.load(session) if revision is not None else None
    if facts is None:
        raise _none(str(path) if path else db.shown)
    if revision != migrate.HEAD:
        raise Conflict(
            text("The register has form {found}; this version needs {needed}.", found=revision, needed=migrate.HEAD),
            hint=text("Run tracker init once to bring it up to date; nothing in it is lost."),
        )
    return db, facts


def _none(place: str) -> NotFound:
    return NotFound(
        text("There is no register at {place}.", place=place),
        hint=text("Make one with tracker init, or name its folder with --home."),
    )
