"""What the register shows, as a table for other programs: the same question, moment, sight, order and columns."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import takewhile
from tempfile import TemporaryFile
from typing import IO

import xlsxwriter

from tracker.domain.moment import Moment
from tracker.kit.language import say
from tracker.kit.text import Text, text
from tracker.query.language import parse
from tracker.query.tree import Query
from tracker.services import names
from tracker.services.actors import asking
from tracker.services.columns import Cell, Column, cells, heads
from tracker.services.commitments import asked
from tracker.services.context import Context
from tracker.services.leafing import of_refs
from tracker.store import commitments, history, leafing
from tracker.store.commitments import TOGETHER
from tracker.store.database import Session

SECONDS = 600.0
"""So long an export may take; it is asked for seldom, and is as long as the register."""

FORMULA = tuple("=+-@\t\r\n＝＋－＠")
"""With one of these a spreadsheet takes the words of a cell for something to be worked out."""

LONGEST, WIDTH = 32_767, 24
"""Signs that a cell of a workbook can hold; how wide its columns are, in signs."""

BOM = "\ufeff"
"""By which spreadsheets know that it is UTF-8."""


def as_csv(ctx: Context, query: str, columns: Sequence[Column], language: str) -> Iterator[bytes]:
    """The lines of a CSV file (UTF-8 with a mark, RFC 4180): what was asked, an empty line, the heads, the rows.

    All of it is read at one moment, some hundreds of commitments at a time. Raises Invalid for a faulty query, at once.
    """
    parsed = parse(query)
    return _lines(ctx, parsed, columns, language)


def _lines(ctx: Context, query: Query, columns: Sequence[Column], language: str) -> Iterator[bytes]:
    lines = rows(ctx, query, columns, language)
    yield BOM.encode()
    while some := [line for _, line in zip(range(TOGETHER), lines, strict=False)]:
        buffer = io.StringIO()
        csv.writer(buffer).writerows([_written(cell) for cell in line] for line in some)
        yield buffer.getvalue().encode()


def as_xlsx(ctx: Context, query: str, columns: Sequence[Column], language: str) -> IO[bytes]:
    """A workbook (XLSX) in a temporary file, open at its beginning: the rows, and on a second sheet what was asked.

    Days are days and numbers numbers; words are never taken for a formula or a link. Row by row, so that a long list
    is never held whole. Raises as ``as_csv``.
    """
    lines = rows(ctx, parse(query), columns, language)
    about = list(takewhile(len, lines))
    file = TemporaryFile()  # noqa: SIM115 - whoever sends it closes it
    book = xlsxwriter.Workbook(file, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    strong, days = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
    sheet, asked_for = (book.add_worksheet(say(name, language)) for name in (text("Commitments"), text("Question")))
    for number, line in enumerate(about):
        asked_for.write_row(number, 0, line)
    width = 0
    for number, line in enumerate(lines):
        width = len(line)
        for place, cell in enumerate(line):
            if isinstance(cell, date):
                sheet.write_datetime(number, place, cell, days)
            elif isinstance(cell, int):
                sheet.write_number(number, place, cell)
            elif cell:
                sheet.write_string(number, place, cell.replace("\x00", "")[:LONGEST], None if number else strong)
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, max(width - 1, 0), WIDTH)
    book.close()
    file.seek(0)
    return file


def rows(ctx: Context, query: Query, columns: Sequence[Column], language: str) -> Iterator[list[Cell]]:
    """The same lines as cells."""
    moment = ctx.moment()
    with ctx.db.limited(SECONDS).read() as session:
        seen = asking(session, ctx).sight
        total = commitments.count(session, query, moment, seen)
        yield from _about(session, ctx, query, moment, total, language)
        yield [say(head, language) for head in heads(columns)]
        refs = leafing.refs(session, query, moment, seen, total=total, limit=total, offset=0)
        for first in range(0, total, TOGETHER):
            yield from _some(session, refs[first : first + TOGETHER], moment, columns, language)


def _some(
    session: Session, refs: Sequence[str], moment: Moment, columns: Iterable[Column], language: str
) -> Iterator[list[Cell]]:
    found = of_refs(session, refs, moment)
    called = names.of_items(session, moment, found)
    return (cells(item, columns, called, language) for item in found)


def _about(
    session: Session, ctx: Context, query: Query, moment: Moment, total: int, language: str
) -> Iterator[list[Cell]]:
    """What the table is an answer to, so that it can be asked again and compared."""
    told = asked(ctx, moment, query.text)
    lines: list[tuple[Text, Text | str | int]] = [
        (text("Question"), query.text or text("everything")),
        (text("As of"), text("{moment}, {zone}", moment=told.as_if or told.as_of, zone=told.zone)),
    ]
    if ctx.as_of and told.as_if:
        lines.append((text("Known on"), text("{moment}, {zone}", moment=told.as_of, zone=told.zone)))
    lines.append((text("Commitments"), total))
    if not ctx.as_of:
        head = history.head(session)
        lines.append((text("History"), text("{n} entries, head {head}", n=head.size, head=head.root.hex())))
    for words, value in lines:
        yield [say(words, language), value if isinstance(value, int) else say(value, language)]
    yield []


def _written(cell: Cell) -> str:
    """A cell as words; those that would be taken for a formula begin with an apostrophe."""
    if cell is None:
        return ""
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, int):
        return str(cell)
    words = cell.replace("\x00", "")
    return f"'{words}" if words.lstrip(" ").startswith(FORMULA) else words
