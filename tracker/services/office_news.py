"""What the register office alone must know: what failed since the edition before, and what nobody hears of."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from tracker.kit.text import Text, from_data, text
from tracker.services import runs
from tracker.services.addressees import Addressee
from tracker.store import board, deliveries, letters
from tracker.store.database import Session

MOST = 5
"""So many things of one kind are named; the others are a number."""

LOST = ("refused", "dead")
"""States of letters of which the office must know."""

EDITION, CHECK = "edition", "check"
"""Jobs. Every letter tells by itself which editions were missed; what a check has to say is which packs are faulty."""


def sentences(
    session: Session, *, since: datetime | None, as_of: datetime, everybody: tuple[Addressee, ...]
) -> tuple[Text, ...]:
    """Letters that did not arrive, holders without an address, runs that failed or were skipped, faulty packs.

    ``since``: the moment of the edition before; what ended is told if it did so after that, and by ``as_of``.
    """
    return (
        *_undelivered(session, since, as_of),
        *_without_address(everybody),
        *_runs(session, since, as_of),
        *_faults(session, as_of),
    )


def unheld(posts: Mapping[str, int]) -> Iterator[Text]:
    """Posts that own open commitments while nobody holds them."""
    most_first = sorted(posts.items(), key=lambda each: (-each[1], each[0]))
    for post, count in most_first[:MOST]:
        yield text("Nobody holds the post {post}; open commitments for which it answers: {n}.", post=post, n=count)
    if len(most_first) > MOST:
        yield text("More posts that answer for something and are held by nobody: {n}.", n=len(most_first) - MOST)


def _undelivered(session: Session, since: datetime | None, as_of: datetime) -> Iterator[Text]:
    ended = deliveries.rows(session, states=LOST, ended_after=since)
    lost = [each for each in ended if each.address and each.ended_at is not None and each.ended_at <= as_of]
    called = board.people(session, [each.person for each in lost[:MOST]])
    for each in lost[:MOST]:
        yield text(
            "The letter of edition {edition} to {person} did not arrive: {reason}",
            edition=str(each.edition),
            person=_name(called.get(each.person)),
            reason=from_data(each.reason) if each.reason else "",
        )
    if len(lost) > MOST:
        yield text("More letters that did not arrive: {n}; tracker digest list names them.", n=len(lost) - MOST)


def _without_address(everybody: tuple[Addressee, ...]) -> Iterator[Text]:
    posts = [slug for each in everybody if not each.address for slug in each.slugs]
    if posts:
        named = ", ".join(posts[:MOST])
        yield text("Posts whose holder has no address to write to: {n} ({posts}).", n=len(posts), posts=named)


def _runs(session: Session, since: datetime | None, as_of: datetime) -> Iterator[Text]:
    for job, slot, reason in runs.given_up(session):
        yield text("The run {slot} of “{job}” was given up: {reason}", slot=slot, job=job, reason=reason)
    if since is not None:
        for job, count in letters.skipped(session, after=since, upto=as_of):
            if job != EDITION:
                yield text("Runs of “{job}” that were skipped and made up for later: {n}.", job=job, n=count)


def _faults(session: Session, as_of: datetime) -> Iterator[Text]:
    told = letters.told_by_last(session, CHECK, upto=as_of)
    if told is not None:
        yield text("The last check found a rule pack at fault: {reason}", reason=from_data(told))
    told = letters.told_by_last(session, EDITION, upto=as_of)
    if told is not None:
        yield text("The last edition was written with the shipped templates: {reason}", reason=from_data(told))


def _name(found: tuple[str, str] | None) -> Text:
    if found is None:
        return text("somebody whose name was erased")
    return Text(found[0] or found[1], zh=found[1] or found[0])
