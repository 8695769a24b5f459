"""What every use case is given: the register, the clock, the moment asked about, and who acts."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from tracker.domain.moment import Moment
from tracker.kit.clock import Clock
from tracker.kit.errors import Conflict, Forbidden, Invalid
from tracker.kit.text import text
from tracker.store import history
from tracker.store.bodies import Held
from tracker.store.database import Database, Session
from tracker.store.evidence_files import EvidenceFiles
from tracker.store.register import RegisterFacts

CLOCKS_DIFFER = timedelta(minutes=1)
"""By so much the clock of whoever asks may be ahead of ours."""

SCOPES = ("read", "write", "admin")
"""What a token may be made for; writing includes reading, and nobody gets more than he has himself."""


@dataclass(frozen=True, slots=True)
class Principal:
    """Somebody who came through a door with a session or a token; ``person`` (an opaque id) is None for a stranger.

    ``token`` is the public id of the token, None for a session. What he may do follows from the posts that he holds:
    ``held`` are those of the day on which he came in, enough to read by; a change asks for them again. None: not asked.
    """

    person: str | None = None
    token: str | None = None
    scopes: frozenset[str] = frozenset(SCOPES)
    held: tuple[Held, ...] | None = field(default=None, compare=False)

    def require_scope(self, scope: str) -> None:
        """Refuse what a token was not made for; raises Forbidden."""
        if scope not in self.scopes and not (scope == "read" and self.scopes):
            raise Forbidden(
                text("This token was not made for that: it lacks “{scope}”.", scope=scope),
                hint=text(
                    "Make a token with the scope that is needed; those of this one: {scopes}.",
                    scopes=", ".join(sorted(self.scopes)),
                ),
            )


NOBODY = Principal()
"""Whoever has not signed in: sees nothing, and may do nothing but sign in."""


@dataclass(frozen=True, slots=True)
class Context:
    """Passed first to every use case; ``as_if`` and ``as_of`` are instants, None for the present.

    ``who`` came through a door and signed in; None is the operator of the machine. ``acting_for`` names the person an
    operator acts for: a slug, an address or an opaque id; None: the register office. ``files``: where evidence lies.
    """

    db: Database
    clock: Clock
    register: RegisterFacts
    as_if: datetime | None = None
    as_of: datetime | None = None
    acting_for: str | None = None
    who: Principal | None = None
    files: EvidenceFiles | None = None

    @property
    def zone(self) -> ZoneInfo:
        """The zone whose days all days of the register are."""
        return ZoneInfo(self.register.zone)

    def moment(self) -> Moment:
        """The moment asked about; reads the clock once."""
        now = self.clock.now()
        judged = self.as_if or self.as_of or now
        # In a sandbox something may be reported for a day that is still to come by the machine's clock.
        today = date.max if self.register.sandbox else self.register.day_of(self.as_of or now)
        return Moment(judged, self.register.day_of(judged), today, self.as_of)

    def require_known(self) -> None:
        """Refuse what will be known at a moment still to come: nobody has it, and the answer would not last.

        For doors, which take the moment from people. Raises Invalid; in a sandbox the moments may lie ahead.
        """
        if self.as_of is not None and self.as_of > self.clock.now() + CLOCKS_DIFFER and not self.register.sandbox:
            raise Invalid(
                text("What will be known then cannot be known yet."),
                hint=text(
                    "Ask as if it were that moment, with what is known today (a page: at its foot; a command: --as-if)."
                ),
                where="as_of",
            )

    def writing_at(self) -> datetime:
        """The instant at which a change is recorded; reads the clock once.

        Raises Forbidden under ``--as-of``, and under ``--as-if`` unless the register is a sandbox.
        """
        if self.as_of is not None:
            raise Forbidden(
                text("Nothing can be changed as of a past moment: it shows what was known then."),
                hint=text(
                    "Go back to now to change the register as it is (page: “Back to now”; command: without --as-of)."
                ),
            )
        if self.as_if is not None and not self.register.sandbox:
            raise Forbidden(
                text("Nothing can be changed as if it were another moment: this register is not a sandbox."),
                hint=text(
                    "Go back to now (without --as-if, as_if=), or make a register to play with: tracker init --sandbox."
                ),
            )
        return self.as_if or self.clock.now()

    @contextmanager
    def changing(self) -> Iterator["Changing"]:
        """One transaction in which records are changed; everything read in it stays true until it ends.

        The history is locked first, so that what is judged is what is changed. Raises as ``writing_at``.
        """
        at = self.writing_at()
        with self.db.write() as session:
            history.lock(session)
            yield Changing(session, at, self.register.day_of(at))

    def local_day(self, moment: datetime) -> date:
        """The day of the register on which an instant falls."""
        return self.register.day_of(moment)


@dataclass(frozen=True, slots=True)
class Changing:
    """A transaction that changes records: its session, the instant of recording, and the local day of that."""

    session: Session
    at: datetime
    today: date


def require_version(found: int, expected: int | None) -> None:
    """Refuse a change that was prepared on an older version; raises Conflict."""
    if expected is not None and expected != found:
        raise Conflict(
            text(
                "It was changed in the meantime: you saw version {seen}, it is now {found}.", seen=expected, found=found
            ),
            hint=text("Look at it again, then repeat the change."),
        )
