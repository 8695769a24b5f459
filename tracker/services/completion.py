"""What could follow while somebody types in the filter box: fields, values, and what he may see by its name."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from tracker.kit.language import say
from tracker.kit.text import Text, text
from tracker.query.complete import complete
from tracker.query.errors import fold
from tracker.query.fields import FIELDS, Field, Type, find
from tracker.query.predicates import PREDICATES
from tracker.query.vocabulary import SORT
from tracker.services import directory, notes
from tracker.services.context import Context
from tracker.services.labels import GROUPS, label

MOST = 12
LONGEST = 500

NOUNS: Mapping[str, str] = {**notes.NOUNS, "programme": "programme", "source": "source"}
"""Field → the noun whose short names are its values."""

NAMED = ("unit", "programme", "owner")
"""Fields that are offered for a word which is a part of a name."""

JUDGED = ("is", "work", "kind", "assurance")
"""Fields that are offered for a word which is one of their values."""

_WORD = re.compile(r'[^\s()（）"“”「」]*\Z')
_QUOTES = re.compile(r'["“”「」]')
_SIGN = "-－"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What would take the place of the last ``over`` characters, and what it means; ``ends``: a space may follow."""

    insert: str
    means: str
    over: int
    ends: bool


def suggest(ctx: Context, typed: str, language: str) -> tuple[Suggestion, ...]:
    """At most a dozen, the likeliest first, for what stands before the caret; none within quotation marks."""
    found = _WORD.search(typed)
    if found is None or len(typed) > LONGEST or len(_QUOTES.findall(typed)) % 2:
        return ()
    word = found.group().lstrip(_SIGN)
    name, colon, values = word.replace("：", ":", 1).partition(":")
    if not colon:
        return tuple(islice(_fields(ctx, word, language), MOST))
    value = re.split("[,，]", values)[-1].removeprefix("=")
    return tuple(islice(_values(ctx, name, value, language), MOST))


def _fields(ctx: Context, word: str, language: str) -> Iterator[Suggestion]:
    over = len(word)
    for name in complete(word):
        field = find(name[:-1])
        meaning = say(field.meaning if field else text("The order of the list."), language)
        yield Suggestion(name, meaning, over, ends=False)
    if len(word) > (1 if word.isascii() else 0):
        for name in JUDGED:
            values = FIELDS[name].values
            for value in dict.fromkeys(known for said, known in values.items() if said.startswith(fold(word))):
                yield Suggestion(f"{name}:{value}", _meaning(FIELDS[name], value, language), over, ends=True)
        for name in NAMED:
            for slug, called in _named(ctx, NOUNS[name], word, language):
                yield Suggestion(f"{name}:{slug}", called, over, ends=True)


def _values(ctx: Context, name: str, value: str, language: str) -> Iterator[Suggestion]:
    over = len(value)
    if fold(name) in SORT:
        start = value.lstrip(_SIGN)
        for words in complete(f"{name}:{start}"):
            sort = words.partition(":")[2]
            yield Suggestion(sort, say(FIELDS[sort].meaning, language), len(start), ends=True)
        return
    field = find(name)
    if field is None:
        return
    if field.name in NOUNS:
        for slug, called in _named(ctx, NOUNS[field.name], value, language):
            yield Suggestion(slug, called, over, ends=True)
    for words in complete(f"{name}:{value}"):
        inserted = words.partition(":")[2]
        yield Suggestion(inserted, _meaning(field, inserted, language), over, ends=True)
    if field.type is Type.DATE and not value:
        for words, means in DAYS.items():
            yield Suggestion(words, say(means, language), over, ends=True)


DAYS: Mapping[str, Text] = {
    "<today": text("before today"),
    "today..+30d": text("from today for 30 days"),
    "..2025": text("up to the end of a year"),
}


def _meaning(field: Field, value: str, language: str) -> str:
    """What a value is called, or what it means to be asked for."""
    known = field.values.get(fold(value))
    if known is None:
        return say(text("nothing is recorded") if value == "none" else text("something is recorded"), language)
    if field.type is Type.PREDICATE:
        return say(PREDICATES[known].meaning, language)
    return say(label(known, field.name) if field.name in GROUPS else Text(known), language)


def _named(ctx: Context, noun: str, start: str, language: str) -> Iterator[tuple[str, str]]:
    """Short names and names of what may be seen and begins with, or else has in it, what was typed."""
    wanted = start.casefold()
    found = []
    for row in directory.listing(ctx, noun):
        names = [row.get(f"{word}_{tongue}") or "" for word in ("name", "title") for tongue in (language, "en", "zh")]
        called = next(filter(None, names), row["slug"])
        rank = _rank(wanted, row["slug"], names)
        if rank is not None and row.get("ended_on") is None:
            found.append((rank, row["slug"], called))
    return ((slug, called) for _, slug, called in sorted(found))


def _rank(wanted: str, slug: str, names: list[str]) -> int | None:
    folded = [name.casefold() for name in names if name]
    if slug.startswith(wanted):
        return 0
    if any(name.startswith(wanted) for name in folded):
        return 1
    return 2 if any(wanted in name for name in (slug, *folded)) else None
