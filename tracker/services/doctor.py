"""Looking the register over: is the database sound, is the history whole, is anything set in a way that will bite."""

from dataclasses import dataclass
from datetime import timedelta

from tracker.kit.text import Text, text
from tracker.services import deliveries, evidence_keeping, health, runs
from tracker.services.context import Context
from tracker.settings import Settings
from tracker.store import audit, letters, migrate
from tracker.store.database import Session, sqlite_is_sound

SHOWN = 5


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at, whether it is well, and what was found."""

    name: Text
    ok: bool
    detail: Text


@dataclass(frozen=True, slots=True)
class Examination:
    """Everything that was looked at."""

    checks: tuple[Check, ...]

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return all(check.ok for check in self.checks)


def examine(ctx: Context, settings: Settings) -> Examination:
    """Look the register over; changes nothing. Reads the whole history once."""
    with ctx.db.read() as session:
        checks = (
            _engine(ctx),
            _guards(session),
            _history(session),
            _zone(ctx, settings),
            _clock(ctx, session),
            _scheduler(ctx, session),
            _runs(ctx, session),
            _letters(session),
            _evidence(ctx, session),
        )
    return Examination(checks)


def _engine(ctx: Context) -> Check:
    name = text("Database engine")
    if ctx.db.dialect == "postgresql":
        return Check(name, ok=True, detail=text("PostgreSQL; several processes may work on this register."))
    if sqlite_is_sound():
        return Check(name, ok=True, detail=text("SQLite; one server process is the supported set-up."))
    return Check(
        name,
        ok=False,
        detail=text(
            "This SQLite can corrupt a file when two connections write at one moment; 3.51.3 or newer is needed."
        ),
    )


def _guards(session: Session) -> Check:
    missing = migrate.missing_guards(session)
    if missing:
        detail = text(
            "Missing or changed: {names}. Somebody with the rights of the owner did this.",
            names=", ".join(sorted(missing)),
        )
        return Check(text("Guards of the history"), ok=False, detail=detail)
    return Check(text("Guards of the history"), ok=True, detail=text("All are in place."))


def _history(session: Session) -> Check:
    name = text("History")
    head = audit.head_of(session)
    found = []
    for finding in audit.findings(session):
        found.append(finding)
        if len(found) == SHOWN:
            break
    if head is not None and not found:
        size, shown = head[0].size, str(head[0])
        return Check(name, ok=True, detail=text("{n} entries are unbroken; head {head}", n=size, head=shown))
    listed = "; ".join(f"{f.what} {f.seq or ''} {f.record}".strip() for f in found)
    return Check(name, ok=False, detail=text("It does not agree with itself: {found}", found=listed))


def _zone(ctx: Context, settings: Settings) -> Check:
    name = text("Time zone")
    if settings.zone == ctx.register.zone:
        return Check(name, ok=True, detail=text("Days are those of {zone}.", zone=ctx.register.zone))
    detail = text(
        "Days are those of {zone}, in which the register was made; TRACKER_ZONE says {other} and is not used.",
        zone=ctx.register.zone,
        other=settings.zone,
    )
    return Check(name, ok=False, detail=detail)


def _clock(ctx: Context, session: Session) -> Check:
    name = text("Clock")
    head = audit.head_of(session)
    if head is None:
        return Check(name, ok=False, detail=text("The head of the history is missing or cannot be read."))
    ahead = head[1] - ctx.clock.now()
    if ahead > timedelta(seconds=5):
        detail = text("The machine's clock is behind the last entry by {n} seconds.", n=int(ahead.total_seconds()))
        return Check(name, ok=ctx.register.sandbox, detail=detail)
    return Check(name, ok=True, detail=text("It is not behind the history."))


def _scheduler(ctx: Context, session: Session) -> Check:
    """A register that was only made needs no scheduler yet; one whose scheduler stopped does."""
    name, found = text("Scheduler"), health.scheduler(session, ctx.clock.now())
    if found.last_tick is None:
        return Check(name, ok=True, detail=text("It has not run yet; tracker run all starts it with the pages."))
    moment = found.last_tick.astimezone(ctx.zone)
    if found.silent:
        detail = text("It has been silent since {moment}; flags and letters are not being made.", moment=moment)
        return Check(name, ok=False, detail=detail)
    return Check(name, ok=True, detail=text("It was last heard of on {moment}.", moment=moment))


def _runs(ctx: Context, session: Session) -> Check:
    name, found = text("Scheduled work"), list(runs.given_up(session))
    ahead = runs.planned_ahead(session, ctx.clock.now())
    if ahead is not None:
        detail = text(
            "{job} is planned for {slot}, which is far ahead: the clock was wrong then, or a sandbox was tried. Until "
            "that day no other is planned.",
            job=ahead[0],
            slot=ahead[1],
        )
        return Check(name, ok=ctx.register.sandbox, detail=detail)
    if not found:
        return Check(name, ok=True, detail=text("Nothing was given up."))
    job, slot, reason = found[-1]
    detail = text("{n} given up, last {job} of {slot}: {reason}", n=len(found), job=job, slot=slot, reason=reason)
    return Check(name, ok=False, detail=detail)


def _letters(session: Session) -> Check:
    """Of the last edition, which its readers know nothing of."""
    name, edition = text("Letters"), letters.last_edition(session)
    if edition is None:
        return Check(name, ok=True, detail=text("No edition was made yet."))
    found, number = deliveries.counts(session, edition=edition.number), str(edition.number)
    lost = {state: found[state] for state in ("refused", "dead", "held")}
    if not any(lost.values()):
        detail = text("Of edition {number} none was refused, given up or held.", number=number)
        return Check(name, ok=True, detail=detail)
    detail = text(
        "Of edition {number} did not arrive: {refused} refused, {dead} given up, {held} held; tracker digest list "
        "says why.",
        number=number,
        **lost,
    )
    return Check(name, ok=False, detail=detail)


def _evidence(ctx: Context, session: Session) -> Check:
    """Whether every file is there; whether it is whole, which takes long, says ``tracker evidence check``."""
    name, missing = text("Files of evidence"), evidence_keeping.lost(session, ctx)
    if not missing:
        return Check(name, ok=True, detail=text("All are in place."))
    detail = text(
        "Missing are {n}, the first of {key}; tracker evidence check says all.", n=len(missing), key=missing[0]
    )
    return Check(name, ok=False, detail=detail)
