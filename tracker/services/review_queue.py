"""The review queue: what waits for the acceptance, the review or the decision of whoever asks, oldest first."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from tracker.domain.moment import Moment
from tracker.domain.moves import Move
from tracker.kit.text import Text
from tracker.services import commitments, names, packs, telling
from tracker.services.actors import asking
from tracker.services.context import Context
from tracker.services.evidence_views import Piece, piece_of
from tracker.services.loops import ObjectionView, ReportView, RequestView, view
from tracker.services.my_steps import MySteps, Waits
from tracker.services.names import Names
from tracker.services.views import Both, Item
from tracker.store import board, queues
from tracker.store import facts as rows_of
from tracker.store.commitments import LISTED
from tracker.store.database import Session

PAGE = 25


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing to decide, with what it rests on.

    ``move`` is the next one about the report, or that for which ``request`` asks; ``returns`` are earlier reports that
    came back. ``evidence`` is what was not withdrawn. ``extensions`` is how many the closing allows (None: no limit),
    of which ``extended`` are used up; ``extend_to`` is the furthest day it allows, ``notice_days`` the shortest notice.
    """

    group: str
    move: Move
    since: date
    days: int
    why: Text
    item: Item
    version: int
    report: ReportView | None
    request: RequestView | None
    returns: tuple[ReportView, ...]
    objections: tuple[ObjectionView, ...]
    evidence: tuple[Piece, ...]
    extended: int
    extensions: int | None
    extend_to: date | None
    notice_days: int


@dataclass(frozen=True, slots=True)
class Queue:
    """A page of the queue, by groups counted as a whole; ``returned`` is how many came back to whoever asks."""

    day: date
    total: int
    offset: int
    numbers: Mapping[str, int]
    oldest: date | None
    waiting: tuple[Waiting, ...]
    names: Names
    returned: int
    unchanging: Text | None


def show(ctx: Context, *, offset: int = 0, limit: int = PAGE) -> Queue:
    """What waits for whoever asks, the oldest first; what may not be seen is neither told nor counted."""
    moment = ctx.moment()
    with ctx.db.read() as session:
        who, applied = asking(session, ctx), packs.in_force(session, moment)
        mine = MySteps(session, moment, who, applied)
        found = sorted(mine.to_review(), key=lambda each: (each.step.since, each.facts.ref, each.step.group))
        page = _page(session, mine, moment, found[offset : offset + limit])
        return Queue(
            day=moment.day,
            total=len(found),
            offset=offset,
            numbers=Counter(each.step.group for each in found),
            oldest=found[0].step.since if found else None,
            waiting=page,
            names=_names(session, moment, page),
            returned=sum(1 for _ in mine.returned()),
            unchanging=telling.unchanging(ctx),
        )


def _page(session: Session, mine: MySteps, moment: Moment, shown: Sequence[Waits]) -> tuple[Waiting, ...]:
    rows = {each.facts.ref: {name: each.row[name] for name in LISTED} for each in shown}
    items = {item.ref: item for item in commitments.items(session, list(rows.values()), moment)}
    more = rows_of.columns(session, ["version"], rows, moment)
    files, reports = (queues.records(session, record, rows, moment) for record in ("evidence", "report"))
    return tuple(
        _waiting(each, mine, moment, items[each.facts.ref], more[each.facts.ref]["version"], files, reports)
        for each in shown
    )


def _waiting(
    each: Waits,
    mine: MySteps,
    moment: Moment,
    item: Item,
    version: int,
    files: Mapping[str, list[dict[str, Any]]],
    reports: Mapping[str, list[dict[str, Any]]],
) -> Waiting:
    pack, ref = mine.pack_of(item.programme), item.ref
    about_report = each.request is None and each.report is not None
    return Waiting(
        group=each.step.group,
        move=each.move,
        since=each.step.since,
        days=max((moment.day - each.step.since).days, 0),
        why=each.step.why,
        item=item,
        version=version,
        report=view(ReportView, dict(each.report)) if about_report and each.report is not None else None,
        request=view(RequestView, dict(each.request)) if each.request is not None else None,
        returns=tuple(view(ReportView, row) for row in reports[ref] if row["outcome"] == "returned"),
        objections=tuple(view(ObjectionView, dict(row)) for row in each.objections),
        evidence=tuple(piece_of(row) for row in files[ref] if row["withdrawn_on"] is None),
        extended=each.facts.extended,
        extensions=pack.steps.extensions if pack else None,
        extend_to=pack.steps.furthest(each.facts.last_day) if pack else None,
        notice_days=pack.steps.notice_days if pack else 1,
    )


def _names(session: Session, moment: Moment, page: Sequence[Waiting]) -> Names:
    people = {
        person
        for each in page
        for person in (
            each.report and each.report.reported_by,
            each.request and each.request.asked_by,
            *(piece.added_by for piece in each.evidence),
        )
        if person
    }
    called = {person: Both(*pair) for person, pair in board.people(session, people).items()}
    return {**names.of_items(session, moment, [each.item for each in page]), "person": called}
