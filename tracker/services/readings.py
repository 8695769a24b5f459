"""Readings: dated values and results told of a commitment. Nothing is overwritten; a correction is a new reading."""

from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict

from tracker.domain import reading, tally
from tracker.domain.commitment import Kind
from tracker.domain.moves import Bar, Given, Move
from tracker.domain.reading import Span
from tracker.domain.tally import Axis, Part
from tracker.kit.errors import Conflict, Fault, Invalid
from tracker.kit.text import Text, text
from tracker.kit.wording import Count, Line, Place, Prose, Title
from tracker.services import moving, registration
from tracker.services.actors import asking
from tracker.services.context import Changing, Context
from tracker.services.moving import Command, Standing
from tracker.services.reading_views import Entry, entries
from tracker.store import commitments, details, readings
from tracker.store.history import Change

Row = dict[str, Any]

T = TypeVar("T")


class CountOf(BaseModel):
    """How many there are of one sort."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Title
    count: Count


class Parting(BaseModel):
    """One way to part a total into what excludes each other, such as handling or verdict."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Title
    parts: tuple[CountOf, ...]


class NewReading(Command):
    """What a source tells of a commitment. ``value`` is a number as printed, None where none was told.

    The period is read from its words where its days are not given. ``reported_on`` is the day on which it was told,
    today unless given; ``vintage`` names the edition of the data; ``corrects`` is the reading in whose place it stands.
    ``axes`` part the total of a tally, ``marks`` may overlap and are never added up.
    """

    value: Line | None = None
    unit_en: Line = ""
    unit_zh: Line = ""
    comparator: Line = ""
    printed: Line = ""
    period_words: Line = ""
    period_first: date | None = None
    period_last: date | None = None
    reported_on: date | None = None
    source: str | None = None
    paragraph: Place = ""
    vintage: Line = ""
    corrects: str | None = None
    title_en: Line = ""
    title_zh: Line = ""
    note_en: Prose = ""
    note_zh: Prose = ""
    axes: tuple[Parting, ...] = ()
    marks: tuple[CountOf, ...] = ()


def record(ctx: Context, command: NewReading) -> str:
    """Enter a reading of a commitment; returns its reference.

    Raises what ``moving`` raises; Invalid for what is no number, for parts that do not add up and for a period that
    cannot be; Conflict where the reading to be corrected was corrected already.
    """
    with ctx.changing() as change:
        standing = moving.found(change, ctx, command.ref, command.version)
        told = command.reported_on or change.today
        against = moving.refusals(standing, Move.RECORD_VALUE, Given(reason=command.reason, true_for=told))
        moving.refuse_for(each for each in against if each.kind is not Bar.INCOMPLETE)
        read = _Read()
        value = read.part(lambda: _value(standing.row, command))
        period = read.part(lambda: _period(command, told))
        corrects = read.part(lambda: _corrected(standing, command))
        read.part(lambda: _comparator(command))
        read.part(lambda: _require_source(change, command))
        moving.refuse_for(against, read.faults)
        row = {
            "ref": readings.next_ref(change.session, standing.row["programme"]),
            "aliases": [],
            "commitment": standing.ref,
            "programme": None,
            "title_en": command.title_en or command.title_zh or standing.row["title_en"],
            "title_zh": command.title_zh or command.title_en or standing.row["title_zh"],
            "note_en": command.note_en,
            "note_zh": command.note_zh,
            "value": value,
            **(period or {}),
            "reported_on": told,
            "source": command.source,
            "paragraph": str(command.paragraph),
            "vintage": command.vintage,
            "corrects": corrects,
            "entered_by": standing.who.name,
            "entered_on": change.today,
            "places": [],
            "tags": [],
            "marks": [],
        }
        done = Change("reading", row["ref"], str(Move.RECORD_VALUE), row, told, command.reason)
        moving.record(standing, Move.RECORD_VALUE, None, also=[done])
        return str(row["ref"])


class _Read:
    """What is made of a command part by part, and what is wrong with each of the parts."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def part(self, work: Callable[[], T]) -> T | None:
        """One part; None where something is wrong with it."""
        try:
            return work()
        except Invalid as error:
            self.faults += error.told
            return None


def _require_source(change: Changing, command: NewReading) -> None:
    if command.source is not None:
        registration.require(change.session, "source", [command.source], where="source")


def _value(commitment: Row, command: NewReading) -> Row | None:
    """What is kept of the number: the form that seeds have, with the parts of a tally beside it."""
    if not command.value:
        if command.axes or command.marks:
            raise Invalid(text("Parts need the total that they are parts of."), where="value")
        if not (command.note_en or command.note_zh or command.title_en or command.title_zh):
            raise Invalid(
                text("There is neither a value nor words."),
                hint=text("Give the number as printed; where none was told, say so in a note."),
                where="value",
            )
        return None
    plain = reading.number(command.value)
    if plain is None:
        raise Invalid(
            text("“{value}” is not a number.", value=command.value),
            hint=text("Write it such as 2330, 2,330 or 54.9; what stands before or behind it are comparator and unit."),
            where="value",
        )
    unit = _unit(commitment, command)
    if commitment["kind"] == Kind.TALLY and tally.is_share(*(unit or {}).values(), command.printed):
        raise Invalid(
            text("{value} is a percentage; the total of a tally is a number of things.", value=plain),
            hint=text("Give the total and its parts as counted; the rates are worked out from them."),
            where="unit",
        )
    printed = command.printed or (command.value if command.value != plain else "")
    return {
        "baseline": None,
        "target": None,
        "result": plain,
        "unit": unit,
        "comparator": _comparator(command) or None,
        "printed": printed or None,
        **_parts(commitment, command, plain),
    }


def _unit(commitment: Row, command: NewReading) -> Row | None:
    if command.unit_en or command.unit_zh:
        return {"en": command.unit_en or command.unit_zh, "zh": command.unit_zh or command.unit_en}
    found: Row | None = (commitment["quantity"] or commitment["size"] or {}).get("unit")
    return found


def _comparator(command: NewReading) -> str:
    found = reading.comparator(command.comparator)
    if found is None:
        raise Invalid(
            text("“{words}” is not known before a number.", words=command.comparator),
            hint=text("It is one of: {values}.", values=", ".join(reading.COMPARATORS)),
            where="comparator",
        )
    return found


def _parts(commitment: Row, command: NewReading, total: str) -> Row:
    """The axes and marks of a tally, by their kept names; raises Invalid where they do not add up."""
    if not (command.axes or command.marks):
        return {}
    if commitment["kind"] != Kind.TALLY:
        raise _wrong_parts(text("Only a tally has parts, and {ref} is none.", ref=commitment["ref"]))
    if not total.isdecimal() or _comparator(command) not in reading.EXACT:
        raise _wrong_parts(text("Only a whole number, told as exact, can be made up of parts."))
    axes = [Axis(tally.known_as(axis.name), _counted(axis.parts)) for axis in command.axes]
    marks = _counted(command.marks)
    if wrong := tally.fault(int(total), axes, marks):
        raise _wrong_parts(wrong, hint=text("Look at the source again: what it prints may be a mark, not a part."))
    kept = {"axes": [{"name": axis.name, "parts": _plain(axis.parts)} for axis in axes], "marks": _plain(marks)}
    return {name: values for name, values in kept.items() if values}


def _wrong_parts(message: Text, hint: Text | None = None) -> Invalid:
    return Invalid(message, hint=hint, where="axes")


def _counted(parts: tuple[CountOf, ...]) -> tuple[Part, ...]:
    return tuple(Part(tally.known_as(part.name), part.count) for part in parts)


def _plain(parts: tuple[Part, ...]) -> list[Row]:
    return [{"name": part.name, "count": part.count} for part in parts]


def _period(command: NewReading, told: date) -> Row:
    read = reading.span(command.period_words, told=told)
    given = Span(command.period_first, command.period_last)
    days = read if given == Span() else given
    if days.first and days.last and days.last < days.first:
        raise Invalid(text("The period ends before it begins."), where="period")
    begins = days.first or days.last
    if begins and begins > told:
        raise Invalid(
            text("The period begins on {day}, after the value was told.", day=begins),
            hint=text("Give the days of the period, or the day on which it was told."),
            where="period",
        )
    return {"period_words": command.period_words, "period_first": days.first, "period_last": days.last}


def _corrected(standing: Standing, command: NewReading) -> str | None:
    """The reading in whose place this one stands: of the same commitment, and not corrected yet."""
    if command.corrects is None:
        return None
    old = readings.get(standing.session, command.corrects)
    if old is None or old["commitment"] != standing.ref:
        raise Invalid(
            text("{ref} has no reading “{reading}”.", ref=standing.ref, reading=command.corrects), where="corrects"
        )
    other = readings.correction_of(standing.session, old["ref"])
    if other is not None:
        raise Conflict(
            text("{reading} was corrected already, by {other}.", reading=old["ref"], other=other),
            hint=text("Correct {other} instead.", other=other),
        )
    if not command.reason:
        raise Invalid(text("A correction needs a reason."), hint=text("Say why, in words."), where="reason")
    return str(old["ref"])


def of(ctx: Context, ref: str) -> tuple[Entry, ...]:
    """The readings of a commitment as known at the moment asked about, by period; raises NotFound."""
    moment = ctx.moment()
    with ctx.db.read() as session:
        row = commitments.as_of(session, ref, moment, asking(session, ctx).sight)
        return entries(details.readings(session, row["ref"], moment))
