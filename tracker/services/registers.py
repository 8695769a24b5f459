"""The register as a whole: making it, finding it."""

from contextlib import ExitStack
from datetime import datetime

from tracker.kit.errors import Conflict, Invalid, NotFound
from tracker.kit.text import text
from tracker.settings import Settings
from tracker.store import migrate, register
from tracker.store.database import Database, Session, role_of, sqlite_path
from tracker.store.register import RegisterFacts

OWNER = "TRACKER_DATABASE_OWNER_URL"
WORKING = "TRACKER_DATABASE_URL"


def make(settings: Settings, *, sandbox: bool, at: datetime, empty: bool = False) -> bool:
    """Make the register, or bring an existing one to the form of this version; returns whether it was made.

    ``at`` is the instant of creation; ``empty`` remembers that the starter register is not wanted. Nothing that is in
    a register is touched, so this may be repeated, also by several at once. Raises Invalid for addresses that cannot
    be used together, Unavailable where the database does not answer or does not permit it.
    """
    path, role = sqlite_path(settings.url), _working_role(settings)
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
    made = False

    def begin(session: Session) -> None:
        nonlocal made
        facts = register.load(session)
        if facts is None:
            starter = register.NO_STARTER if empty else ""
            register.create(session, zone=settings.zone, sandbox=sandbox, at=at, starter=starter)
            made = True
        elif empty and not facts.starter:
            register.set_starter(session, register.NO_STARTER)

    db = Database(settings.owner_url)
    try:
        migrate.migrate(db, role=role, then=begin)
    finally:
        db.close()
    return made


def find(settings: Settings) -> tuple[Database, RegisterFacts]:
    """The register that the settings name; raises NotFound where there is none, Conflict where it needs a migration."""
    path = sqlite_path(settings.url)
    if path is not None and not path.exists():
        raise _none(str(path))
    db = Database(settings.url)
    with ExitStack() as otherwise:
        otherwise.callback(db.close)
        with migrate.permitted(), db.read() as session:
            revision = migrate.revision(session)
            facts = register.load(session) if revision is not None else None
        if facts is None:
            raise _none(str(path) if path else db.shown)
        if revision != migrate.HEAD:
            raise Conflict(
                text(
                    "The register has form {found}; this version needs {needed}.", found=revision, needed=migrate.HEAD
                ),
                hint=text("Run tracker init once to bring it up to date; nothing in it is lost."),
            )
        otherwise.pop_all()
    return db, facts


def _working_role(settings: Settings) -> str | None:
    """The role that is to be given its rights, None where the role that works owns the tables; raises Invalid."""
    if settings.owner_url == settings.url:
        return None
    try:
        owned = sqlite_path(settings.owner_url)
    except Invalid as error:
        raise Invalid(
            text("{name} is not the address of a database that can be used.", name=OWNER), hint=error.hint, where=OWNER
        ) from error
    path = sqlite_path(settings.url)
    if owned != path:
        raise Invalid(
            text("{owner} and {working} are not addresses of one database.", owner=OWNER, working=WORKING),
            hint=text("On SQLite leave {owner} out; on PostgreSQL only the role differs.", owner=OWNER),
            where=OWNER,
        )
    if path is not None:
        return None
    role = role_of(settings.url)
    if role is None:
        raise Invalid(
            text("{working} names no role, so that it cannot be given its rights.", working=WORKING),
            hint=text("Write the role that works into the address, such as postgresql://tracker@host/name."),
            where=WORKING,
        )
    return role if role != role_of(settings.owner_url) else None


def _none(place: str) -> NotFound:
    return NotFound(
        text("There is no register at {place}.", place=place),
        hint=text("Make one with tracker init, or name its folder with --home."),
    )
