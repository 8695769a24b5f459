"""A list for people: the answer in a sentence, the table, and how to see the rest."""

import sys
from collections.abc import Iterator
from datetime import date, timedelta
from shutil import get_terminal_size
from typing import TYPE_CHECKING

from tracker.cli import options, output
from tracker.cli.output import say
from tracker.kit import language
from tracker.kit.text import Text, text
from tracker.query.language import build, parse
from tracker.query.tree import Sort, Value, Where, all_of
from tracker.services import commitments
from tracker.services.views import Item, Listing

if TYPE_CHECKING:
    from tracker.services.context import Context

HEAD = (
    text("Reference"),
    text("Title"),
    text("Body"),
    text("Due, as stated"),
    text("Last on-time day"),
    text("Days late"),
    text("Flags"),
)
LATE = 5
RIGHT = (LATE,)
"""Numbers stand flush right."""

WHOLE = (0, 4, LATE)
"""References, days and numbers are never broken."""

MOST = {2: 20, 3: 24}
"""Bodies and words leave the width to the titles."""

WIDE = 100
"""In a narrower terminal the facts stand one below the other."""


def tell(ctx: "Context", found: Listing) -> None:
    """Tell a list."""
    output.tell(_answer(ctx, found), *found.notes)
    if found.items:
        output.tell("")
        output.write(table(found.items))
        output.tell("")
    output.tell(*_rest(found))


def _answer(ctx: "Context", found: Listing) -> Text:
    """The one sentence for which most people ask."""
    late, oldest = _overdue(ctx, found)
    day, zone = found.asked.day, found.asked.zone
    if not late:
        return text("Nothing overdue as of {day} ({zone}).", day=day, zone=zone)
    return text(
        "{n} overdue as of {day} ({zone}), the oldest late since {oldest}.", n=late, day=day, zone=zone, oldest=oldest
    )


def _overdue(ctx: "Context", found: Listing) -> tuple[int, date]:
    """How many of all that match are overdue, and the first day late of the oldest."""
    if len(found.items) == found.total:
        late = [item.days_late for item in found.items if item.days_late]
        return len(late), found.asked.day - timedelta(days=max(late, default=1) - 1)
    asked = parse(found.asked.query)
    query = build(all_of([asked.where, Where("is", (Value("overdue"),))]), [Sort("late", descending=True)])
    worst = commitments.list_(ctx, query.text, limit=1)
    late = [item.days_late for item in worst.items]
    return worst.total, found.asked.day - timedelta(days=max(late, default=1) - 1)


def _rest(found: Listing) -> list[Text]:
    shown = len(found.items)
    if found.total == 0:
        if found.asked.query:
            return [text("Nothing matches. tracker list --fields says what can be asked for.")]
        if options.current().as_of:
            return [text("The register held nothing then.")]
        return [
            text("The register holds nothing yet. Register something with tracker add, or load seeds: tracker seed.")
        ]
    if shown == found.total:
        return [text("{n} in all.", n=shown)]
    if found.offset:
        first = found.offset + 1 if shown else found.offset
        return [
            text("{first} to {last} of {total} shown.", first=first, last=found.offset + shown, total=found.total)
            if shown
            else text("There are {total} only.", total=found.total)
        ]
    return [text("{n} of {total} shown; --limit 0 shows all.", n=shown, total=found.total)]


def table(items: tuple[Item, ...]) -> str:
    """Commitments as lines: fitted to a terminal, elsewhere each on one line that can be searched and cut."""
    rows = [_row(item) for item in items]
    head = [say(title) for title in HEAD]
    if not sys.stdout.isatty():
        return output.columns([head, *rows], right=RIGHT)
    return _fitted(head, rows) if get_terminal_size().columns >= WIDE else _stacked(rows)


def _row(item: Item) -> list[str]:
    spoken = output.speaks()
    return [
        item.ref,
        item.title.in_(spoken),
        item.body or "",
        item.due.words,
        language.day(item.due.last_day, spoken) if item.due.last_day else "",
        str(item.days_late or ""),
        " ".join(_marks(item)),
    ]


def _marks(item: Item) -> Iterator[str]:
    """The flags, and by how many days it was done too late."""
    yield from (f"{flag.shape} {say(flag.title)}" for flag in item.flags)
    if item.days_done_late:
        yield say(text("Days late when done: {n}", n=item.days_done_late))


def _fitted(head: list[str], rows: list[list[str]]) -> str:
    """The table as wide as the terminal: titles and words wrap, references and days do not."""
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text as Cell

    shown = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False, header_style="bold")
    for number, title in enumerate(head):
        shown.add_column(
            title,
            justify="right" if number in RIGHT else "left",
            overflow="fold",
            no_wrap=number in WHOLE,
            min_width=max(output.width(row[number]) for row in rows) if number in WHOLE else None,
            max_width=MOST.get(number),
        )
    for row in rows:
        style = "red" if row[LATE] else ""
        cells = [Cell(output.one_line(cell)) for cell in row[:LATE]]
        shown.add_row(*cells, *(Cell(output.one_line(cell), style=style) for cell in row[LATE:]))
    console = Console()
    with console.capture() as captured:
        console.print(shown)
    return "".join(f"{line.rstrip()}\n" for line in captured.get().splitlines())


def _stacked(rows: list[list[str]]) -> str:
    """The same facts one below the other, where a table would be too narrow to read."""
    lines = []
    for ref, title, body, words, day, late, flags in map(_safe, rows):
        days = say(text("days late: {n}", n=late)) if late else ""
        lines.append(output.GAP.join(part for part in (ref, flags, days) if part))
        lines.append(output.GAP + title)
        lines.append(output.GAP + " · ".join(part for part in (body, words, day) if part))
        lines.append("")
    return "\n".join(line.rstrip() for line in lines[:-1]) + "\n"


def _safe(row: list[str]) -> list[str]:
    return [output.one_line(cell) for cell in row]
