"""``tracker digest send``: this week's letters made where they were not, and what is due sent."""

from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tracker.cli import failures, opening, options, output
from tracker.cli.options import _
from tracker.kit.errors import Invalid, Unavailable
from tracker.kit.text import Text, text

if TYPE_CHECKING:
    from tracker.services.context import Context
    from tracker.services.deliveries import Answered, Drained
    from tracker.services.holding import Waiting
    from tracker.settings import Settings

SEND = _("Make this week’s letters if they were not made, and send what is due.")

SHOWN = 5
"""So many reasons are told; tracker digest list has all."""


def send(
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help=_("Write and send nothing; say who would get what."))
    ] = False,
    redirect: Annotated[
        str | None,
        typer.Option("--redirect", metavar="ADDRESS", help=_("Send all letters to this address."), show_default=False),
    ] = None,
    hold: Annotated[bool, typer.Option("--hold", help=_("Make the letters and hold them; send none."))] = False,
    release: Annotated[bool, typer.Option("--release", help=_("Let all held letters go, and send them too."))] = False,
) -> int:
    """Make and send what is due; returns the exit code."""
    from tracker.bootstrap import open_register

    settings = opening.settings()
    settings = settings.model_copy(update={"mail_redirect": redirect}) if redirect else settings
    if release and hold:
        raise failures.Usage(text("--hold and --release exclude each other."))
    if release:
        require_not_held(settings)
    chosen = options.current()
    # The clock goes on, since a letter may take minutes and its lease must be seen to be renewed.
    ctx = open_register(settings, as_if=chosen.as_if, as_of=chosen.as_of)
    opening.collect_garbage()
    try:
        if dry_run:
            _foresee(ctx, settings)
            return 0
        return _send(ctx, settings, hold=hold, release=release)
    finally:
        ctx.db.close()


def require_not_held(settings: "Settings") -> None:
    """Refuse to let go what would be held again at once; raises Invalid."""
    if settings.mail_hold:
        raise Invalid(
            text("All mail is held (TRACKER_MAIL_HOLD)."),
            hint=text("Take TRACKER_MAIL_HOLD back first."),
            where="TRACKER_MAIL_HOLD",
        )


def _foresee(ctx: "Context", settings: "Settings") -> None:
    from tracker.services import correspondence

    found = correspondence.foresee(ctx, settings)
    week, letters = found or (None, ())
    if options.current().json:
        shown = [
            {
                "person": each.person,
                "name": each.name.in_(output.speaks()),
                "address": each.address,
                "subject": each.subject,
                "reason": output.say(each.reason) if each.reason else None,
            }
            for each in letters
        ]
        return output.tell_json({"week": week, "letters": shown})
    if week is None:
        return output.tell(text("This week’s edition was made already; tracker digest list shows its letters."))
    output.tell(
        text("An edition for {week} would be made; letters: {n}. Nothing was written.", week=week, n=len(letters))
    )
    rows = [
        [
            each.name.in_(output.speaks()),
            each.address,
            each.subject or output.say(text("(no letter: nothing to say)")),
            output.say(each.reason) if each.reason else "",
        ]
        for each in letters
    ]
    return output.write(output.columns(rows))


def _send(ctx: "Context", settings: "Settings", *, hold: bool, release: bool) -> int:
    from tracker.kit.clock import FrozenClock
    from tracker.services import deliveries, editions, holding, leases, mailing

    mailing.Post(settings)  # what is set wrongly is told before an edition is made
    at = ctx.writing_at()
    ctx = replace(ctx, clock=FrozenClock(at)) if ctx.as_if else ctx
    owner = leases.new_owner()
    made = _make(ctx, settings, owner)
    unmade = None if made.get("edition") else editions.unmade(ctx)
    if release:
        holding.release(ctx)
    heard: list[Answered] = []
    drained = deliveries.drain(ctx, settings, owner=owner, hold=hold, heard=heard.append)
    left = holding.waiting(ctx)
    away = next((each.handed.reason for each in heard if each.handed.unreachable), None)
    lost = [each for each in heard if each.became in ("refused", "dead")]
    if options.current().json:
        output.tell_json(_as_json(settings, made, unmade, drained, left, lost, away))
    else:
        _tell_made(made, unmade)
        _tell_sent(ctx, settings, drained, left)
        _tell_lost(lost)
    if away is not None:
        if not options.current().json:
            failures.report(Unavailable(away))
        return failures.EXITS[Unavailable][1]
    return 1 if lost else 0


def _make(ctx: "Context", settings: "Settings", owner: str) -> "dict[str, Any]":
    """Make the newest edition where its run has not ended; gives what was done in numbers. Raises what went wrong."""
    from tracker.scheduler.jobs import JOBS
    from tracker.scheduler.runner import perform
    from tracker.services import editions, leases, runs

    (job,) = (job for job in JOBS if job.name == editions.JOB)
    runs.plan(ctx, (job,))
    claim = runs.claim(ctx, owner, (job,), early=True)
    if claim is None:
        return {}
    with leases.kept(ctx, owner):
        ran = perform(ctx, settings, claim, job)
    if ran.error is not None:
        raise ran.error
    return ran.outcome or {}


def _as_json(
    settings: "Settings",
    made: "dict[str, Any]",
    unmade: Text | None,
    drained: "Drained",
    left: "Waiting",
    lost: "list[Answered]",
    away: Text | None,
) -> dict[str, Any]:
    from tracker.services.views import iso

    return {
        "made": made,
        "unmade": output.say(unmade) if unmade else None,
        "letters": asdict(drained),
        "held": left.held,
        "waiting": left.ready,
        "waiting_until": iso(left.until),
        "folder": str(settings.mail_folder),
        "lost": [{"address": each.address, "state": each.became, "reason": _reason(each)} for each in lost],
        "unreachable": output.say(away) if away else None,
    }


def _tell_made(made: "dict[str, Any]", unmade: Text | None) -> None:
    if made.get("edition"):
        output.tell(text("Edition {number} was made; letters: {n}.", number=str(made["edition"]), n=made["letters"]))
    else:
        output.tell(unmade or text("This week’s edition was made before."))
    if made.get("unsendable"):
        output.tell(text("Letters that cannot be sent: {n}; tracker digest list says why.", n=made["unsendable"]))


def _tell_sent(ctx: "Context", settings: "Settings", drained: "Drained", left: "Waiting") -> None:
    counted = {name: count for name, count in asdict(drained).items() if count and name != "held"}
    for name, count in counted.items():
        output.tell(text("{what}: {n}", what=CAME_OF[name], n=count))
    if drained.sent:
        output.tell(text("What goes to files lies in {folder}.", folder=str(settings.mail_folder)))
    if left.held:
        output.tell(text("Held: {n}; tracker digest send --release sends them.", n=left.held))
    if left.until is not None:
        until = left.until.astimezone(ctx.zone)
        output.tell(text("Waiting to be sent: {n}, the next on {moment}.", n=left.ready, moment=until))
    if not counted and not left.held and left.until is None:
        output.tell(text("Nothing was waiting to be sent."))


def _tell_lost(lost: "list[Answered]") -> None:
    for each in lost[:SHOWN]:
        output.tell(output.one_line(f"{each.address}: {_reason(each)}"))
    if len(lost) > SHOWN:
        output.tell(text("… and {n} more; tracker digest list says why.", n=len(lost) - SHOWN))


def _reason(answered: "Answered") -> str:
    return output.say(answered.handed.reason) if answered.handed.reason else ""


CAME_OF = {
    "sent": text("Sent or written to files"),
    "deferred": text("Put off, to be tried again"),
    "refused": text("Refused"),
    "ambiguous": text("The answer was lost; sent once more later"),
    "dead": text("Given up"),
    "overtaken": text("Taken over by another process"),
    "withdrawn": text("Withdrawn, since their readers may no longer see all of it"),
}
"""How what was waiting came out → in words."""
