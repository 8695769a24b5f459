"""Asking about commitments: a list by query, one with everything about it, and counts."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from tracker.domain.commitment import Facts
from tracker.domain.flags import days_done_late, days_late, done_late
from tracker.domain.moment import Moment
from tracker.domain.sight import Sight
from tracker.kit.text import from_data
from tracker.query.language import parse
from tracker.rules import engine
from tracker.rules.engine import Packs
from tracker.services import facts, histories, notes, packs
from tracker.services.actors import asking
from tracker.services.context import Context
from tracker.services.views import Asked, Both, Cited, Detail, Due, Item, Linked, Listing, Result
from tracker.store import commitments, details
from tracker.store.database import Session

PAGE = 50


def list_(ctx: Context, query: str, *, limit: int = PAGE, offset: int = 0) -> Listing:
    """The commitments that match ``query`` of those that whoever asks may see, in its order; ``limit`` 0 means all.

    Raises Invalid for a faulty query.
    """
    parsed = parse(query)
    moment = ctx.moment()
    with ctx.db.read() as session:
        seen = asking(session, ctx).sight
        total = commitments.count(session, parsed, moment, seen)
        rows = commitments.page(session, parsed, moment, seen, limit=limit or total, offset=offset)
        found = items(session, [row._asdict() for row in rows], moment)
        told = notes.of(session, parsed, moment, seen)
    return Listing(asked(ctx, moment, parsed.text), total, found, offset, told)


def asked(ctx: Context, moment: Moment, query: str = "") -> Asked:
    """What the answer is an answer to; moments in the register's zone."""
    known = moment.known or (moment.judged if ctx.as_if is None else ctx.clock.now())
    as_if = ctx.as_if.astimezone(ctx.zone) if ctx.as_if else None
    return Asked(known.astimezone(ctx.zone), as_if, ctx.register.zone, moment.day, query)


def items(session: Session, rows: Sequence[Any], moment: Moment) -> tuple[Item, ...]:
    """Rows of a list as views, with the flags of the packs in force as known at the moment."""
    applied = packs.in_force(session, moment)
    known = facts.load(session, rows, moment, applied)
    return tuple(_item(row, known[row["ref"]], applied, moment.day) for row in rows)


def _item(row: Any, found: Facts, applied: Packs, day: date) -> Item:
    return Item(
        ref=row["ref"],
        aliases=tuple(row["aliases"]),
        title=Both(row["title_en"], row["title_zh"]),
        kind=row["kind"],
        programme=row["programme"],
        body=row["body"],
        post=row["post"],
        due=Due(
            row["due_words"],
            row["last_day"],
            row["precision"],
            row["policy"],
            row["confirmed_by"],
            row["context_day"],
            row["first_day"],
        ),
        work=row["work"],
        assurance=row["assurance"],
        review_day=row["review_day"],
        done_on=row["done_on"],
        flags=engine.flags(applied, found, day=day),
        days_late=days_late(found, day=day),
        updated_on=row["updated_on"],
        days_done_late=days_done_late(found, day=day),
        done_late=done_late(found, day=day),
    )


def reference(ctx: Context, name: str) -> str:
    """The reference of the commitment that a name stands for, without anything else of it; raises NotFound."""
    moment = ctx.moment()
    with ctx.db.read() as session:
        ref = commitments.ref_of(session, name)
        if ref is None or ref not in commitments.visible(session, (ref,), moment, asking(session, ctx).sight):
            raise commitments.not_found(name)
        return ref


def show(ctx: Context, ref: str) -> Detail:
    """Everything about one commitment, by reference or alias; raises NotFound, also for one that may not be seen."""
    moment = ctx.moment()
    with ctx.db.read() as session:
        seen = asking(session, ctx).sight
        row = commitments.as_of(session, ref, moment, seen)
        return _detail(session, ctx, row, moment, seen)


def _detail(session: Session, ctx: Context, row: dict[str, Any], moment: Moment, seen: Sight) -> Detail:
    names = details.names(session, row, moment)
    related = details.related(session, row["ref"], moment)
    shown = commitments.visible(session, (ref for _, ref, *_ in related), moment, seen)
    return Detail(
        asked=asked(ctx, moment),
        item=items(session, [row], moment)[0],
        note=Both(row["note_en"], row["note_zh"]),
        owner_words=row["owner_words"],
        body_name=_both(names.get(("body", row["body"]))),
        post_title=_both(names.get(("post", row["post"]))),
        co_bodies=tuple(row["co_bodies"]),
        leader=row["leader"],
        supervisor=row["supervisor"],
        acceptor=row["acceptor"],
        due_reasons=tuple(from_data(reason) for reason in row["due_reasons"]),
        due_certain=bool(row["due_certain"]),
        context_words=row["context_words"],
        event=row["event"],
        recurrence=row["recurrence"],
        size=row["size"],
        entered=sum(1 for relation, *_ in related if relation == "child"),
        quantity=row["quantity"],
        programme_title=_both(names[("programme", row["programme"])]) or Both("", ""),
        places=tuple(row["places"]),
        tags=tuple(row["tags"]),
        marks=tuple(row["marks"]),
        progress=row["progress"],
        extended=row["extended"],
        reopened=row["reopened"],
        registered_on=row["registered_on"],
        version=row["version"],
        sources=tuple(
            Cited(c["source"], Both(s.title_en, s.title_zh), str(c["paragraph"]), s.published_on)
            for c in row["sources"]
            if (s := details.source(session, c["source"], moment)) is not None
        ),
        links=tuple(
            Linked(r, ref, Both(en, zh), Both(n_en, n_zh)) for r, ref, en, zh, n_en, n_zh in related if ref in shown
        ),
        results=tuple(result_of(reading) for reading in details.readings(session, row["ref"], moment)),
        history=histories.events(session, row["ref"], moment, seen),
    )


def result_of(row: Any) -> Result:
    """A row of readings as a view."""
    return Result(
        ref=row["ref"],
        aliases=tuple(row["aliases"]),
        title=Both(row["title_en"], row["title_zh"]),
        note=Both(row["note_en"], row["note_zh"]),
        value=row["value"],
        period_words=row["period_words"],
        reported_on=row["reported_on"],
        marks=tuple(row["marks"]),
    )


def _both(pair: tuple[str, str] | None) -> Both | None:
    return Both(*pair) if pair else None
