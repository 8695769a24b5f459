"""The columns of the register: which there are, what stands over them, and what is written in them for a table."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from tracker.kit.errors import Invalid
from tracker.kit.language import say
from tracker.kit.text import Text, text
from tracker.services.labels import label
from tracker.services.names import Names
from tracker.services.views import Item

Cell = str | int | date | None


@dataclass(frozen=True, slots=True)
class Column:
    """One column that can be chosen; ``sort`` is the field by which it orders the list, if there is one."""

    name: str
    head: Text
    sort: str | None = None
    numeric: bool = False


_ALL = (
    Column("unit", text("Body")),
    Column("owner", text("Post")),
    Column("programme", text("Programme")),
    Column("kind", text("Kind")),
    Column("due", text("Due"), "due"),
    Column("first-due", text("First due"), "first-due"),
    Column("late", text("Days late"), "late", numeric=True),
    Column("flags", text("Flags")),
    Column("work", text("Declared")),
    Column("assurance", text("Verified")),
    Column("review", text("Next review"), "review"),
    Column("done", text("Done on")),
    Column("updated", text("Last update"), "updated"),
)

COLUMNS: Mapping[str, Column] = {column.name: column for column in _ALL}
"""By the name that stands in an address; the reference and the title come before all of them, always."""

ALL = "all"
DEFAULT = ("unit", "due", "late", "flags")


def chosen(words: Iterable[str]) -> tuple[Column, ...]:
    """The columns that an address names, several in one by a comma, each once; the usual ones where it names none.

    ``all`` stands for every one of them. Raises Invalid for a column that there is not.
    """
    named = dict.fromkeys(name for part in words for name in part.split(",") if name)
    names = COLUMNS if ALL in named else named or dict.fromkeys(DEFAULT)
    for name in names:
        if name not in COLUMNS:
            raise Invalid(
                text("There is no column “{name}”.", name=name[:40]),
                hint=text("Choose of these: {names}.", names=", ".join(COLUMNS)),
                where="columns",
            )
    return tuple(COLUMNS[name] for name in names)


def address(columns: Iterable[Column]) -> str:
    """How an address names them; empty for the usual ones, which need no name."""
    names = tuple(column.name for column in columns)
    return "" if names == DEFAULT else ALL if names == tuple(COLUMNS) else ",".join(names)


def sheet(columns: Iterable[Column], language: str) -> str:
    """A style sheet that names each fact of a row of the register where the page is narrow and shows no heads."""
    heads = (say(column.head, language).replace("\\", "\\\\").replace('"', '\\"') for column in columns)
    by = say(text("Sort by"), language)
    named = (f'.register td:nth-child({at})::before{{content:"{head}"}}\n' for at, head in enumerate(heads, 2))
    return f'.register thead tr::before{{content:"{by}"}}\n' + "".join(named)


def heads(columns: Iterable[Column]) -> list[Text]:
    """What stands over the cells of ``cells``."""
    found = [text("Reference"), text("Title")]
    for column in columns:
        found.extend((text("Due, as stated"), text("Last on-time day")) if column.name == "due" else (column.head,))
    return found


def cells(item: Item, columns: Iterable[Column], names: Names, language: str) -> list[Cell]:
    """A commitment as a row of a table: days as days, numbers as numbers, all else in the reader's words."""
    row: list[Cell] = [item.ref, item.title.in_(language)]
    for column in columns:
        if column.name == "due":
            row.extend((item.due.words, item.due.last_day))
        elif column.name in _PLAIN:
            row.append(_PLAIN[column.name](item))
        else:
            row.append(say(_words(item, column.name, names, language), language))
    return row


_PLAIN: Mapping[str, Callable[[Item], Cell]] = {
    "first-due": lambda item: item.due.first_day,
    "late": lambda item: item.days_late or None,
    "review": lambda item: item.review_day,
    "done": lambda item: item.done_on,
    "updated": lambda item: item.updated_on,
}

_NOUNS: Mapping[str, str] = {"unit": "body", "owner": "post", "programme": "programme"}


def _words(item: Item, column: str, names: Names, language: str) -> Text | str:
    if column in _NOUNS:
        slug = getattr(item, _NOUNS[column])
        called = names[_NOUNS[column]].get(slug)
        return called.in_(language) if called else slug or ""
    if column == "flags":
        flags = [say(flag.title, language) for flag in item.flags]
        return ("；" if language == "zh" else "; ").join(flags)
    return label(getattr(item, column), column)
