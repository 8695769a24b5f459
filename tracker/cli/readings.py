"""``tracker read``: a value or a result that a source tells of a commitment."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tracker.cli import given, opening, options, output
from tracker.cli.changes import Reason, Ref, Version
from tracker.cli.options import _
from tracker.kit.errors import Invalid
from tracker.kit.text import Text, text

if TYPE_CHECKING:
    from tracker.services.indicators import Series
    from tracker.services.reading_views import Entry
    from tracker.services.tallies import TallyView

READINGS = _("Show the values told of a commitment: which of them count, what a tally adds up to, and the pace.")
READ = _("Enter a value that a source tells of a commitment, with its period and its source.")

NAMES = {
    "ref": "REF",
    "reason": "--reason",
    "value": "--value",
    "unit_en": "--unit-en",
    "unit_zh": "--unit-zh",
    "comparator": "--comparator",
    "printed": "--printed",
    "period_words": "--period",
    "source": "--source",
    "paragraph": "--paragraph",
    "vintage": "--vintage",
    "corrects": "--corrects",
    "title_en": "--title-en",
    "title_zh": "--title-zh",
    "note_en": "--note-en",
    "note_zh": "--note-zh",
    "axes": "--axis",
    "marks": "--mark",
}


def _option(name: str, metavar: str, said: str) -> Any:
    return typer.Option(name, metavar=metavar, help=said)


Value = Annotated[str | None, _option("--value", "NUMBER", _("The number as printed, such as 2,330."))]
Comparator = Annotated[str | None, _option("--comparator", "SIGN", _("What stands before it, such as ≥ or “about”."))]
UnitEn = Annotated[str | None, _option("--unit-en", "TEXT", _("The unit in English; else that of the target."))]
UnitZh = Annotated[str | None, _option("--unit-zh", "TEXT", _("The unit in Chinese; else that of the target."))]
Printed = Annotated[str | None, _option("--printed", "TEXT", _("The words in which the number is printed."))]
Period = Annotated[str | None, _option("--period", "WORDS", _("The period it speaks of, as stated."))]
First = Annotated[str | None, _option("--from", "DAY", _("The first day of the period, where words do not say it."))]
Last = Annotated[str | None, _option("--to", "DAY", _("The last day of the period, where words do not say it."))]
On = Annotated[str | None, _option("--on", "DAY", _("The day on which it was told; today unless given."))]
Source = Annotated[str | None, _option("--source", "SLUG", _("The source that tells it."))]
Paragraph = Annotated[str | None, _option("--paragraph", "PLACE", _("Where in the source."))]
Vintage = Annotated[str | None, _option("--vintage", "TEXT", _("The edition of the data."))]
Corrects = Annotated[str | None, _option("--corrects", "REF", _("The reading in whose place it stands."))]
Axis = Annotated[
    list[str] | None,
    _option("--axis", "NAME:PART=NUMBER,…", _("Parts that add up to a tally, by one axis; may be repeated.")),
]
Part = Annotated[
    list[str] | None,
    _option("--part", "NAME=NUMBER", _("A part by handling, such as closed=1480; may be repeated.")),
]
Mark = Annotated[
    list[str] | None, _option("--mark", "NAME=NUMBER", _("A mark that may overlap with others; never added up."))
]
TitleEn = Annotated[str | None, _option("--title-en", "TEXT", _("What is told, in English."))]
TitleZh = Annotated[str | None, _option("--title-zh", "TEXT", _("What is told, in Chinese."))]
NoteEn = Annotated[str | None, _option("--note-en", "TEXT", _("What a reader must know, in English."))]
NoteZh = Annotated[str | None, _option("--note-zh", "TEXT", _("What a reader must know, in Chinese."))]


def read(
    ref: Ref,
    value: Value = None,
    comparator: Comparator = None,
    unit_en: UnitEn = None,
    unit_zh: UnitZh = None,
    printed: Printed = None,
    period: Period = None,
    first: First = None,
    last: Last = None,
    on: On = None,
    source: Source = None,
    paragraph: Paragraph = None,
    vintage: Vintage = None,
    corrects: Corrects = None,
    axis: Axis = None,
    part: Part = None,
    mark: Mark = None,
    title_en: TitleEn = None,
    title_zh: TitleZh = None,
    note_en: NoteEn = None,
    note_zh: NoteZh = None,
    reason: Reason = None,
    version: Version = None,
) -> None:
    """Enter a value that a source tells of a commitment."""
    from tracker.services import readings

    command = given.made(
        readings.NewReading,
        NAMES,
        ref=ref,
        version=given.number(version, "--version"),
        reason=reason,
        value=value,
        comparator=comparator,
        unit_en=unit_en,
        unit_zh=unit_zh,
        printed=printed,
        period_words=period,
        period_first=given.day(first, "--from"),
        period_last=given.day(last, "--to"),
        reported_on=given.day(on, "--on"),
        source=source,
        paragraph=paragraph,
        vintage=vintage,
        corrects=corrects,
        title_en=title_en,
        title_zh=title_zh,
        note_en=note_en,
        note_zh=note_zh,
        axes=_axes(axis or [], part or []),
        marks=_parts(mark or [], "--mark"),
    )
    _enter(command)


def _enter(command: Any) -> None:
    from tracker.services import readings

    with opening.register() as ctx:
        ref = readings.record(ctx, command)
    if options.current().json:
        output.tell_json({"ref": ref})
    else:
        output.tell(text("{ref}: entered.", ref=ref))


def _axes(written: Sequence[str], handling: Sequence[str]) -> tuple[dict[str, Any], ...]:
    found = [{"name": "handling", "parts": _parts(handling, "--part")}] if handling else []
    for words in written:
        name, colon, parts = words.partition(":")
        if not colon:
            raise _unread("--axis", words, "handling:closed=1480,closed_by_stage=600,open=250")
        found.append({"name": name, "parts": _parts(parts.split(","), "--axis")})
    return tuple(found)


def _parts(written: Sequence[str], option: str) -> tuple[dict[str, Any], ...]:
    found = []
    for words in written:
        name, equals, count = words.rpartition("=")
        if not equals or not name.strip():
            raise _unread(option, words, "closed=1480")
        found.append({"name": name, "count": given.number(count.strip(), option)})
    return tuple(found)


def _unread(option: str, words: str, example: str) -> Invalid:
    return Invalid(
        text("{option}: “{words}” cannot be read.", option=option, words=words),
        hint=text("Write it such as {example}.", example=example),
        where=option,
    )


def readings(ref: Ref) -> None:
    """Show the values told of a commitment."""
    from tracker.services import indicators, tallies
    from tracker.services import readings as told
    from tracker.services.reading_views import entry_json

    with opening.register() as ctx:
        entries, tally, series = told.of(ctx, ref), tallies.tally(ctx, ref), indicators.series(ctx, ref)
    if options.current().json:
        speaks = output.speaks()
        output.tell_json(
            {
                "ref": tally.ref,
                "items": [entry_json(entry, speaks) for entry in entries],
                "tally": tallies.tally_json(tally, speaks) if tally.stated is not None or tally.axes else None,
                "series": indicators.series_json(series, speaks) if series.goal.target is not None else None,
            }
        )
        return
    output.write(output.columns([_row(entry) for entry in entries]))
    output.tell(*_tally(tally), *_series(series)) if entries else output.tell(text("No value has been told."))


def _row(entry: "Entry") -> tuple[str, ...]:
    value = entry.result.value or {}
    shown = " ".join(part for part in (entry.comparator, value.get("result") or "", value.get("printed") or "") if part)
    if entry.corrected_by:
        state = output.say(text("corrected by {ref}", ref=entry.corrected_by))
    else:
        state = "" if entry.counts else output.say(text("an earlier vintage"))
    told = entry.result.reported_on.isoformat() if entry.result.reported_on else ""
    return entry.ref, told, entry.result.period_words, shown, entry.vintage, state


def _tally(view: "TallyView") -> list[Text]:
    from tracker.domain.tally import AXES, PARTS

    said: list[Text] = []
    if view.stated is not None:
        said.append(text("Stated: {stated}. Entered: {entered}.", stated=view.stated, entered=view.entered))
    if view.missing_total:
        said.append(text("The total told last, {total}, differs from the stated size.", total=view.total))
    for axis in view.axes:
        name = AXES.get(axis.name, axis.name)
        said += [
            text("{axis}, {part}: {n}", axis=name, part=PARTS.get(part.name, part.name), n=part.count)
            for part in axis.parts
        ]
    for rate in view.rates:
        counted = Text(" + ".join(f"{{p{n}}}" for n in range(len(rate.counts))), {
            f"p{n}": PARTS.get(name, name) for n, name in enumerate(rate.counts)
        })  # fmt: skip
        said.append(text("{counted}: {percent} per cent of {n}", counted=counted, percent=str(rate.percent), n=rate.of))
    return said


def _series(found: "Series") -> list[Text]:
    from tracker.domain.indicator import PACE_WORDS

    if found.goal.target is None:
        return []
    return [text("Pace: {pace}.", pace=PACE_WORDS[found.pace]), *found.reasons]
