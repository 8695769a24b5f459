"""The history of one commitment in plain words: who did what when, and of every field what stood there before."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from tracker.domain.moment import Moment
from tracker.domain.sight import Sight
from tracker.kit.text import Text, text
from tracker.services import altered
from tracker.services.actors import asking
from tracker.services.altered import Called
from tracker.services.context import Context
from tracker.services.events import Alteration, Event
from tracker.services.labels import label
from tracker.services.views import Both
from tracker.store import board, commitments, details
from tracker.store.database import Session
from tracker.store.records import ADDED

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class History:
    """What happened to a commitment, newest first."""

    ref: str
    title: Both
    version: int
    events: tuple[Event, ...]


def of(ctx: Context, ref: str) -> History:
    """The history of a commitment, as known at the moment asked about; raises NotFound."""
    moment = ctx.moment()
    with ctx.db.read() as session:
        seen = asking(session, ctx).sight
        row = commitments.as_of(session, ref, moment, seen)
        title = Both(row["title_en"], row["title_zh"])
        return History(row["ref"], title, row["version"], events(session, row["ref"], moment, seen))


def events(session: Session, ref: str, moment: Moment, seen: Sight) -> tuple[Event, ...]:
    """The entries about a commitment and the records of its closed loop, newest first.

    A move of the commitment may change its report with it; that is told once, by the commitment. Who decided on a
    request, and why, is told beside what follows from it. However long it is, it asks for the entries once, and once
    for the names of each noun that they speak of.
    """
    entries = [json.loads(body) for body in details.entries(session, ref, moment)]
    moments = {entry["recorded_at"] for entry in entries if entry["record"]["key"] == ref}
    shown, before = [], None
    for entry in entries:
        key = entry["record"]["key"]
        if key == ref:
            shown.append((entry, _differing(before, entry["snapshot"])))
            before = entry["snapshot"]
        elif entry["recorded_at"] not in moments or entry["record"]["type"] == "request":
            shown.append((entry, {}))
    called = _called(session, shown, moment, seen)
    return tuple(_event(entry, changed, called) for entry, changed in reversed(shown))


Differing = Mapping[str, tuple[Any, Any]]
"""Field → what stood there before, and afterwards."""


def _differing(before: Row | None, after: Row | None) -> Differing:
    """The fields that differ; one that came later than an entry was then what it is where nothing is said."""
    if not before or not after:
        return {}
    added = ADDED["commitment"]
    pairs = {name: (before.get(name, added.get(name)), after[name]) for name in sorted(after)}
    return {name: (old, new) for name, (old, new) in pairs.items() if old != new}


def _called(session: Session, shown: list[tuple[Row, Differing]], moment: Moment, seen: Sight) -> Called:
    """The names of all that the entries speak of, as known at the moment; of persons those that were not erased."""
    wanted: dict[str, set[str]] = {}
    for entry, changed in shown:
        wanted.setdefault("person", set()).add(str(entry["by"].get("for") or ""))
        for noun, key in altered.spoken_of(changed):
            wanted.setdefault(noun, set()).add(key)
    refs = wanted.pop("commitment", set())
    people = board.people(session, wanted.pop("person", set()) - {""})
    return Called(
        {
            **{noun: board.named(session, noun, moment, keys) for noun, keys in wanted.items()},
            "person": people,
        },
        frozenset(commitments.visible(session, tuple(sorted(refs)), moment, seen)) if refs else frozenset(),
    )


def _event(entry: Row, changed: Differing, called: Called) -> Event:
    return Event(
        seq=entry["seq"],
        key=entry["record"]["key"],
        recorded_at=datetime.fromisoformat(entry["recorded_at"]),
        by=entry["by"],
        who=_who(entry["by"], called),
        action=entry["action"],
        title=label(entry["action"], "action"),
        valid_on=date.fromisoformat(entry["valid_on"]),
        reason=entry["reason"],
        changes=tuple(_alterations(changed, called)),
    )


def _alterations(changed: Differing, called: Called) -> Iterator[Alteration]:
    for name, (old, new) in changed.items():
        words = altered.said(name, old, called), altered.said(name, new, called)
        data = (each if called.shows(name, each) else None for each in (old, new))
        yield Alteration(name, label(name, "column"), *words, *data)


def _who(by: Row, called: Called) -> Text:
    whose = str(by.get("for") or "")
    who = text("the register office") if whose == "register-office" else called.name("person", whose)
    return text("operator, for {who}", who=who) if by.get("as") == "operator" else who
