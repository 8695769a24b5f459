"""What leaves the use cases of readings: an entry with where it comes from and whether it counts, and its JSON."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from tracker.domain import reading
from tracker.domain.reading import Span, Told
from tracker.domain.tally import Axis, Part
from tracker.services.commitments import result_of
from tracker.services.views import Both, Result, iso, result_json


@dataclass(frozen=True, slots=True)
class Entry:
    """One reading. ``counts``: it is the one that stands for its period; ``corrected_by`` stands in its place.

    ``number`` is None for a blank and for words, which are neither zero. ``day`` is the one it is true for: the last
    of its period, else that of the report.
    """

    result: Result
    number: Decimal | None
    period_first: date | None
    period_last: date | None
    source: str | None
    paragraph: str
    vintage: str
    corrects: str | None
    corrected_by: str | None
    counts: bool
    entered_by: str | None
    entered_on: date | None
    axes: tuple[Axis, ...]
    marks: tuple[Part, ...]

    @property
    def ref(self) -> str:
        """Its reference."""
        return self.result.ref

    @property
    def day(self) -> date | None:
        """The day for which it is true."""
        return self.period_last or self.result.reported_on

    @property
    def comparator(self) -> str:
        """What stands before the number."""
        return (self.result.value or {}).get("comparator") or ""

    @property
    def unit(self) -> Both | None:
        """The unit of the number."""
        return unit_of(self.result.value)


def entries(rows: Iterable[Mapping[str, Any]]) -> tuple[Entry, ...]:
    """Rows of readings of one commitment as views, by the day they are true for."""
    listed = list(rows)
    told = [_told(row) for row in listed]
    standing, corrected = reading.standing(told), reading.corrected(told)
    found = [_entry(row, counts=row["ref"] in standing, corrected_by=corrected.get(row["ref"])) for row in listed]
    return tuple(sorted(found, key=lambda each: (each.day or date.min, each.result.reported_on or date.min, each.ref)))


def _told(row: Mapping[str, Any]) -> Told:
    # Several things may be told of one period: only under one title is the later one a vintage of the earlier.
    period = Span(row["period_first"], row["period_last"])
    subject = f"{row['title_en']}\n{row['title_zh']}"
    return Told(row["ref"], subject, row["period_words"], period, row["reported_on"], row["corrects"])


def _entry(row: Mapping[str, Any], *, counts: bool, corrected_by: str | None) -> Entry:
    value = row["value"] or {}
    return Entry(
        result=result_of(row),
        number=reading.amount(value),
        period_first=row["period_first"],
        period_last=row["period_last"],
        source=row["source"],
        paragraph=row["paragraph"],
        vintage=row["vintage"],
        corrects=row["corrects"],
        corrected_by=corrected_by,
        counts=counts,
        entered_by=row["entered_by"],
        entered_on=row["entered_on"],
        axes=tuple(Axis(axis["name"], _parts(axis["parts"])) for axis in value.get("axes", ())),
        marks=_parts(value.get("marks", ())),
    )


def _parts(listed: Iterable[Mapping[str, Any]]) -> tuple[Part, ...]:
    return tuple(Part(part["name"], part["count"]) for part in listed)


def unit_of(kept: Mapping[str, Any] | None) -> Both | None:
    """The unit of a size, a quantity or a value, None where none is kept."""
    unit = (kept or {}).get("unit")
    return Both(unit.get("en") or "", unit.get("zh") or "") if isinstance(unit, Mapping) else None


def entry_json(entry: Entry, language: str) -> dict[str, Any]:
    """A reading as docs/reference.md describes it."""
    return {
        **result_json(entry.result, language),
        "period_first": iso(entry.period_first),
        "period_last": iso(entry.period_last),
        "source": entry.source,
        "paragraph": entry.paragraph,
        "vintage": entry.vintage,
        "corrects": entry.corrects,
        "corrected_by": entry.corrected_by,
        "counts": entry.counts,
        "entered_by": entry.entered_by,
        "entered_on": iso(entry.entered_on),
    }
