"""Tallies: the size a source states, the items entered, the total told last, and its parts; kept apart, gaps shown."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from tracker.domain import tally as domain
from tracker.domain.tally import Axis, Part, Rate
from tracker.services.actors import asking
from tracker.services.context import Context
from tracker.services.reading_views import Entry, entries, entry_json, unit_of
from tracker.services.views import Both
from tracker.store import commitments, details, facts


@dataclass(frozen=True, slots=True)
class TallyView:
    """A tally as known at the moment asked about.

    ``missing_items`` is how many of the stated size are not entered, ``missing_total`` how many of it the total told
    last leaves out; negative where there are more, None where one of the two is not known. ``rates`` name what they
    count. ``history`` are all readings with a number, corrected and earlier ones too.
    """

    ref: str
    unit: Both | None
    stated: int | None
    entered: int
    latest: Entry | None
    total: int | None
    axes: tuple[Axis, ...]
    marks: tuple[Part, ...]
    rates: tuple[Rate, ...]
    missing_items: int | None
    missing_total: int | None
    history: tuple[Entry, ...]


def tally(ctx: Context, ref: str) -> TallyView:
    """The three numbers of a tally, and the parts of the total told last; raises NotFound."""
    moment = ctx.moment()
    with ctx.db.read() as session:
        row = commitments.as_of(session, ref, moment, asking(session, ctx).sight)
        entered = facts.entered(session, [row["ref"]], moment).get(row["ref"], 0)
        told = entries(details.readings(session, row["ref"], moment))
    history = tuple(entry for entry in told if entry.number is not None)
    latest = latest_of(entry for entry in history if not _is_share(entry))
    stated: int | None = (row["size"] or {}).get("stated")
    total = _whole(latest)
    axes = latest.axes if latest else ()
    return TallyView(
        ref=row["ref"],
        unit=unit_of(row["size"]),
        stated=stated,
        entered=entered,
        latest=latest,
        total=total,
        axes=axes,
        marks=latest.marks if latest else (),
        rates=tuple(rate for axis in axes for rate in domain.rates(total or 0, axis)),
        missing_items=domain.gap(stated, entered),
        missing_total=domain.gap(stated, total),
        history=history,
    )


def latest_of(told: Iterable[Entry]) -> Entry | None:
    """The last in order that counts."""
    return next((entry for entry in reversed(tuple(told)) if entry.counts), None)


def _is_share(entry: Entry) -> bool:
    """Whether a percentage is told, which is no total; those of seeds are kept as printed."""
    unit, printed = entry.unit, (entry.result.value or {}).get("printed") or ""
    return domain.is_share(printed, *((unit.en, unit.zh) if unit else ()))


def _whole(entry: Entry | None) -> int | None:
    if entry is None or entry.number is None or entry.number != entry.number.to_integral_value():
        return None
    return int(entry.number)


def tally_json(view: TallyView, language: str) -> dict[str, Any]:
    """A tally as docs/reference.md describes it."""
    return {
        "ref": view.ref,
        "unit": view.unit.in_(language) if view.unit else None,
        "stated": view.stated,
        "entered": view.entered,
        "missing_items": view.missing_items,
        "total": view.total,
        "missing_total": view.missing_total,
        "axes": [{"name": axis.name, "parts": _parts(axis.parts)} for axis in view.axes],
        "marks": _parts(view.marks),
        "rates": [
            {"counts": list(rate.counts), "n": rate.n, "of": rate.of, "percent": str(rate.percent)}
            for rate in view.rates
        ],
        "latest": entry_json(view.latest, language) if view.latest else None,
        "history": [entry_json(entry, language) for entry in view.history],
    }


def _parts(parts: Iterable[Part]) -> list[dict[str, Any]]:
    return [{"name": part.name, "count": part.count} for part in parts]
