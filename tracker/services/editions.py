"""The weekly edition: numbered, made once for each week, kept as it was sent; and how one would look."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from tracker.domain.rights import Right
from tracker.domain.slots import Weekly as EveryWeek
from tracker.domain.slots import week_of
from tracker.kit.errors import NotFound
from tracker.kit.points import reached
from tracker.kit.text import Text, from_data, text
from tracker.notifications import messages
from tracker.notifications.messages import Weekly
from tracker.notifications.render import Rendered
from tracker.services import mailing, runs, writing
from tracker.services.actors import asking, entitled
from tracker.services.context import Context
from tracker.services.issues import Issue
from tracker.services.runs import Claim
from tracker.services.seeing import Seeing
from tracker.services.weekly import Composer
from tracker.services.writing import Prepared, Writer
from tracker.settings import Language, Settings
from tracker.store import bodies, history, letters, preferences
from tracker.store.database import Session

JOB = "edition"
"""The name under which the runs that make editions stand in the ledger."""

TRIGGER = EveryWeek(0, time(8, 0))
"""A slot for every ISO week, due on its Monday at 08:00 local."""


@dataclass(frozen=True, slots=True)
class Edition:
    """An edition with all its letters, before it is written down; ``fault``: that of a template of the office's own."""

    issue: Issue
    letters: tuple[Prepared, ...]
    fault: Text | None = None


def make(ctx: Context, settings: Settings, claim: Claim) -> None:
    """The job: make the edition of the week that was claimed, unless it was made already, and put it in the outbox.

    What is written stands in one transaction with the end of the run. Raises runs.Lost.
    """
    edition = prepare(ctx, settings, due_at=claim.due_at, planned_at=claim.planned_at)
    reached("edition.composed")
    at = ctx.clock.now()
    with ctx.db.write() as session:
        runs.hold(session, claim, at=at)
        if edition is not None:
            _keep(session, edition, at)
        runs.finish(session, claim, at=at, outcome=_outcome(edition), reason=edition.fault if edition else None)
        reached("edition.written")
    reached("edition.committed")


def prepare(ctx: Context, settings: Settings, *, due_at: datetime, planned_at: datetime) -> Edition | None:
    """Everything that ``make`` writes, to the byte, for the newest week that was due; None where it has its edition.

    What differs each time are the secrets of the links by which readers of what only informs unsubscribe.

    It follows from what the register held at the moment of the edition, so that it is the same whenever it is asked:
    the instant of the slot, or that of planning where the register is younger than the slot. Raises Invalid where
    TRACKER_MAIL_FROM cannot be used: every letter would be kept as one that cannot be sent.
    """
    mailing.sender_of(settings)
    (slot,) = TRIGGER.due(ctx.zone, None, due_at)
    with ctx.db.read() as session:
        if letters.edition_of(session, slot.name) is not None:
            return None
        as_of = slot.at if letters.began_by(session, slot.at) else planned_at
        issue = _issue(session, slot.name, as_of)
        composer = Composer(session, issue, ctx.zone, language=settings.language)
        composed = list(writing.composed(session, composer, composer.everybody))
        declining = preferences.declining(session)
    writer = Writer(settings, declining)
    return Edition(issue, tuple(writing.prepared(settings, writer, each, issue) for each in composed), writer.fault)


def unmade(ctx: Context) -> Text | None:
    """Why the edition of this week is not there; None where it is."""
    (slot,) = TRIGGER.due(ctx.zone, None, ctx.clock.now())
    with ctx.db.read() as session:
        if letters.edition_of(session, slot.name) is not None:
            return None
        run = letters.run_of(session, JOB, slot.name)
    if run is not None and run.state == "dead":
        reason = from_data(run.reason) if run.reason else ""
        return text("This week’s edition was given up: {reason} tracker run job edition makes it.", reason=reason)
    return text("This week’s edition is being made by another process.")


def preview(ctx: Context, settings: Settings, person: str, *, language: Language | None = None) -> Weekly:
    """The letter that a person would get if an edition were made at the moment asked about; nothing is written.

    Where the edition of that week was made already, it is that of the week after. ``person`` is a short name, an
    address or an id; ``language`` stands in place of that person's. What whoever asks may not see is left out, and how
    much that is is said. Raises
    Forbidden for somebody else's letter unless one may read those, NotFound where nobody is called so or holds a post
    then.
    """
    moment = ctx.moment()
    with ctx.db.read() as session:
        found, seeing = _addressed(session, ctx, person)
        # Where a clock was put back, and in a sandbox, the newest entry may be later than now.
        as_of = moment.known or max(ctx.clock.now(), history.last_moment(session))
        issue = _issue(session, _next_week(session, moment.day, as_of), as_of)
        composer = Composer(session, issue, ctx.zone, language=settings.language, judged=moment.judged, seeing=seeing)
        mine = [
            replace(each, language=language or each.language) for each in composer.everybody if each.person == found
        ]
        if not mine:
            raise NotFound(
                text("“{name}” holds no post on {day}, so there is no letter.", name=person, day=moment.day),
                hint=text("Letters go to those who hold a post that answers for commitments."),
            )
        (composed,) = writing.composed(session, composer, mine)
    return replace(composed.letter, left_out=composed.left_out)


def _addressed(session: Session, ctx: Context, person: str) -> tuple[str, Seeing | None]:
    """The id of a person whose letter may be looked at, and what of it; None: all."""
    who, found = asking(session, ctx), bodies.person_id(session, person)
    if found is None or found != who.person:
        entitled(session, ctx, Right.READ_LETTERS)
    elif ctx.who is not None:
        ctx.who.require_scope("read")
    if found is None:
        raise NotFound(text("There is no person “{name}” in this register.", name=person))
    return found, None if who.sight.everything else Seeing(session, {found: who})


def render(settings: Settings, letter: Weekly) -> Rendered:
    """A letter as it would be sent: subject, plain text, HTML."""
    return writing.renderer_of(settings).weekly(letter)


def letter_json(letter: Weekly) -> dict[str, Any]:
    """A letter for a program that reads, as it is kept."""
    return messages.to_data(letter)


def weeks_between(before: str, after: str) -> tuple[str, ...]:
    """The names of the weeks after one and before another."""
    first, last = (date.fromisocalendar(int(week[:4]), int(week[6:]), 1) for week in (before, after))
    count = (last - first).days // 7
    return tuple(week_of(first + timedelta(weeks=number)) for number in range(1, count))


def _next_week(session: Session, day: date, as_of: datetime) -> str:
    """The week of a day, or the one after the last edition where that has come so far."""
    before = letters.last_edition(session, before=as_of)
    week = week_of(day)
    if before is None or before.slot < week:
        return week
    return week_of(date.fromisocalendar(int(before.slot[:4]), int(before.slot[6:]), 1) + timedelta(weeks=1))


def _issue(session: Session, week: str, as_of: datetime) -> Issue:
    before = letters.last_edition(session, before=as_of)
    return Issue(
        number=before.number + 1 if before else 1,
        week=week,
        as_of=as_of,
        missed=weeks_between(before.slot, week) if before else (),
        head=letters.head_at(session, as_of),
        since=before.as_of if before else None,
    )


def _keep(session: Session, edition: Edition, at: datetime) -> None:
    issue = edition.issue
    row = {
        "number": issue.number,
        "slot": issue.week,
        "as_of": issue.as_of,
        "made_at": at,
        "missed": list(issue.missed),
        "size": issue.head.size,
        "root": issue.head.root.hex(),
    }
    letters.add(session, row, [writing.row_of(each) for each in edition.letters])
    writing.put(session, edition.letters, at=at)


def _outcome(edition: Edition | None) -> dict[str, Any]:
    if edition is None:
        return {"letters": 0}
    unsendable = sum(each.fault is not None for each in edition.letters)
    declined = sum(each.declined for each in edition.letters)
    silent = sum(each.message is None for each in edition.letters) - declined
    return {
        "edition": edition.issue.number,
        "letters": len(edition.letters) - unsendable - silent - declined,
        "unsendable": unsendable,
        "nothing_to_say": silent,
        **({"unsubscribed": declined} if declined else {}),
    }
