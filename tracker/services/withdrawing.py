"""Letters withdrawn before they are handed over: those whose readers may no longer see all of it, and others instead.

What somebody may see is decided by the posts of the day on which a letter leaves (docs/reference.md, Edition).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import chain, groupby
from typing import Any

from tracker.kit.points import reached
from tracker.kit.text import Text, text, to_data
from tracker.services import writing
from tracker.services.context import Context
from tracker.services.issues import Issue
from tracker.services.seeing import Seeing
from tracker.services.weekly import Composer
from tracker.services.writing import Prepared, Writer
from tracker.settings import Settings
from tracker.store import deliveries, history, letters, outbox, preferences
from tracker.store.database import Session

REPLACED = text("Its reader may no longer see all that stood in it; another letter takes its place.")
NO_POST = text("Its reader may no longer see what stood in it, and holds no post for which another could be made.")
NOTHING_LEFT = text("Its reader may no longer see what stood in it, and there is nothing else to say.")


@dataclass(slots=True)
class Cleared:
    """The letters that were found fit to be sent, by their keys, while the history had ``size`` entries on ``day``.

    ``unfit``: one that was no longer fit when it came to be sent.
    """

    size: int
    day: date
    fit: set[str] = field(default_factory=set)
    unfit: str | None = None

    def covers(self, session: Session, key: str, *, day: date) -> bool:
        """Whether a letter may be sent as the register is in this transaction, in which it was claimed."""
        if key in self.fit and self.day == day and self.size == history.head(session).size:
            return True
        unfit = _unfit(session, deliveries.some(session, [key]), day=day)[0]
        self.unfit = key if unfit else None
        return not unfit


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """A letter that must not be sent, and what takes its place; None: nothing can."""

    key: str
    edition: int
    person: str
    instead: Prepared | None
    row: dict[str, Any] | None

    @property
    def reason(self) -> Text:
        """Why, as it is told in the ledger."""
        if self.instead is None:
            return NO_POST
        return REPLACED if self.instead.message else NOTHING_LEFT


def clear(ctx: Context, settings: Settings, *, limit: int | None, also: str = "") -> tuple[Cleared, int]:
    """Look at the letters that are sent next, at most ``limit``, and withdraw what may not be sent; gives how many.

    ``also``: another letter that is looked at. The letters made instead wait in the outbox, written in the transaction
    that ends the others. Raises as ``Writer.rendered``.
    """
    at = ctx.writing_at()
    day = ctx.local_day(at)
    with ctx.db.read() as session:
        due = chain(deliveries.due(session, at=at, limit=limit), deliveries.some(session, [also] if also else []))
        unfit, fit = _unfit(session, due, day=day)
        cleared = Cleared(history.head(session).size, day, fit)
        rows = sorted(deliveries.some(session, unfit), key=_edition_of)
        found = [each for _, mine in groupby(rows, _edition_of) for each in _made(ctx, settings, session, mine, day)]
    if not found:
        return cleared, 0
    reached("withdraw.composed")
    with ctx.db.write() as session:
        # Whoever comes second finds that the letter does not wait any more, and leaves what was made instead.
        count = sum(_withdraw(session, each, at=at) for each in found)
        reached("withdraw.written")
    reached("withdraw.committed")
    return cleared, count


def _edition_of(row: Any) -> int:
    return int(row.edition)


def _unfit(session: Session, due: Iterable[Any], *, day: date) -> tuple[set[str], set[str]]:
    """The keys of the letters whose readers may not see all of it on a day, and those of the others."""
    said = {row.key: _Said.of(row) for row in due}
    seeing = Seeing.of(session, {each.person for each in said.values() if each.person is not None}, day=day)
    seeing.load(ref for each in said.values() for ref in each.named)
    unfit = {key for key, each in said.items() if not each.is_fit(seeing)}
    return unfit, said.keys() - unfit


@dataclass(frozen=True, slots=True)
class _Said:
    """What a letter says to whom of that only some may see; nobody and nothing where it is not of an edition."""

    person: str | None = None
    named: frozenset[str] = frozenset()
    bodies: tuple[str, ...] = ()
    news: bool = False

    @classmethod
    def of(cls, row: Any) -> "_Said":
        if row.payload is None:
            return cls()
        letter = row.payload["letter"]
        lines = (line["ref"] for group in letter["groups"] for line in group["lines"])
        named = frozenset((*lines, *row.payload["overdue"], *row.payload.get("named", ())))
        return cls(row.person, named, tuple(row.payload.get("bodies", ())), bool(letter["news"]["sentences"]))

    def is_fit(self, seeing: Seeing) -> bool:
        person = self.person
        if person is None:
            return True
        if not seeing.answers(person) or (self.news and not seeing.is_office(person)):
            return False
        return all(seeing.sees(person, ref) for ref in self.named) and all(
            seeing.sees_body(person, body) for body in self.bodies
        )


def _made(ctx: Context, settings: Settings, session: Session, unfit: Iterable[Any], day: date) -> Iterator[Withdrawal]:
    """What takes the place of some letters of one edition: as of its moment, without what may not be seen today."""
    rows = {row.person: row for row in unfit}
    seeing = Seeing.of(session, rows.keys(), day=day)
    issue = _issue(session, next(iter(rows.values())).edition)
    composer = Composer(session, issue, ctx.zone, language=settings.language, seeing=seeing)
    to = [each for each in composer.everybody if each.person in rows and seeing.answers(each.person)]
    writer = Writer(settings, preferences.declining(session))
    made: dict[str, tuple[Prepared, dict[str, Any]]] = {}
    for composed in writing.composed(session, composer, to) if to else ():
        row = rows[composed.to.person]
        # Where no copy of the withdrawn one can have arrived, its reader need not be told of it.
        perhaps_twice = bool(row.ambiguous or row.payload["letter"].get("perhaps_twice"))
        letter = replace(composed.letter, perhaps_twice=perhaps_twice)
        key, before = _next_key(row), [*row.payload.get("withdrawn", ()), row.key]
        prepared = writing.prepared(settings, writer, replace(composed, letter=letter), issue, key=key)
        kept = writing.row_of(prepared)
        made[row.person] = prepared, {**kept, "payload": {**kept["payload"], "withdrawn": before}}
    for person, row in rows.items():
        yield Withdrawal(row.key, row.edition, person, *made.get(person, (None, None)))


def _next_key(row: Any) -> str:
    """The key of the letter that takes the place of one; the second of this reader ends in ``:2``."""
    before = row.payload.get("withdrawn", [])
    first = before[0] if before else row.key
    return f"{first}:{len(before) + 2}"


def _issue(session: Session, number: int) -> Issue:
    edition = letters.edition(session, number)
    before = letters.last_edition(session, before=edition.as_of)
    return Issue(
        number=number,
        week=edition.slot,
        as_of=edition.as_of,
        missed=tuple(edition.missed),
        head=letters.head_at(session, edition.as_of),
        since=before.as_of if before else None,
    )


def _withdraw(session: Session, found: Withdrawal, *, at: datetime) -> bool:
    if not outbox.withdraw(session, found.key, at=at, reason=to_data(found.reason)):
        return False
    if found.instead is not None and found.row is not None:
        letters.replace(session, found.edition, found.person, found.row)
        writing.put(session, [found.instead], at=at)
    return True
